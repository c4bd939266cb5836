"""What has to be done every so often, with one owner."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

log = logging.getLogger(__name__)

FIRST_AFTER_S = 5.0
"""Jobs begin one after the other, once the server has come up."""
RETRY_AFTER_S = 30.0
"""Doubled with every failure, up to the job's usual pause."""


@dataclass(frozen=True, slots=True)
class Job:
    """`work` says how much it removed. Several servers may run it at once on one database, so it
    does no harm when it runs twice."""

    name: str
    every_s: float
    work: Callable[[], Awaitable[int]]


class Background:
    """Runs each job in a task of its own from `start` to `aclose`. `noted(name, removed)` is
    told of every run, with None for one that failed."""

    def __init__(
        self, jobs: Sequence[Job], noted: Callable[[str, int | None], None] = lambda *_: None
    ) -> None:
        self._jobs = jobs
        self._noted = noted
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._keep_doing(job, FIRST_AFTER_S * (number + 1)), name=job.name)
            for number, job in enumerate(self._jobs)
        ]

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _keep_doing(self, job: Job, pause_s: float) -> None:
        failures = 0
        while True:
            await asyncio.sleep(pause_s)
            removed = await self._do(job)
            failures = failures + 1 if removed is None else 0
            retry_s = RETRY_AFTER_S * 2 ** min(failures - 1, 16)
            pause_s = min(job.every_s, retry_s) if failures else job.every_s

    async def _do(self, job: Job) -> int | None:
        try:
            removed = await job.work()
        except Exception as error:  # whatever it is, the next run may go well
            log.error("job %s failed: %s", job.name, type(error).__name__)
            self._noted(job.name, None)
            return None
        if removed:
            log.info("job %s removed %d", job.name, removed)
        self._noted(job.name, removed)
        return removed
