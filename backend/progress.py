"""Every query on the curve of somebody's interviews. Those in the bin are on none of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVarTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.estimates import Estimate
from backend.domain.progress import OVERALL, Answered, Features, Group, Point, Series
from models import Interview, UserProgress

Columns = TypeVarTuple("Columns")
MOST_POINTS = 365
"""A year of practising every day."""


@dataclass(frozen=True, slots=True)
class Which:
    """Which interviews; what is left out doesn't matter. `before` is a condition that leaves out
    the later ones."""

    kind: str | None = None
    mode: str | None = None
    difficulty: str | None = None
    role: str | None = None
    engine: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: ColumnElement[bool] | None = None


def before(date: datetime, interview_id: UUID) -> ColumnElement[bool]:
    """The interviews before this one."""
    row = UserProgress
    earlier = or_(row.interview_date < date, row.interview_id < interview_id)
    return and_(row.interview_date <= date, earlier)


async def points(
    db: AsyncSession, user_id: UUID, which: Which | None = None, limit: int = MOST_POINTS
) -> list[Point]:
    """The latest `limit` of them, in order of date."""
    query = (
        select(
            UserProgress.interview_id,
            UserProgress.interview_date,
            UserProgress.role,
            UserProgress.industry,
            UserProgress.kind,
            UserProgress.mode,
            UserProgress.difficulty,
            UserProgress.engine,
            UserProgress.score,
            UserProgress.metrics,
            UserProgress.intervals,
            UserProgress.feedback,
        )
        .where(*_conditions(which or Which()))
        .order_by(UserProgress.interview_date.desc(), UserProgress.interview_id.desc())
        .limit(limit)
    )
    rows = (await db.execute(_living(query, user_id))).all()
    return [_point(row) for row in reversed(rows)]


async def features(db: AsyncSession, user_id: UUID, which: Which, limit: int) -> list[Features]:
    """How the latest `limit` of them were delivered, in order of date; without the typed ones."""
    query = (
        select(UserProgress.features)
        .where(*_conditions(which))
        .order_by(UserProgress.interview_date.desc(), UserProgress.interview_id.desc())
        .limit(limit)
    )
    found = (await db.execute(_living(query, user_id))).scalars().all()
    return [each for each in reversed(found) if each]


async def answers(db: AsyncSession, user_id: UUID) -> list[Answered]:
    """Every answer of the latest interviews, in order of date."""
    query = (
        select(
            UserProgress.interview_id,
            UserProgress.interview_date,
            UserProgress.engine,
            UserProgress.answers,
        )
        .order_by(UserProgress.interview_date.desc(), UserProgress.interview_id.desc())
        .limit(MOST_POINTS)
    )
    rows = (await db.execute(_living(query, user_id))).all()
    return [
        Answered(
            interview_id=row.interview_id,
            date=row.interview_date,
            engine=row.engine,
            question=each["question"],
            matches=each["matches"],
            pressed=each["pressed"],
            figure=each["figure"],
            score=Estimate(*each["score"]) if each["score"] else None,
        )
        for row in reversed(rows)
        for each in row.answers
    ]


def _living(query: Select[*Columns], user_id: UUID) -> Select[*Columns]:
    return query.join(Interview, Interview.id == UserProgress.interview_id).where(
        UserProgress.user_id == user_id, Interview.deleted_at.is_(None)
    )


def _conditions(which: Which) -> list[ColumnElement[bool]]:
    row = UserProgress
    same = {
        row.kind: which.kind,
        row.mode: which.mode,
        row.difficulty: which.difficulty,
        row.role: which.role,
        row.engine: which.engine,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in same.items() if value is not None
    ]
    if which.since:
        found.append(row.interview_date >= which.since)
    if which.until:
        found.append(row.interview_date < which.until)
    if which.before is not None:
        found.append(which.before)
    return found


def _point(row: Row[*tuple[Any, ...]]) -> Point:
    values: dict[Series, float] = {OVERALL: row.score, **row.metrics}
    return Point(
        interview_id=row.interview_id,
        date=row.interview_date,
        role=row.role,
        industry=row.industry,
        group=Group(row.kind, row.mode, row.difficulty, row.engine),
        scores={
            name: Estimate(value, *row.intervals.get(name, (value, value)))
            for name, value in values.items()
        },
        feedback=row.feedback,
    )
