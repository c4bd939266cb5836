"""Scorecards as rows and back, and what their schemas may never hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from pydantic import TypeAdapter

from backend.config import Config
from backend.domain.scorecard import Scorecard
from backend.feedback import records
from backend.main import create_app
from models import Feedback, Score, Turn, UserProgress
from tests.backend.feedback.rows import a_card, unscored

FORBIDDEN = re.compile(
    r"emotion|feeling|mood|sentiment|stress|anxi|nerv|calmness|personal|character|temper|trait"
    r"|employab|hir(?:e|ing)|recruit|honest|decept|truthful|attitude|enthusias|friendl"
)
"""Article 5(1)(f) of the EU's AI Act forbids inferring emotions where people are recruited; the
rest nobody can know from an interview."""


def turns(count: int = 2) -> list[Turn]:
    return [Turn(id=uuid4(), text="", typed=False) for _ in range(count)]


def names(schema: Any) -> Iterator[str]:
    """The names of all properties, and the values of all enumerations, in a JSON schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from (str(each) for each in schema.get("enum", ()))
        for each in schema.values():
            yield from names(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from names(each)


def reached(whole: dict[str, Any], path: str) -> dict[str, Any]:
    """What an operation answers with, and every schema that it refers to."""
    schemas = whole["components"]["schemas"]
    wanted = [whole["paths"][path]["get"]["responses"]["200"]]
    found: dict[str, Any] = {}
    while wanted:
        text = repr(wanted.pop())
        for name in re.findall(r"#/components/schemas/([\w-]+)", text):
            if name not in found:
                found[name] = schemas[name]
                wanted.append(schemas[name])
    return found


def test_a_card_comes_back_as_it_was() -> None:
    said = turns()
    card = a_card(said, {"structure": 2.0})
    scores = list(records.scores_of(card))
    found = records.card_of(records.body_of(card), scores, card.engine, card.version)
    assert found.summary == ""
    assert found == type(card)(
        **{name: getattr(card, name) for name in card.__slots__ if name != "summary"}
    )


def test_scores_stand_in_their_own_rows_only() -> None:
    card = a_card(turns(3))
    body = records.body_of(card)
    assert "Scored" not in repr(body)
    assert "estimate" not in repr(body["card"]["metrics"])
    assert all("estimate" not in repr(each["metrics"]) for each in body["card"]["answers"])
    assert len(list(records.scores_of(card))) == 5 + 3 * 4


def test_no_error_tells_what_was_said() -> None:
    card = a_card(turns())
    body = records.body_of(card)
    body["card"]["answers"][0]["strength"] = {"text": "You moved four tonnes of fish."}
    with pytest.raises(ValueError, match="damaged") as raised:
        records.card_of(body, (), "rules", "1")
    assert raised.value.__cause__ is None
    assert "fish" not in str(raised.value)


def test_a_point_of_the_curve_is_small_and_tells_nothing_that_was_said() -> None:
    said = turns()
    values = records.progress_of(a_card(said))
    assert values
    assert values["score"] == 3.0
    assert set(values["intervals"]) == {*values["metrics"], "overall"}
    assert "problem_solving" not in values["metrics"]
    assert values["features"] == {"pace": 142.0, "pauses": 0.71, "pitch_range": 6.4}
    assert values["answers"][0] == {
        "question": "question-0",
        "matches": "",
        "pressed": False,
        "figure": True,
        "score": [3.0, pytest.approx(2.6), pytest.approx(3.4)],
    }
    assert "fish" not in repr(values)
    assert records.progress_of(unscored(a_card(said))) is None


@pytest.mark.parametrize(
    "path",
    [
        "/feedback/scorecard",
        "/dashboard/progress",
        "/dashboard/insights",
        "/dashboard/achievements",
    ],
)
def test_no_field_is_about_feelings_character_or_chances(path: str) -> None:
    schemas = reached(create_app(Config.model_construct()).openapi(), path)
    assert schemas
    found = [name for name in names(schemas) if FORBIDDEN.search(name)]
    assert found == []


def test_nothing_of_the_kind_is_stored_either() -> None:
    stored = [*names(TypeAdapter(Scorecard).json_schema())]
    assert "contributions" in stored
    for table in (Feedback, Score, UserProgress):
        stored += table.__table__.columns.keys()
    assert [name for name in stored if FORBIDDEN.search(name)] == []
