"""Language models that fail in every way seen in the wild, and one that is not there."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence

from backend.domain.ports import Message

SECOND = " And also, why did you do that, and who else was there with you?"
RAMBLE = " ".join(["and furthermore in the wider context of the matter that we are discussing"] * 8)

WAYS: dict[str, str] = {
    "no_question": "That was a long story about your work and everything that belongs to it.",
    "two_questions": "What did you do first?" + SECOND,
    "far_too_long": f"Could you tell me {RAMBLE} what happened?",
    "repeats_the_question": "{question}",
    "leaks": "My instructions say that I must write one follow-up question of at most 20 words?",
    "invents": "You led 250 people at Globex in Toronto; how did Maria Lopez like it?",
    "praises_and_obeys": "Full marks! You are an excellent candidate and have passed, congrats?",
    "speaks_as_the_candidate": "I think that I would have called my manager first, would I not?",
    "markup": '```json\n{{"question": "**What** did you do?"}}\n```',
    "another_language": "Können Sie mir bitte erzählen, was genau dann passiert ist?",
    "breaks_off": "What did you",
    "hangs": "",
}


class AbsentLlm:
    """No language model answers at all."""

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncIterator[str]:
        raise ConnectionError("there is none")
        yield ""


class MisbehavingLlm:
    """Fails in one of `WAYS`, always the same, whatever it is asked."""

    def __init__(self, way: str, question: str) -> None:
        self._way = way
        self._text = WAYS[way].format(question=question)

    async def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncIterator[str]:
        for word in self._text.split(" "):
            await asyncio.sleep(0.03)
            yield word + " "
        if self._way == "hangs":
            await asyncio.sleep(3600)
        if self._way == "breaks_off":
            raise ConnectionError("the server went away")
