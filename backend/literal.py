"""What a request says, taken at its word: Pydantic would take "5" and true for numbers, 1 for
yes, and a number for a time. A client that sends these means something else than it gets."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("this must be a number")
    return value


def _written(value: object) -> object:
    if isinstance(value, int | float) or (isinstance(value, str) and _is_number(value)):
        raise ValueError("this must be a time like 2026-11-25T09:30:00Z")
    return value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


Flag = Annotated[bool, Field(strict=True)]
"""In JSON; in the text of an address there is no other way to say it than "true"."""
A_NUMBER = BeforeValidator(_number)
"""For a number in JSON, where 15.0 is a whole one as well. Behind its limits: in front of them, it
hides them from the description of the API."""
Written = Annotated[datetime, BeforeValidator(_written)]
"""A time as it is written (RFC 3339), and not as seconds since 1970."""
