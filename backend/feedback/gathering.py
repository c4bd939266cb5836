"""What feedback is made from, read from the rows of an interview."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from backend.domain.interview import InterviewFlow
from backend.domain.language import words
from backend.domain.material import Answered, AnswerTurn, FollowUp, HeardWord, Material
from backend.domain.moves import Move, QuestionKind, Record
from backend.errors import NotFoundError
from backend.interviews.state import from_state, move_from
from backend.preferences import preferences_of
from models import Interview, Question, Turn, TurnAudio

FOLLOWS_UP = ("follow_up", "challenge")


class DamagedError(Exception):
    """What is stored is damaged, or of another version of the program."""


class Siblings(Protocol):
    def siblings_of(self, question_id: str) -> frozenset[str]:
        """The ids of the questions that may stand for this one."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """`unmeasured` are the spoken turns of which nobody knows yet how they were delivered."""

    material: Material
    ended_at: datetime
    unmeasured: tuple[UUID, ...]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A turn's sound, chunk by chunk, with its words and its text."""

    item_id: str
    chunks: Sequence[bytes]
    words: Sequence[dict[str, Any]]
    text: str


async def gather(db: AsyncSession, interview_id: UUID, bank: Siblings) -> Gathered:
    """Raises `NotFoundError` where the interview is gone, `DamagedError` where what is stored of it
    can't be read."""
    interview = await db.get(Interview, interview_id)
    if interview is None:
        raise NotFoundError("There is no such interview.")
    asked = (
        select(Question).where(Question.interview_id == interview_id).order_by(Question.position)
    )
    questions = (await db.execute(asked)).scalars().all()
    said = (
        select(Turn)
        .where(Turn.interview_id == interview_id)
        .order_by(Turn.sequence, Turn.created_at)
        .options(defer(Turn.text_folded), defer(Turn.latency_ms))
    )
    turns = (await db.execute(said)).scalars().all()
    try:
        flow = from_state(interview.state, interview.plan)
        records = {each.index: each for each in flow.at.records}
        answered = tuple(
            _answered(each, turns, flow, records.get(each.position), bank)
            for each in questions
            if each.position < len(flow.plan.questions)
        )
    except (KeyError, TypeError, ValueError):
        # Not chained: the details would put what was said into a log.
        raise DamagedError("The stored interview can't be read.") from None
    material = Material(
        interview_id=str(interview_id),
        scenario=flow.plan.scenario,
        questions=answered,
        preferences=await preferences_of(db, interview.user_id),
        ledger=flow.at.ledger,
    )
    unmeasured = tuple(
        UUID(turn.turn_id)
        for question in answered
        for turn in question.turns
        if not turn.typed and turn.features is None
    )
    return Gathered(material, interview.ended_at or interview.created_at, unmeasured)


async def recorded(db: AsyncSession, turn_id: UUID) -> Recorded | None:
    """None where no sound of the turn is kept."""
    sound = select(TurnAudio.flac).where(TurnAudio.turn_id == turn_id).order_by(TurnAudio.chunk)
    chunks = (await db.execute(sound)).scalars().all()
    query = select(Turn.item_id, Turn.words, Turn.text).where(Turn.id == turn_id)
    row = (await db.execute(query)).one_or_none()
    if row is None or not chunks:
        return None
    return Recorded(row.item_id, chunks, row.words, row.text)


def _answered(
    question: Question,
    turns: Sequence[Turn],
    flow: InterviewFlow,
    record: Record | None,
    bank: Siblings,
) -> Answered:
    planned = flow.plan.questions[question.position]
    mine = [each for each in turns if each.question_id == question.id]
    put = [each for each in mine if each.speaker == "interviewer" and each.kind in FOLLOWS_UP]
    said = [each for each in mine if each.speaker == "candidate" and each.kind != "aside"]
    counted = _counted(said, record)
    return Answered(
        position=question.position,
        planned=planned,
        text=question.text,
        turns=tuple(_turn(each, put, question.text) for each in counted),
        follow_ups=tuple(
            FollowUp(cast(QuestionKind, each.kind), each.text, each.why) for each in put
        ),
        siblings=bank.siblings_of(planned.id) if planned.id else frozenset(),
        pressed=record.stress if record else flow.stressed,
        hints=record.hints if record else 0,
        skipped=record.skipped if record else False,
        timed_out=record.timed_out if record else False,
    )


def _counted(said: list[Turn], record: Record | None) -> list[Turn]:
    """Without what was said before the candidate began the answer anew, which leaves no turn:
    the record counts the words since then."""
    if record is None:
        return said
    left = record.words
    for at in range(len(said), 0, -1):
        if not left:
            return said[at:]
        left -= len(words(said[at - 1].text))
        if left < 0:
            break
    return said


def _turn(turn: Turn, put: Sequence[Turn], question: str) -> AnswerTurn:
    decision: Mapping[str, Any] = turn.decision or {}
    move = move_from(decision["move"]) if decision else None
    before = [each for each in put if each.sequence < turn.sequence]
    follows = turn.kind in FOLLOWS_UP
    found = move if move and move.kind in FOLLOWS_UP else Move("main", 0, 0, "")
    return AnswerTurn(
        turn_id=str(turn.id),
        text=turn.text if turn.correction is None else turn.correction,
        heard=turn.text,
        asked=decision["exchange"]["question"] if decision else question,
        kind=cast(QuestionKind, turn.kind),
        asked_why=before[-1].why if follows and before else "",
        typed=turn.typed,
        confidence=turn.confidence,
        words=tuple(HeardWord(**each) for each in turn.words),
        seconds=0.0 if turn.typed else max(turn.end_s - turn.start_s, 0.0),
        features=turn.features,
        reason=found.reason,
        why=found.why,
        quote=found.quote,
    )
