"""That there always is somebody who can administer the server."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import and_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.errors import ConflictError
from models import User

_ADMINISTERS = and_(User.role == "admin", User.disabled_at.is_(None), User.expires_at.is_(None))


async def locked(db: AsyncSession, user_id: UUID) -> User | None:
    """An account that is about to change, held together with every administrator's: who changes
    one at the same time waits, and two who change each other's don't wait for one another.

    Not so firmly that a row can't refer to one of them: the trail of what an administrator does
    refers to that administrator, whom somebody else may hold who waits here."""
    query = (
        select(User)
        .where(or_(User.id == user_id, _ADMINISTERS))
        .order_by(User.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    found = (await db.execute(query)).scalars().all()
    return next((user for user in found if user.id == user_id), None)


async def refuse_last(db: AsyncSession, user_id: UUID) -> None:
    """Raises `ConflictError` where nobody else could administer the server. To be called in the
    transaction that takes the account away."""
    query = select(User.id).where(_ADMINISTERS).order_by(User.id).with_for_update(key_share=True)
    if list((await db.execute(query)).scalars()) == [user_id]:
        raise ConflictError(
            "This is the only administrator. Make somebody else an administrator first."
        )
