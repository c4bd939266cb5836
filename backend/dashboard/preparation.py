"""What is read for the story bank and the plan. Nothing of interviews in the bin."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bank.catalogue import Catalogue
from backend.bank.loading import bank_data
from backend.domain.preparation import Story
from backend.domain.scorecard import CONTENT
from models import Feedback, Interview, Question, Role, Score, Turn

MOST_STORIES = 200
"""The latest answers that are looked through: half a year of practising every other day."""


@dataclass(frozen=True, slots=True)
class Target:
    """The interview that is practised for."""

    role: str
    company: str
    day: date


async def stories(db: AsyncSession, user_id: UUID) -> list[Story]:
    """The latest scored answers, the latest first; only those that the same engine has scored as
    the latest, since others can't be ranked with them."""
    query = (
        select(
            Interview.id,
            Turn.id,
            func.coalesce(Interview.ended_at, Interview.created_at),
            Interview.role,
            Question.competency,
            Question.text,
            func.coalesce(Turn.correction, Turn.text),
            func.avg(Score.value),
            Feedback.engine,
        )
        .join(Feedback, Feedback.id == Score.feedback_id)
        .join(Turn, Turn.id == Score.turn_id)
        .join(Question, Question.id == Turn.question_id)
        .join(Interview, Interview.id == Feedback.interview_id)
        .where(
            Interview.user_id == user_id, Interview.deleted_at.is_(None), Score.metric.in_(CONTENT)
        )
        .group_by(Interview.id, Turn.id, Question.id, Feedback.engine)
        .order_by(func.coalesce(Interview.ended_at, Interview.created_at).desc(), Turn.id)
        .limit(MOST_STORIES)
    )
    rows = (await db.execute(query)).all()
    return [Story(*row[:8]) for row in rows if row[8] == rows[0][8]]


async def target(db: AsyncSession, user_id: UUID, today: date) -> Target | None:
    """The next interview that the person has told the date of."""
    scenario = Interview.plan["scenario"]
    day = scenario["interview_date"].as_string()
    query = (
        select(Interview.role, scenario["company"].as_string(), day)
        .where(
            Interview.user_id == user_id,
            Interview.deleted_at.is_(None),
            day >= today.isoformat(),
        )
        .order_by(day, Interview.created_at.desc())
        .limit(1)
    )
    row = (await db.execute(query)).one_or_none()
    return Target(row[0], row[1] or "", date.fromisoformat(row[2])) if row else None


async def latest_role(db: AsyncSession, user_id: UUID) -> str:
    """ "" where no interview was planned yet."""
    query = (
        select(Interview.role)
        .where(Interview.user_id == user_id, Interview.deleted_at.is_(None))
        .order_by(Interview.created_at.desc(), Interview.id.desc())
        .limit(1)
    )
    return (await db.execute(query)).scalar_one_or_none() or ""


async def competencies(db: AsyncSession, role: str) -> list[str]:
    """By name, what the interviews for a role lean on, the weightiest first: as administrators
    have it, else as the question bank has it. None for a role that neither knows."""
    wanted = role.strip().casefold()
    query = select(Role.id, Role.name, Role.competencies).where(Role.active)
    rows = (await db.execute(query)).all()
    listed = next(
        (row.competencies for row in rows if wanted in (row.id.casefold(), row.name.casefold())),
        None,
    )
    if listed is None:
        entry = Catalogue().role(role)
        listed = entry.competencies if entry else ()
    known = bank_data().competencies
    return [known[key].name for key in listed if key in known]
