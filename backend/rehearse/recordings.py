"""Recorded answers as a microphone would give them, and the quiet room around them."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from audio_pipeline.audio import FULL_SCALE, SILENCE_DBFS
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples
from audio_pipeline.resampler import resample
from audio_pipeline.sound_files import read_sound

ROOM_DBFS = -70.0
"""A quiet room as a headset hears it."""

LEVEL_S = 0.01
VOICED_S = 0.05
"""Sound shorter than this is a click, not a voice."""

BELOW_SPEECH_DB = 28.0
"""ITU-T P.56 counts as speech what is within some 16 dB of its mean level; word ends fall off
further, and this reaches them."""

ABOVE_ROOM_DB = 12.0


def load_answer(path: Path) -> Samples:
    """A sound file of any rate as 16 kHz samples. Raises `AudioError` for what can't be read."""
    sound = read_sound(path)
    return resample(sound.samples, sound.rate_hz, ENGINE_RATE_HZ)


def levels_db(
    samples: Samples, rate_hz: int = ENGINE_RATE_HZ
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """The level of every 10 ms, in dBFS."""
    step = int(LEVEL_S * rate_hz)
    count = len(samples) // step
    frames = samples[: count * step].reshape(count, step).astype(np.float64) / FULL_SCALE
    power = np.mean(frames * frames, axis=1)
    levels: np.ndarray[tuple[int, ...], np.dtype[np.float64]] = 10 * np.log10(
        np.maximum(power, 10 ** (SILENCE_DBFS / 10))
    )
    return levels


def voiced_end(samples: Samples, rate_hz: int = ENGINE_RATE_HZ) -> int | None:
    """Where the last voice in a recording ends, in samples; None where there is none.

    By energy: what is well above the recording's own noise and not far below its speech.
    """
    levels = levels_db(samples, rate_hz)
    if len(levels) == 0:
        return None
    loud, quiet = np.percentile(levels, (95, 5))
    if loud < ROOM_DBFS + ABOVE_ROOM_DB:
        return None
    threshold = min(max(loud - BELOW_SPEECH_DB, quiet + ABOVE_ROOM_DB), loud - 3)
    voiced = levels > threshold
    run = int(VOICED_S / LEVEL_S)
    runs = np.convolve(voiced, np.ones(run), mode="valid") == run
    ends = np.flatnonzero(runs)
    if len(ends) == 0:
        return None
    return int((ends[-1] + run) * LEVEL_S * rate_hz)


class Room:
    """The sound between the answers: white noise at `level_dbfs`, or digital silence for None."""

    def __init__(self, level_dbfs: float | None = ROOM_DBFS, seed: int = 0) -> None:
        self._amplitude = 0.0 if level_dbfs is None else FULL_SCALE * 10 ** (level_dbfs / 20)
        self._noise = np.random.default_rng(seed)

    def samples(self, count: int) -> Samples:
        noise = self._noise.normal(0.0, 1.0, count) * self._amplitude
        quiet: Samples = np.rint(noise).astype(np.int16)
        return quiet
