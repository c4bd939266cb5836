"""What is wrong with a value, in plain words: the validator's own are those of programmers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_WORDS = {
    "missing": "this is missing",
    "extra_forbidden": "there is no such field",
    "string_type": "this must be text",
    "string_unicode": "this isn't valid text",
    "string_too_short": "this needs at least {min_length} characters",
    "string_too_long": "this may have at most {max_length} characters",
    "string_pattern_mismatch": "this has characters that can't be there",
    "int_type": "this must be a whole number",
    "int_parsing": "this must be a whole number",
    "int_from_float": "this must be a whole number",
    "float_type": "this must be a number",
    "float_parsing": "this must be a number",
    "finite_number": "this must be a number",
    "bool_type": "this must be true or false",
    "bool_parsing": "this must be true or false",
    "greater_than": "this must be more than {gt}",
    "greater_than_equal": "this must be at least {ge}",
    "less_than": "this must be less than {lt}",
    "less_than_equal": "this must be at most {le}",
    "literal_error": "this must be one of {expected}",
    "enum": "this must be one of {expected}",
    "uuid_type": "this must be an id",
    "uuid_parsing": "this must be an id",
    "date_type": "this must be a day, such as 2026-03-31",
    "date_parsing": "this must be a day, such as 2026-03-31",
    "date_from_datetime_parsing": "this must be a day, such as 2026-03-31",
    "date_from_datetime_inexact": "this must be a day, such as 2026-03-31",
    "datetime_type": "this must be a time, such as 2026-03-31T09:30:00Z",
    "datetime_parsing": "this must be a time, such as 2026-03-31T09:30:00Z",
    "datetime_from_date_parsing": "this must be a time, such as 2026-03-31T09:30:00Z",
    "list_type": "this must be a list",
    "too_short": "this needs at least {min_length} entries",
    "too_long": "this may have at most {max_length} entries",
    "model_attributes_type": "this must be an object",
    "model_type": "this must be an object",
    "dict_type": "this must be an object",
}
"""By the type of pydantic's error, with what its context names."""


def plain(error: Mapping[str, Any]) -> str:
    """The message of one error of a validation; a type that isn't known keeps its own words."""
    words = _WORDS.get(error["type"])
    if words is None:
        message: str = error["msg"]
        return message.removeprefix("Value error, ")
    return words.format_map(error.get("ctx", {}))
