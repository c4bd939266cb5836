"""The form in which a model has to answer, and how it is asked for it.

What comes is checked, sent back once where it doesn't fit, and done without where it still doesn't.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from functools import lru_cache
from typing import Any, Literal, Protocol, cast

from pydantic import BaseModel, ConfigDict, ValidationError, create_model

from backend.domain.ports import JsonModel, LanguageModel, Message
from backend.domain.scorecard import Metric

MOST_TOKENS = 1_200
"""Six scores with a quote and a reason each take about 500, a stronger version up to 400."""
MOST_CHARACTERS = 20_000
REPAIR = (
    "That was not the JSON object that was asked for ({problem}). Write it again: only the object,"
    " with exactly the fields of the form."
)


class Rated(BaseModel):
    """One metric. The words come before the score, so that it is made from them."""

    model_config = ConfigDict(extra="forbid")

    quote: str
    reason: str
    score: Literal[1, 2, 3, 4, 5]


class Verdict(BaseModel):
    """What is said of an answer besides its scores, which `rated` has by metric."""

    model_config = ConfigDict(extra="forbid")

    strength: str
    next_step: str
    stronger: str

    def rated(self, metric: Metric) -> Rated:
        return cast(Rated, getattr(self, metric))


@lru_cache
def form_for(metrics: tuple[Metric, ...]) -> type[Verdict]:
    """The form with a field for each metric that the question calls for, scores first."""
    scores: dict[str, Any] = dict.fromkeys(metrics, (Rated, ...))
    scored = create_model("Scores", __config__=ConfigDict(extra="forbid"), **scores)
    return cast(type[Verdict], create_model("Verdict", __base__=(Verdict, scored)))


async def ask(
    llm: JsonModel | LanguageModel, messages: Sequence[Message], form: type[Verdict]
) -> Verdict | None:
    """None where it didn't fit the form twice. Raises whatever the model raises."""
    text = await _written(llm, messages, form)
    try:
        return read(text, form)
    except ValueError as error:
        again = Message("user", REPAIR.format(problem=_problem(error)))
        asked = (*messages, Message("assistant", text or "{}"), again)
    text = await _written(llm, asked, form)
    try:
        return read(text, form)
    except ValueError:
        return None


def read(text: str, form: type[Verdict]) -> Verdict:
    """The object in the text, whatever stands around it. Raises `ValueError`."""
    return form.model_validate_json(text[text.find("{") : text.rfind("}") + 1])


class _Closable(Protocol):
    async def aclose(self) -> None: ...


async def _written(
    llm: JsonModel | LanguageModel, messages: Sequence[Message], form: type[Verdict]
) -> str:
    if isinstance(llm, JsonModel):
        schema = form.model_json_schema()
        stream = llm.stream_json(messages, schema=schema, max_tokens=MOST_TOKENS)
    else:
        stream = llm.stream(messages, max_tokens=MOST_TOKENS, temperature=0.0)
    written = ""
    async with aclosing(cast(_Closable, stream)):
        async for part in stream:
            written += part
            if len(written) > MOST_CHARACTERS:
                break
    return written


def _problem(error: ValueError) -> str:
    """Where it doesn't fit, without what was written there."""
    if not isinstance(error, ValidationError):
        return "no JSON"
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(each) for each in first["loc"])
    return f"{place}: {first['type']}" if place else "no JSON"
