"""A request is taken at its word."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from pydantic import BaseModel, Field, ValidationError

from backend.literal import A_NUMBER, Flag, Written


class Request(BaseModel):
    count: Annotated[int | None, Field(ge=1, le=20), A_NUMBER] = None
    rate: Annotated[float, Field(gt=0), A_NUMBER] = 1.0
    captions: Flag = False
    at: Written | None = None


@pytest.mark.parametrize(
    "body",
    [
        {"count": 3.0},
        {"count": None},
        {"rate": 2},
        {"captions": True},
        {"at": "2026-11-25"},
        {"at": "2026-11-25T09:30:00+01:00"},
    ],
)
def test_what_is_meant(body: dict[str, Any]) -> None:
    Request.model_validate(body)


@pytest.mark.parametrize(
    "body",
    [
        {"count": "3"},
        {"count": True},
        {"count": 2.5},
        {"count": 0},
        {"rate": "1.5"},
        {"rate": False},
        {"captions": 1},
        {"captions": "yes"},
        {"at": 0},
        {"at": "0.5"},
        {"at": "1e9"},
        {"at": "nan"},
    ],
)
def test_what_means_something_else(body: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Request.model_validate(body)


def test_the_description_still_tells_the_limits() -> None:
    told = Request.model_json_schema()["properties"]
    assert told["count"]["anyOf"][0] == {"type": "integer", "minimum": 1, "maximum": 20}
    assert told["rate"] == {
        "type": "number",
        "exclusiveMinimum": 0,
        "default": 1.0,
        "title": "Rate",
    }
