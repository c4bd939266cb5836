"""Links that work once: to set a password anew, or to register by invitation."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy import ColumnElement, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.sign_ins import fingerprint
from backend.errors import ForbiddenError
from models import AccountLink
from models.base import now_utc

Purpose = Literal["reset", "invitation"]
LIFETIMES: dict[Purpose, timedelta] = {
    "reset": timedelta(hours=1),
    "invitation": timedelta(days=7),
}
_PAGES: dict[Purpose, str] = {"reset": "/login/#reset=", "invitation": "/register/#invitation="}
"""The token stands in the fragment, which no server and no log of one ever sees."""
MAX_TOKEN_CHARACTERS = 128


class Links:
    """`public_url` is where people reach the server. Every method works in the caller's
    transaction."""

    def __init__(self, public_url: str) -> None:
        self._public_url = public_url.rstrip("/")

    def make(self, db: AsyncSession, purpose: Purpose, user_id: UUID | None = None) -> str:
        """The address of a new link."""
        token = secrets.token_urlsafe(32)
        db.add(
            AccountLink(
                purpose=purpose,
                token_hash=fingerprint(token),
                user_id=user_id,
                expires_at=now_utc() + LIFETIMES[purpose],
            )
        )
        return f"{self._public_url}{_PAGES[purpose]}{token}"

    async def find(self, db: AsyncSession, token: str, purpose: Purpose) -> AccountLink:
        """Raises `ForbiddenError` where there is none that may be used."""
        query = select(AccountLink).where(*_usable(token, purpose))
        link = (await db.execute(query)).scalar_one_or_none()
        if link is None:
            raise ForbiddenError(_told(purpose))
        return link

    async def use(self, db: AsyncSession, token: str, purpose: Purpose) -> None:
        """Of two who use it at once, one may. Raises `ForbiddenError`."""
        statement = (
            update(AccountLink)
            .where(*_usable(token, purpose))
            .values(used_at=now_utc())
            .returning(AccountLink.id)
            .execution_options(synchronize_session=False)
        )
        if (await db.execute(statement)).scalar_one_or_none() is None:
            raise ForbiddenError(_told(purpose))

    async def end(self, db: AsyncSession, user_id: UUID) -> None:
        """Once somebody has a new password, no other link may set it yet again."""
        await db.execute(delete(AccountLink).where(AccountLink.user_id == user_id))


def _usable(token: str, purpose: Purpose) -> tuple[ColumnElement[bool], ...]:
    return (
        AccountLink.token_hash == fingerprint(token[:MAX_TOKEN_CHARACTERS]),
        AccountLink.purpose == purpose,
        AccountLink.used_at.is_(None),
        AccountLink.expires_at > now_utc(),
    )


def _told(purpose: Purpose) -> str:
    if purpose == "invitation":
        return "Registering here takes an invitation, and this one isn't valid (any more)."
    return "This link isn't valid any more. Please ask for another."
