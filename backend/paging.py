"""Long lists, a page at a time: a cursor says behind which row the next page begins.

A number of rows to skip would show rows twice, or never, while others arrive or go.
"""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, Field, TypeAdapter
from sqlalchemy import ColumnElement, and_, or_
from sqlalchemy.orm import InstrumentedAttribute

from backend.errors import InvalidInputError
from backend.literal import Written

Item = TypeVar("Item")
Place = TypeVar("Place")

Cursor = Annotated[
    str | None,
    Query(max_length=200, description="`next` of the page before; nothing for the first"),
]
PageSize = Annotated[int, Query(ge=1, le=200)]


def _in_utc(moment: datetime) -> datetime:
    try:
        aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return aware.astimezone(UTC)
    except OverflowError:  # the first and last day of the calendar, seen from elsewhere
        raise ValueError("this time is out of range") from None


Moment = Annotated[Written, AfterValidator(_in_utc)]
"""A time in UTC, and taken to be in UTC where its zone isn't said."""

_ROW = TypeAdapter(tuple[Moment, UUID])


class Page(BaseModel, Generic[Item]):
    items: list[Item]
    next: Annotated[
        str | None, Field(description="`cursor` of the next page; null where this is the last")
    ] = None


def to_cursor(kind: TypeAdapter[Place], place: Place) -> str:
    """Says nothing to whoever holds it, and needs no row to be there still."""
    return base64.urlsafe_b64encode(kind.dump_json(place)).decode().rstrip("=")


def from_cursor(kind: TypeAdapter[Place], cursor: str) -> Place:
    """Raises `InvalidInputError` for what `to_cursor` never made of such a place."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        return kind.validate_json(base64.b64decode(padded, b"-_", validate=True))
    except ValueError:  # no ASCII, no base64, no JSON, no such place
        raise InvalidInputError("This is no place in the list.", field="cursor") from None


def cursor_of(at: datetime, row_id: UUID) -> str:
    """The place of a row in a list for `older_than`."""
    return to_cursor(_ROW, (at, row_id))


def older_than(
    cursor: str, at: InstrumentedAttribute[datetime], row_id: InstrumentedAttribute[Any]
) -> ColumnElement[bool]:
    """What stands behind the cursor in a list that is ordered by `at` and then `row_id`, both
    descending. Raises as `from_cursor` does. An index serves the first condition."""
    moment, last_id = from_cursor(_ROW, cursor)
    return and_(at <= moment, or_(at < moment, row_id < last_id))
