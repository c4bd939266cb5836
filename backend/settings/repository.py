"""What can be chosen, and what somebody has chosen. Each function works in the caller's
transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from backend.errors import UnauthorizedError
from backend.preferences import NAMES, preferences_of
from models import Industry, InterviewScenario, Role, User, UserPreferences


async def industries(db: AsyncSession) -> Sequence[Industry]:
    query = select(Industry).where(Industry.active).order_by(Industry.position, Industry.name)
    return (await db.execute(query)).scalars().all()


async def roles(db: AsyncSession, industry: str | None = None) -> Sequence[Role]:
    """With their industries; only those found in `industry`, where one is named."""
    query = (
        select(Role)
        .where(Role.active)
        .options(selectinload(Role.industries.and_(Industry.active)))
        .order_by(Role.position, Role.name)
    )
    if industry is not None:
        query = query.where(Role.industries.any((Industry.id == industry) & Industry.active))
    return (await db.execute(query)).scalars().all()


async def scenarios(
    db: AsyncSession,
    *,
    industry: str | None = None,
    role: str | None = None,
    difficulty: str | None = None,
) -> Sequence[InterviewScenario]:
    """With role and industry, both of which can be chosen as well."""
    query = (
        select(InterviewScenario)
        .join(InterviewScenario.industry)
        .join(InterviewScenario.role)
        .where(InterviewScenario.active, Industry.active, Role.active)
        .options(joinedload(InterviewScenario.industry), joinedload(InterviewScenario.role))
        .order_by(InterviewScenario.position, InterviewScenario.name)
    )
    for column, value in (
        (InterviewScenario.industry_id, industry),
        (InterviewScenario.role_id, role),
        (InterviewScenario.difficulty, difficulty),
    ):
        if value is not None:
            query = query.where(column == value)
    return (await db.execute(query)).scalars().all()


async def save_preferences(db: AsyncSession, user_id: UUID, changes: Mapping[str, Any]) -> None:
    """What isn't among the changes stays as it is. Raises `UnauthorizedError` for somebody who
    has been removed; of two changes at once, the second waits for the first."""
    person = select(User.id).where(User.id == user_id).with_for_update()
    if (await db.execute(person)).first() is None:
        raise UnauthorizedError
    now = await preferences_of(db, user_id)
    row = await db.get(UserPreferences, user_id)
    if row is None:
        row = UserPreferences(user_id=user_id)
        db.add(row)
    for name in NAMES:
        setattr(row, name, changes.get(name, getattr(now, name)))
