"""What every table has: constraint names that migrations can rely on, an id, and UTC times."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import DateTime, Dialect, MetaData, TypeDecorator, Uuid
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time. SQLite keeps no time zone, so it is put back when a row is read.

    Raises `ValueError` for a naive time, whose zone could only be guessed.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A stored time needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


def now_utc() -> datetime:
    return datetime.now(UTC)


_WORD = re.compile(r"[\w'’]+")
_APOSTROPHE = re.compile("['’]")


def folded_words(text: str) -> Iterator[tuple[int, int, str]]:
    """Where each word begins and ends, and what it is in any case and with any apostrophe.
    Folded here, since `lower()` in SQLite knows ASCII only."""
    for found in _WORD.finditer(text):
        folded = _APOSTROPHE.sub("", found.group()).casefold()
        if folded:
            yield found.start(), found.end(), folded


def searchable(text: str) -> str:
    """A text as it is searched: its folded words, a space before each, so that looking for a
    space and some letters finds the words that begin with them."""
    return "".join(f" {word}" for _start, _end, word in folded_words(text))


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Row(Base):
    """An id that says nothing about how many rows there are, and when the row appeared."""

    __abstract__ = True

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True, default=uuid4, sort_order=-2)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=now_utc, sort_order=-1)
