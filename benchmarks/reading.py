"""The product's own reader of answers' meanings, for measurements that do without a server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from audio_pipeline import weights
from audio_pipeline.engines.minilm import MiniLmEmbedder
from backend.meaning import Embed, MeaningReader

WEIGHT = "minilm-l6-v2"


@asynccontextmanager
async def embedding(home: Path) -> AsyncIterator[Embed]:
    """The directions of texts, each worked out once. Raises `WeightsMissing`."""
    embedder = MiniLmEmbedder(weights.require(WEIGHT, home / "weights"))
    known: dict[str, Sequence[float]] = {}

    async def embed(text: str) -> Sequence[float]:
        if text not in known:
            known[text] = await embedder.embed(text)
        return known[text]

    await embedder.start()
    try:
        yield embed
    finally:
        await embedder.aclose()


@asynccontextmanager
async def reading(home: Path) -> AsyncIterator[MeaningReader]:
    """Raises `WeightsMissing`."""
    async with embedding(home) as embed:
        yield MeaningReader(embed)
