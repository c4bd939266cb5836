"""Keys to a socket: good once or for a while, at whichever server they are brought to."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import select

from backend.database import SessionMaker, reading
from backend.realtime.tickets import (
    CLIENT_SECRET_S,
    MAX_OUTSTANDING,
    TICKET_S,
    Grant,
    Tickets,
)
from models import Interview, SocketKey, User
from models.base import now_utc
from tests.backend.conftest import signed_in

FAMILY = uuid4()


@pytest.fixture
async def ids(client: AsyncClient, sessions: SessionMaker) -> tuple[UUID, UUID]:
    """A person and an interview of theirs."""
    headers = await signed_in(client)
    created = await client.post("/interviews", json={}, headers=headers)
    assert created.status_code == 201
    async with reading(sessions) as db:
        user_id = (await db.execute(select(User.id))).scalar_one()
        interview_id = (await db.execute(select(Interview.id))).scalar_one()
    return user_id, interview_id


async def test_keys_expire(sessions: SessionMaker, ids: tuple[UUID, UUID]) -> None:
    user_id, interview_id = ids
    now = [now_utc()]
    tickets = Tickets(sessions, lambda: now[0])
    early, late = [await tickets.issue_ticket(user_id, FAMILY, interview_id) for _ in range(2)]
    secret, expires_at = await tickets.issue_client_secret(user_id, FAMILY)
    assert expires_at == int(now[0].timestamp() + CLIENT_SECRET_S)
    now[0] += timedelta(seconds=TICKET_S)
    assert await tickets.redeem(early, interview_id) == Grant(user_id, FAMILY)
    now[0] += timedelta(seconds=0.1)
    assert await tickets.redeem(late, interview_id) is None
    for asked in (None, interview_id):
        assert await tickets.redeem(secret, asked) == Grant(user_id, FAMILY)
    now[0] += timedelta(seconds=CLIENT_SECRET_S)
    assert await tickets.redeem(secret, None) is None


async def test_a_ticket_brought_to_two_servers_at_once_opens_one(
    sessions: SessionMaker, ids: tuple[UUID, UUID]
) -> None:
    user_id, interview_id = ids
    gave, one, other = (Tickets(sessions) for _ in range(3))
    ticket = await gave.issue_ticket(user_id, FAMILY, interview_id)
    tries = (server.redeem(ticket, interview_id) for server in (one, other, one, other))
    granted = [each for each in await asyncio.gather(*tries) if each is not None]
    assert granted == [Grant(user_id, FAMILY)]


async def test_the_key_itself_is_not_kept(sessions: SessionMaker, ids: tuple[UUID, UUID]) -> None:
    user_id, interview_id = ids
    key = await Tickets(sessions).issue_ticket(user_id, FAMILY, interview_id)
    async with reading(sessions) as db:
        (row,) = (await db.execute(select(SocketKey))).scalars()
    assert key not in {value for value in vars(row).values() if isinstance(value, str)}
    assert await Tickets(sessions).redeem(row.key_hash, interview_id) is None


async def test_a_flood_of_tickets_takes_few_rows_and_locks_nobody_out(
    sessions: SessionMaker, ids: tuple[UUID, UUID]
) -> None:
    user_id, interview_id = ids
    tickets = Tickets(sessions)
    keys = [
        await tickets.issue_ticket(user_id, FAMILY, interview_id)
        for _ in range(MAX_OUTSTANDING + 5)
    ]
    async with reading(sessions) as db:
        assert len((await db.execute(select(SocketKey.id))).all()) == MAX_OUTSTANDING
    assert await tickets.redeem(keys[0], interview_id) is None
    assert await tickets.redeem(keys[-1], interview_id) == Grant(user_id, FAMILY)


async def test_strange_keys_are_wrong_keys(sessions: SessionMaker) -> None:
    tickets = Tickets(sessions)
    for key in ("", "tk_", "\ud800", "\x00", "x" * 100_000):
        assert await tickets.redeem(key, None) is None
