"""Sounds that are no speech, with the real ears: no words come of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from audio_pipeline.engines.protocols import Samples
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from audio_pipeline.engines.silero import SileroDetector
from audio_pipeline.engines.smart_turn import SmartTurnDetector
from audio_pipeline.engines.whisper import WhisperEngine
from audio_pipeline.weights import require
from tests.audio_pipeline.engines.clips import load, plain_words, text, word_errors
from tests.backend.realtime.serving import LiveServer, serving

RATE_HZ = 16_000
SECONDS = 5


@pytest.fixture(scope="module")
def hearing(tmp_path_factory: pytest.TempPathFactory, weights_dir: Path) -> Iterator[LiveServer]:
    """Listens with the real engines and answers with scripted ones."""

    def build(spec: EngineSpec) -> Engines:
        return replace(
            build_engines(spec),
            stt=WhisperEngine(require("whisper-tiny.en", weights_dir)),
            vad=SileroDetector(),
            turn_detector=SmartTurnDetector(require("smart-turn", weights_dir)),
        )

    with serving(tmp_path_factory.mktemp("hearing"), build=build, max_ingest_rate=50) as server:
        yield server


def hiss() -> Samples:
    return np.random.default_rng(1).normal(0, 1500, SECONDS * RATE_HZ).astype(np.int16)


def hum() -> Samples:
    at = np.arange(SECONDS * RATE_HZ) / RATE_HZ
    hum = sum(np.sin(2 * np.pi * 50 * n * at) / n for n in (1, 2, 3, 5))
    return np.asarray(4000 * hum, dtype=np.int16)


def music() -> Samples:
    """Chords of plucked strings: harmonics that decay, four times a second."""
    rng = np.random.default_rng(2)
    at = np.arange(RATE_HZ // 4) / RATE_HZ
    chords = []
    for _ in range(SECONDS * 4):
        notes = 220 * 2 ** (rng.choice([0, 3, 4, 5, 7, 8, 12], 3, replace=False) / 12)
        tones = [np.sin(2 * np.pi * f * n * at) / n**2 for f in notes for n in (1, 2, 3, 4)]
        chords.append(sum(tones) * np.exp(-4 * at))
    return np.asarray(2500 * np.concatenate(chords), dtype=np.int16)


def knocks() -> Samples:
    rng = np.random.default_rng(3)
    samples = np.zeros(SECONDS * RATE_HZ)
    for start in range(4000, len(samples) - 2000, 9000):
        samples[start : start + 800] = rng.normal(0, 12_000, 800) * np.exp(-np.arange(800) / 150)
    return np.clip(samples, -32768, 32767).astype(np.int16)


@pytest.mark.engines
async def test_sounds_that_are_no_speech(hearing: LiveServer) -> None:
    async with hearing.socket() as talker:
        pcm = {"type": "audio/pcm", "rate": RATE_HZ}
        await talker.update(output_modalities=["text"], audio={"input": {"format": pcm}})
        await talker.wait("response.done")
        for sound in (hiss(), hum(), music(), knocks(), load("quilter")):
            await talker.append(sound)
            await talker.append(np.zeros(4 * RATE_HZ, dtype=np.int16))
        done = await talker.wait("conversation.item.input_audio_transcription.completed")
        assert word_errors(plain_words(text("quilter")), plain_words(done["transcript"])) <= 3
        await talker.wait("response.done", 2)
        assert len(talker.of("input_audio_buffer.committed")) == 1
        assert talker.error_codes == []
