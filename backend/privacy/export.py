"""Everything that is kept about a person, as one file that is sent while it is being made.

It is made of short looks, each in a transaction of its own, and none is open while the person's
connection takes a piece: nobody who writes waits for somebody who reads slowly. So it is no
picture of a single moment; what is said while it is made may be in it or not.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import Column, ColumnElement, literal, select, tuple_

from backend.database import SessionMaker, reading
from backend.errors import NotFoundError
from backend.interviews.audio import Recording, Recordings
from backend.privacy.archive import Archive
from backend.privacy.ownership import PERSON, Holding, holdings, people_in, shown
from backend.privacy.readme import readme
from models import Turn, TurnAudio
from models.base import now_utc

ROWS_AT_ONCE = 50
"""An answer with the times of all its words is some twenty kilobytes."""

ORDERS = ("position", "sequence", "chunk", "created_at")
"""What rows are in the order of: the first of these columns that a table has."""

Row = Mapping[str, Any]


class Exports:
    def __init__(self, sessions: SessionMaker, recordings: Recordings) -> None:
        self._sessions = sessions
        self._recordings = recordings

    async def of(self, user_id: UUID) -> AsyncIterator[bytes]:
        """The pieces of a ZIP file, each at most one answer's sound or a few dozen rows."""
        now = now_utc()
        archive = Archive(now)
        yield await asyncio.to_thread(archive.text, "README.txt", readme(now))
        async for piece in self._list(
            archive, "account.json", PERSON, PERSON.c.id == user_id, user_id
        ):
            yield piece
        for holding in holdings():
            mine = holding.of_person(user_id)
            if not holding.parts:
                name = f"{holding.name}.json"
                async for piece in self._list(archive, name, holding.table, mine, user_id):
                    yield piece
                continue
            async for rows in self._pages(holding.table, mine, user_id):
                for row in rows:
                    async for piece in self._folder(archive, holding, row, user_id):
                        yield piece
        yield await asyncio.to_thread(archive.close)

    async def _folder(
        self, archive: Archive, holding: Holding, row: Row, user_id: UUID
    ) -> AsyncIterator[bytes]:
        """A row that others belong to, and all of these."""
        folder = f"{holding.name}s/{_day(row)}_{row['id']}"
        yield await asyncio.to_thread(archive.begin_list, f"{folder}/{holding.name}.json")
        yield await asyncio.to_thread(archive.rows, [row])
        yield await asyncio.to_thread(archive.end_list)
        this = holding.table.c.id == row["id"]
        async for piece in self._parts(archive, folder, holding, this, user_id):
            yield piece

    async def _parts(
        self,
        archive: Archive,
        folder: str,
        holding: Holding,
        rows: ColumnElement[bool],
        user_id: UUID,
    ) -> AsyncIterator[bytes]:
        for part in holding.parts:
            theirs = part.of_rows(rows)
            name = f"{folder}/{part.name}.json"
            async for piece in self._list(archive, name, part.table, theirs, user_id):
                yield piece
            if part.table is TurnAudio.__table__:
                async for piece in self._sound(archive, folder, theirs):
                    yield piece
            async for piece in self._parts(archive, folder, part, theirs, user_id):
                yield piece

    async def _list(
        self,
        archive: Archive,
        name: str,
        table: Any,
        where: ColumnElement[bool],
        user_id: UUID,
    ) -> AsyncIterator[bytes]:
        yield await asyncio.to_thread(archive.begin_list, name)
        async for rows in self._pages(table, where, user_id):
            yield await asyncio.to_thread(archive.rows, rows)
        yield await asyncio.to_thread(archive.end_list)

    async def _pages(
        self, table: Any, where: ColumnElement[bool], user_id: UUID
    ) -> AsyncIterator[Sequence[Row]]:
        """The rows in order, each page in a transaction of its own."""
        order = _order_of(table)
        query = select(*shown(table)).where(where).order_by(*order).limit(ROWS_AT_ONCE)
        names = people_in(table)
        after: ColumnElement[bool] | None = None
        while True:
            async with reading(self._sessions) as db:
                page = query if after is None else query.where(after)
                found = [dict(row) for row in (await db.execute(page)).mappings()]
            for row in found:
                for column in names:
                    # Whoever else it was is nobody's business.
                    row[column.name] = user_id if row[column.name] == user_id else None
            if found:
                yield found
            if len(found) < ROWS_AT_ONCE:
                return
            last = [literal(found[-1][each.name], each.type) for each in order]
            after = tuple_(*order) > tuple_(*last)

    async def _sound(
        self, archive: Archive, folder: str, theirs: ColumnElement[bool]
    ) -> AsyncIterator[bytes]:
        """One FLAC file for each turn of a conversation."""
        query = (
            select(Turn.sequence, Turn.speaker, Turn.id, TurnAudio.id)
            .join(TurnAudio, TurnAudio.turn_id == Turn.id)
            .where(theirs)
            .order_by(Turn.sequence, Turn.id, TurnAudio.chunk)
        )
        async with reading(self._sessions) as db:
            chunks = (await db.execute(query)).all()
        for (sequence, speaker, turn_id), group in groupby(chunks, lambda row: tuple(row[:3])):
            recording = Recording(tuple(row[3] for row in group), etag="")
            try:
                file = await self._recordings.open(recording)
            except NotFoundError:  # deleted a moment ago
                continue
            try:
                name = f"{folder}/audio/{sequence:03}-{speaker}-{turn_id}.flac"
                yield await asyncio.to_thread(archive.sound, name, file)
            finally:
                file.close()


def _order_of(table: Any) -> list[Column[Any]]:
    key: Sequence[Column[Any]] = list(table.primary_key.columns)
    first = next((table.c[name] for name in ORDERS if name in table.c), None)
    return [first, *key] if first is not None else list(key)


def _day(row: Row) -> str:
    at = row.get("created_at")
    return at.date().isoformat() if isinstance(at, datetime) else ""
