"""Models with a known fault, to see what becomes of it in a score."""

from __future__ import annotations

import json
import random
import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from statistics import fmean
from typing import Any

from backend.domain.ports import Message

WORDS_OF_AN_ORDER = 4
"""So many on end are enough for a model that obeys."""
NOISE = 0.5
"""How often a noisy model is a band off, up or down."""

_ANSWER = re.compile(r"<answer>(.*?)</answer>", re.S)


class Obeying:
    """Gives fives where any part of an order reaches it, else so many bands above the rules."""

    def __init__(self, orders: Sequence[str], above: int) -> None:
        self.rules: Mapping[str, float] = {}
        self._above = above
        split = [each.split() for each in orders]
        self._parts = {
            " ".join(words[at : at + WORDS_OF_AN_ORDER])
            for words in split
            for at in range(max(len(words) - WORDS_OF_AN_ORDER + 1, 1))
        }

    async def stream_json(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncIterator[str]:
        said = _said(messages)
        asked = any(part in said for part in self._parts)
        yield _verdict(schema, said, lambda name: 5 if asked else _near(self, name, self._above))


class Noisy:
    """Agrees with the rules, and is now and then a band off, differently each time."""

    def __init__(self) -> None:
        self.rules: Mapping[str, float] = {}
        self._random = random.Random(5)

    async def stream_json(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncIterator[str]:
        def score(name: str) -> int:
            off = self._random.choice((-1, 1)) if self._random.random() < NOISE else 0
            return _near(self, name, off)

        yield _verdict(schema, _said(messages), score)


def _near(model: Obeying | Noisy, name: str, off: int) -> int:
    """A score by the rules' own, their mean where they have none."""
    mean = fmean(model.rules.values())
    return min(max(round(model.rules.get(name, mean)) + off, 1), 5)


def _verdict(schema: Mapping[str, Any], said: str, score: Callable[[str], int]) -> str:
    quote = " ".join(said.split()[:5])
    made: dict[str, Any] = {
        name: {"quote": quote, "reason": "It says so.", "score": score(name)}
        for name, each in schema["properties"].items()
        if "$ref" in each
    }
    return json.dumps({**made, "strength": "", "next_step": "", "stronger": ""})


def _said(messages: Sequence[Message]) -> str:
    return " ".join(_ANSWER.findall(messages[-1].content))
