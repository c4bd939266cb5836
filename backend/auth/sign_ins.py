"""Sign-ins: each is a chain of refresh tokens, of which the last one counts.

RFC 9700 section 4.14: a refresh token is used once and replaced, and one that comes a second
time was stolen from somebody, so the whole chain ends. With one exception: two tabs of a browser
that renew at the same moment are no thieves. Whoever comes second within `RACE_S` is told to
take what the first one got.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.tokens import Tokens
from backend.database import SessionMaker, reading, transaction
from backend.errors import ConflictError, UnauthorizedError
from backend.purging import purge
from models import RefreshToken, User
from models.base import now_utc

REFRESH_TOKEN_DAYS = 30
RACE_S = 10
MAX_TOKEN_CHARACTERS = 128


@dataclass(frozen=True, slots=True)
class Pair:
    """What somebody is signed in with."""

    access_token: str
    refresh_token: str
    family: UUID


def fingerprint(token: str) -> str:
    """How a token of ours is kept. It is 256 random bits: no slow hash is needed."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


class SignIns:
    def __init__(self, sessions: SessionMaker, tokens: Tokens) -> None:
        self._sessions = sessions
        self._tokens = tokens

    async def begin(self, user_id: UUID) -> Pair:
        """A new sign-in."""
        async with transaction(self._sessions) as db:
            return self._next_link(db, user_id, uuid4())

    async def renew(self, refresh_token: str) -> Pair:
        """The next pair for a refresh token.

        Raises `ConflictError` for the one just used by somebody else, and `UnauthorizedError`
        for any other that isn't the latest of a living chain; an older one ends the chain.
        """
        key = fingerprint(refresh_token[:MAX_TOKEN_CHARACTERS])
        async with transaction(self._sessions) as db:
            now = now_utc()
            used = (
                update(RefreshToken)
                .where(
                    RefreshToken.token_hash == key,
                    RefreshToken.used_at.is_(None),
                    RefreshToken.revoked_at.is_(None),
                    RefreshToken.expires_at > now,
                )
                .values(used_at=now)
                .returning(RefreshToken.user_id, RefreshToken.family)
                .execution_options(synchronize_session=False)
            )
            row = (await db.execute(used)).one_or_none()
            if row is not None and await _is_welcome(db, row.user_id):
                return self._next_link(db, row.user_id, row.family)
            raced = row is None and await _just_used(db, key, now)
            if not raced:
                # Committed, whatever is raised below.
                family = row.family if row else await _family_of(db, key)
                await _revoke(db, RefreshToken.family == family)
        if raced:
            raise ConflictError("This sign-in was renewed a moment ago in another place.")
        raise UnauthorizedError("You have been signed out. Please sign in again.")

    async def user_of(self, access_token: str) -> tuple[User, UUID]:
        """Whose token it is, and its sign-in. Raises `UnauthorizedError`, also where the sign-in
        has ended since or the account is disabled."""
        claims = self._tokens.verify(access_token)
        async with reading(self._sessions) as db:
            query = (
                select(User)
                .join(RefreshToken, RefreshToken.user_id == User.id)
                .where(
                    User.id == claims.user_id,
                    *_may_sign_in(),
                    *_alive(RefreshToken.family == claims.family),
                )
            )
            user = (await db.execute(query)).scalar_one_or_none()
        if user is None:
            raise UnauthorizedError
        return user, claims.family

    async def ended(self, families: Iterable[UUID]) -> set[UUID]:
        """Which of these sign-ins are over."""
        asked = set(families)
        if not asked:
            return set()
        async with reading(self._sessions) as db:
            query = (
                select(RefreshToken.family)
                .join(User, User.id == RefreshToken.user_id)
                .where(*_may_sign_in(), *_alive(RefreshToken.family.in_(asked)))
            )
            return asked - set((await db.execute(query)).scalars())

    async def end(self, family: UUID) -> None:
        """Sign out here."""
        async with transaction(self._sessions) as db:
            await _revoke(db, RefreshToken.family == family)

    async def end_by(self, refresh_token: str, *, everywhere: bool = False) -> None:
        """Sign out where only the refresh token is left. Raises `UnauthorizedError` where it is
        nobody's."""
        key = fingerprint(refresh_token[:MAX_TOKEN_CHARACTERS])
        async with transaction(self._sessions) as db:
            query = select(RefreshToken).where(RefreshToken.token_hash == key)
            token = (await db.execute(query)).scalar_one_or_none()
            if token is None:
                raise UnauthorizedError
            if everywhere:
                await end_all(db, token.user_id)
            else:
                await _revoke(db, RefreshToken.family == token.family)

    async def end_all(self, user_id: UUID, *, but: UUID | None = None) -> None:
        """Sign out everywhere, `but` in one place."""
        async with transaction(self._sessions) as db:
            await end_all(db, user_id, but=but)

    async def forget_old(self) -> int:
        """Remove what has expired; how much there was."""
        return await purge(self._sessions, RefreshToken, RefreshToken.expires_at < now_utc())

    def _next_link(self, db: AsyncSession, user_id: UUID, family: UUID) -> Pair:
        token = secrets.token_urlsafe(32)
        expires_at = now_utc() + timedelta(days=REFRESH_TOKEN_DAYS)
        db.add(
            RefreshToken(
                user_id=user_id,
                family=family,
                token_hash=fingerprint(token),
                expires_at=expires_at,
            )
        )
        return Pair(self._tokens.issue(user_id, family), token, family)


async def end_all(db: AsyncSession, user_id: UUID, *, but: UUID | None = None) -> None:
    """Sign somebody out everywhere, in the caller's transaction."""
    where = [RefreshToken.user_id == user_id]
    if but is not None:
        where.append(RefreshToken.family != but)
    await _revoke(db, *where)


def _alive(*where: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    return (
        *where,
        RefreshToken.used_at.is_(None),
        RefreshToken.revoked_at.is_(None),
        RefreshToken.expires_at > now_utc(),
    )


def _may_sign_in() -> tuple[ColumnElement[bool], ...]:
    """Who isn't disabled, and no guest whose day is over."""
    return (
        User.disabled_at.is_(None),
        or_(User.expires_at.is_(None), User.expires_at > now_utc()),
    )


async def _is_welcome(db: AsyncSession, user_id: UUID) -> bool:
    query = select(User.id).where(User.id == user_id, *_may_sign_in())
    return (await db.execute(query)).first() is not None


async def _family_of(db: AsyncSession, key: str) -> UUID | None:
    query = select(RefreshToken.family).where(RefreshToken.token_hash == key)
    return (await db.execute(query)).scalar_one_or_none()


async def _just_used(db: AsyncSession, key: str, now: datetime) -> bool:
    """Whether it is the predecessor of the latest link, used a moment ago, of a living chain."""
    query = select(RefreshToken).where(RefreshToken.token_hash == key)
    token = (await db.execute(query)).scalar_one_or_none()
    if token is None or token.used_at is None or token.revoked_at is not None:
        return False
    of_family = RefreshToken.family == token.family
    latest = select(func.max(RefreshToken.used_at)).where(of_family)
    last_used = (await db.execute(latest)).scalar_one()
    return token.used_at == last_used and now - token.used_at <= timedelta(seconds=RACE_S)


async def _revoke(db: AsyncSession, *where: ColumnElement[bool]) -> None:
    await db.execute(
        update(RefreshToken)
        .where(*where, RefreshToken.revoked_at.is_(None))
        .values(revoked_at=now_utc())
        .execution_options(synchronize_session=False)
    )
