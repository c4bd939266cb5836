"""The database: one engine, short transactions, migrations."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, event, make_url
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

import models
from backend.config import Config
from backend.deletions import JOURNAL, Journal, write_down

SessionMaker = async_sessionmaker[AsyncSession]

_BUSY_TIMEOUT = "PRAGMA busy_timeout=5000"
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # NORMAL may lose the last commits when the power fails; an acknowledged turn may not be lost.
    "PRAGMA synchronous=FULL",
    _BUSY_TIMEOUT,
    # What is deleted, or written anew, is overwritten with zeros: a page that has become free
    # would else keep what somebody said until something else is written there.
    "PRAGMA secure_delete=ON",
)

_WRITING = "ihr_writing"

APPLICATION = "ihr"
"""Who PostgreSQL says is connected."""

OVERWRITE_WAIT_MS = 500
"""While SQLite waits for its readers to be through, nobody may write."""


def make_engine(config: Config, *, for_migrations: bool = False) -> AsyncEngine:
    """An engine for the configured database, with its folder made where it is a file.

    Migrations run without foreign keys: a rebuilt SQLite table is dropped and renamed, and
    dropping it would delete every row that refers to it.
    """
    url = make_url(config.resolved_database_url)
    # An error that shows its parameters would carry what somebody said into the log.
    if url.get_backend_name() != "sqlite":
        return create_async_engine(
            url,
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={"server_settings": {"application_name": APPLICATION}},
        )
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = create_async_engine(url, hide_parameters=True)
    foreign_keys = "PRAGMA foreign_keys=" + ("OFF" if for_migrations else "ON")

    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        # The driver's own transaction control starts none before a read or a CREATE TABLE.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (*_SQLITE_PRAGMAS, foreign_keys):
            cursor.execute(pragma)
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begun(connection: Connection) -> None:
        # A write that begins as a read fails at once, without waiting, when another writer
        # was quicker; so who may write takes the lock first.
        reading = connection.get_execution_options().get("ihr_reading", False)
        connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")

    return engine


def make_sessionmaker(engine: AsyncEngine, journal: Journal | None = None) -> SessionMaker:
    """`journal` is where deletions are written down once they are committed."""
    info = {JOURNAL: journal, _WRITING: _writing(engine)}
    return async_sessionmaker(engine, expire_on_commit=False, info=info)


def _writing(engine: AsyncEngine) -> AbstractAsyncContextManager[Any]:
    """Held by whoever writes. SQLite has one writer at a time, and the others look again and again
    whether it is through: with a hundred, some were never quick enough, and gave up."""
    return asyncio.Lock() if engine.dialect.name == "sqlite" else nullcontext()


@asynccontextmanager
async def transaction(sessions: SessionMaker) -> AsyncIterator[AsyncSession]:
    """A unit of work: committed when the block ends, rolled back when it raises."""
    async with sessions() as db:
        async with db.info[_WRITING], db.begin():
            yield db
        await write_down(db)


@asynccontextmanager
async def reading(sessions: SessionMaker) -> AsyncIterator[AsyncSession]:
    """A snapshot to read from; it never waits for a writer."""
    async with sessions() as db, db.begin():
        await db.connection(execution_options={"ihr_reading": True})
        yield db


async def overwrite_deleted(engine: AsyncEngine) -> bool:
    """Bring the zeros that SQLite has written over deleted rows from its log into its file, and
    empty the log, which holds what was there before. False where somebody was reading: the next
    time will do. PostgreSQL has no such call: its own vacuum frees what was deleted, and pages
    and logs are written over in time."""
    if engine.dialect.name != "sqlite":
        return True
    async with engine.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        # Outside of any transaction, which a checkpoint would wait for.
        await raw.execute(f"PRAGMA busy_timeout={OVERWRITE_WAIT_MS}")
        try:
            async with raw.execute("PRAGMA wal_checkpoint(TRUNCATE)") as cursor:
                busy, _log, _checkpointed = await cursor.fetchone()
        finally:
            await raw.execute(_BUSY_TIMEOUT)
    return not busy


def alembic_config() -> AlembicConfig:
    config = AlembicConfig()
    folder = Path(models.__file__).parent / "migrations"
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


async def migrate(config: Config, run: Callable[[AlembicConfig], None]) -> None:
    """Run one Alembic command inside one transaction on the configured database."""

    def on_connection(connection: Connection) -> None:
        alembic = alembic_config()
        alembic.attributes["connection"] = connection
        run(alembic)

    engine = make_engine(config, for_migrations=True)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(on_connection)
    finally:
        await engine.dispose()


def upgrade(config: Config, revision: str = "head") -> None:
    """Bring the database up to `revision`. Call it where no event loop runs."""
    asyncio.run(migrate(config, lambda alembic: command.upgrade(alembic, revision)))


def downgrade(config: Config, revision: str) -> None:
    """Take the database down to `revision` ("base" empties it). Not on an event loop."""
    asyncio.run(migrate(config, lambda alembic: command.downgrade(alembic, revision)))


async def is_current(engine: AsyncEngine) -> bool:
    """Whether every migration has been applied."""
    heads = set(ScriptDirectory.from_config(alembic_config()).get_heads())

    def applied(connection: Connection) -> set[str]:
        return set(MigrationContext.configure(connection).get_current_heads())

    async with engine.connect() as connection:
        return await connection.run_sync(applied) == heads
