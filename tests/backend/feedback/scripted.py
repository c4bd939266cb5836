"""Models that say what a test wants of an answer, in the form that the judge asks for."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import Any

from backend.domain.ports import Message

Reply = Callable[[Sequence[Message], int], str]


class ScriptedJudge:
    """`ports.JsonModel`: what `reply` makes of the messages and the number of the call."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.calls: list[Sequence[Message]] = []
        self.schemas: list[Mapping[str, Any]] = []

    async def stream_json(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncIterator[str]:
        self.calls.append(messages)
        self.schemas.append(schema)
        text = self._reply(messages, len(self.calls))
        for at in range(0, len(text), 50):
            yield text[at : at + 50]


def verdict(
    metrics: Sequence[str], score: int | Mapping[str, int], quote: str, **texts: str
) -> str:
    scores = {
        name: {
            "quote": quote,
            "reason": "You said it.",
            "score": score if isinstance(score, int) else score[name],
        }
        for name in metrics
    }
    written = {"strength": "", "next_step": "", "stronger": ""} | texts
    return json.dumps(scores | written)
