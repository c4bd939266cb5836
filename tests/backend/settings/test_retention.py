"""Interviews go when their person wanted them gone, and no others do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from backend.database import SessionMaker, reading, transaction
from backend.settings import retention
from backend.settings.retention import purge_expired_interviews
from models import Interview, Turn, TurnAudio, User, UserPreferences

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


async def person(sessions: SessionMaker, name: str, days: int | None) -> UUID:
    async with transaction(sessions) as db:
        user = User(
            username=name,
            username_folded=name,
            email=f"{name}@example.org",
            email_folded=f"{name}@example.org",
            password_hash="-",
        )
        db.add(user)
        await db.flush()
        db.add(UserPreferences(user_id=user.id, retention_days=days))
    return user.id


async def interview(
    sessions: SessionMaker, user_id: UUID, days_ago: float, *, ended: bool = True
) -> UUID:
    """With one spoken answer, begun and perhaps ended so many days ago."""
    at = NOW - timedelta(days=days_ago)
    async with transaction(sessions) as db:
        row = Interview(
            user_id=user_id,
            role="Chef",
            industry="Retail",
            difficulty="easy",
            plan={},
            state={},
            created_at=at,
            ended_at=at if ended else None,
        )
        db.add(row)
        await db.flush()
        turn = Turn(
            interview_id=row.id,
            sequence=1,
            item_id="a",
            speaker="candidate",
            kind="main",
            text="I cook.",
            created_at=at,
        )
        db.add(turn)
        await db.flush()
        db.add(TurnAudio(turn_id=turn.id, chunk=0, flac=b"fLaC", duration_s=1.0))
    return row.id


async def purge(sessions: SessionMaker) -> int:
    async with transaction(sessions) as db:
        return await purge_expired_interviews(db, NOW)


async def left(sessions: SessionMaker) -> set[UUID]:
    async with reading(sessions) as db:
        return set((await db.execute(select(Interview.id))).scalars())


async def test_each_goes_after_its_persons_own_time(sessions: SessionMaker) -> None:
    ada = await person(sessions, "ada", 30)
    bob = await person(sessions, "bob", 7)
    eve = await person(sessions, "eve", None)
    kept = {
        await interview(sessions, ada, 29.9),
        await interview(sessions, bob, 6.9),
        await interview(sessions, eve, 4000),
    }
    await interview(sessions, ada, 30.1)
    await interview(sessions, bob, 7.1)
    await interview(sessions, bob, 29)
    assert await purge(sessions) == 3
    assert await left(sessions) == kept
    async with reading(sessions) as db:
        for table in (Turn, TurnAudio):
            assert (await db.execute(select(func.count(table.id)))).scalar_one() == 3
    assert await purge(sessions) == 0


async def test_one_that_is_still_held_stays(sessions: SessionMaker) -> None:
    ada = await person(sessions, "ada", 1)
    held = await interview(sessions, ada, 3, ended=False)
    await interview(sessions, ada, 3, ended=False)
    async with transaction(sessions) as db:
        db.add(
            Turn(
                interview_id=held,
                sequence=2,
                item_id="b",
                speaker="candidate",
                kind="main",
                text="And I bake.",
                created_at=NOW - timedelta(minutes=5),
            )
        )
    assert await purge(sessions) == 1
    assert await left(sessions) == {held}


async def test_many_go_a_few_at_a_time(sessions: SessionMaker) -> None:
    ada = await person(sessions, "ada", 1)
    for _ in range(retention.AT_ONCE + 3):
        await interview(sessions, ada, 2)
    assert [await purge(sessions) for _ in range(3)] == [retention.AT_ONCE, 3, 0]
