"""What somebody has done so far, and the milestones that it reached."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.achievements import Guide, Held, History, Standing, standings
from backend.domain.progress import Answered, pairs
from backend.progress import answers
from models import Achievement, Document, Interview, Resource, ResourceRead, Turn, UserProgress


async def record_achievements(db: AsyncSession, user_id: UUID) -> list[str]:
    """Note every milestone that is reached and wasn't noted yet, in the caller's transaction; the
    keys of the new ones. Noting the same one twice, also at the same time, notes it once."""
    return await note(db, user_id, standings(await history(db, user_id)))


async def note(db: AsyncSession, user_id: UUID, found: list[Standing]) -> list[str]:
    """The writing half of `record_achievements`, for who has read already."""
    known = await noted(db, user_id)
    rows = [
        {"user_id": user_id, "key": each.milestone.key, "reached_at": each.reached_at}
        for each in found
        if each.reached_at and each.milestone.key not in known
    ]
    if not rows:
        return []
    made = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    statement = made.insert(Achievement).on_conflict_do_nothing().returning(Achievement.key)
    return list((await db.execute(statement, rows)).scalars())


async def noted(db: AsyncSession, user_id: UUID) -> dict[str, Achievement]:
    """The milestones that were reached, by key. They stay when an interview is deleted: a row
    says that something was done once, and nothing about what was said."""
    query = select(Achievement).where(Achievement.user_id == user_id)
    return {each.key: each for each in (await db.execute(query)).scalars()}


async def history(db: AsyncSession, user_id: UUID) -> History:
    """All that milestones depend on; nothing of an interview in the bin."""
    answered = await answers(db, user_id)
    papers = select(func.min(Document.created_at)).where(Document.user_id == user_id)
    first_paper = (await db.execute(papers)).scalar_one()
    return History(
        held=await _held(db, user_id, answered),
        pairs=tuple(pair.pressed.date for pair in pairs(answered)),
        guides=await _guides(db, user_id),
        documents=(first_paper,) if first_paper else (),
        courses=await _courses(db),
    )


async def _held(db: AsyncSession, user_id: UUID, answered: list[Answered]) -> tuple[Held, ...]:
    """Interviews that are over, and in which at least one question was answered."""
    scored = select(UserProgress.id).where(UserProgress.interview_id == Interview.id)
    said = select(Turn.id).where(
        Turn.interview_id == Interview.id, Turn.speaker == "candidate", Turn.kind != "aside"
    )
    query = select(
        Interview.id,
        func.coalesce(Interview.ended_at, Interview.created_at).label("ended_at"),
        Interview.kind,
        Interview.mode,
        Interview.difficulty,
        Interview.role,
        Interview.length,
    ).where(
        Interview.user_id == user_id,
        Interview.deleted_at.is_(None),
        Interview.status == "completed",
        # Turns are looked through only where nothing was scored.
        or_(scored.exists(), said.exists()),
    )
    by_interview: dict[UUID, list[Answered]] = defaultdict(list)
    for each in answered:
        by_interview[each.interview_id].append(each)
    return tuple(
        Held(
            ended_at=row.ended_at,
            kind=row.kind,
            mode=row.mode,
            difficulty=row.difficulty,
            role=row.role,
            length=row.length,
            answers=len(by_interview[row.id]),
            figures=sum(each.figure for each in by_interview[row.id]),
        )
        for row in (await db.execute(query)).all()
    )


async def _guides(db: AsyncSession, user_id: UUID) -> tuple[Guide, ...]:
    query = (
        select(ResourceRead.read_at, ResourceRead.exercise_done, Resource.course)
        .join(Resource, Resource.id == ResourceRead.resource_id)
        .where(ResourceRead.user_id == user_id, Resource.kind == "guide")
    )
    return tuple(
        Guide(row.read_at, row.course, row.exercise_done) for row in (await db.execute(query)).all()
    )


async def _courses(db: AsyncSession) -> dict[str, int]:
    query = (
        select(Resource.course, func.count().label("steps"))
        .where(Resource.course != "", Resource.kind == "guide", Resource.active)
        .group_by(Resource.course)
    )
    return {row.course: row.steps for row in (await db.execute(query)).all()}
