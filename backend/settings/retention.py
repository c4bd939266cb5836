"""Deleting what somebody wanted kept for a while only."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.deletions import note_deleted
from models import Interview, Turn, UserPreferences

AT_ONCE = 20
"""Interviews in one transaction, of one wish; with their sound, some hundred megabytes."""


async def purge_expired_interviews(db: AsyncSession, now: datetime) -> int:
    """Delete, with all that belongs to them, interviews that ended more days before `now` than
    their person wants them kept: a few of them, to be called again until there are none; how
    many. One that never ended counts from when something was last said in it. Works in the
    caller's transaction."""
    wishes = select(UserPreferences.retention_days).where(
        UserPreferences.retention_days.is_not(None)
    )
    deleted = 0
    # One wish at a time: databases don't agree on how to subtract a column of days.
    for days in (await db.execute(wishes.distinct())).scalars().all():
        since = now - timedelta(days=days or 0)
        people = select(UserPreferences.user_id).where(UserPreferences.retention_days == days)
        expired = (
            select(Interview.id)
            .where(
                Interview.user_id.in_(people),
                func.coalesce(Interview.ended_at, Interview.created_at) < since,
                ~exists().where(Turn.interview_id == Interview.id, Turn.created_at >= since),
            )
            .limit(AT_ONCE)
        )
        statement = (
            delete(Interview)
            .where(Interview.id.in_(expired))
            .returning(Interview.id)
            .execution_options(synchronize_session=False)
        )
        gone = (await db.execute(statement)).scalars().all()
        note_deleted(db, "interview", gone, now)
        deleted += len(gone)
    return deleted
