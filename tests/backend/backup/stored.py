"""What the tests of backups put into databases, and how they look at what is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import JSON, null, select

from backend.backup.later import RESTORED
from backend.backup.making import back_up
from backend.backup.restoring import Restored, restore
from backend.backup.shapes import LEFT_OUT
from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, reading, transaction
from backend.deletions import journal_of
from models import Base, Interview, Turn, TurnAudio, User
from models.base import now_utc
from tests.backend.privacy.filling import fill, noise


@asynccontextmanager
async def opened(config: Config) -> AsyncIterator[SessionMaker]:
    """Sessions as a server's; closed afterwards, since who is connected is in a restore's way."""
    engine = make_engine(config)
    try:
        yield make_sessionmaker(engine, journal_of(config))
    finally:
        await engine.dispose()


async def a_person(config: Config, name: str, *, interviews: int = 1) -> UUID:
    """Somebody with a row in every table, and their name wherever there is text."""
    async with opened(config) as sessions:
        user = User(
            id=uuid4(),
            username=name,
            username_folded=name,
            email=f"{name}@example.org",
            email_folded=f"{name}@example.org",
            password_hash="-",
        )
        async with transaction(sessions) as db:
            db.add(user)
        seed = sum(name.encode())
        await fill(sessions, user.id, name, noise(seed, 35.0), interviews=interviews)
        return user.id


async def an_interview(config: Config, user_id: UUID, **values: object) -> UUID:
    interview = Interview(
        id=uuid4(),
        user_id=user_id,
        role="Chef",
        industry="Food",
        difficulty="easy",
        plan={},
        state={},
    )
    for name, value in values.items():
        setattr(interview, name, value)
    async with opened(config) as sessions, transaction(sessions) as db:
        db.add(interview)
    return interview.id


async def odd_rows(config: Config, user_id: UUID) -> None:
    """What is easily lost between two databases."""
    first, second = uuid4(), uuid4()
    await an_interview(config, user_id, id=second, title="Zoë’s 🍞 \u2028 \ud7ff")
    # Written first, it refers to one that comes later.
    await an_interview(config, user_id, id=first, retry_of=second, created_at=now_utc())
    async with opened(config) as sessions, transaction(sessions) as db:
        for number, decision in enumerate((null(), JSON.NULL, {}, {"a": [None, 0.1, 1e300, "é"]})):
            turn = Turn(
                id=uuid4(),
                interview_id=second,
                sequence=number,
                item_id=f"item {number}",
                speaker="candidate",
                kind="main",
                text='A "quoted"\ttext\nof \\ two lines',
                confidence=0.1 + 0.2,
                decision=decision,
            )
            db.add(turn)
            await db.flush()
            sound = bytes(range(256)) * number
            db.add(TurnAudio(turn_id=turn.id, chunk=0, flac=sound, duration_s=1 / 3))


async def contents(config: Config) -> dict[str, list[str]]:
    """Every row of every table that a backup has, in an order of their own."""
    found: dict[str, list[str]] = {}
    async with opened(config) as sessions, reading(sessions) as db:
        for table in Base.metadata.sorted_tables:
            if table.name in LEFT_OUT:
                continue
            marks = [each.is_not(null()) for each in table.c if isinstance(each.type, JSON)]
            rows = (await db.execute(select(*table.c, *marks))).all()
            shown = [repr([_plain(value) for value in row]) for row in rows]
            found[table.name] = sorted(each for each in shown if RESTORED not in each)
    return found


def _plain(value: object) -> object:
    return bool(value) if value in (0, 1) and isinstance(value, int) else value


async def backed_up(config: Config, path: Path) -> Path:
    await back_up(config, path, tell=lambda _: None)
    return path


async def restored(config: Config, path: Path, **options: object) -> Restored:
    return await restore(config, path, tell=lambda _: None, **options)  # type: ignore[arg-type]  # as `restore` takes them
