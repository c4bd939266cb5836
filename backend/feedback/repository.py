"""Every query about feedback. Each function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import Row, delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.scorecard import Scorecard
from backend.errors import ConflictError, NotFoundError
from backend.feedback import records
from models import Feedback, Interview, Question, Score, Turn, UserProgress
from models.base import now_utc


@dataclass(frozen=True, slots=True)
class Held:
    """What is shown of an interview beside its scores."""

    id: UUID
    title: str
    role: str
    industry: str
    kind: str
    mode: str
    difficulty: str
    ended_at: datetime


@dataclass(frozen=True, slots=True)
class Said:
    """A turn of the candidate's that belongs to a question, and the question."""

    turn_id: UUID
    item_id: str
    typed: bool
    position: int
    competency: str
    question: str


async def held_interview(db: AsyncSession, user_id: UUID, interview_id: UUID | None) -> Held:
    """One's own interview, or the latest that is over. Raises `NotFoundError` where there is
    none, it is somebody else's or in the bin, and `ConflictError` where it isn't over yet."""
    query = _narrow().where(Interview.user_id == user_id, Interview.deleted_at.is_(None))
    if interview_id is None:
        query = query.where(Interview.status == "completed")
        ended = func.coalesce(Interview.ended_at, Interview.created_at)
        query = query.order_by(ended.desc(), Interview.id).limit(1)
    else:
        query = query.where(Interview.id == interview_id)
    row = (await db.execute(query)).one_or_none()
    if row is None and interview_id is None:
        raise NotFoundError("You haven't finished an interview yet. Its scorecard comes then.")
    if row is None:
        raise NotFoundError("There is no such interview.")
    if row.status != "completed":
        raise ConflictError("This interview isn't over yet. Its scorecard comes when it is.")
    return _held(row)


async def feedback_of(db: AsyncSession, interview_id: UUID) -> tuple[Feedback, Sequence[Score]]:
    """The feedback with its scores; one that is pending where nobody has begun it."""
    query = select(Feedback).where(Feedback.interview_id == interview_id)
    feedback = (await db.execute(query)).scalar_one_or_none()
    if feedback is None:
        empty: dict[str, Any] = {"steps": 0, "steps_done": 0, "engine": "", "version": ""}
        return Feedback(status="pending", body={}, error="", **empty), ()
    scores = select(Score).where(Score.feedback_id == feedback.id).order_by(Score.metric)
    return feedback, (await db.execute(scores)).scalars().all()


async def said_in(db: AsyncSession, interview_id: UUID) -> list[Said]:
    """What the candidate said to questions, in order."""
    query = (
        select(
            Turn.id, Turn.item_id, Turn.typed, Question.position, Question.competency, Question.text
        )
        .join(Question, Question.id == Turn.question_id)
        .where(Turn.interview_id == interview_id, Turn.speaker == "candidate")
        .order_by(Turn.sequence)
    )
    return [Said(*row) for row in (await db.execute(query)).all()]


async def keep(
    db: AsyncSession,
    interview_id: UUID,
    card: Scorecard,
    status: Literal["basic", "ready"] = "ready",
) -> Feedback:
    """Store a scorecard in place of the one before, and its point of the curve. Storing the same
    one again changes nothing. Raises `NotFoundError` where the interview is gone."""
    columns = _narrow().add_columns(
        Interview.user_id, Interview.retry_position, Interview.retry_sibling
    )
    row = (await db.execute(columns.where(Interview.id == interview_id))).one_or_none()
    if row is None:
        raise NotFoundError("There is no such interview.")
    query = select(Feedback).where(Feedback.interview_id == interview_id).with_for_update()
    feedback = (await db.execute(query)).scalar_one_or_none()
    if feedback is None:
        feedback = Feedback(interview_id=interview_id)
        db.add(feedback)
    feedback.status = status
    feedback.engine, feedback.version = card.engine, card.version
    feedback.overall = card.overall.estimate.value if card.overall else None
    feedback.body = records.body_of(card)
    feedback.error = ""
    feedback.finished_at = now_utc()
    await db.flush()
    await db.execute(delete(Score).where(Score.feedback_id == feedback.id))
    for score in records.scores_of(card):
        score.feedback_id = feedback.id
        db.add(score)
    await db.execute(delete(UserProgress).where(UserProgress.interview_id == interview_id))
    values = records.progress_of(card)
    # Who answers a question a second time does better at it, whatever they have learnt.
    rehearsed = row.retry_position is not None and not row.retry_sibling
    if values and not rehearsed:
        held = _held(row)
        db.add(
            UserProgress(
                user_id=row.user_id,
                interview_id=interview_id,
                interview_date=held.ended_at,
                role=held.role,
                industry=held.industry,
                difficulty=held.difficulty,
                kind=held.kind,
                mode=held.mode,
                **values,
            )
        )
    await db.flush()
    return feedback


def _narrow() -> Any:
    # Without the plan and the state, which are large.
    return select(
        Interview.id,
        Interview.title,
        Interview.role,
        Interview.industry,
        Interview.kind,
        Interview.mode,
        Interview.difficulty,
        Interview.status,
        Interview.ended_at,
        Interview.created_at,
    )


def _held(row: Row[Any]) -> Held:
    return Held(
        id=row.id,
        title=row.title,
        role=row.role,
        industry=row.industry,
        kind=row.kind,
        mode=row.mode,
        difficulty=row.difficulty,
        ended_at=row.ended_at or row.created_at,
    )
