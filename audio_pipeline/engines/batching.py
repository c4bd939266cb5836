"""Calls of several callers, gathered for a model that answers many at once for little more.

A batch begins when it is full or its first call has waited long enough; while one runs, the next
gathers by itself. Everything here lives on one event loop, and what is slow is in `run`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from audio_pipeline.engines.protocols import EngineError

T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Batching:
    """How calls are gathered."""

    size: int
    """Calls in one batch, at most."""
    wait_s: float = 0.004
    """How long the first of a batch waits for others: little beside the tenth of a second and more
    that a decoding takes."""
    queue: int = 64
    """Calls that may wait; more are refused."""


@dataclass(eq=False, slots=True)
class _Call(Generic[T]):
    item: T
    key: Hashable
    urgent: bool
    since_s: float
    future: asyncio.Future[Any]


class Batcher(Generic[T, R]):
    """Owns the calls that wait, and one task that hands them to `run`, a batch at a time.

    `run` gets items of one key and returns an answer for each, in their order. Where it raises,
    each item of the batch is tried once more by itself, so that none suffers from its neighbours.
    `kind` and `name` appear in errors ("stt", "speech recogniser").
    """

    def __init__(
        self,
        kind: str,
        name: str,
        run: Callable[[Sequence[T]], Awaitable[Sequence[R]]],
        batching: Batching,
    ) -> None:
        self._kind = kind
        self._name = name
        self._run = run
        self._batching = batching
        self._waiting: list[_Call[T]] = []
        self._running: list[_Call[T]] = []
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def waiting(self) -> int:
        """How many calls have not begun."""
        return sum(not call.future.done() for call in self._waiting)

    def start(self) -> None:
        if self._closed:
            raise self._error("has been shut down")
        if self._task is None:
            self._task = asyncio.create_task(self._serve(), name=f"{self._kind}-batches")

    async def call(self, item: T, *, key: Hashable = None, urgent: bool = True) -> R:
        """The answer for `item`. Only items of equal keys share a batch; urgent ones come first.

        Raises what `run` raised for the item alone, and `EngineError` where too many wait or the
        batcher isn't running. An urgent call takes the place of the oldest that is not. Cancelling
        takes a waiting call out; one that runs ends unheard.
        """
        if self._task is None or self._closed:
            raise self._error("is not running")
        loop = asyncio.get_running_loop()
        call = _Call(item, key, urgent, loop.time(), loop.create_future())
        self._make_room(urgent)
        self._waiting.append(call)
        self._arrived.set()
        answer: R = await call.future
        return answer

    async def aclose(self) -> None:
        """Refuse what waits and what runs, and wait for the task to end."""
        self._closed = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
        for call in (*self._running, *self._waiting):
            if not call.future.done():
                call.future.set_exception(self._error("has been shut down"))
        self._waiting.clear()
        self._running.clear()

    def _make_room(self, urgent: bool) -> None:
        self._forget_cancelled()
        if len(self._waiting) < self._batching.queue:
            return
        dropped = next((call for call in self._waiting if not call.urgent), None)
        if not urgent or dropped is None:
            raise self._error("has too much to do at the moment")
        self._waiting.remove(dropped)
        dropped.future.set_exception(self._error("has too much to do at the moment"))

    def _forget_cancelled(self) -> None:
        self._waiting = [call for call in self._waiting if not call.future.done()]

    async def _serve(self) -> None:
        while True:
            self._running = await self._gathered()
            await self._answer(self._running)
            self._running = []

    async def _gathered(self) -> list[_Call[T]]:
        """The next batch: its key is that of the oldest urgent call, or the oldest of all."""
        loop = asyncio.get_running_loop()
        while True:
            self._arrived.clear()
            self._forget_cancelled()
            in_order = sorted(self._waiting, key=lambda call: not call.urgent)
            if not in_order:
                await self._arrived.wait()
                continue
            first = in_order[0]
            batch = [call for call in in_order if call.key == first.key][: self._batching.size]
            left_s = first.since_s + self._batching.wait_s - loop.time()
            if len(batch) == self._batching.size or left_s <= 0:
                self._waiting = [call for call in self._waiting if call not in batch]
                return batch
            with suppress(TimeoutError):
                async with asyncio.timeout(left_s):
                    await self._arrived.wait()

    async def _answer(self, batch: Sequence[_Call[T]]) -> None:
        try:
            answers = await self._run([call.item for call in batch])
        except Exception as error:
            if len(batch) > 1:
                for call in batch:
                    if not call.future.done():
                        await self._answer([call])
            elif not batch[0].future.done():
                batch[0].future.set_exception(error)
            return
        for call, answer in zip(batch, answers, strict=True):
            if not call.future.done():
                call.future.set_result(answer)

    def _error(self, what: str) -> EngineError:
        return EngineError(self._kind, f"The {self._name} {what}.")
