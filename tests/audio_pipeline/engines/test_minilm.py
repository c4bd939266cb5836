"""Directions of real texts, by the real model."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from audio_pipeline.engines.minilm import MiniLmEmbedder

pytestmark = pytest.mark.engines

QUESTION = "Tell me about a time you dealt with an angry customer."
ON_IT = "A man came to my till shouting about his bill, and I calmed him down and went through it."
ELSEWHERE = "Our build took forty minutes, so I split the tests over eight machines."


@pytest.fixture
async def embedder(weights_dir: Path) -> AsyncIterator[MiniLmEmbedder]:
    embedder = MiniLmEmbedder(weights_dir / "minilm-l6-v2")
    await embedder.start()
    yield embedder
    await embedder.aclose()


def cosine(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


async def test_what_belongs_together_lies_near(embedder: MiniLmEmbedder) -> None:
    question = await embedder.embed(QUESTION)
    near = cosine(question, await embedder.embed(ON_IT))
    far = cosine(question, await embedder.embed(ELSEWHERE))
    assert near > far + 0.2


@pytest.mark.parametrize("text", ["", "Yes.", "?!", "word " * 3000, "我不知道", "\0"])
async def test_any_text_has_a_direction_of_length_one(embedder: MiniLmEmbedder, text: str) -> None:
    direction = await embedder.embed(text)
    assert len(direction) == 384
    assert cosine(direction, direction) == pytest.approx(1.0)


async def test_only_the_beginning_of_a_long_text_is_read(embedder: MiniLmEmbedder) -> None:
    long = "I planned the move of the archive. " * 60
    assert await embedder.embed(long) == await embedder.embed(long + ELSEWHERE)
