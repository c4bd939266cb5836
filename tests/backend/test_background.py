"""Periodic jobs in virtual time: when they run, what a failure does, and how they end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from backend.background import FIRST_AFTER_S, RETRY_AFTER_S, Background, Job
from tests.virtual_time import run_virtual

HOUR_S = 3600.0


def now() -> float:
    return asyncio.get_running_loop().time()


async def run_for(seconds: float, *jobs: Job) -> list[tuple[str, int | None]]:
    noted: list[tuple[str, int | None]] = []
    background = Background(jobs, lambda name, removed: noted.append((name, removed)))
    background.start()
    await asyncio.sleep(seconds)
    await background.aclose()
    return noted


def job(work: Callable[[], Awaitable[int]], every_s: float = HOUR_S, name: str = "job") -> Job:
    return Job(name, every_s, work)


def test_jobs_run_one_after_the_other_and_then_at_their_own_pace() -> None:
    times: list[tuple[str, float]] = []

    def noting(name: str) -> Callable[[], Awaitable[int]]:
        async def work() -> int:
            times.append((name, now()))
            return 0

        return work

    jobs = (job(noting("first"), 100, "first"), job(noting("second"), 60, "second"))
    run_virtual(run_for(170, *jobs))
    first = [at for name, at in times if name == "first"]
    second = [at for name, at in times if name == "second"]
    assert first == [FIRST_AFTER_S, FIRST_AFTER_S + 100]
    assert second == [2 * FIRST_AFTER_S, 2 * FIRST_AFTER_S + 60, 2 * FIRST_AFTER_S + 120]


def test_a_failure_is_retried_ever_more_slowly_and_told_by_its_type(
    caplog: pytest.LogCaptureFixture,
) -> None:
    times: list[float] = []

    async def work() -> int:
        times.append(now())
        if len(times) < 4:
            raise OSError("canary")
        return 7

    noted = run_virtual(run_for(2 * HOUR_S, job(work)))
    pauses = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    assert pauses == [RETRY_AFTER_S, 2 * RETRY_AFTER_S, 4 * RETRY_AFTER_S, HOUR_S]
    assert noted == [("job", None)] * 3 + [("job", 7)] * 2
    assert "canary" not in caplog.text
    assert caplog.messages.count("job job failed: OSError") == 3


def test_retries_never_come_less_often_than_the_job_itself() -> None:
    times: list[float] = []

    async def work() -> int:
        times.append(now())
        raise OSError

    run_virtual(run_for(24 * HOUR_S, job(work)))
    pauses = [later - earlier for earlier, later in zip(times, times[1:], strict=False)]
    assert max(pauses) == HOUR_S
    assert len(times) > 24


def test_one_job_that_hangs_or_fails_doesnt_stop_another() -> None:
    async def hangs() -> int:
        await asyncio.Event().wait()
        return 0

    async def works() -> int:
        return 1

    noted = run_virtual(run_for(3 * HOUR_S, job(hangs, name="hangs"), job(works, name="works")))
    assert noted == [("works", 1)] * 3


def test_the_end_cancels_a_run_and_waits_for_it() -> None:
    ended: list[float] = []

    async def slow() -> int:
        try:
            await asyncio.sleep(HOUR_S)
        finally:
            await asyncio.sleep(1)
            ended.append(now())
        return 0

    assert run_virtual(run_for(FIRST_AFTER_S + 10, job(slow))) == []
    assert ended == [FIRST_AFTER_S + 11]
