"""An interview whose language model fails is worded from the bank of questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audio_pipeline.engines.faulty import Faults, FaultyLlm
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from tests.backend.realtime.serving import LiveServer, serving


@pytest.fixture
def speechless(tmp_path: Path) -> Iterator[LiveServer]:
    def build(spec: EngineSpec) -> Engines:
        engines = build_engines(spec)
        return replace(engines, llm=FaultyLlm(engines.llm, Faults(fail=range(10_000))))

    with serving(tmp_path, build=build, max_ingest_rate=10) as server:
        yield server


async def test_the_bank_words_what_the_model_cannot(speechless: LiveServer) -> None:
    async with speechless.socket() as talker:
        await talker.wait("response.done")
        for turn in range(2, 5):
            await talker.complete_a_turn()
            done = talker.of("response.done")[turn - 1]["response"]
            assert done["status"] == "completed"
            assert len(done["output"][0]["content"][0]["transcript"].split()) > 3
        assert talker.error_codes == []
        assert len(talker.of("interview.turn.saved")) == 3
