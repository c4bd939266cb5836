"""Reading the audit trail. Each function works in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.paging import older_than
from models import AuditEvent, User


async def events(
    db: AsyncSession,
    *,
    action: str = "",
    actor: UUID | None = None,
    subject: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Sequence[AuditEvent]:
    """The newest first, one more than `limit` where there are more. `action` is how it begins.
    Raises `InvalidInputError` for a cursor that isn't one."""
    query = (
        select(AuditEvent)
        .order_by(AuditEvent.created_at.desc(), AuditEvent.id.desc())
        .limit(limit + 1)
    )
    if action:
        query = query.where(AuditEvent.action.startswith(action, autoescape=True))
    if actor is not None:
        query = query.where(AuditEvent.actor_id == actor)
    if subject:
        query = query.where(AuditEvent.subject == subject)
    if since is not None:
        query = query.where(AuditEvent.created_at >= since)
    if until is not None:
        query = query.where(AuditEvent.created_at < until)
    if cursor:
        query = query.where(older_than(cursor, AuditEvent.created_at, AuditEvent.id))
    return (await db.execute(query)).scalars().all()


async def names_in(db: AsyncSession, events: Iterable[AuditEvent]) -> dict[str, str]:
    """The usernames of everybody whom the events are by or about, by their ids, as far as they
    are there."""
    ids = {user_id for each in events for user_id in (each.actor_id, _id(each.subject)) if user_id}
    query = select(User.id, User.username).where(User.id.in_(ids))
    return {str(user_id): name for user_id, name in (await db.execute(query)).all()}


def _id(subject: str) -> UUID | None:
    try:
        return UUID(subject)
    except ValueError:
        return None
