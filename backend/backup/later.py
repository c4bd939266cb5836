"""What happened after a backup and must hold after it has been restored: deletions, and who may
do less than before.

What is to stay deleted isn't loaded at all, so that nothing of it gets into the database's files.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from backend.backup.shapes import Values
from backend.deletions import Deletion, What
from backend.interviews.history import GRACE
from models import AuditEvent, Base, Document, Interview, User

RESTORED = "database.restored"
"""The audit trail's name for it."""

KEPT: dict[What, Table] = {
    "user": Base.metadata.tables[User.__tablename__],
    "interview": Base.metadata.tables[Interview.__tablename__],
    "document": Base.metadata.tables[Document.__tablename__],
}
"""What people delete. All else goes with these."""

MARGIN = timedelta(minutes=10)
"""Clocks differ between servers, and a deletion that was noted before the backup may have been
committed after it."""


@dataclass(slots=True)
class Later:
    """`gone` by table; `bin` says since when an interview is deleted for now, or that it isn't
    any more; `disabled` and `demoted` are accounts. `present` has what the database still held
    when it was replaced, None where that tells nothing."""

    gone: dict[str, set[UUID]] = field(default_factory=dict)
    bin: dict[UUID, datetime | None] = field(default_factory=dict)
    disabled: dict[UUID, datetime] = field(default_factory=dict)
    demoted: set[UUID] = field(default_factory=set)
    present: dict[str, set[UUID]] | None = None

    def is_lacking(self, table: str, row_id: UUID) -> bool:
        """Whether only the replaced database says that it is gone."""
        return self.present is not None and row_id not in self.present.get(table, {row_id})

    def is_gone(self, table: str, row_id: UUID) -> bool:
        return row_id in self.gone.get(table, ()) or self.is_lacking(table, row_id)


def of_journals(deletions: Iterable[Deletion], made_at: datetime) -> Later:
    """What journals say, the oldest first; ids don't come again, so what is gone stays gone."""
    later = Later()
    for each in deletions:
        if each.how == "gone":
            later.gone.setdefault(KEPT[each.what].name, set()).add(each.id)
        elif each.at >= made_at - MARGIN:
            later.bin[each.id] = each.at if each.how == "binned" else None
    return later


async def compare(
    later: Later, connection: AsyncConnection, made_at: datetime, backed_up: set[UUID]
) -> None:
    """Add what the database that is about to be replaced says. It says nothing where none of the
    `backed_up` accounts is in it, or where it was itself restored from an older backup: what it
    lacks may then never have been there."""
    present: dict[str, set[UUID]] = {}
    for table in KEPT.values():
        present[table.name] = set((await connection.execute(select(table.c.id))).scalars())
    if not present[User.__tablename__] & backed_up or await _went_back(connection, made_at):
        return
    later.present = present
    query = select(Interview.id, Interview.deleted_at)
    later.bin.update((row.id, row.deleted_at) for row in await connection.execute(query))
    people = select(User.id, User.disabled_at, User.role)
    for row in await connection.execute(people):
        if row.disabled_at is not None:
            later.disabled[row.id] = row.disabled_at
        if row.role == "user":
            later.demoted.add(row.id)


async def _went_back(connection: AsyncConnection, made_at: datetime) -> bool:
    """Whether the database was restored, after this backup was made, from an older one."""
    query = select(AuditEvent.details).where(
        AuditEvent.action == RESTORED, AuditEvent.created_at >= made_at
    )
    told = (await connection.execute(query)).scalars().all()
    return any(datetime.fromisoformat(each["made_at"]) < made_at for each in told)


class Sieve:
    """Goes over the rows of a backup, parents first, and leaves out what is gone, with all that
    belongs to it, and what would be deleted at once since its time is over."""

    def __init__(self, later: Later, now: datetime) -> None:
        self._later = later
        self._now = now
        self.left_out: dict[str, set[UUID]] = {}
        """By table: the ids of what isn't loaded."""
        self.binned = self.unbinned = self.lacking = 0

    def passes(self, table: Table, row: Values) -> bool:
        """Whether a row is to be loaded, which is changed to what it became after the backup."""
        row_id = row.get("id")
        if not (self._goes_along(table, row) or self._is_gone(table, row_id)):
            if table is KEPT["user"]:
                self._may_do_as_now(row)
            elif table is KEPT["interview"]:
                self._lies_as_now(row)
            if not self._is_over(table, row):
                return True
        if isinstance(row_id, UUID):
            self.left_out.setdefault(table.name, set()).add(row_id)
        return False

    def _goes_along(self, table: Table, row: Values) -> bool:
        """Whether it belongs to a row that isn't loaded. What only names one, names none now."""
        for column in table.c:
            for key in column.foreign_keys:
                if row[column.name] not in self.left_out.get(key.column.table.name, ()):
                    continue
                if key.ondelete != "SET NULL":
                    return True
                row[column.name] = None
        return False

    def _is_gone(self, table: Table, row_id: Any) -> bool:
        if table not in KEPT.values() or not self._later.is_gone(table.name, row_id):
            return False
        self.lacking += row_id not in self._later.gone.get(table.name, ())
        return True

    def _may_do_as_now(self, row: Values) -> None:
        row["disabled_at"] = self._later.disabled.get(row["id"], row["disabled_at"])
        if row["id"] in self._later.demoted:
            row["role"] = "user"

    def _lies_as_now(self, row: Values) -> None:
        """In the bin, or not."""
        since = self._later.bin.get(row["id"], row["deleted_at"])
        if since != row["deleted_at"]:
            self.binned += row["deleted_at"] is None
            self.unbinned += since is None
            row["deleted_at"] = since

    def _is_over(self, table: Table, row: Values) -> bool:
        """Whether the server would delete it as soon as it starts."""
        if table is KEPT["user"]:
            return row["expires_at"] is not None and row["expires_at"] <= self._now
        if table is KEPT["interview"]:
            return row["deleted_at"] is not None and row["deleted_at"] < self._now - GRACE
        return False
