"""Accounts: registering, signing in, and who a token speaks for."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.auth.passwords import PasswordHasher, normalise_password
from backend.auth.tokens import Tokens
from backend.database import SessionMaker, reading, transaction
from backend.errors import ConflictError, InvalidInputError, UnauthorizedError
from models import User

_WRONG = "The name or the password is wrong."


class Accounts:
    def __init__(self, sessions: SessionMaker, passwords: PasswordHasher, tokens: Tokens) -> None:
        self._sessions = sessions
        self._passwords = passwords
        self._tokens = tokens

    async def register(self, username: str, email: str, password: str) -> User:
        """A new account. Raises `ConflictError` where the name or the address is taken, whatever
        the case, and `InvalidInputError` for a password that may not be used."""
        normal = normalise_password(password)
        if normal.casefold() in (username.casefold(), email.casefold()):
            raise InvalidInputError(
                "The password can't be the name or the e-mail address.", field="password"
            )
        # The hash is computed first: what is slow stays out of the transaction.
        hashed = await self._passwords.hash(normal)
        user = User(
            username=username,
            username_folded=username.casefold(),
            email=email,
            email_folded=email.casefold(),
            password_hash=hashed,
            role="user",
        )
        try:
            async with transaction(self._sessions) as db:
                await _refuse_taken(db, user)
                db.add(user)
        except IntegrityError:
            raise ConflictError("That name or e-mail address is taken.") from None
        return user

    async def sign_in(self, name: str, password: str) -> str:
        """An access token for a username, or an e-mail address, and its password.

        Raises `UnauthorizedError`, which tells neither in words nor in time whether the account
        exists.
        """
        folded = name.casefold() if _is_text(name) else ""
        async with reading(self._sessions) as db:
            query = select(User).where(
                or_(User.username_folded == folded, User.email_folded == folded)
            )
            user = (await db.execute(query)).scalar_one_or_none()
        fits = await self._passwords.verify(password, user.password_hash if user else None)
        if user is None or not fits:
            raise UnauthorizedError(_WRONG)
        return self._tokens.issue(user.id)

    async def user_of(self, token: str) -> User:
        """Whose token it is. Raises `UnauthorizedError`."""
        claims = self._tokens.verify(token)
        user = await self._find(claims.user_id)
        if user is None:
            raise UnauthorizedError
        return user

    async def _find(self, user_id: UUID) -> User | None:
        async with reading(self._sessions) as db:
            return await db.get(User, user_id)


async def _refuse_taken(db: AsyncSession, user: User) -> None:
    for column, field, message in (
        (User.username_folded, "username", "That username is taken."),
        (User.email_folded, "email", "There is an account with that e-mail address."),
    ):
        query = select(User.id).where(column == getattr(user, column.key))
        if (await db.execute(query)).first() is not None:
            raise ConflictError(message, field=field)


def _is_text(value: str) -> bool:
    """Whether a database can be asked for it at all."""
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False
