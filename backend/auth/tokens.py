"""Access tokens. The only module that touches python-jose.

python-jose 3.5 lets a token choose its own algorithm when it isn't told which to expect, and
takes a public key in DER form for an HMAC secret. So the algorithm is pinned, the header must be
exactly the one that is written here, and the key must be a plain secret.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal
from uuid import UUID, uuid4

from jose import jwt
from jose.exceptions import JOSEError

from backend.config import MIN_SECRET_BYTES
from backend.errors import StartupError, UnauthorizedError

ALGORITHM = "HS256"
HEADER = {"alg": ALGORITHM, "typ": "JWT"}
ISSUER = "ihr"
MAX_TOKEN_BYTES = 4096
ACCESS_TOKEN_S = 15 * 60
CLOCK_LEEWAY_S = 30
"""Servers that share a key may disagree by this much about what time it is."""

Purpose = Literal["ihr:access"]
"""A token's audience: one made for one purpose is worth nothing for another."""


@dataclass(frozen=True, slots=True)
class Claims:
    """`family` is the sign-in that the token belongs to: it ends when that does."""

    user_id: UUID
    family: UUID
    token_id: UUID
    expires_at: datetime


class Tokens:
    def __init__(self, key: str, *, clock: Callable[[], float] = time.time) -> None:
        """Raises `StartupError` for a key shorter than the algorithm's hash, or one of a pair:
        whoever has the public half could sign with it."""
        if len(key.encode()) < MIN_SECRET_BYTES:
            raise StartupError(f"The signing key needs at least {MIN_SECRET_BYTES} bytes.")
        try:
            jwt.encode({}, key, algorithm=ALGORITHM)
        except JOSEError:
            told = "The signing key must be random text, not a key or certificate."
            raise StartupError(told) from None
        self._key = key
        self._clock = clock

    def issue(
        self,
        user_id: UUID,
        family: UUID,
        *,
        purpose: Purpose = "ihr:access",
        lifetime_s: int = ACCESS_TOKEN_S,
    ) -> str:
        now = int(self._clock())
        claims = {
            "iss": ISSUER,
            "aud": purpose,
            "sub": str(user_id),
            "sid": str(family),
            "jti": str(uuid4()),
            "iat": now,
            "exp": now + lifetime_s,
        }
        token: str = jwt.encode(claims, self._key, algorithm=ALGORITHM)
        return token

    def verify(self, token: str, *, purpose: Purpose = "ihr:access") -> Claims:
        """Who the token speaks for. Raises `UnauthorizedError`, which never says why."""
        if len(token) > MAX_TOKEN_BYTES or not token.isascii():
            raise UnauthorizedError
        try:
            if jwt.get_unverified_header(token) != HEADER:
                raise UnauthorizedError
            claims: dict[str, Any] = jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=purpose,
                issuer=ISSUER,
                options={
                    # Times are judged below, by the clock that was given; requiring exp here
                    # would make the library judge it too.
                    "verify_exp": False,
                    "verify_nbf": False,
                    **{f"require_{name}": True for name in ("iat", "sub", "jti", "aud")},
                },
            )
            return self._judged(claims)
        except (JOSEError, ValueError, TypeError, KeyError, OverflowError):
            raise UnauthorizedError from None

    def _judged(self, claims: dict[str, Any]) -> Claims:
        now = self._clock()
        issued, expires = claims["iat"], claims["exp"]
        for moment in (issued, expires, claims.get("nbf", issued)):
            if not isinstance(moment, int) or isinstance(moment, bool):
                raise UnauthorizedError
        late = now >= expires + CLOCK_LEEWAY_S
        early = max(issued, claims.get("nbf", issued)) > now + CLOCK_LEEWAY_S
        if late or early:
            raise UnauthorizedError
        expires_at = datetime.fromtimestamp(expires, UTC)
        user_id, family = UUID(claims["sub"]), UUID(claims["sid"])
        return Claims(user_id, family, UUID(claims["jti"]), expires_at)
