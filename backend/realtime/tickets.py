"""Short-lived keys to a socket, so that no long-lived token is ever in an address."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

TICKET_S = 30
CLIENT_SECRET_S = 600
"""OpenAI's default for `expires_after` (types/realtime/client_secret_create_params.py)."""

MAX_OUTSTANDING = 10_000


@dataclass(frozen=True, slots=True)
class Grant:
    """Who a key speaks for, in which sign-in, and for which interview where it is bound to one."""

    user_id: UUID
    family: UUID
    expires_at: float
    interview_id: UUID | None = None
    single_use: bool = True


class Tickets:
    """128-bit keys in memory; a restarted server knows none, and clients ask for another."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._grants: dict[str, Grant] = {}

    def issue_ticket(self, user_id: UUID, family: UUID, interview_id: UUID) -> str:
        """For one connection to one interview, within `TICKET_S`."""
        expires_at = self._clock() + TICKET_S
        return self._keep("tk_", Grant(user_id, family, expires_at, interview_id))

    def issue_client_secret(
        self, user_id: UUID, family: UUID, lifetime_s: int = CLIENT_SECRET_S
    ) -> tuple[str, int]:
        """An `ek_` key for connections to any interview of the person, and when it expires."""
        expires_at = self._clock() + lifetime_s
        return self._keep("ek_", Grant(user_id, family, expires_at, single_use=False)), int(
            expires_at
        )

    def redeem(self, key: str, interview_id: UUID | None) -> Grant | None:
        """What the key stands for; None for a wrong, late or used one."""
        grant = self._grants.get(key)
        if grant is None:
            return None
        if grant.single_use:
            del self._grants[key]
        bound = grant.interview_id is not None and grant.interview_id != interview_id
        return None if bound or grant.expires_at < self._clock() else grant

    def _keep(self, prefix: str, grant: Grant) -> str:
        now = self._clock()
        if len(self._grants) >= MAX_OUTSTANDING:
            self._grants = {k: g for k, g in self._grants.items() if g.expires_at >= now}
        while len(self._grants) >= MAX_OUTSTANDING:
            # The oldest goes: a flood of tickets must not lock out the next person.
            del self._grants[next(iter(self._grants))]
        key = prefix + secrets.token_urlsafe(16)
        self._grants[key] = grant
        return key
