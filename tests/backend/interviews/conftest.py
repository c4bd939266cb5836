"""A language model that says what it is told to, and an interview on a real database."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from uuid import UUID

import pytest

from backend.database import SessionMaker, transaction
from backend.domain.ports import Message
from backend.interviews.conductor import Conductor
from backend.interviews.records import CandidateTurn, InterviewerTurn, Outcome
from backend.interviews.run import InterviewRun
from models import User
from tests.backend.interviews.bank import SCREENING, SmallBank

GOOD = (
    "I led the migration of 40 services to the new platform, I wrote the plan and ran it over six"
    " weeks, and in the end costs fell by 30 percent."
)
PROBED = (
    "We rebuilt the billing service together, and we moved our data because the old machine was"
    " slow and our customers complained for months."
)
LINE = "Which part of the billing service did you rebuild yourself?"


class ToldModel:
    """Says `line` word by word; raises or hangs where it is told to. Counts what it was asked."""

    def __init__(self, line: str = LINE) -> None:
        self.line = line
        self.error: Exception | None = None
        self.hang = False
        self.requests: list[list[Message]] = []
        self.closed = 0
        self.asked = asyncio.Event()

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncIterator[str]:
        self.requests.append(list(messages))
        self.asked.set()
        try:
            if self.hang:
                await asyncio.Event().wait()
            for word in self.line.split(" "):
                yield word + " "
            if self.error:
                raise self.error
        finally:
            self.closed += 1


async def add_user(sessions: SessionMaker, name: str) -> UUID:
    async with transaction(sessions) as db:
        user = User(
            username=name,
            username_folded=name,
            email=f"{name}@example.org",
            email_folded=f"{name}@example.org",
            password_hash="-",
        )
        db.add(user)
    return user.id


@pytest.fixture
def llm() -> ToldModel:
    return ToldModel()


@pytest.fixture
def conductor(sessions: SessionMaker, llm: ToldModel) -> Conductor:
    return Conductor(sessions, llm, SmallBank())


@pytest.fixture
async def user_id(sessions: SessionMaker) -> UUID:
    return await add_user(sessions, "ada")


Reopen = Callable[[], Awaitable[InterviewRun]]


@pytest.fixture
async def reopen(conductor: Conductor, user_id: UUID) -> Reopen:
    """Takes the same interview up again, as a server does that was killed and started anew."""
    interview = await conductor.create(user_id, SCREENING)
    return lambda: conductor.open(interview.id, user_id)


@pytest.fixture
async def run(reopen: Reopen) -> InterviewRun:
    return await reopen()


async def reply_to(run: InterviewRun, turn: CandidateTurn) -> str:
    """The reply as it is spoken, where the end of a line is a pause like any other."""
    deltas = run.respond(turn.item_id, turn.cue, turn.heard)
    return " ".join("".join([delta async for delta in deltas]).split())


async def hold(run: InterviewRun, turn: CandidateTurn, *, heard: str | None = None) -> Outcome:
    """One turn as a session does it: speculate, commit, speak, settle."""
    reply = await reply_to(run, turn)
    outcome = await run.commit(turn)
    await run.settle(
        InterviewerTurn(
            item_id=f"reply-{turn.item_id}",
            answers=turn.item_id,
            text=reply if heard is None else heard,
            cut=heard is not None,
        )
    )
    return outcome


async def begun(run: InterviewRun) -> InterviewRun:
    await hold(run, CandidateTurn("start", cue="start"))
    return run
