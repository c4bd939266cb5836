"""Accounts: making them, signing in, changing and removing them."""

from __future__ import annotations

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from backend.audit import note
from backend.auth.links import Links
from backend.auth.passwords import PasswordHasher, acceptable_password
from backend.auth.sign_ins import Pair, SignIns, end_all
from backend.config import Config
from backend.database import SessionMaker, reading, transaction
from backend.errors import (
    ConflictError,
    ForbiddenError,
    NotFoundError,
    UnauthorizedError,
)
from models import User
from models.base import now_utc

GUEST_HOURS = 24
NO_PASSWORD = "!"
"""A hash that fits no password."""

_WRONG = "The name or the password is wrong."


class Accounts:
    def __init__(
        self,
        config: Config,
        sessions: SessionMaker,
        passwords: PasswordHasher,
        sign_ins: SignIns,
        links: Links,
    ) -> None:
        self._config = config
        self._sessions = sessions
        self._passwords = passwords
        self._sign_ins = sign_ins
        self._links = links

    async def register(
        self,
        username: str,
        email: str,
        password: str,
        *,
        invitation: str = "",
        guest: User | None = None,
    ) -> User:
        """A new account, or a guest's turned into one with all that the guest did.

        Raises `ConflictError` where the name or the address is taken, whatever the case,
        `InvalidInputError` for a password that may not be used, and `ForbiddenError` for somebody
        who may not register here.
        """
        self._check_address(email)
        normal = acceptable_password(password, username, email)
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
                if self._config.registration == "invitation":
                    await self._links.use(db, invitation, "invitation")
                await _refuse_taken(db, user)
                kept = await db.get(User, guest.id) if guest else None
                if kept is not None and kept.guest:
                    user = _become(kept, user)
                else:
                    db.add(user)
                await db.flush()
                note(db, user.id, "account.registered", str(user.id))
        except IntegrityError:
            raise ConflictError("That name or e-mail address is taken.") from None
        return user

    async def guest(self) -> Pair:
        """An account for a day, without a name. Raises `ForbiddenError` where there are none."""
        if not self._config.guests:
            raise ForbiddenError("Guests aren't welcome here. Please make an account.")
        name = f"guest-{secrets.token_hex(8)}"
        address = f"{name}@guest.invalid"
        user = User(
            username=name,
            username_folded=name,
            email=address,
            email_folded=address,
            password_hash=NO_PASSWORD,
            guest=True,
            expires_at=now_utc() + timedelta(hours=GUEST_HOURS),
        )
        async with transaction(self._sessions) as db:
            db.add(user)
        return await self._sign_ins.begin(user.id)

    async def sign_in(self, name: str, password: str) -> Pair:
        """For a username, or an e-mail address, and its password.

        Raises `UnauthorizedError`, which tells neither in words nor in time whether the account
        exists, and `ForbiddenError` to somebody who knows the password of a disabled one.
        """
        user = await self._named(name)
        await self._check_password(user, password)
        if user is None or (user.expires_at is not None and user.expires_at <= now_utc()):
            raise UnauthorizedError(_WRONG)
        if user.disabled_at is not None:
            raise ForbiddenError("This account has been disabled by an administrator.")
        if self._passwords.is_cheap(user.password_hash):
            await self._store_password(user, await self._passwords.hash_again(password))
        return await self._sign_ins.begin(user.id)

    async def change_password(self, user: User, family: UUID, old: str, new: str) -> None:
        """Signs out everywhere else. Raises `ForbiddenError` where the old one is wrong, and
        `InvalidInputError` for a new one that may not be used."""
        await self._confirm(user, old)
        normal = acceptable_password(new, user.username, user.email)
        hashed = await self._passwords.hash(normal)
        async with transaction(self._sessions) as db:
            await _set_password(db, user.id, hashed)
            await self._links.end(db, user.id)
            await end_all(db, user.id, but=family)
            note(db, user.id, "account.password_changed", str(user.id))

    async def reset_password(self, link: str, new: str) -> None:
        """With the token of a reset link. Signs out everywhere. Raises `ForbiddenError` for a
        link that is used up, too old or none, and `InvalidInputError`."""
        async with reading(self._sessions) as db:
            found = await self._links.find(db, link, "reset")
            user = await db.get(User, found.user_id) if found.user_id else None
        if user is None:
            raise ForbiddenError("This link isn't valid any more.")
        normal = acceptable_password(new, user.username, user.email)
        hashed = await self._passwords.hash(normal)
        async with transaction(self._sessions) as db:
            await self._links.use(db, link, "reset")
            await _set_password(db, user.id, hashed)
            await self._links.end(db, user.id)
            await end_all(db, user.id)
            note(db, user.id, "account.password_reset", str(user.id))

    async def confirm_leaving(self, user: User, password: str) -> None:
        """Before an account is erased. A guest has no password to confirm it with. Raises
        `ForbiddenError` where the password is wrong."""
        if not user.guest:
            await self._confirm(user, password)

    async def address_for_reset(self, email: str) -> tuple[UUID, str] | None:
        """Whose password a mail to this address may set anew."""
        async with reading(self._sessions) as db:
            query = select(User).where(
                User.email_folded == _folded(email),
                User.disabled_at.is_(None),
                User.guest.is_(False),
            )
            user = (await db.execute(query)).scalar_one_or_none()
        return (user.id, user.email) if user else None

    async def find(self, name: str) -> User:
        """By username or e-mail address. Raises `NotFoundError`."""
        user = await self._named(name)
        if user is None:
            raise NotFoundError("There is no such account.")
        return user

    async def _named(self, name: str) -> User | None:
        async with reading(self._sessions) as db:
            return await find(db, name)

    async def _check_password(self, user: User | None, password: str) -> None:
        fits = await self._passwords.verify(password, user.password_hash if user else None)
        if not fits:
            raise UnauthorizedError(_WRONG)

    async def _confirm(self, user: User, password: str) -> None:
        if not await self._passwords.verify(password, user.password_hash):
            raise ForbiddenError("That isn't your password.", field="password")

    async def _store_password(self, user: User, hashed: str) -> None:
        async with transaction(self._sessions) as db:
            # Only over what was verified: the password may have been changed in the meantime.
            await db.execute(
                update(User)
                .where(User.id == user.id, User.password_hash == user.password_hash)
                .values(password_hash=hashed)
            )

    def _check_address(self, email: str) -> None:
        mode = self._config.registration
        if mode == "closed":
            raise ForbiddenError("New accounts can't be made here.")
        domains = {domain.casefold() for domain in self._config.registration_domains}
        if mode == "domain" and email.rpartition("@")[2].casefold() not in domains:
            raise ForbiddenError("Only addresses of this organisation may register here.")


async def find(db: AsyncSession, name: str) -> User | None:
    """By username or e-mail address, in the caller's transaction."""
    folded = _folded(name)
    query = select(User).where(or_(User.username_folded == folded, User.email_folded == folded))
    # A name may look like another's address: the name counts.
    users = (await db.execute(query)).scalars().all()
    return min(users, key=lambda user: user.username_folded != folded, default=None)


def _become(guest: User, wanted: User) -> User:
    for name in ("username", "username_folded", "email", "email_folded", "password_hash"):
        setattr(guest, name, getattr(wanted, name))
    guest.guest, guest.expires_at = False, None
    return guest


async def _set_password(db: AsyncSession, user_id: UUID, hashed: str) -> None:
    await db.execute(update(User).where(User.id == user_id).values(password_hash=hashed))


async def _refuse_taken(db: AsyncSession, user: User) -> None:
    for column, field, message in (
        (User.username_folded, "username", "That username is taken."),
        (User.email_folded, "email", "There is an account with that e-mail address."),
    ):
        query = select(User.id).where(column == getattr(user, column.key))
        if (await db.execute(query)).first() is not None:
            raise ConflictError(message, field=field)


def _folded(value: str) -> str:
    """As the folded columns have it; "" for what no database can be asked for."""
    try:
        return "" if b"\0" in value.encode() else value.casefold()
    except UnicodeEncodeError:
        return ""
