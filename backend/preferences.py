"""Reading what somebody prefers: the settings' own room writes it, many rooms go by it."""

from __future__ import annotations

from dataclasses import fields
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.domain.preferences import Preferences
from models import UserPreferences

NAMES = tuple(each.name for each in fields(Preferences))


async def preferences_of(db: AsyncSession, user_id: UUID) -> Preferences:
    """What somebody has chosen; the defaults where they never did."""
    row = await db.get(UserPreferences, user_id)
    return Preferences(**{name: getattr(row, name) for name in NAMES}) if row else Preferences()
