"""What the domain asks of the world outside it; bound in main.py."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol


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
