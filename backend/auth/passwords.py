"""Password hashes: argon2id through passlib's interface, never on the event loop."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import argon2
from passlib.context import CryptContext
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from backend.errors import BusyError, InvalidInputError

T = TypeVar("T")

MIN_LENGTH = 8
MAX_LENGTH = 128
"""In characters. NIST SP 800-63B (revision 3, section 5.1.1) and OWASP ASVS 5.0 (6.2.1) ask for at
least 8 and for room for at least 64, and against rules about which kinds of characters there must
be. Revision 4 of the former asks for 15 where nothing but the password protects an account."""

COMMON = frozenset(FREQUENCY_LISTS["passwords"])
"""The 30,000 passwords that leaked lists hold most often, as zxcvbn collected them."""

FEWEST_DIFFERENT = 4
"""Different characters; "aaaaaaab" is in no list and no secret."""

HASHES_AT_ONCE = 2
"""Each hash keeps a core busy, and takes 19 MiB, for tens of milliseconds."""
MAX_WAITING = 32


def normalise_password(password: str) -> str:
    """The password as it is hashed, so that it works from every keyboard (NFKC, as NIST has it).

    Raises `InvalidInputError` where it is too short, too long or not text.
    """
    try:
        password.encode()
    except UnicodeEncodeError:
        raise InvalidInputError("The password isn't valid text.", field="password") from None
    normal = unicodedata.normalize("NFKC", password)
    if len(normal) < MIN_LENGTH:
        raise InvalidInputError(
            f"The password needs at least {MIN_LENGTH} characters.", field="password"
        )
    if len(normal) > MAX_LENGTH:
        raise InvalidInputError(
            f"The password may have at most {MAX_LENGTH} characters.", field="password"
        )
    return normal


def acceptable_password(password: str, *names: str) -> str:
    """A new password in the form that is hashed. `names` are the account's, which it can't be.

    Raises `InvalidInputError` where it is one of `COMMON`, or what `normalise_password` refuses.
    """
    normal = normalise_password(password)
    folded = normal.casefold()
    if folded in {name.casefold() for name in names}:
        raise InvalidInputError(
            "The password can't be the name or the e-mail address.", field="password"
        )
    if folded in COMMON or len(set(folded)) < FEWEST_DIFFERENT:
        raise InvalidInputError(
            "Very many people use this password, so it is tried first. Take another, for example "
            "some words in a row.",
            field="password",
        )
    return normal


class PasswordHasher:
    """Hashes and verifies in two worker threads. `aclose` lets what has begun finish.

    `memory_kib` and `passes` are the cost; OWASP's least for argon2id are 19 MiB and two passes.
    """

    def __init__(self, memory_kib: int = 19_456, passes: int = 2) -> None:
        self._cost = (memory_kib, passes)
        self._context = CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=memory_kib,
            argon2__rounds=passes,
            argon2__parallelism=1,
        )
        self._workers = ThreadPoolExecutor(HASHES_AT_ONCE, thread_name_prefix="password")
        self._waiting = 0
        self._nobodys_hash = self._hash(secrets.token_urlsafe())

    async def hash(self, password: str) -> str:
        """The hash of a password that `normalise_password` has accepted.

        Raises `BusyError` where too many are waiting.
        """
        return await self._off_the_loop(lambda: self._hash(password))

    async def hash_again(self, password: str) -> str:
        """The hash, at today's cost, of a password that was just verified."""
        return await self.hash(normalise_password(password))

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password is the one stored. Nobody's (None) takes as long as somebody's.

        A stored hash that is malformed fits no password. Raises `BusyError` as `hash` does.
        """
        return await self._off_the_loop(lambda: self._verify(password, stored))

    def is_cheap(self, stored: str) -> bool:
        """Whether a hash cost less than one does today. One that cost more stays as it is."""
        try:
            made = argon2.extract_parameters(stored)
        except argon2.exceptions.InvalidHash:
            return True
        return made.memory_cost * made.time_cost < self._cost[0] * self._cost[1]

    @property
    def waiting(self) -> int:
        """How many hashes are asked for and not there yet."""
        return self._waiting

    async def aclose(self) -> None:
        await asyncio.to_thread(self._workers.shutdown)

    async def _off_the_loop(self, work: Callable[[], T]) -> T:
        if self._waiting >= MAX_WAITING:
            raise BusyError
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._workers, work)
        finally:
            self._waiting -= 1

    def _hash(self, password: str) -> str:
        hashed: str = self._context.hash(password)
        return hashed

    def _verify(self, password: str, stored: str | None) -> bool:
        try:
            normal = normalise_password(password)
        except InvalidInputError:
            normal, stored = "no such password", None
        if stored is not None:
            try:
                return bool(self._context.verify(normal, stored))
            except (ValueError, TypeError):  # a stored hash that is none
                pass
        self._context.verify(normal, self._nobodys_hash)
        return False
