"""Restoring a backup: everything or nothing, and without what was deleted since."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID, uuid4

from alembic import command
from sqlalchemy import bindparam, insert, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from backend.backup.archive import BackupError, Manifest, Reading
from backend.backup.later import KEPT, RESTORED, Sieve, compare, of_journals
from backend.backup.making import newest_revision, program_version, revision_of
from backend.backup.present import clear, is_empty, refuse_connected, refuse_open_file
from backend.backup.progress import Progress, Tell
from backend.backup.shapes import Shape, Values, shapes
from backend.config import Config
from backend.database import make_engine, migrate, overwrite_deleted
from backend.deletions import Deletion, journal_of, read
from models import AuditEvent
from models.base import now_utc

OCCUPIED = (
    "There is something in the database already. It is replaced by what is in the backup with "
    "--replace."
)


@dataclass(frozen=True, slots=True)
class Restored:
    """`left_out` counts accounts, interviews and documents that stay deleted, of which only the
    replaced database knew of `lacking`. `noted` are the lines of journals, beside those that are
    `unreadable`; where they were `outlived` by the backup, they don't reach back to it."""

    manifest: Manifest
    rows: dict[str, int]
    left_out: dict[str, int]
    lacking: int
    binned: int
    unbinned: int
    noted: int
    unreadable: int
    outlived: bool


async def restore(
    config: Config,
    path: Path,
    *,
    replace: bool = False,
    journals: Sequence[Path] = (),
    journals_only: bool = False,
    tell: Tell,
) -> Restored:
    """Load a backup into the configured database, in one transaction. `replace` allows that there
    is something in it. `journals` are read beside this server's own; with `journals_only` nothing
    else says what was deleted. Raises `BackupError`, and then nothing has been changed."""
    with Reading(path) as archive:
        manifest = await asyncio.to_thread(_checked, archive, tell)
        deletions, unreadable = await asyncio.to_thread(_noted, config, journals)
        later = of_journals(deletions, manifest.made_at)
        refuse_open_file(config)
        engine = make_engine(config)
        try:
            await _bring_up(config, engine)
            async with engine.begin() as connection:
                await refuse_connected(connection)
                if not await is_empty(connection):
                    if not replace:
                        raise BackupError(OCCUPIED)
                    if not journals_only:
                        people = await asyncio.to_thread(_people, archive, manifest)
                        await compare(later, connection, manifest.made_at, people)
                await clear(connection)
                sieve = Sieve(later, now_utc())
                rows = await _load(connection, archive, manifest, sieve, tell)
                await _note(connection, manifest, sieve)
            await overwrite_deleted(engine)
        finally:
            await engine.dispose()
    return Restored(
        manifest=manifest,
        rows=rows,
        left_out=_left_out(sieve),
        lacking=sieve.lacking,
        binned=sieve.binned,
        unbinned=sieve.unbinned,
        noted=len(deletions),
        unreadable=unreadable,
        outlived=manifest.made_at < now_utc() - timedelta(days=config.deletions_kept_days),
    )


def _checked(archive: Reading, tell: Tell) -> Manifest:
    """Every byte is looked at before anything in the database is touched."""
    manifest = archive.manifest()
    if manifest.revision != newest_revision():
        raise BackupError(
            f"The backup was made by iHR {manifest.version}, whose tables are of revision "
            f"{manifest.revision}; those of this one, {program_version()}, are of "
            f"{newest_revision()}. Restore it with that version, then upgrade."
        )
    wanted = shapes()
    archive.check_names(manifest, [shape.name for shape in wanted])
    progress = Progress(tell, "Checking", manifest.rows)
    for shape in wanted:
        for _ in archive.lines(manifest, shape.name):
            progress.add(1)
    return manifest


def _noted(config: Config, journals: Sequence[Path]) -> tuple[list[Deletion], int]:
    own = journal_of(config).folder
    try:
        return read([*([own] if own.is_dir() else []), *journals])
    except OSError as error:
        raise BackupError(
            f"The journal {error.filename} cannot be read: {error.strerror or error}."
        ) from None


async def _bring_up(config: Config, engine: AsyncEngine) -> None:
    """Make the tables where there are none. Raises `BackupError` where they are older ones."""
    async with engine.connect() as connection:
        revision = await revision_of(connection)
    if not revision:
        await migrate(config, lambda alembic: command.upgrade(alembic, "head"))
    elif revision != newest_revision():
        raise BackupError("The database isn't up to date. Run `ihr db upgrade`.")


def _people(archive: Reading, manifest: Manifest) -> set[UUID]:
    shape = Shape(KEPT["user"])
    with _fitting(shape), closing(archive.lines(manifest, shape.name)) as lines:
        return {shape.values(line)["id"] for line in lines}


async def _load(
    connection: AsyncConnection, archive: Reading, manifest: Manifest, sieve: Sieve, tell: Tell
) -> dict[str, int]:
    """How many rows of each table were loaded."""
    progress = Progress(tell, "Restoring", manifest.rows)
    counts: dict[str, int] = {}
    for shape in shapes():
        counts[shape.name] = 0
        links: list[Values] = []
        with _fitting(shape), closing(archive.lines(manifest, shape.name)) as lines:
            while some := await asyncio.to_thread(_some, shape, lines):
                rows = [row for row in some if sieve.passes(shape.table, row)]
                links += _unlink(shape, rows)
                if rows:
                    await connection.execute(shape.insertion(), rows)
                counts[shape.name] += len(rows)
                progress.add(len(some))
            await _link(connection, shape, links, sieve)
    return counts


@contextmanager
def _fitting(shape: Shape) -> Iterator[None]:
    """Says in plain words that rows aren't the table's, or contradict others."""
    try:
        yield
    except (DBAPIError, ValueError) as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        raise BackupError(
            f"The rows of {shape.name} in the backup don't fit this database. Nothing was changed."
        ) from None


def _some(shape: Shape, lines: Iterator[bytes]) -> list[Values]:
    return [shape.values(line) for line in islice(lines, shape.at_once)]


def _unlink(shape: Shape, rows: list[Values]) -> list[Values]:
    """Take away what refers to rows of the same table, which may not be there yet."""
    links = []
    for column in shape.own_references:
        for row in rows:
            if row[column.name] is not None:
                links.append({"row": row["id"], "column": column.name, "target": row[column.name]})
                row[column.name] = None
    return links


async def _link(
    connection: AsyncConnection, shape: Shape, links: list[Values], sieve: Sieve
) -> None:
    gone = sieve.left_out.get(shape.name, set())
    for column in shape.own_references:
        some = [
            {"row": each["row"], "target": each["target"]}
            for each in links
            if each["column"] == column.name and each["target"] not in gone
        ]
        if some:
            statement = (
                update(shape.table)
                .where(shape.table.c.id == bindparam("row"))
                .values({column.name: bindparam("target")})
            )
            await connection.execute(statement, some)


def _left_out(sieve: Sieve) -> dict[str, int]:
    return {table.name: len(sieve.left_out.get(table.name, ())) for table in KEPT.values()}


async def _note(connection: AsyncConnection, manifest: Manifest, sieve: Sieve) -> None:
    """In the trail of what was done to accounts."""
    event = {
        "id": uuid4(),
        "created_at": now_utc(),
        "actor_id": None,
        "action": RESTORED,
        "subject": "",
        "details": {
            "made_at": manifest.made_at.isoformat(),
            "left_out": _left_out(sieve),
            "binned": sieve.binned,
        },
    }
    await connection.execute(insert(AuditEvent), [event])
