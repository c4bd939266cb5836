"""What an administrator, or whoever has the server's command line, does to accounts.

Every function works in the caller's transaction and leaves a note in the audit trail; `actor` is
None for the command line. Nothing here reads what anybody said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import note
from backend.auth.administrators import locked, refuse_last
from backend.auth.links import LIFETIMES, Links
from backend.auth.service import find
from backend.auth.sign_ins import end_all
from backend.domain.language import clean
from backend.errors import ConflictError, NotFoundError
from backend.paging import older_than
from models import User
from models.base import now_utc

Standing = Literal["active", "disabled"]
AccountRole = Literal["user", "admin"]

RESET_S, INVITATION_S = (
    round(LIFETIMES[purpose].total_seconds()) for purpose in ("reset", "invitation")
)
"""How long such a link works."""

_NOBODY = "There is no such account."


async def people(
    db: AsyncSession,
    *,
    search: str = "",
    role: AccountRole | None = None,
    standing: Standing | None = None,
    guests: bool = False,
    cursor: str | None = None,
    limit: int = 50,
) -> Sequence[User]:
    """The newest first, one more than `limit` where there are more. `search` is a part of a name
    or an address. Raises `InvalidInputError` for a cursor that isn't one."""
    query = select(User).order_by(User.created_at.desc(), User.id.desc()).limit(limit + 1)
    if not guests:
        query = query.where(User.guest.is_(False))
    part = clean(search).casefold()
    if part:
        query = query.where(
            or_(
                User.username_folded.contains(part, autoescape=True),
                User.email_folded.contains(part, autoescape=True),
            )
        )
    if role is not None:
        query = query.where(User.role == role)
    if standing is not None:
        query = query.where(
            User.disabled_at.is_(None) if standing == "active" else User.disabled_at.is_not(None)
        )
    if cursor:
        query = query.where(older_than(cursor, User.created_at, User.id))
    return (await db.execute(query)).scalars().all()


async def person(db: AsyncSession, user_id: UUID) -> User:
    """To be changed. Raises `NotFoundError`."""
    found = await locked(db, user_id)
    if found is None:
        raise NotFoundError(_NOBODY)
    return found


async def named(db: AsyncSession, name: str) -> User:
    """The same by username or e-mail address."""
    found = await find(db, name)
    if found is None:
        raise NotFoundError(_NOBODY)
    return await person(db, found.id)


async def set_role(db: AsyncSession, actor: UUID | None, user: User, role: AccountRole) -> None:
    """Raises `ConflictError` for a guest, and where nobody would be left to administer."""
    if user.role == role:
        return
    _refuse_guest(user)
    if role != "admin":
        await refuse_last(db, user.id)
    user.role = role
    note(db, actor, f"account.made_{role}", str(user.id))


async def set_disabled(db: AsyncSession, actor: UUID | None, user: User, disabled: bool) -> None:
    """Disabling signs out everywhere, and ends conversations under way. Raises `ConflictError`
    where nobody would be left to administer."""
    if (user.disabled_at is not None) == disabled:
        return
    if disabled:
        await refuse_last(db, user.id)
        await end_all(db, user.id)
    user.disabled_at = now_utc() if disabled else None
    note(db, actor, "account.disabled" if disabled else "account.enabled", str(user.id))


async def reset_link(db: AsyncSession, actor: UUID | None, user: User, links: Links) -> str:
    """A link to set a new password, once. Raises `ConflictError` for a guest."""
    _refuse_guest(user)
    note(db, actor, "account.reset_link_made", str(user.id))
    return links.make(db, "reset", user.id)


async def invitation(db: AsyncSession, actor: UUID | None, links: Links) -> str:
    """A link to register with, once."""
    note(db, actor, "account.invitation_made")
    return links.make(db, "invitation")


def _refuse_guest(user: User) -> None:
    if user.guest:
        raise ConflictError("A guest has no account; they can make one.")
