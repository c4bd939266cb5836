"""Interviews that were really held, by way of the conductor, on a real database."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from backend.database import SessionMaker, reading, transaction
from backend.domain.scenario import Scenario
from backend.interviews.conductor import Conductor
from backend.interviews.records import AudioChunk, CandidateTurn
from backend.interviews.run import InterviewRun
from models import Feedback, Interview, Turn
from models.base import now_utc
from tests.backend.interviews.bank import SmallBank
from tests.backend.interviews.conftest import GOOD, PROBED, ToldModel, hold

ONE = Scenario(kind="hr_screen", questions=1)
TWO = Scenario(kind="hr_screen", questions=2)


class Siblings(SmallBank):
    """The small bank, with a sibling for its first question."""

    def siblings_of(self, question_id: str) -> frozenset[str]:
        return {"q0": frozenset({"q1"}), "q1": frozenset({"q0"})}.get(question_id, frozenset())


def spoken(item_id: str, text: str = GOOD, *, sound: bytes = b"") -> CandidateTurn:
    """An answer that was heard, half a second for each word."""
    words = tuple(
        {"text": word, "start_s": at / 2, "end_s": at / 2 + 0.4, "probability": 0.9}
        for at, word in enumerate(text.split())
    )
    return CandidateTurn(
        item_id,
        text=text,
        confidence=0.9,
        words=words,
        audio=(AudioChunk(sound, 20.0),) if sound else (),
        start_s=10.0,
        end_s=10.0 + len(words) / 2,
    )


def typed(item_id: str, text: str = GOOD) -> CandidateTurn:
    return replace(spoken(item_id, text), typed=True, words=(), confidence=1.0, end_s=10.0)


async def begun(
    sessions: SessionMaker, user_id: UUID, scenario: Scenario = TWO
) -> tuple[InterviewRun, Conductor]:
    conductor = Conductor(sessions, ToldModel(), Siblings())
    interview = await conductor.create(user_id, scenario, seed=1)
    run = await conductor.open(interview.id, user_id)
    await hold(run, CandidateTurn("start", cue="start"))
    return run, conductor


async def held(
    sessions: SessionMaker,
    user_id: UUID,
    *answers: CandidateTurn,
    scenario: Scenario = TWO,
    ago: timedelta = timedelta(hours=1),
) -> UUID:
    """Answered, and ended by the candidate so long ago; the interview's id."""
    run, _conductor = await begun(sessions, user_id, scenario)
    for turn in answers or (spoken("first", PROBED), spoken("second"), spoken("third")):
        await hold(run, turn)
    await end(run)
    async with transaction(sessions) as db:
        over = update(Interview).where(Interview.id == run.id)
        await db.execute(over.values(ended_at=now_utc() - ago))
    return run.id


async def end(run: InterviewRun) -> None:
    for number in range(3):
        if not run.completed:
            await hold(run, CandidateTurn(f"end-{number}", cue="end"))
    assert run.completed


async def feedback_row(sessions: SessionMaker, interview_id: UUID) -> Feedback:
    async with reading(sessions) as db:
        query = select(Feedback).where(Feedback.interview_id == interview_id)
        return (await db.execute(query)).scalar_one()


async def turn_id(sessions: SessionMaker, interview_id: UUID, item_id: str) -> UUID:
    async with reading(sessions) as db:
        query = select(Turn.id).where(Turn.interview_id == interview_id, Turn.item_id == item_id)
        return (await db.execute(query)).scalar_one()


async def change_turn(
    sessions: SessionMaker, interview_id: UUID, item_id: str, **values: Any
) -> None:
    async with transaction(sessions) as db:
        mine = (Turn.interview_id == interview_id, Turn.item_id == item_id)
        await db.execute(update(Turn).where(*mine).values(**values))
