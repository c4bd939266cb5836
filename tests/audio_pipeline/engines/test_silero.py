"""Silero behind its gate, against the same model over the whole clip at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from audio_pipeline.engines.protocols import VAD_WINDOW, Samples
from audio_pipeline.engines.silero import CONTEXT, SileroDetector, SileroModel, default_weights
from tests.audio_pipeline.engines import clips


@pytest.fixture
async def detector() -> AsyncIterator[SileroDetector]:
    detector = SileroDetector()
    await detector.start()
    yield detector
    await detector.aclose()


async def in_frames(detector: SileroDetector, samples: Samples, frame: int) -> list[float]:
    stream = detector.stream()
    scores: list[float] = []
    for start in range(0, samples.size, frame):
        scores += await stream.score(samples[start : start + frame])
    return scores


def ungated(samples: Samples) -> list[float]:
    """Silero alone over the whole clip."""
    count = samples.size // VAD_WINDOW
    audio = np.concatenate([np.zeros(CONTEXT), samples]).astype(np.float32) / np.float32(32768)
    size = CONTEXT + VAD_WINDOW
    windows = [audio[n * VAD_WINDOW : n * VAD_WINDOW + size] for n in range(count)]
    scores, _ = SileroModel(default_weights()).run(np.stack(windows), None)
    return scores


async def test_the_gate_changes_almost_no_decision(detector: SileroDetector) -> None:
    agree = total = 0
    for name in clips.CLIPS.keys() - {"sick_corpus"}:
        samples = clips.load(name)
        gated = np.array(await in_frames(detector, samples, 320))
        alone = np.array(ungated(samples))
        assert gated.shape == alone.shape
        agree += int(np.sum((gated > 0.5) == (alone > 0.5)))
        total += alone.size
    assert agree / total >= 0.99


async def test_the_gate_shuts_out_no_quiet_voice(detector: SileroDetector) -> None:
    # Silero wavers about 0.5 all through this clip, so decisions cannot be compared here.
    samples = clips.load("sick_corpus")
    gated = np.array(await in_frames(detector, samples, 320))
    alone = np.array(ungated(samples))
    assert not np.any((gated == 0.0) & (alone > 0.5))


async def test_the_size_of_the_pieces_does_not_matter(detector: SileroDetector) -> None:
    samples = clips.load("jfk")
    whole = await detector.stream().score(samples)
    assert len(whole) == samples.size // VAD_WINDOW
    for frame in (160, 1000, 4801):
        assert await in_frames(detector, samples, frame) == pytest.approx(whole, abs=1e-4)


async def test_voice_after_a_long_silence_is_heard_from_its_onset(
    detector: SileroDetector,
) -> None:
    silence = np.zeros(16_000 * 5, dtype=np.int16)
    samples = np.concatenate([silence, clips.load("quilter")])
    scores = np.array(await in_frames(detector, samples, 320))
    onset = int(np.argmax(scores > 0.5)) * VAD_WINDOW / 16_000
    assert onset == pytest.approx(5.55, abs=0.15)
    assert not scores[: 5 * 16_000 // VAD_WINDOW].any()


async def test_noise_opens_the_gate_but_is_no_voice(detector: SileroDetector) -> None:
    noise = np.random.default_rng(1).normal(0, 1500, 16_000 * 3).astype(np.int16)
    scores = np.array(await in_frames(detector, noise, 320))
    assert scores.max() > 0.0
    assert np.mean(scores > 0.5) == 0.0


async def test_streams_do_not_disturb_each_other(detector: SileroDetector) -> None:
    names = ["jfk", "quilter", "amiable"]
    alone = [await detector.stream().score(clips.load(name)) for name in names]
    together = await asyncio.gather(*(in_frames(detector, clips.load(name), 320) for name in names))
    for expected, scores in zip(alone, together, strict=True):
        assert scores == pytest.approx(expected, abs=1e-4)


async def test_overlapping_calls_are_taken_in_order(detector: SileroDetector) -> None:
    samples = clips.load("amiable")
    expected = await detector.stream().score(samples)
    stream = detector.stream()
    pieces = [samples[start : start + 3200] for start in range(0, samples.size, 3200)]
    scores = await asyncio.gather(*(stream.score(piece) for piece in pieces))
    assert [each for piece in scores for each in piece] == pytest.approx(expected, abs=1e-4)
