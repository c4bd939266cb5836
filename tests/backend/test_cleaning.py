"""What is deleted by itself: the old of everything and nothing new, once however often it runs."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.background import Job
from backend.cleaning import cleaning_jobs
from backend.config import Config
from backend.database import SessionMaker, reading, transaction
from backend.dependencies import Services
from backend.interviews.history import GRACE
from models import (
    AccountLink,
    Base,
    IdempotentReply,
    Interview,
    RefreshToken,
    SocketKey,
    User,
    UserPreferences,
)
from models.base import now_utc
from tests.backend.conftest import signed_in


async def count(sessions: SessionMaker, table: type[Base]) -> int:
    async with reading(sessions) as db:
        return (await db.execute(select(func.count()).select_from(table))).scalar_one()


def jobs_of(app: FastAPI) -> dict[str, Job]:
    services: Services = app.state.services
    engine: AsyncEngine = services.database
    jobs = cleaning_jobs(services.sessions, engine, services.sign_ins, services.erasure)
    return {job.name: job for job in jobs}


def interview(user_id: UUID, **values: object) -> Interview:
    fixed = {"role": "Chef", "industry": "Food", "difficulty": "easy", "plan": {}, "state": {}}
    return Interview(user_id=user_id, **(fixed | values))


async def make_old_and_new(sessions: SessionMaker) -> None:
    """Of everything that is cleaned up, one that is due and one that isn't yet."""
    now = now_utc()
    old, new = now - timedelta(days=400), now - timedelta(minutes=1)
    soon = now + timedelta(hours=1)
    async with transaction(sessions) as db:
        user_id = (await db.execute(select(User.id))).scalar_one()
        db.add(UserPreferences(user_id=user_id, retention_days=30))
        db.add_all(
            (
                interview(user_id, title="kept"),
                interview(user_id, title="deleted long ago", deleted_at=now - GRACE * 2),
                interview(user_id, title="deleted today", deleted_at=new),
                interview(user_id, title="kept too long", ended_at=old, created_at=old),
            )
        )
        for number, at in enumerate((old, new)):
            db.add(
                IdempotentReply(
                    user_id=user_id,
                    key=str(number),
                    fingerprint="",
                    subject=uuid4(),
                    status=201,
                    body="{}",
                    created_at=at,
                )
            )
        for expires_at, used_at in ((old, None), (soon, new), (soon, None)):
            db.add(
                AccountLink(
                    purpose="invitation",
                    token_hash=uuid4().hex,
                    expires_at=expires_at,
                    used_at=used_at,
                )
            )
        for expires_at in (old, soon):
            db.add(
                SocketKey(
                    user_id=user_id,
                    family=uuid4(),
                    key_hash=uuid4().hex,
                    single_use=False,
                    expires_at=expires_at,
                )
            )
        db.add(
            RefreshToken(user_id=user_id, family=uuid4(), token_hash=uuid4().hex, expires_at=old)
        )


REMOVED = {
    "heap": 0,
    "guests": 1,
    "deleted_interviews": 1,
    "kept_too_long": 1,
    "old_replies": 1,
    "old_sign_ins": 1,
    "old_links": 2,
    "old_socket_keys": 1,
    "overwriting": 0,
}


async def test_the_old_goes_and_the_new_stays(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker
) -> None:
    await signed_in(client)
    await make_old_and_new(sessions)
    guests = [await client.post("/auth/guest") for _ in range(2)]
    assert [each.status_code for each in guests] == [201, 201]
    async with transaction(sessions) as db:
        one = select(User.id).where(User.guest).limit(1).scalar_subquery()
        await db.execute(
            update(User)
            .where(User.id == one)
            .values(expires_at=now_utc() - timedelta(hours=1))
            .execution_options(synchronize_session=False)
        )
    jobs = jobs_of(app)
    assert {name: await job.work() for name, job in jobs.items()} == REMOVED
    assert {name: await job.work() for name, job in jobs.items()} == dict.fromkeys(REMOVED, 0)

    async with reading(sessions) as db:
        titles = set((await db.execute(select(Interview.title))).scalars())
    assert titles == {"kept", "deleted today"}
    assert await count(sessions, User) == 2
    assert await count(sessions, IdempotentReply) == 1
    assert await count(sessions, AccountLink) == 1
    assert await count(sessions, SocketKey) == 1
    assert await count(sessions, RefreshToken) == 2


async def test_two_servers_clean_up_at_once(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker, config: Config
) -> None:
    await signed_in(client)
    now = now_utc()
    async with transaction(sessions) as db:
        user_id = (await db.execute(select(User.id))).scalar_one()
        db.add_all(interview(user_id, deleted_at=now - GRACE * 2) for _ in range(120))
        db.add_all(
            RefreshToken(
                user_id=user_id,
                family=uuid4(),
                token_hash=uuid4().hex,
                expires_at=now - timedelta(days=1),
            )
            for _ in range(120)
        )
    services: Services = app.state.services
    other = cleaning_jobs(sessions, services.database, services.sign_ins, services.erasure)
    both = [*jobs_of(app).values(), *other]
    removed = await asyncio.gather(*(job.work() for job in both))
    by_job: dict[str, int] = {}
    for job, found in zip(both, removed, strict=True):
        by_job[job.name] = by_job.get(job.name, 0) + found
    assert await count(sessions, Interview) == 0
    assert await count(sessions, RefreshToken) == 1
    assert by_job["deleted_interviews"] >= 120
    assert by_job["old_sign_ins"] >= 120


async def test_the_application_does_them(app: FastAPI) -> None:
    names = {task.get_name() for task in asyncio.all_tasks()}
    assert set(REMOVED) <= names
