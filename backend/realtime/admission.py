"""Who may open a socket, and how much may come through it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import HTTPConnection

from backend.auth.sign_ins import SignIns
from backend.errors import ForbiddenError, InvalidInputError, UnauthorizedError
from backend.realtime.tickets import Tickets

SUBPROTOCOL = "realtime"
KEY_SUBPROTOCOL = "openai-insecure-api-key."
"""How OpenAI's browser clients send their key, which can set no headers."""

MAX_AHEAD_S = 30.0
"""Audio ahead of real time that is taken: a recording sent at once is fine, a flood isn't."""

STALLED_S = 10.0
"""A sender that is still that far ahead after this long is cut off."""


def check_origin(connection: HTTPConnection, allowed: Sequence[str]) -> None:
    """Raises `ForbiddenError` for a page of another origin.

    A missing origin passes with a Bearer header only: programs send none, and no page can set
    that header.
    """
    origin = connection.headers.get("origin")
    host = connection.headers.get("host", "")
    if origin is None:
        if _bearer_of(connection):
            return
    elif origin in allowed or origin in (f"http://{host}", f"https://{host}"):
        return
    raise ForbiddenError("This page may not talk to the interviewer.")


def offered_subprotocols(connection: HTTPConnection) -> list[str]:
    offered = connection.headers.get("sec-websocket-protocol", "")
    return [name.strip() for name in offered.split(",") if name.strip()]


def interview_id_of(connection: HTTPConnection) -> UUID | None:
    """The `interview_id` of the query. Raises `InvalidInputError` for what is no UUID."""
    value = connection.query_params.get("interview_id")
    if not value:
        return None
    try:
        return UUID(value)
    except ValueError:
        raise InvalidInputError("interview_id must be a UUID.", field="interview_id") from None


@dataclass(frozen=True, slots=True)
class Caller:
    """The user behind a socket, and the sign-in that it lives and dies with."""

    user_id: UUID
    family: UUID


async def caller(connection: HTTPConnection, sign_ins: SignIns, tickets: Tickets) -> Caller:
    """Who opens a socket. Raises `UnauthorizedError`."""
    interview_id = interview_id_of(connection)
    ticket = connection.query_params.get("ticket")
    key = ticket or _key_of(connection)
    if not key:
        raise UnauthorizedError
    if not ticket and not key.startswith("ek_"):
        user, family = await sign_ins.user_of(key)
        return Caller(user.id, family)
    grant = await tickets.redeem(key, interview_id)
    if grant is None or await sign_ins.ended([grant.family]):
        raise UnauthorizedError("This ticket isn't valid any more; ask for another.")
    return Caller(grant.user_id, grant.family)


def _bearer_of(connection: HTTPConnection) -> str:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _key_of(connection: HTTPConnection) -> str:
    token = _bearer_of(connection)
    if token:
        return token
    for name in offered_subprotocols(connection):
        if name.startswith(KEY_SUBPROTOCOL):
            return name.removeprefix(KEY_SUBPROTOCOL)
    return ""


@dataclass(slots=True)
class IngestMeter:
    """A leaky bucket in seconds of audio: how far ahead of real time a sender is.

    `rate` is how many times real time the conversation runs, `clock` gives seconds.
    """

    rate: float
    clock: Callable[[], float]
    _ahead_s: float = 0.0
    _at_s: float = 0.0
    _over_since: float | None = None

    def took(self, seconds: float) -> None:
        """So much audio has been received."""
        self._drain()
        if self._ahead_s < MAX_AHEAD_S - min(self.rate, MAX_AHEAD_S / 2):
            # It paused for a second or more since it was told to wait.
            self._over_since = None
        self._ahead_s += seconds

    def wait_s(self) -> float:
        """How long to read nothing more; 0 while the sender keeps within `MAX_AHEAD_S`."""
        self._drain()
        over_s = max(self._ahead_s - MAX_AHEAD_S, 0.0)
        if over_s and self._over_since is None:
            self._over_since = self._at_s
        return over_s / self.rate

    def patience_s(self) -> float:
        """How long a sender that keeps too far ahead, waiting or not, is put up with yet."""
        self._drain()
        since = self._at_s if self._over_since is None else self._over_since
        return max(STALLED_S - (self._at_s - since), 0.0)

    def _drain(self) -> None:
        now_s = self.clock()
        self._ahead_s = max(self._ahead_s - (now_s - self._at_s) * self.rate, 0.0)
        self._at_s = now_s
