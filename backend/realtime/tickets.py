"""Short-lived keys to a socket, so that no long-lived token is ever in an address."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.sign_ins import fingerprint
from backend.database import SessionMaker, reading, transaction
from models import SocketKey
from models.base import now_utc

TICKET_S = 30
CLIENT_SECRET_S = 600
"""OpenAI's default for `expires_after` (types/realtime/client_secret_create_params.py)."""

MAX_OUTSTANDING = 50
"""Of one person. More than anybody needs at once, and no more rows than that."""

MAX_KEY_CHARACTERS = 64


@dataclass(frozen=True, slots=True)
class Grant:
    """Who a key speaks for, and in which sign-in."""

    user_id: UUID
    family: UUID


class Tickets:
    """128-bit keys. Their hashes are in the database, so that a key may be redeemed at another
    server than the one that gave it."""

    def __init__(self, sessions: SessionMaker, clock: Callable[[], datetime] = now_utc) -> None:
        self._sessions = sessions
        self._clock = clock

    async def issue_ticket(self, user_id: UUID, family: UUID, interview_id: UUID) -> str:
        """For one connection to one interview, within `TICKET_S`."""
        key, _expires_at = await self._issue("tk_", user_id, family, TICKET_S, interview_id)
        return key

    async def issue_client_secret(
        self, user_id: UUID, family: UUID, lifetime_s: int = CLIENT_SECRET_S
    ) -> tuple[str, int]:
        """An `ek_` key for connections to any interview of the person, and when it expires."""
        key, expires_at = await self._issue("ek_", user_id, family, lifetime_s)
        return key, int(expires_at.timestamp())

    async def redeem(self, key: str, interview_id: UUID | None) -> Grant | None:
        """What the key stands for; None for a wrong, late or used one. Of two who bring the same
        ticket at once, wherever they bring it, one gets in."""
        named = SocketKey.key_hash == fingerprint(key[:MAX_KEY_CHARACTERS])
        async with reading(self._sessions) as db:
            found = (await db.execute(select(SocketKey).where(named))).scalar_one_or_none()
        if found is None:
            return None
        if found.single_use and not await self._use_up(found.id):
            return None
        bound = found.interview_id is not None and found.interview_id != interview_id
        if bound or found.expires_at < self._clock():
            return None
        return Grant(found.user_id, found.family)

    async def _use_up(self, key_id: UUID) -> bool:
        statement = delete(SocketKey).where(SocketKey.id == key_id).returning(SocketKey.id)
        async with transaction(self._sessions) as db:
            return (await db.execute(statement)).scalar_one_or_none() is not None

    async def _issue(
        self,
        prefix: str,
        user_id: UUID,
        family: UUID,
        lifetime_s: int,
        interview_id: UUID | None = None,
    ) -> tuple[str, datetime]:
        key = prefix + secrets.token_urlsafe(16)
        expires_at = self._clock() + timedelta(seconds=lifetime_s)
        async with transaction(self._sessions) as db:
            await _make_room(db, user_id)
            db.add(
                SocketKey(
                    key_hash=fingerprint(key),
                    user_id=user_id,
                    family=family,
                    interview_id=interview_id,
                    single_use=interview_id is not None,
                    expires_at=expires_at,
                )
            )
        return key, expires_at


async def _make_room(db: AsyncSession, user_id: UUID) -> None:
    """The oldest go: a flood of tickets must not lock its sender out."""
    newest = (
        select(SocketKey.id)
        .where(SocketKey.user_id == user_id)
        .order_by(SocketKey.created_at.desc(), SocketKey.id)
        .offset(MAX_OUTSTANDING - 1)
    )
    surplus = (await db.execute(newest)).scalars().all()
    if surplus:
        await db.execute(delete(SocketKey).where(SocketKey.id.in_(surplus)))
