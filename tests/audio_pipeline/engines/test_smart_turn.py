"""Smart Turn on real voices, and its input by hand."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from audio_pipeline.engines.smart_turn import WINDOW, SmartTurnDetector, normalised_window
from tests.audio_pipeline.engines import clips

pytestmark = pytest.mark.engines


@pytest.fixture
async def detector(weights_dir: Path) -> AsyncIterator[SmartTurnDetector]:
    detector = SmartTurnDetector(weights_dir / "smart-turn")
    await detector.start()
    yield detector
    await detector.aclose()


def test_the_window_is_padded_on_the_left_and_scaled_with_its_padding() -> None:
    window = normalised_window(np.full(4000, 8192, dtype=np.int16))
    assert window.shape == (WINDOW,)
    assert window.dtype == np.float32
    assert np.ptp(window[:-4000]) == 0.0
    assert window[-1] > window[0]
    assert window.mean() == pytest.approx(0.0, abs=1e-3)
    assert window.var() == pytest.approx(1.0, abs=1e-3)


def test_a_longer_turn_keeps_its_end_and_silence_stays_finite() -> None:
    samples = np.random.default_rng(2).normal(0, 900, WINDOW + 5000).astype(np.int16)
    assert np.array_equal(normalised_window(samples), normalised_window(samples[-WINDOW:]))
    assert not normalised_window(np.zeros(100, dtype=np.int16)).any()


async def test_finished_sentences_are_complete(detector: SmartTurnDetector) -> None:
    for name in ("rainbow_arch", "train_station", "quilter"):
        assert await detector.completeness(clips.load(name)) > 0.5, name


async def test_a_voice_stopped_in_mid_sentence_is_not(detector: SmartTurnDetector) -> None:
    spoken = clips.load("spacewalk")
    scores = [await detector.completeness(spoken[: s * 16_000]) for s in range(2, 26, 2)]
    assert max(scores) < 0.5
