"""The durable job: after an interview's last turn its scorecard is made, whatever happens between.

The rows of `Feedback` are the queue, so any server may do it, a server that starts does what
another left, and nothing is lost with a process. See `queue` for who may, `making` for what.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from backend.errors import NotFoundError
from backend.feedback.gathering import DamagedError
from backend.feedback.making import Maker, ModelFailedError
from backend.feedback.queue import GAVE_UP, RENEW_S, Queue, Taken, TakenOverError

log = logging.getLogger(__name__)

AT_ONCE = 32
"""Most of them wait: for an answer to be measured, or for the model, which `making` asks for two
at a time. Nobody's first scorecard shall wait behind these."""
LOOK_EVERY_S = 5.0
"""What is due without this server being told: retries, and what another server left."""

UNREADABLE = (
    "Your feedback couldn't be worked out: this interview was stored by another version of the"
    " program. Nothing of it is lost."
)
MODEL_FAILED = (
    "The language model's part couldn't be worked out, though it was tried several times. What"
    " is shown stands without it, and it can be tried again."
)


class FeedbackJobs:
    """Works in tasks of its own from `start` to `aclose`, on at most `at_once` at a time."""

    def __init__(self, queue: Queue, maker: Maker, *, at_once: int = AT_ONCE) -> None:
        self._queue = queue
        self._maker = maker
        self._at_once = at_once
        self._due = asyncio.Event()
        self._looking: asyncio.Task[None] | None = None
        self._working: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        self._looking = asyncio.create_task(self._look(), name="feedback")

    def wake(self) -> None:
        """There may be something to do."""
        self._due.set()

    async def aclose(self) -> None:
        """Give back what isn't finished, for whoever starts next."""
        tasks = [*([self._looking] if self._looking else []), *self._working]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def work_off(self) -> int:
        """Do all that is due now; how many there were."""
        done = 0
        while taken := await self._queue.take(self._at_once):
            await asyncio.gather(*(self._do(each) for each in taken))
            done += len(taken)
        return done

    async def _look(self) -> None:
        forgotten = False
        while True:
            self._due.clear()
            try:
                if not forgotten:
                    await self._queue.ask_for_forgotten()
                    forgotten = True
                await self._begin()
            except Exception as error:  # drivers raise what they like when a database is gone
                log.warning("Feedback can't be looked for: %s", type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY_S):
                    await self._due.wait()

    async def _begin(self) -> None:
        free = self._at_once - len(self._working)
        for each in await self._queue.take(free) if free else []:
            task = asyncio.create_task(self._do(each))
            self._working.add(task)
            task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        self.wake()

    async def _do(self, taken: Taken) -> None:
        try:
            await self._make(taken)
        except (TakenOverError, NotFoundError):
            log.info("A scorecard was taken over, or its interview is gone.")
        except asyncio.CancelledError:
            with contextlib.suppress(TakenOverError):
                await self._write(self._queue.give_back(taken))
            raise
        except Exception as error:  # whatever it is, it is tried again, and told in the end
            with contextlib.suppress(TakenOverError):
                await self._write(self._fail(taken, error))

    async def _make(self, taken: Taken) -> None:
        """Hold the lease while the scorecard is being made; stop where it is lost."""
        making = asyncio.create_task(self._maker.make(taken))
        renewing = asyncio.create_task(self._renew(taken))
        try:
            await asyncio.wait({making, renewing}, return_when=asyncio.FIRST_COMPLETED)
            await (making if making.done() else renewing)
        finally:
            for task in (making, renewing):
                task.cancel()
            await asyncio.gather(making, renewing, return_exceptions=True)

    async def _renew(self, taken: Taken) -> None:
        """Ends by `TakenOverError` alone: a database that is away for a moment costs nothing."""
        while True:
            await asyncio.sleep(RENEW_S)
            await self._write(self._queue.renew(taken))

    async def _fail(self, taken: Taken, error: Exception) -> None:
        kind = type(error.__cause__ or error).__name__
        log.warning("A scorecard failed at try %d: %s", taken.attempts, kind)
        sentence = GAVE_UP
        if isinstance(error, DamagedError):
            sentence = UNREADABLE
        elif isinstance(error, ModelFailedError):
            sentence = MODEL_FAILED
        if await self._queue.fail(taken, sentence, final=isinstance(error, DamagedError)):
            self._maker.gave_up(taken)

    async def _write(self, work: Coroutine[Any, Any, None]) -> None:
        """Where it can't be written, the lease runs out and somebody begins anew."""
        try:
            await work
        except TakenOverError:
            raise
        except Exception as error:
            log.warning("A scorecard's state can't be written: %s", type(error).__name__)
