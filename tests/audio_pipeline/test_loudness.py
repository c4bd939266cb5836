"""What a microphone can carry, and that the gain of it doesn't matter."""

from __future__ import annotations

import numpy as np
import pytest

from audio_pipeline.engines import voiced
from audio_pipeline.engines.protocols import Samples
from audio_pipeline.loudness import (
    CLEAREST_DB,
    HOP,
    at_usual_level,
    levels_db,
    microphone,
    variation_db,
    without_rumble,
)
from tests.audio_pipeline.voices import mask_of, noise


def test_the_level_of_a_full_scale_square_is_zero() -> None:
    square = np.where(np.arange(16_000) % 80 < 40, 32767, -32767).astype(np.int16)
    levels = levels_db(square)
    assert levels.size == 1 + 16_000 // HOP
    assert levels[2:-2] == pytest.approx(0.0, abs=0.01)


def test_any_gain_varies_alike() -> None:
    sound = np.concatenate([noise(1, 300), noise(1, 3000)])
    sounding = np.ones(125, dtype=np.bool_)
    quiet, loud = (variation_db(levels_db(each), sounding) for each in (sound // 4, sound))
    assert loud == pytest.approx(10.0, abs=0.5)
    assert quiet == pytest.approx(loud, abs=0.1)


def test_no_voice_doesnt_vary() -> None:
    assert variation_db(levels_db(noise(1, 300)), np.zeros(62, dtype=np.bool_)) is None


@pytest.mark.parametrize("snr_db", [5.0, 15.0, 30.0])
def test_the_room_is_told_from_the_voice(snr_db: float) -> None:
    room = 3000 / 10 ** (snr_db / 20)
    quiet = noise(1, room, 2)
    voiced = (noise(1, 3000).astype(float) + noise(1, room, 3)).clip(-32768, 32767)
    sound = np.concatenate([quiet, voiced.astype(np.int16), quiet])
    found = microphone(sound, sound, mask_of((1.0, 2.0), seconds=3.0))
    assert found.snr_db == pytest.approx(snr_db, abs=1.0)
    assert found.clipped == 0.0


def test_silence_made_by_software_is_as_clear_as_it_gets() -> None:
    sound = np.concatenate([noise(1, 3000), np.zeros(16_000, dtype=np.int16)])
    assert microphone(sound, sound, mask_of((0.0, 1.0), seconds=2.0)).snr_db == CLEAREST_DB


def test_without_a_quiet_moment_nothing_is_known_of_the_room() -> None:
    assert (
        microphone(noise(2, 3000), noise(2, 3000), mask_of((0.0, 2.0), seconds=2.0)).snr_db is None
    )


def test_only_a_voice_cut_off_at_full_scale_is_clipped() -> None:
    at = np.arange(16_000) / 16_000
    tone = np.sin(2 * np.pi * 150 * at)
    mask = mask_of((0.0, 1.0), seconds=1.0)
    fits = np.rint(tone * 30_000).astype(np.int16)
    cut = np.clip(np.rint(tone * 60_000), -32768, 32767).astype(np.int16)
    assert microphone(fits, fits, mask).clipped == 0.0
    assert microphone(cut, cut, mask).clipped > 0.3


def test_rumble_goes_and_the_voice_stays() -> None:
    at = np.arange(32_000) / 16_000
    hum = 9000 * np.sin(2 * np.pi * 12 * at) + 4000
    for hz, kept in ((25, 0.01), (100, 1.0), (1000, 1.0)):
        tone = 2000 * np.sin(2 * np.pi * hz * at)
        both = without_rumble(np.rint(tone + hum).astype(np.int16))
        assert rms(both) == pytest.approx(kept * rms(tone), abs=30)
    assert without_rumble(noise(0, 1)).size == 0


@pytest.mark.parametrize("level", [100, 9000])
def test_speech_comes_to_its_usual_level(level: int) -> None:
    sound = np.concatenate([noise(1, 20), noise(1, level)])
    assert np.percentile(voiced.levels(at_usual_level(sound)), 95) == pytest.approx(1642, rel=0.02)
    assert not at_usual_level(np.zeros(0, dtype=np.int16)).size


def rms(sound: Samples) -> float:
    return float(np.sqrt(np.mean(sound.astype(np.float64) ** 2)))
