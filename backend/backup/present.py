"""The database that a backup is to be restored to: whether it may be, and how it is emptied."""

from __future__ import annotations

import sqlite3
from contextlib import closing

from sqlalchemy import delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.backup.archive import BackupError
from backend.backup.making import sqlite_file
from backend.config import Config
from backend.database import APPLICATION
from models import AuditEvent, Base, User

IN_USE = (
    "Another program of iHR uses the database. Stop the server, and whatever else does, "
    "and try again."
)
OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND application_name = :name"
)


def refuse_open_file(config: Config) -> None:
    """Raises `BackupError` where somebody has the SQLite file open, which can be told only before
    we have: everybody who has a database in WAL mode open holds a lock on it."""
    file = sqlite_file(config)
    if file is None or not file.exists():
        return
    try:
        with closing(sqlite3.connect(file, timeout=0, isolation_level=None)) as alone:
            alone.execute("PRAGMA locking_mode=EXCLUSIVE")
            alone.execute("BEGIN EXCLUSIVE")
            alone.execute("ROLLBACK")
    except sqlite3.OperationalError:
        raise BackupError(IN_USE) from None
    except sqlite3.DatabaseError:
        raise BackupError(
            f"{file} is damaged. Move it away, with those beside it that begin with "
            f"{file.name}, and restore again."
        ) from None


async def refuse_connected(connection: AsyncConnection) -> None:
    """The same on PostgreSQL, where servers say who they are."""
    if connection.dialect.name == "postgresql":
        others = await connection.execute(OTHERS, {"name": APPLICATION})
        if others.scalar_one():
            raise BackupError(IN_USE)


async def is_empty(connection: AsyncConnection) -> bool:
    """Whether there is nothing but what the program brings along."""
    for table in (User, AuditEvent):
        if (await connection.execute(select(func.count()).select_from(table))).scalar_one():
            return False
    return True


async def clear(connection: AsyncConnection) -> None:
    """Delete every row of every table. Truncating frees PostgreSQL's files at once, where deleted
    rows would stay in them for a while; SQLite overwrites what is deleted."""
    tables = Base.metadata.sorted_tables
    if connection.dialect.name == "postgresql":
        quote = connection.dialect.identifier_preparer.format_table
        names = ", ".join(quote(table) for table in tables)
        await connection.execute(text(f"TRUNCATE {names}"))
        return
    for table in reversed(tables):
        await connection.execute(delete(table))
