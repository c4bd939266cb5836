"""Interviews as they are kept: listed, read, renamed, deleted, restored, purged.

Each function works in the caller's transaction. A deleted interview is nowhere to be found but
in `restore`. It still counts in two places: for what was asked lately, since its questions are
known to the person all the same, and for a guest's one interview, or there would be no end of
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from backend.deletions import note_deleted
from backend.errors import NotFoundError
from backend.interviews.history_schemas import (
    HistoryQuery,
    InterviewWithTurns,
    TurnView,
    WordView,
)
from backend.interviews.repository import MISSING
from backend.interviews.schemas import QuestionView
from backend.paging import cursor_of, older_than
from models import Feedback, Interview, Question, Turn, TurnAudio
from models.base import searchable

GRACE = timedelta(days=7)
"""How long a deletion can be taken back. Somebody who practises every week still finds out in
time; and who wants something gone isn't kept waiting for long."""

PURGED_AT_ONCE = 10
"""Interviews in one transaction. The sound of one that takes an hour is some fifty megabytes."""

_ANSWERED = (
    select(func.count(Turn.question_id.distinct()))
    .where(Turn.interview_id == Interview.id, Turn.speaker == "candidate", Turn.kind != "aside")
    .scalar_subquery()
)
_SHOWN = (
    Interview.id,
    Interview.role,
    Interview.industry,
    Interview.difficulty,
    Interview.kind,
    Interview.mode,
    Interview.title,
    Interview.length,
    Interview.status,
    Interview.created_at,
    Interview.started_at,
    Interview.ended_at,
    Interview.retry_of,
    Interview.retry_position,
    Interview.retry_sibling,
    _ANSWERED.label("answered"),
    Interview.state["elapsed_s"].as_float().label("duration_s"),
    Feedback.status.label("feedback"),
    Feedback.overall.label("score"),
)


@dataclass(frozen=True, slots=True)
class Transcript:
    """`audio_s` is how long the sound of each turn is that has any. Without `details`, the words
    and features of the turns aren't loaded."""

    interview: RowMapping
    questions: Sequence[Question]
    turns: Sequence[Turn]
    audio_s: dict[UUID, float]
    details: bool


async def page(
    db: AsyncSession, user_id: UUID, asked: HistoryQuery
) -> tuple[Sequence[RowMapping], str | None]:
    """The newest first, and the cursor of the next page. Raises `InvalidInputError` for a
    cursor that is none."""
    query = _kept(user_id).order_by(Interview.created_at.desc(), Interview.id.desc())
    for column, value in (
        (Interview.status, asked.status),
        (Interview.kind, asked.kind),
        (Interview.mode, asked.mode),
        (Interview.difficulty, asked.difficulty),
        (Interview.role, asked.role),
        (Interview.industry, asked.industry),
    ):
        if value:
            query = query.where(column == value)
    for word in searchable(asked.title).split():
        query = query.where(Interview.title_folded.contains(f" {word}", autoescape=True))
    if asked.since:
        query = query.where(Interview.created_at >= asked.since)
    if asked.until:
        query = query.where(Interview.created_at < asked.until)
    if asked.cursor:
        query = query.where(older_than(asked.cursor, Interview.created_at, Interview.id))
    rows = (await db.execute(query.limit(asked.limit + 1))).mappings().all()
    shown = rows[: asked.limit]
    if len(rows) <= asked.limit:
        return shown, None
    return shown, cursor_of(shown[-1]["created_at"], shown[-1]["id"])


async def transcript(
    db: AsyncSession, interview_id: UUID, user_id: UUID, *, details: bool = False
) -> Transcript:
    """One's own interview with all that was said; `details` loads words and features as well.
    Raises `NotFoundError`."""
    interview = await _one(db, interview_id, user_id)
    large: list[Any] = [Turn.decision, Turn.latency_ms, Turn.text_folded]
    if not details:
        large += [Turn.words, Turn.features]
    turns = (
        select(Turn)
        .where(Turn.interview_id == interview_id)
        .order_by(Turn.sequence, Turn.created_at)
        .options(*(defer(each, raiseload=True) for each in large))
    )
    questions = (
        select(Question).where(Question.interview_id == interview_id).order_by(Question.position)
    )
    audio = (
        select(TurnAudio.turn_id, func.sum(TurnAudio.duration_s))
        .join(Turn, Turn.id == TurnAudio.turn_id)
        .where(Turn.interview_id == interview_id)
        .group_by(TurnAudio.turn_id)
    )
    return Transcript(
        interview,
        (await db.execute(questions)).scalars().all(),
        (await db.execute(turns)).scalars().all(),
        dict((await db.execute(audio)).all()),
        details,
    )


def with_turns(found: Transcript) -> InterviewWithTurns:
    positions = {question.id: question.position for question in found.questions}
    return InterviewWithTurns(
        **found.interview,
        questions=[QuestionView.model_validate(each) for each in found.questions],
        turns=[
            TurnView(
                id=turn.id,
                item_id=turn.item_id,
                speaker="candidate" if turn.speaker == "candidate" else "interviewer",
                kind=turn.kind,
                why=turn.why,
                text=turn.text,
                correction=turn.correction,
                typed=turn.typed,
                cut=turn.cut,
                confidence=turn.confidence,
                start_s=turn.start_s,
                end_s=turn.end_s,
                question=positions.get(turn.question_id) if turn.question_id else None,
                audio_s=found.audio_s.get(turn.id),
                words=[WordView(**word) for word in turn.words] if found.details else None,
                features=turn.features if found.details else None,
            )
            for turn in found.turns
        ],
    )


async def rename(db: AsyncSession, interview_id: UUID, user_id: UUID, title: str) -> RowMapping:
    """Raises `NotFoundError`."""
    await _change(db, interview_id, user_id, title=title, title_folded=searchable(title))
    return await _one(db, interview_id, user_id)


async def put_away(db: AsyncSession, interview_id: UUID, user_id: UUID, now: datetime) -> None:
    """Delete, for now. A conversation that is still held may write no more. Raises
    `NotFoundError`."""
    await _change(db, interview_id, user_id, deleted_at=now, epoch=Interview.epoch + 1)
    note_deleted(db, "interview", [interview_id], now, "binned")


async def restore(db: AsyncSession, interview_id: UUID, user_id: UUID, now: datetime) -> RowMapping:
    """Take a deletion back; what isn't deleted stays as it is. Raises `NotFoundError`, also
    once the time of grace is over."""
    statement = (
        update(Interview)
        .where(
            Interview.id == interview_id,
            Interview.user_id == user_id,
            Interview.deleted_at >= now - GRACE,
        )
        .values(deleted_at=None)
        .returning(Interview.id)
        .execution_options(synchronize_session=False)
    )
    restored = (await db.execute(statement)).scalars().all()
    note_deleted(db, "interview", restored, now, "unbinned")
    return await _one(db, interview_id, user_id)


async def purge_deleted(db: AsyncSession, now: datetime) -> int:
    """Delete for good what was deleted before the time of grace; at most `PURGED_AT_ONCE`, and
    how many it were, so that the caller goes on until there are none."""
    over = select(Interview.id).where(Interview.deleted_at < now - GRACE).limit(PURGED_AT_ONCE)
    statement = (
        delete(Interview)
        .where(Interview.id.in_(over))
        .returning(Interview.id)
        .execution_options(synchronize_session=False)
    )
    purged = (await db.execute(statement)).scalars().all()
    note_deleted(db, "interview", purged, now)
    return len(purged)


def _kept(user_id: UUID) -> Select[Any]:
    return (
        select(*_SHOWN)
        .outerjoin(Feedback, Feedback.interview_id == Interview.id)
        .where(Interview.user_id == user_id, Interview.deleted_at.is_(None))
    )


async def _one(db: AsyncSession, interview_id: UUID, user_id: UUID) -> RowMapping:
    query = _kept(user_id).where(Interview.id == interview_id)
    row: RowMapping | None = (await db.execute(query)).mappings().one_or_none()
    if row is None:
        raise NotFoundError(MISSING)
    return row


async def _change(db: AsyncSession, interview_id: UUID, user_id: UUID, **values: Any) -> None:
    statement = (
        update(Interview)
        .where(
            Interview.id == interview_id,
            Interview.user_id == user_id,
            Interview.deleted_at.is_(None),
        )
        .values(**values)
        .returning(Interview.id)
        .execution_options(synchronize_session=False)
    )
    if (await db.execute(statement)).scalar_one_or_none() is None:
        raise NotFoundError(MISSING)
