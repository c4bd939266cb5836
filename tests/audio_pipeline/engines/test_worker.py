"""The worker, with models that block and break on command."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest

from audio_pipeline.engines.protocols import EngineError
from audio_pipeline.engines.worker import (
    Job,
    JobQueue,
    ModelWorker,
    QueueFullError,
    threads_for,
)

LONG_S = 60.0
"""Never reached: a test that waited this long would have failed otherwise."""


class Model:
    """Counts its calls; `gate` holds back `wait`, `started` says that it began."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.thread = threading.get_ident()
        self.started = threading.Event()
        self.gate = threading.Event()

    def wait(self) -> int:
        self.started.set()
        assert self.gate.wait(LONG_S)
        return self.number


class Models:
    """Loads models and keeps them for the test to look at."""

    def __init__(self) -> None:
        self.loaded: list[Model] = []
        self.loads = threading.Semaphore(0)
        self.error: Exception | None = None

    def load(self) -> Model:
        if self.error is not None:
            raise self.error
        self.loaded.append(Model(len(self.loaded)))
        self.loads.release()
        return self.loaded[-1]

    def release(self) -> None:
        for model in self.loaded:
            model.gate.set()


@asynccontextmanager
async def working(
    limit: int = 8, threads: int = 1
) -> AsyncIterator[tuple[ModelWorker[Model], Models]]:
    models = Models()
    worker = ModelWorker("stt", "test model", models.load, limit=limit, threads=threads)
    await worker.start()
    try:
        yield worker, models
    finally:
        models.release()
        await worker.aclose()


async def until(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, LONG_S)


def note(order: list[str], name: str, _: Model) -> None:
    order.append(name)


def raising(model: Model) -> int:
    raise ValueError("private words")


def job(urgent: bool) -> Job:
    return Job(lambda _: None, 1.0, urgent, asyncio.get_running_loop().create_future())


async def test_queue_orders_by_urgency_then_arrival() -> None:
    queue = JobQueue(8)
    jobs = [job(False), job(True), job(False), job(True)]
    for each in jobs:
        assert queue.push(each) is None
    assert [queue.pop() for _ in range(5)] == [jobs[1], jobs[3], jobs[0], jobs[2], None]


async def test_queue_drops_the_oldest_patient_job_for_an_urgent_one() -> None:
    queue = JobQueue(3)
    first, second, third = job(False), job(True), job(False)
    for each in (first, second, third):
        queue.push(each)
    with pytest.raises(QueueFullError):
        queue.push(job(False))
    assert queue.push(job(True)) is first
    assert queue.push(job(True)) is third
    with pytest.raises(QueueFullError):
        queue.push(job(True))


async def test_queue_gives_no_room_to_cancelled_jobs() -> None:
    queue = JobQueue(2)
    first, second = job(True), job(True)
    queue.push(first)
    queue.push(second)
    first.future.cancel()
    third = job(True)
    assert queue.push(third) is None
    assert [queue.pop(), queue.pop(), queue.pop()] == [second, third, None]


async def test_who_has_waited_longest_counts_and_captions_do_not() -> None:
    async with working() as (worker, models):
        blocked = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
        await until(models.loaded[0].started)
        calls = [asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S, urgent=False))]
        await asyncio.sleep(0)
        assert (worker.waiting, worker.waited_s) == (1, 0)
        loop = asyncio.get_running_loop()
        asked_s = []
        for _ in range(2):
            asked_s.append(loop.time())
            calls.append(asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S)))
            await asyncio.sleep(0.01)
        assert 0.02 <= worker.waited_s <= loop.time() - asked_s[0]
        calls[1].cancel()
        await asyncio.sleep(0)
        assert worker.waited_s <= loop.time() - asked_s[1]
        models.release()
        await asyncio.gather(blocked, *calls, return_exceptions=True)
        assert worker.waited_s == 0


async def test_calls_run_in_the_thread_that_loaded() -> None:
    async with working() as (worker, models):
        thread = await worker.call(lambda _: threading.get_ident(), timeout_s=LONG_S)
        assert thread == models.loaded[0].thread != threading.get_ident()


async def test_urgent_calls_overtake_waiting_ones() -> None:
    async with working() as (worker, models):
        order: list[str] = []
        blocked = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
        await until(models.loaded[0].started)
        names = [("caption", False), ("final", True), ("later", False)]
        calls = [
            asyncio.create_task(
                worker.call(partial(note, order, name), timeout_s=LONG_S, urgent=urgent)
            )
            for name, urgent in names
        ]
        await asyncio.sleep(0)
        models.release()
        await asyncio.gather(blocked, *calls)
        assert order == ["final", "caption", "later"]


async def test_a_full_queue_refuses_plainly_and_drops_what_can_wait() -> None:
    async with working(limit=1) as (worker, models):
        blocked = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
        await until(models.loaded[0].started)
        caption = asyncio.create_task(worker.call(lambda _: 1, timeout_s=LONG_S, urgent=False))
        await asyncio.sleep(0)
        final = asyncio.create_task(worker.call(lambda _: 2, timeout_s=LONG_S))
        with pytest.raises(EngineError, match="too much to do"):
            await caption
        with pytest.raises(EngineError, match="too much to do"):
            await worker.call(lambda _: 3, timeout_s=LONG_S)
        models.release()
        assert (await blocked, await final) == (0, 2)


async def test_a_raising_call_is_retried_once_on_a_reloaded_model() -> None:
    async with working() as (worker, models):

        def fails_on_the_first(model: Model) -> int:
            return raising(model) if model.number == 0 else model.number

        waiting = asyncio.create_task(worker.call(fails_on_the_first, timeout_s=LONG_S))
        other = asyncio.create_task(worker.call(lambda m: m.number, timeout_s=LONG_S))
        assert await waiting == 1
        assert await other == 1
        assert worker.reloads == 1
        assert models.loaded[0].thread != models.loaded[1].thread


async def test_a_call_that_raises_twice_is_an_engine_error_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with working() as (worker, _):
        with pytest.raises(EngineError) as caught:
            await worker.call(raising, timeout_s=LONG_S)
        assert caught.value.engine == "stt"
        assert "private" not in str(caught.value) + caplog.text
        assert await worker.call(lambda model: model.number, timeout_s=LONG_S) == 2


async def test_an_overdue_call_is_abandoned_and_its_late_result_ignored() -> None:
    async with working() as (worker, models):

        def hangs_on_the_first(model: Model) -> int:
            return model.wait() if model.number == 0 else model.number

        assert await worker.call(hangs_on_the_first, timeout_s=0.25) == 1
        models.release()
        assert await worker.call(lambda model: model.number, timeout_s=LONG_S) == 1


async def test_waiting_in_the_queue_does_not_make_a_call_overdue() -> None:
    async with working() as (worker, models):
        blocked = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
        await until(models.loaded[0].started)
        waiting = asyncio.create_task(worker.call(lambda m: m.number, timeout_s=5.0))
        for _ in range(3):
            await asyncio.sleep(0)
        assert not waiting.done()
        models.release()
        assert (await blocked, await waiting) == (0, 0)
        assert worker.reloads == 0


async def test_cancelling_a_waiting_call_means_that_it_never_runs() -> None:
    async with working() as (worker, models):
        ran: list[int] = []
        blocked = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
        await until(models.loaded[0].started)
        waiting = asyncio.create_task(worker.call(lambda _: ran.append(1), timeout_s=LONG_S))
        await asyncio.sleep(0)
        waiting.cancel()
        models.release()
        await blocked
        await worker.call(lambda _: None, timeout_s=LONG_S)
        assert ran == []


async def test_cancelling_a_running_call_lets_it_finish_unheard() -> None:
    async with working() as (worker, models):
        running = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
        await until(models.loaded[0].started)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        models.release()
        assert await worker.call(lambda model: model.number, timeout_s=LONG_S) == 0
        assert worker.reloads == 0


async def test_several_threads_answer_side_by_side_each_with_its_own_model() -> None:
    async with working(threads=3) as (worker, models):
        calls = [asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S)) for _ in range(4)]
        for _ in range(3):
            assert await asyncio.to_thread(models.loads.acquire, timeout=LONG_S)
        for model in models.loaded:
            await until(model.started)
        assert worker.waiting == 1
        assert len({model.thread for model in models.loaded}) == 3
        models.release()
        assert set(await asyncio.gather(*calls)) == {0, 1, 2}
    assert not {model.thread for model in models.loaded} & {
        each.ident for each in threading.enumerate()
    }


async def test_a_thread_that_hangs_costs_the_others_nothing() -> None:
    async with working(threads=2) as (worker, models):
        hanging = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
        await until(models.loaded[0].started)
        for _ in range(3):
            assert await worker.call(lambda model: model.number, timeout_s=LONG_S) == 1
        assert not hanging.done()
        models.release()
        await hanging


async def test_a_second_model_that_cannot_be_loaded_is_tried_again_when_it_is_wanted() -> None:
    models = Models()
    worker = ModelWorker("tts", "voice", models.load, threads=2)
    await worker.start()
    models.error = MemoryError()
    blocked = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
    await until(models.loaded[0].started)
    with pytest.raises(EngineError, match="could not be loaded"):
        await worker.call(lambda model: model.number, timeout_s=LONG_S)
    models.error = None
    assert await worker.call(lambda model: model.number, timeout_s=LONG_S) == 1
    models.release()
    await blocked
    await worker.aclose()


@pytest.mark.parametrize(("cores", "threads"), [(1, 1), (2, 1), (7, 1), (8, 2), (16, 4), (96, 4)])
def test_threads_by_cores(cores: int, threads: int) -> None:
    assert threads_for(cores) == threads


async def test_a_model_that_cannot_be_loaded_is_an_engine_error_and_tried_again() -> None:
    models = Models()
    models.error = OSError("no such file")
    worker = ModelWorker("tts", "voice", models.load)
    with pytest.raises(EngineError, match="could not be loaded"):
        await worker.start()
    models.error = None
    await worker.start()
    models.error = OSError("gone")
    with pytest.raises(EngineError, match="could not be loaded"):
        await worker.call(raising, timeout_s=LONG_S)
    models.error = None
    assert await worker.call(lambda model: model.number, timeout_s=LONG_S) == 1
    await worker.aclose()


async def test_closing_refuses_what_waits_and_ends_the_thread() -> None:
    models = Models()
    worker = ModelWorker("stt", "test model", models.load)
    await worker.start()
    running = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
    await until(models.loaded[0].started)
    waiting = asyncio.create_task(worker.call(lambda _: 1, timeout_s=LONG_S))
    await asyncio.sleep(0)
    closing = asyncio.create_task(worker.aclose())
    with pytest.raises(EngineError, match="shut down"):
        await waiting
    models.release()
    await closing
    with pytest.raises(EngineError, match="shut down"):
        await running
    await worker.aclose()
    with pytest.raises(EngineError, match="not running"):
        await worker.call(lambda _: 1, timeout_s=LONG_S)
    thread = models.loaded[0].thread
    assert thread not in {each.ident for each in threading.enumerate()}


async def test_closing_does_not_wait_for_a_call_that_hangs() -> None:
    models = Models()
    worker = ModelWorker("stt", "test model", models.load, close_timeout_s=0.01)
    await worker.start()
    running = asyncio.create_task(worker.call(Model.wait, timeout_s=LONG_S))
    await until(models.loaded[0].started)
    await worker.aclose()
    with pytest.raises(EngineError, match="shut down"):
        await running
    models.release()


async def test_closing_waits_for_a_load_that_was_given_up() -> None:
    begun, gate = threading.Event(), threading.Event()

    def load() -> int:
        begun.set()
        assert gate.wait(LONG_S)
        return threading.get_ident()

    worker = ModelWorker("given-up", "test model", load)
    starting = asyncio.create_task(worker.start())
    await until(begun)
    starting.cancel()
    await asyncio.wait({starting})
    closing = asyncio.create_task(worker.aclose())
    done, _ = await asyncio.wait({closing}, timeout=0)
    assert not done
    gate.set()
    await closing
    assert "ihr-given-up" not in {each.name for each in threading.enumerate()}


async def test_a_worker_closed_before_it_started_stays_closed() -> None:
    worker = ModelWorker("stt", "test model", Models().load)
    await worker.aclose()
    with pytest.raises(EngineError):
        await worker.start()
