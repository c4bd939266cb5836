"""Password hashes: argon2id through passlib's interface, never on the event loop."""

from __future__ import annotations

import asyncio
import secrets
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from passlib.context import CryptContext

from backend.errors import BusyError, InvalidInputError

T = TypeVar("T")

MIN_LENGTH = 8
MAX_LENGTH = 128
"""In characters. NIST SP 800-63B asks for at least 8 and for room for at least 64, and against
rules about which kinds of characters there must be."""

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


class PasswordHasher:
    """Hashes and verifies in two worker threads. `aclose` lets what has begun finish."""

    def __init__(self) -> None:
        # OWASP's minimum for argon2id: 19 MiB, two passes, one lane.
        self._context = CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=19_456,
            argon2__rounds=2,
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

    async def verify(self, password: str, stored: str | None) -> bool:
        """Whether the password is the one stored. Nobody's (None) takes as long as somebody's.

        A stored hash that is malformed fits no password. Raises `BusyError` as `hash` does.
        """
        return await self._off_the_loop(lambda: self._verify(password, stored))

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
            except ValueError:
                pass
        self._context.verify(normal, self._nobodys_hash)
        return False
