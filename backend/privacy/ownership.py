"""Which rows are a person's: read from the tables themselves, so that none is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from sqlalchemy import Column, ColumnElement, LargeBinary, Table, or_, select

from models import AuditEvent, Base, User

PERSON: Table = Base.metadata.tables[User.__tablename__]
SECRET, DERIVED = "_hash", "_folded"
"""How columns end that keep a secret only as its trace, and those that repeat another one in
small letters to find it by."""


@dataclass(frozen=True, slots=True)
class Holding:
    """A table whose rows belong to a person, through `key`: to the person's own row, or to a row
    of `parent`. `parts` are the tables that belong to this one's rows."""

    table: Table
    key: Column[UUID]
    parent: Table | None
    parts: tuple[Holding, ...] = ()

    @property
    def name(self) -> str:
        return self.table.name

    def of_person(self, user_id: UUID) -> ColumnElement[bool]:
        """The rows of a person; only for what belongs to them directly."""
        mine = self.key == user_id
        if self.table is AuditEvent.__table__:
            # What an administrator did to an account is about the account's person too.
            return or_(mine, self.table.c.subject == str(user_id))
        return mine

    def of_rows(self, rows: ColumnElement[bool]) -> ColumnElement[bool]:
        """The rows that belong to those rows of the parent."""
        assert self.parent is not None
        return self.key.in_(select(self.parent.c.id).where(rows).correlate(None))


@cache
def holdings() -> tuple[Holding, ...]:
    """Every table whose rows are a person's, in the order of their names."""
    return tuple(
        Holding(table, key, None, _parts_of(table))
        for table in _in_order()
        if (key := _key_to(table, PERSON)) is not None
    )


def every(found: tuple[Holding, ...] | None = None) -> Iterator[Holding]:
    """The holdings and all their parts."""
    for holding in holdings() if found is None else found:
        yield holding
        yield from every(holding.parts)


def shown(table: Table) -> list[Column[object]]:
    """The columns that a person gets to read: bytes are files, secrets stay secret."""
    return [
        column
        for column in table.c
        if not isinstance(column.type, LargeBinary) and not column.name.endswith((SECRET, DERIVED))
    ]


def people_in(table: Table) -> list[Column[object]]:
    """The columns that name a person, perhaps another one."""
    return [
        column
        for column in table.c
        if any(each.column.table is PERSON for each in column.foreign_keys)
    ]


def _in_order() -> list[Table]:
    return sorted(Base.metadata.tables.values(), key=lambda table: table.name)


def _parts_of(table: Table) -> tuple[Holding, ...]:
    return tuple(
        Holding(part, key, table, _parts_of(part))
        for part in _in_order()
        if _key_to(part, PERSON) is None
        and (key := _key_to(part, table)) is not None
        and not key.nullable
    )


def _key_to(table: Table, target: Table) -> Column[UUID] | None:
    """The column that refers to the target."""
    return next(
        (
            column
            for column in table.c
            if any(each.column.table is target for each in column.foreign_keys)
        ),
        None,
    )
