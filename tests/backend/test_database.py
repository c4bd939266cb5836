from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, delete, func, select, text
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError

from backend.config import Config
from backend.database import (
    SessionMaker,
    is_current,
    make_engine,
    make_sessionmaker,
    reading,
    transaction,
)
from models import Interview, Turn, TurnAudio, User
from tests.backend.conftest import make_config


def a_user(name: str = "ada") -> User:
    return User(
        username=name,
        username_folded=name,
        email=f"{name}@example.org",
        email_folded=f"{name}@example.org",
        password_hash="-",
    )


def an_interview(user: User) -> Interview:
    return Interview(
        plan={},
        user_id=user.id,
        role="Software engineer",
        industry="Technology",
        difficulty="medium",
        state={},
    )


async def test_a_database_that_is_behind_is_noticed(config: Config, tmp_path: Path) -> None:
    current, behind = make_engine(config), make_engine(make_config(tmp_path / "empty"))
    assert await is_current(current)
    assert not await is_current(behind)
    await current.dispose()
    await behind.dispose()


@pytest.mark.one_database("about SQLite")
async def test_an_acknowledged_commit_is_on_the_disk(sessions: SessionMaker) -> None:
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    async with transaction(sessions) as db:
        for pragma, value in wanted.items():
            assert (await db.execute(text(f"PRAGMA {pragma}"))).scalar_one() == value


async def test_what_raises_is_rolled_back(sessions: SessionMaker) -> None:
    async def fail() -> None:
        async with transaction(sessions) as db:
            db.add(a_user())
            await db.flush()
            raise RuntimeError("halfway")

    with pytest.raises(RuntimeError):
        await fail()
    async with reading(sessions) as db:
        assert (await db.execute(select(func.count(User.id)))).scalar_one() == 0


async def test_fifty_writers_wait_for_one_another(sessions: SessionMaker) -> None:
    async def read_then_write(number: int) -> None:
        async with transaction(sessions) as db:
            await db.execute(select(func.count(User.id)))
            db.add(a_user(f"user{number}"))

    await asyncio.gather(*(read_then_write(number) for number in range(50)))
    async with reading(sessions) as db:
        assert (await db.execute(select(func.count(User.id)))).scalar_one() == 50


@pytest.mark.one_database("about SQLite")
async def test_writers_take_their_turns_as_they_came(sessions: SessionMaker) -> None:
    # Twice as many as the pool has connections: none may be let wait until it gives up.
    came, served = range(32), []

    async def write(number: int) -> None:
        async with transaction(sessions) as db:
            db.add(a_user(f"user{number}"))
            await db.flush()
            served.append(number)

    await asyncio.gather(*(write(number) for number in came))
    assert served == list(came)


async def test_reading_does_not_wait_for_a_writer(sessions: SessionMaker) -> None:
    async with transaction(sessions) as writer:
        writer.add(a_user())
        await writer.flush()
        async with reading(sessions) as db:
            assert (await db.execute(select(func.count(User.id)))).scalar_one() == 0


async def test_deleting_a_user_deletes_what_was_said(sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        user = a_user()
        db.add(user)
        await db.flush()
        interview = an_interview(user)
        db.add(interview)
        await db.flush()
        turn = Turn(
            interview_id=interview.id,
            sequence=1,
            item_id="a",
            speaker="candidate",
            kind="main",
            text="canary",
        )
        db.add(turn)
        await db.flush()
        db.add(TurnAudio(turn_id=turn.id, chunk=0, flac=b"canary", duration_s=1.0))
    async with transaction(sessions) as db:
        await db.execute(delete(User).where(User.id == user.id))
    async with reading(sessions) as db:
        for table in (Interview, Turn, TurnAudio):
            assert (await db.execute(select(func.count()).select_from(table))).scalar_one() == 0


async def test_a_stranger_can_own_nothing(sessions: SessionMaker) -> None:
    nobody = a_user()
    nobody.id = uuid4()
    with pytest.raises(IntegrityError):
        async with transaction(sessions) as db:
            db.add(an_interview(nobody))


async def test_a_database_error_repeats_nothing_that_was_said(sessions: SessionMaker) -> None:
    with pytest.raises(IntegrityError) as error:
        async with transaction(sessions) as db:
            db.add_all([a_user("canary"), a_user("canary")])
    assert "canary" not in str(error.value)


async def test_nothing_is_loaded_behind_ones_back(sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        user = a_user()
        db.add(user)
        await db.flush()
        db.add(an_interview(user))
    async with reading(sessions) as db:
        interview = (await db.execute(select(Interview))).scalar_one()
        with pytest.raises(InvalidRequestError):
            _ = interview.turns


async def test_times_are_utc_and_never_naive(sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        db.add(a_user())
    async with reading(sessions) as db:
        stored = (await db.execute(select(User.created_at))).scalar_one()
    assert stored.tzinfo is UTC
    naive = a_user("bob")
    naive.created_at = datetime(2026, 1, 1)
    with pytest.raises(StatementError):
        async with transaction(sessions) as db:
            db.add(naive)


@pytest.mark.one_database("about SQLite")
async def test_rebuilding_a_table_keeps_what_refers_to_it(config: Config) -> None:
    engine = make_engine(config)
    async with transaction(make_sessionmaker(engine)) as db:
        user = a_user()
        db.add(user)
        await db.flush()
        db.add(an_interview(user))
    await engine.dispose()

    rebuilding = make_engine(config, for_migrations=True)

    def rebuild(connection: Connection) -> int:
        connection.exec_driver_sql("CREATE TABLE copy AS SELECT * FROM user_account")
        connection.exec_driver_sql("DROP TABLE user_account")
        connection.exec_driver_sql("ALTER TABLE copy RENAME TO user_account")
        return connection.execute(select(func.count(Interview.id))).scalar_one()

    async with rebuilding.connect() as connection:
        assert await connection.run_sync(rebuild) == 1
    await rebuilding.dispose()
