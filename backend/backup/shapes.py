"""Which tables a backup has, and how a row becomes a line of JSON and a row again.

Read from the tables themselves, so that none is forgotten. A line says nothing of the kind of
database that it came from.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    Insert,
    Integer,
    LargeBinary,
    MetaData,
    Select,
    String,
    Table,
    Uuid,
    bindparam,
    insert,
    null,
    select,
)

from models import Base
from models.base import UtcDateTime

LEFT_OUT = frozenset({"account_link", "idempotent_reply", "refresh_token", "socket_key"})
"""What opens something, and what was answered a day ago. A backup that was stolen holds no key;
and a link that was used since can't be used a second time."""

FEW, MANY = 8, 200
"""Rows at once: of recordings, half a megabyte each, and of everything else."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """A table as it is in a backup."""

    table: Table

    @property
    def name(self) -> str:
        return self.table.name

    @cached_property
    def at_once(self) -> int:
        return FEW if any(isinstance(each.type, LargeBinary) for each in self.table.c) else MANY

    @cached_property
    def own_references(self) -> tuple[Column[Any], ...]:
        """The columns that refer to rows of this table, which may come later in the file."""
        return tuple(
            column
            for column in self.table.c
            if any(key.column.table is self.table for key in column.foreign_keys)
        )

    def query(self) -> Select[Any]:
        """Every row; for each of `_nulls` a mark behind the columns says whether it holds
        anything, since JSON's null looks like no value."""
        marks = [column.is_not(null()).label(f"{column.name}_held") for column in self._nulls]
        return select(*self.table.c, *marks)

    def line(self, row: Any) -> bytes:
        """A row of `query`. A column without a value isn't in it."""
        values = {
            column.name: _way(column).out(value)
            for column, value in zip(self.table.c, row, strict=False)
            if value is not None
        }
        held = row[len(self.table.c) :]
        for column, is_held in zip(self._nulls, held, strict=True):
            if is_held:
                values.setdefault(column.name, None)
        return json.dumps(values, separators=(",", ":")).encode() + b"\n"

    def values(self, line: bytes) -> Values:
        """The row that a line is. Raises `ValueError` where it is none of this table's."""
        told = json.loads(line)
        if not isinstance(told, dict) or not told.keys() <= set(self.table.c.keys()):
            raise ValueError("it isn't a row of this table")
        row: Values = {}
        for column in self.table.c:
            if column.name in told:
                row[column.name] = _way(column).back(told[column.name])
            elif column.nullable:
                row[column.name] = None
            else:
                raise ValueError(f"it has no {column.name}")
        return row

    def insertion(self) -> Insert:
        """Of a row of `values`."""
        return insert(self.table).values(
            {
                column.name: bindparam(
                    column.name,
                    # None is no value here, and JSON.NULL is JSON's null.
                    type_=JSON(none_as_null=True) if _is_json(column) else column.type,
                )
                for column in self.table.c
            }
        )

    @cached_property
    def _nulls(self) -> tuple[Column[Any], ...]:
        return tuple(each for each in self.table.c if _is_json(each) and each.nullable)


def shapes(metadata: MetaData = Base.metadata) -> list[Shape]:
    """All that belong into a backup, parents first."""
    return [Shape(table) for table in metadata.sorted_tables if table.name not in LEFT_OUT]


@dataclass(frozen=True, slots=True)
class _Way:
    """How a value is written, and read again: with `ValueError` for what it can't be."""

    out: Callable[[Any], Any]
    back: Callable[[Any], Any]


def _only(*kinds: type, but: tuple[type, ...] = ()) -> Callable[[Any], Any]:
    def checked(value: Any) -> Any:
        if not isinstance(value, kinds) or isinstance(value, but):
            raise ValueError("a value is of the wrong kind")
        return value

    return checked


def _same(value: Any) -> Any:
    return value


def _time(value: Any) -> datetime:
    read = datetime.fromisoformat(_text(value))
    if read.tzinfo is None:
        raise ValueError("a time has no time zone")
    return read


_text = _only(str)
_WAYS: tuple[tuple[type, _Way], ...] = (
    (Uuid, _Way(str, lambda value: UUID(_text(value)))),
    (UtcDateTime, _Way(datetime.isoformat, _time)),
    (
        LargeBinary,
        _Way(
            lambda value: b64encode(value).decode(),
            lambda value: b64decode(_text(value), validate=True),
        ),
    ),
    (JSON, _Way(_same, lambda value: JSON.NULL if value is None else value)),
    (Boolean, _Way(_same, _only(bool))),
    (Integer, _Way(_same, _only(int, but=(bool,)))),
    (Float, _Way(_same, _only(float, int, but=(bool,)))),
    (String, _Way(_same, _text)),
)


def _way(column: Column[Any]) -> _Way:
    for kind, way in _WAYS:
        if isinstance(column.type, kind):
            return way
    raise TypeError(f"{column}: nobody has said how {column.type!r} is backed up")


def _is_json(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON)
