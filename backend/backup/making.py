"""Making a backup while the server runs: one moment of the database, in bounded memory."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, make_url, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from backend.backup.archive import BackupError, Manifest, Writing, new_file
from backend.backup.progress import Progress, Tell
from backend.backup.shapes import Shape, shapes
from backend.config import Config
from backend.database import alembic_config, make_engine
from models.base import now_utc


async def back_up(config: Config, path: Path, *, force: bool = False, tell: Tell) -> Manifest:
    """Write everything to a new file. Raises `BackupError`, also where the file exists and isn't
    to be replaced by `force`; the file is there as a whole or not at all."""
    if (file := sqlite_file(config)) and not file.exists():
        raise BackupError(f"There is no database {file}. Check IHR_HOME and IHR_DATABASE_URL.")
    engine = make_engine(config)
    try:
        with new_file(path, force=force) as out:
            made_at = now_utc()
            async with _snapshot(engine) as connection:
                revision = await revision_of(connection)
                if revision != newest_revision():
                    raise BackupError(
                        "The database is that of another version of iHR. Run `ihr db upgrade`, "
                        "or make the backup with that version."
                    )
                archive = Writing(out, made_at)
                await _write(connection, archive, shapes(), tell)
            return archive.close(revision, program_version())
    finally:
        await engine.dispose()


def sqlite_file(config: Config) -> Path | None:
    """Where the database is, if it is a file."""
    url = make_url(config.resolved_database_url)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(url.database)


async def revision_of(connection: AsyncConnection) -> str:
    """Of the tables that there are; "" where there are none of ours."""

    def applied(sync: Connection) -> str:
        return ", ".join(MigrationContext.configure(sync).get_current_heads())

    return await connection.run_sync(applied)


def newest_revision() -> str:
    """Of the tables that this program works with."""
    return ", ".join(ScriptDirectory.from_config(alembic_config()).get_heads())


def program_version() -> str:
    try:
        return version("ihr")
    except PackageNotFoundError:  # run from a folder, without having been installed
        return "unknown"


@asynccontextmanager
async def _snapshot(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """All that is read on this connection is of the same moment, and nobody waits for it."""
    async with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            await connection.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
        else:
            await connection.execution_options(ihr_reading=True)
        async with connection.begin():
            yield connection


async def _write(
    connection: AsyncConnection, archive: Writing, wanted: Sequence[Shape], tell: Tell
) -> None:
    total = 0
    for shape in wanted:
        count = select(func.count()).select_from(shape.table)
        total += (await connection.execute(count)).scalar_one()
    progress = Progress(tell, "Backing up", total)
    for shape in wanted:
        query = shape.query().execution_options(yield_per=shape.at_once)
        with archive.table(shape.name) as add:
            async with connection.stream(query) as found:
                async for rows in found.partitions():
                    await asyncio.to_thread(lambda: add(map(shape.line, rows)))  # noqa: B023 - used up here
                    progress.add(len(rows))
