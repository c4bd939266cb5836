"""How calls are gathered, in virtual time, with a model that takes a second for any batch."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from audio_pipeline.engines.batching import Batcher, Batching
from audio_pipeline.engines.protocols import EngineError
from tests.virtual_time import run_virtual

WAIT_S = 0.01
BATCH_S = 1.0


class Doubler:
    """Notes when each batch began and what was in it; doubles each number, and breaks at 13."""

    def __init__(self) -> None:
        self.batches: list[tuple[float, list[int]]] = []

    async def run(self, numbers: Sequence[int]) -> list[int]:
        self.batches.append((round(asyncio.get_running_loop().time(), 3), list(numbers)))
        await asyncio.sleep(BATCH_S)
        if 13 in numbers:
            raise EngineError("stt", "Broken.")
        return [2 * number for number in numbers]

    @property
    def contents(self) -> list[list[int]]:
        return [numbers for _, numbers in self.batches]


@asynccontextmanager
async def batching(size: int = 4, queue: int = 8) -> AsyncGenerator[tuple[Any, Doubler], None]:
    model = Doubler()
    batcher = Batcher("stt", "recogniser", model.run, Batching(size, WAIT_S, queue))
    batcher.start()
    try:
        yield batcher, model
    finally:
        await batcher.aclose()


def virtual(test: Coroutine[Any, Any, None]) -> None:
    run_virtual(test)


def test_calls_that_come_together_are_answered_together() -> None:
    async def scenario() -> None:
        async with batching() as (batcher, model):
            answers = await asyncio.gather(*(batcher.call(n) for n in (1, 2, 3)))
            assert answers == [2, 4, 6]
            assert model.batches == [(WAIT_S, [1, 2, 3])]

    virtual(scenario())


def test_a_full_batch_waits_for_nobody() -> None:
    async def scenario() -> None:
        async with batching(size=2) as (batcher, model):
            await asyncio.gather(*(batcher.call(n) for n in (1, 2, 3)))
            assert model.batches == [(0.0, [1, 2]), (BATCH_S, [3])]

    virtual(scenario())


def test_what_comes_while_one_runs_is_the_next_batch() -> None:
    async def scenario() -> None:
        async with batching() as (batcher, model):
            first = asyncio.create_task(batcher.call(1))
            await asyncio.sleep(0.5)
            await asyncio.gather(first, batcher.call(2), batcher.call(3))
            assert model.batches == [(WAIT_S, [1]), (WAIT_S + BATCH_S, [2, 3])]

    virtual(scenario())


def test_only_calls_of_one_key_share_a_batch_and_urgent_ones_lead() -> None:
    async def scenario() -> None:
        async with batching() as (batcher, model):
            await asyncio.gather(
                batcher.call(1, key="long", urgent=False),
                batcher.call(2, key="short", urgent=False),
                batcher.call(3, key="short"),
                batcher.call(4, key="long", urgent=False),
            )
            assert model.contents == [[3, 2], [1, 4]]

    virtual(scenario())


def test_one_that_fails_leaves_its_neighbours_alone() -> None:
    async def scenario() -> None:
        async with batching() as (batcher, model):
            answers = await asyncio.gather(
                *(batcher.call(n) for n in (1, 13, 2)), return_exceptions=True
            )
            assert answers[0::2] == [2, 4]
            assert isinstance(answers[1], EngineError)
            assert model.contents == [[1, 13, 2], [1], [13], [2]]
            assert await batcher.call(5) == 10

    virtual(scenario())


def test_a_caller_who_gave_up_is_left_out() -> None:
    async def scenario() -> None:
        async with batching() as (batcher, model):
            running = asyncio.create_task(batcher.call(1))
            await asyncio.sleep(0.5)
            gone, stays = (asyncio.create_task(batcher.call(n)) for n in (2, 3))
            await asyncio.sleep(0)
            assert batcher.waiting == 2
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone
            assert batcher.waiting == 1
            assert [await running, await stays] == [2, 6]
            assert model.contents == [[1], [3]]

    virtual(scenario())


def test_who_gives_up_in_a_running_batch_spoils_nothing() -> None:
    async def scenario() -> None:
        async with batching() as (batcher, _):
            gone, stays = (asyncio.create_task(batcher.call(n)) for n in (1, 2))
            await asyncio.sleep(0.5)
            gone.cancel()
            assert await stays == 4

    virtual(scenario())


def test_a_full_queue_refuses_and_an_urgent_call_takes_the_place_of_a_patient_one() -> None:
    async def scenario() -> None:
        async with batching(size=1, queue=2) as (batcher, model):
            calls = [asyncio.create_task(batcher.call(1))]
            await asyncio.sleep(0.5)
            calls += [
                asyncio.create_task(batcher.call(n, urgent=urgent))
                for n, urgent in ((2, False), (3, True), (4, True), (5, True), (6, False))
            ]
            answers = await asyncio.gather(*calls, return_exceptions=True)
            refused = [isinstance(answer, EngineError) for answer in answers]
            assert refused == [False, True, False, False, True, True]
            assert model.contents == [[1], [3], [4]]

    virtual(scenario())


def test_closing_refuses_what_waits_and_what_runs_and_leaves_no_task() -> None:
    async def scenario() -> None:
        async with batching(size=1) as (batcher, _):
            calls = [asyncio.create_task(batcher.call(n)) for n in (1, 2)]
            await asyncio.sleep(0.5)
            await batcher.aclose()
            answers = await asyncio.gather(*calls, return_exceptions=True)
            assert [str(answer) for answer in answers] == [
                "stt: The recogniser has been shut down."
            ] * 2
            with pytest.raises(EngineError):
                await batcher.call(3)
        assert len(asyncio.all_tasks()) == 1

    virtual(scenario())
