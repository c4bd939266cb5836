"""Servers that make scorecards, with rules and a judge that do what they are told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select

from backend import scorecards
from backend.database import SessionMaker, reading, transaction
from backend.domain.material import Material
from backend.domain.ports import Judge, Progress
from backend.domain.scorecard import Scorecard
from backend.feedback.job import FeedbackJobs
from backend.feedback.making import Maker
from backend.feedback.queue import (
    Queue,
)
from models.base import now_utc
from tests.backend.feedback.held import Siblings
from tests.backend.feedback.rows import a_card


@dataclass
class Clock:
    """Ahead of what is written with the real time; stands still until it is moved."""

    now: datetime = field(default_factory=lambda: now_utc() + timedelta(hours=1))

    def __call__(self) -> datetime:
        return self.now

    def pass_s(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class ToldRules:
    """Gives every answer 3, and fails as often as it is told to."""

    failures: int = 0
    seen: list[Material] = field(default_factory=list)
    check: Callable[[], None] = lambda: None

    def __call__(self, material: Material) -> Scorecard:
        self.seen.append(material)
        self.check()
        if self.failures:
            self.failures -= 1
            raise ArithmeticError("canary")
        return card_of(material)


@dataclass
class ToldJudge:
    """Waits for leave, tells of two steps, and gives another engine's card."""

    failures: int = 0
    nothing: bool = False
    calls: int = 0
    began: asyncio.Event = field(default_factory=asyncio.Event)
    leave: asyncio.Event = field(default_factory=asyncio.Event)

    async def judge(
        self, material: Material, basic: Scorecard, progress: Progress
    ) -> Scorecard | None:
        self.calls += 1
        await progress(1, 2)
        self.began.set()
        await self.leave.wait()
        if self.failures:
            self.failures -= 1
            raise ConnectionError("canary")
        await progress(2, 2)
        return None if self.nothing else replace(basic, engine="a model")


@dataclass
class Server:
    """One server's part in it, with what it told."""

    sessions: SessionMaker
    clock: Clock
    rules: ToldRules = field(default_factory=ToldRules)
    judge: Judge | None = None
    told: list[tuple[str, int, int]] = field(default_factory=list)
    news: asyncio.Event = field(default_factory=asyncio.Event)
    measured: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.queue = Queue(self.sessions, self.clock)
        self.jobs = FeedbackJobs(
            self.queue,
            Maker(
                self.sessions,
                self.queue,
                self.rules,
                self.judge,
                Siblings(),
                self._measure,
                self._tell,
            ),
        )

    def _tell(self, _interview: UUID, *what: Any) -> None:
        self.told.append(what)
        self.news.set()

    async def _measure(
        self, chunks: Sequence[bytes], words: Sequence[dict[str, Any]], text: str
    ) -> dict[str, Any] | None:
        self.measured.append(text)
        return {"words": len(words)} if list(chunks) == [b"fLaC"] else None


class _TurnStub:
    """What `a_card` needs of a turn."""

    def __init__(self, key: str) -> None:
        self.id, self.typed = UUID(key), False


def card_of(material: Material) -> Scorecard:
    turns = [_TurnStub(turn.turn_id) for each in material.questions for turn in each.turns[:1]]
    return a_card(turns)  # type: ignore[arg-type]  # turns will do


async def count(sessions: SessionMaker, table: type[Any]) -> int:
    async with reading(sessions) as db:
        found: int = (await db.execute(select(func.count()).select_from(table))).scalar_one()
        return found


async def again(sessions: SessionMaker, interview_id: UUID) -> None:
    async with transaction(sessions) as db:
        await scorecards.ask_again(db, interview_id)
