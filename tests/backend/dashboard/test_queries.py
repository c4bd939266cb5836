"""What a dashboard reads is found through indexes, however many interviews others have held."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncSession

from backend import milestones, progress
from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, reading, transaction
from backend.feedback import repository
from models import User
from tests.backend.feedback.rows import add_scored, day

LARGE = ("interview", "question", "turn", "feedback", "score", "user_progress")


async def read_all(db: AsyncSession, user_id: UUID) -> None:
    """What the four endpoints read."""
    held = await repository.held_interview(db, user_id, None)
    await repository.held_interview(db, user_id, held.id)
    await repository.feedback_of(db, held.id)
    await repository.said_in(db, held.id)
    place = progress.before(held.ended_at, held.id)
    alike = progress.Which(held.kind, held.mode, held.difficulty, engine="rules", before=place)
    await progress.points(db, user_id, alike, 10)
    await progress.features(db, user_id, progress.Which(before=place), 30)
    await progress.points(db, user_id)
    await progress.answers(db, user_id)
    await milestones.history(db, user_id)
    await milestones.noted(db, user_id)


@pytest.mark.one_database("SQLite tells its plans in words")
async def test_no_large_table_is_looked_through(config: Config) -> None:
    engine = make_engine(config)
    sessions: SessionMaker = make_sessionmaker(engine)
    user = User(
        username="ada", username_folded="ada", email="a@e.org", email_folded="a", password_hash="-"
    )
    async with transaction(sessions) as db:
        db.add(user)
        await db.flush()
        for number in range(3):
            await add_scored(db, user.id, ended_at=day(number))
    asked: list[tuple[str, Any]] = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def _seen(_c: Connection, _cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        asked.append((statement, values))

    async with reading(sessions) as db:
        await read_all(db, user.id)
    queries = [each for each in asked if each[0].startswith("SELECT")]
    assert len(queries) >= 12
    plans = [await plan(sessions, *each) for each in queries]
    await engine.dispose()
    assert any("ix_user_progress_user_id_interview_date" in step for each in plans for step in each)
    looked_through = [
        step
        for each in plans
        for step in each
        if any(step.split()[:2] == ["SCAN", table] for table in LARGE)
    ]
    assert looked_through == []


async def plan(sessions: SessionMaker, statement: str, values: Any) -> Sequence[str]:
    async with reading(sessions) as db:
        connection = await db.connection()
        told = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return told.scalars(3).all()
