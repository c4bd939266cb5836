"""A model in a thread: how a blocking engine is used from an event loop.

The queue and every decision live on the event loop; a thread only loads its model and
runs one function at a time on it. A thread cannot be stopped, so a call that raised or ran
over its time leaves its thread behind, with the model it may have broken, and a fresh
thread loads the model again.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import threading
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

from audio_pipeline.engines.protocols import EngineError

logger = logging.getLogger(__name__)

M = TypeVar("M")
R = TypeVar("R")
Call = Callable[[Any], Any]

ATTEMPTS = 2
"""The call itself, and one more on the reloaded model."""

CORES_EACH, THREADS_AT_MOST = 4, 4
"""One voice in a server on 16 cores kept people waiting for seconds at 16 conversations, while most
cores were idle (docs/benchmarks.md). Below eight cores a second one would only take turns with the
first, and what four carry is more than one process's event loop does."""


def usual_threads() -> int:
    """How many of an engine that one conversation keeps busy for a part of the time."""
    on_linux = sys.platform == "linux"
    return threads_for(len(os.sched_getaffinity(0)) if on_linux else os.cpu_count() or 1)


def threads_for(cores: int) -> int:
    return max(1, min(THREADS_AT_MOST, cores // CORES_EACH))


class QueueFullError(Exception):
    """Nothing that waits may be dropped for the newcomer."""


@dataclass(eq=False, slots=True)
class Job:
    """A function waiting for the model, and the future its caller awaits."""

    call: Call
    timeout_s: float
    urgent: bool
    future: asyncio.Future[Any]
    asked_s: float = 0.0
    """The loop's time when it was asked for."""


class JobQueue:
    """Waiting jobs: urgent ones first, then in order of arrival; at most `limit` of them."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._urgent: deque[Job] = deque()
        self._patient: deque[Job] = deque()

    def __len__(self) -> int:
        return len(self._urgent) + len(self._patient)

    @property
    def oldest(self) -> Job | None:
        """The urgent job that has waited longest, of those that somebody still waits for."""
        return next((job for job in self._urgent if not job.future.done()), None)

    def push(self, job: Job) -> Job | None:
        """Add a job; returns the one that had to make room for it, if any.

        An urgent job displaces the oldest that is not. Raises `QueueFullError` where there is none.
        """
        dropped = None
        if len(self) >= self._limit:
            self._forget_cancelled()
        if len(self) >= self._limit:
            if not job.urgent or not self._patient:
                raise QueueFullError
            dropped = self._patient.popleft()
        (self._urgent if job.urgent else self._patient).append(job)
        return dropped

    def pop(self) -> Job | None:
        """The next job that somebody still waits for."""
        for waiting in (self._urgent, self._patient):
            while waiting:
                job = waiting.popleft()
                if not job.future.done():
                    return job
        return None

    def _forget_cancelled(self) -> None:
        self._urgent = deque(job for job in self._urgent if not job.future.done())
        self._patient = deque(job for job in self._patient if not job.future.done())


class _ModelThread(Generic[M]):
    """A daemon thread with the model it loaded. `submit(None)` loads, anything else runs."""

    def __init__(self, name: str, load: Callable[[], M]) -> None:
        self._load = load
        self._loop = asyncio.get_running_loop()
        self._inbox: SimpleQueue[tuple[Call | None, asyncio.Future[Any]] | None] = SimpleQueue()
        self._ended: asyncio.Future[None] = self._loop.create_future()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, call: Call | None) -> asyncio.Future[Any]:
        future: asyncio.Future[Any] = self._loop.create_future()
        self._inbox.put((call, future))
        return future

    def stop(self) -> None:
        """The thread ends when the call it is in returns, if it ever does."""
        self._inbox.put(None)

    async def join(self, timeout_s: float) -> bool:
        """Wait for the thread to end; False where it did not in time."""
        _, late = await asyncio.wait({self._ended}, timeout=timeout_s)
        if not late:
            self._thread.join()  # it has only its last instruction left
        return not late

    def _run(self) -> None:
        model: Any = None
        while (item := self._inbox.get()) is not None:
            call, future = item
            try:
                if call is None:
                    model = self._load()
                    result = None
                else:
                    result = call(model)
            except BaseException as error:  # whatever it is, it belongs to the caller
                if not self._deliver(_settle, future, None, error):
                    return
                error.__traceback__ = None  # its frames would keep the model alive
            else:
                if not self._deliver(_settle, future, result, None):
                    return
                del result
            del call, future, item
        self._deliver(_settle, self._ended, None, None)

    def _deliver(self, function: Callable[..., None], *arguments: Any) -> bool:
        try:
            self._loop.call_soon_threadsafe(function, *arguments)
        except RuntimeError:  # the loop was closed while this thread was left behind
            return False
        return True


def _settle(future: asyncio.Future[Any], result: object, error: BaseException | None) -> None:
    if future.done():
        return
    if error is None:
        future.set_result(result)
    else:
        # StopIteration and its like cannot be carried by a future.
        future.set_exception(error if isinstance(error, Exception) else RuntimeError())


class ModelWorker(Generic[M]):
    """Owns a model, and the only threads that may touch it: one, or so many, each with a model
    of its own, which take what waits in turn.

    `kind` and `name` appear in errors ("stt", "speech recogniser"); `load` runs in the thread.
    `limit` bounds the jobs that wait. Use it from one event loop.
    """

    def __init__(
        self,
        kind: str,
        name: str,
        load: Callable[[], M],
        *,
        threads: int = 1,
        limit: int = 32,
        load_timeout_s: float = 120.0,
        close_timeout_s: float = 5.0,
    ) -> None:
        self._kind = kind
        self._name = name
        self._close_timeout_s = close_timeout_s
        self._queue = JobQueue(limit)
        self._work = asyncio.Event()
        self._seats = [_Seat(kind, name, load, load_timeout_s) for _ in range(threads)]
        self._runners: list[asyncio.Task[None]] = []
        self._closed = False

    @property
    def threads(self) -> int:
        return len(self._seats)

    @property
    def reloads(self) -> int:
        """How often a model was loaded again after a failure."""
        return sum(seat.reloads for seat in self._seats)

    @property
    def waiting(self) -> int:
        """How many calls have not begun."""
        return len(self._queue)

    @property
    def waited_s(self) -> float:
        """How long the urgent call that has waited longest has waited; 0 where none waits."""
        oldest = self._queue.oldest
        return asyncio.get_running_loop().time() - oldest.asked_s if oldest else 0.0

    async def start(self) -> None:
        """Load the model; where there are several threads, the others load theirs meanwhile.

        Raises `EngineError` when that fails; a second start does nothing.
        """
        if self._closed:
            raise self._error("has been shut down")
        if not self._runners:
            await self._seats[0].ensure_loaded()
            self._runners = [
                asyncio.create_task(self._serve(seat), name=f"{self._kind}-worker")
                for seat in self._seats
            ]

    async def call(self, function: Callable[[M], R], *, timeout_s: float, urgent: bool = True) -> R:
        """Run `function(model)` in a model's thread and return what it returns.

        `timeout_s` counts from when it starts to run. Raises `EngineError` when the queue is
        full, when the worker is not running, or when the retry failed too. Cancelling takes a
        waiting job out of the queue; one that runs finishes unheard.
        """
        if not self._runners or self._closed:
            raise self._error("is not running")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[R] = loop.create_future()
        try:
            dropped = self._queue.push(Job(function, timeout_s, urgent, future, loop.time()))
        except QueueFullError:
            raise self._error("has too much to do at the moment") from None
        if dropped is not None:
            dropped.future.set_exception(self._error("has too much to do at the moment"))
        self._work.set()
        return await future

    async def aclose(self) -> None:
        """Refuse what waits, let the running calls end, and join the threads."""
        if self._closed:
            return
        self._closed = True
        for runner in self._runners:
            runner.cancel()
        if self._runners:
            await asyncio.wait(self._runners)
        waiting = [seat.running for seat in self._seats if seat.running]
        while (job := self._queue.pop()) is not None:
            waiting.append(job)
        for job in waiting:
            if not job.future.done():
                job.future.set_exception(self._error("has been shut down"))
        await asyncio.gather(*(seat.aclose(self._close_timeout_s) for seat in self._seats))

    async def _serve(self, seat: _Seat[M]) -> None:
        with suppress(EngineError):  # it is tried again, and told, with the first call
            await seat.ensure_loaded()
        while True:
            while (job := self._queue.pop()) is None:
                self._work.clear()
                await self._work.wait()
            await seat.answer(job)

    def _error(self, what: str) -> EngineError:
        return EngineError(self._kind, f"The {self._name} {what}.")


class _Seat(Generic[M]):
    """A model in its thread, and the next one where that breaks."""

    def __init__(self, kind: str, name: str, load: Callable[[], M], load_timeout_s: float) -> None:
        self._kind = kind
        self._name = name
        self._load = load
        self._load_timeout_s = load_timeout_s
        self._thread: _ModelThread[M] | None = None
        self.running: Job | None = None
        self.reloads = 0

    async def answer(self, job: Job) -> None:
        self.running = job
        await self._answer(job)
        self.running = None

    async def aclose(self, timeout_s: float) -> None:
        if self._thread is not None:
            self._thread.stop()
            if not await self._thread.join(timeout_s):
                logger.warning("The %s did not stop in time; its thread is left.", self._name)
            self._thread = None

    async def _answer(self, job: Job) -> None:
        for _ in range(ATTEMPTS):
            if job.future.done():
                return
            try:
                await self.ensure_loaded()
                result = await self._attempt(job)
            except EngineError as error:
                failure = error
                continue
            if not job.future.done():
                job.future.set_result(result)
            return
        if not job.future.done():
            job.future.set_exception(failure)

    async def _attempt(self, job: Job) -> object:
        assert self._thread is not None
        outcome = self._thread.submit(job.call)
        try:
            done, _ = await asyncio.wait({outcome}, timeout=job.timeout_s)
        finally:
            if not outcome.done():
                outcome.cancel()
        if done and outcome.exception() is None:
            return outcome.result()
        # Only the kind of the failure is logged: its message could hold what was said.
        reason = type(outcome.exception()).__name__ if done else "it took too long"
        logger.warning("The %s failed (%s) and is loaded again.", self._name, reason)
        self._abandon()
        raise self._error("failed twice" if done else "took too long")

    async def ensure_loaded(self) -> None:
        if self._thread is not None:
            return
        thread = _ModelThread(f"ihr-{self._kind}", self._load)
        loading = thread.submit(None)
        try:
            done, _ = await asyncio.wait({loading}, timeout=self._load_timeout_s)
        except asyncio.CancelledError:
            # Closing waits for it: a process that ends while a model is being loaded aborts.
            self._thread = thread
            raise
        finally:
            if not loading.done():
                loading.cancel()
        if not done or loading.exception() is not None:
            thread.stop()
            cause = loading.exception() if done else None
            raise self._error("could not be loaded") from cause
        self._thread = thread

    def _abandon(self) -> None:
        assert self._thread is not None
        self._thread.stop()
        self._thread = None
        self.reloads += 1

    def _error(self, what: str) -> EngineError:
        return EngineError(self._kind, f"The {self._name} {what}.")


class OnWorker:
    """What an engine with a worker tells of it; see `engines.watched.Supervised`."""

    _worker: ModelWorker[Any]

    @property
    def running(self) -> bool:
        """The model is loaded again with the next call, if need be."""
        return True

    @property
    def restarts(self) -> int:
        return self._worker.reloads

    @property
    def waiting(self) -> int:
        return self._worker.waiting

    @property
    def waited_s(self) -> float:
        return self._worker.waited_s
