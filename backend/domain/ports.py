"""What the domain asks of the world outside it; bound in main.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, runtime_checkable

from backend.domain.material import Material
from backend.domain.meaning import Meaning
from backend.domain.scorecard import Scorecard

Rules = Callable[[Material], Scorecard]
"""What rules and measurements say of an interview. It does no I/O and takes no model, so it can
run in a thread; the same material gives the same scorecard."""
Progress = Callable[[int, int], Awaitable[None]]
"""Told how many of how many steps are done."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a language model, in the chat form every server knows."""

    role: Literal["system", "user", "assistant"]
    content: str


class LanguageModel(Protocol):
    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncIterator[str]:
        """Text as it is generated. Closing the iterator stops the generation.

        Raises the engine's own error type, which callers outside the domain translate.
        """
        ...


@runtime_checkable
class JsonModel(Protocol):
    """A language model that can be held to a form."""

    def stream_json(
        self, messages: Sequence[Message], *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncIterator[str]:
        """One JSON object as it is generated, at temperature 0. A server that knows no schemas
        may write something else: whoever reads it checks. Raises as `LanguageModel.stream`.
        """
        ...


class AnswerReader(Protocol):
    async def grasp(self, asked: str, text: str) -> Meaning | None:
        """What an answer has to do with the question as it was put; None where that can't be told,
        and rules alone have to do."""
        ...


class Judge(Protocol):
    async def judge(
        self, material: Material, basic: Scorecard, progress: Progress
    ) -> Scorecard | None:
        """The scorecard with what a strong model says of the answers, from what the rules said
        of them; None where the model could add nothing. It is called again after a failure,
        perhaps by another server.

        Raises whatever the model raises.
        """
        ...
