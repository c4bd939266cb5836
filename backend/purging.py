"""Deleting much in small steps, so that others can write in between."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import SessionMaker, transaction
from models.base import Row

AT_ONCE = 20
"""Rows; of the largest, half a minute of sound each, ten megabytes."""


async def purge(
    sessions: SessionMaker, table: type[Row], *where: ColumnElement[bool], at_once: int = AT_ONCE
) -> int:
    """Delete the rows of a table, each few in a transaction of their own; how many there were."""

    async def step(db: AsyncSession) -> int:
        some = select(table.id).where(*where).limit(at_once)
        statement = (
            delete(table)
            .where(table.id.in_(some))
            .returning(table.id)
            .execution_options(synchronize_session=False)
        )
        return len((await db.execute(statement)).all())

    return await repeat(sessions, step)


async def repeat(sessions: SessionMaker, step: Callable[[AsyncSession], Awaitable[int]]) -> int:
    """Do a step, which says how much it removed, until nothing is left; how much it was."""
    removed = 0
    while True:
        async with transaction(sessions) as db:
            found = await step(db)
        if not found:
            return removed
        removed += found
