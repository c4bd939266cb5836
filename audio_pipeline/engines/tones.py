"""Sounds that stand for speech: the scripted engines speak and understand them.

Answer number k is a tone of `tone_hz(k)`, so that the samples alone say which of the scripted
answers they are; a real voice counts as some answer too. Nothing here waits or is random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples

BASE_HZ = 200
STEP_HZ = 40
AMPLITUDE = 8_000
VOICED_RMS = 500.0
"""int16 units (-36 dBFS): above a room's noise, below a quiet voice at the microphone."""
FRAME_S = 0.02


def tone_hz(answer: int) -> int:
    """The tone of an answer: 200, 240, 280, … Hz."""
    return BASE_HZ + STEP_HZ * answer


def speech(
    seconds: float, answer: int = 0, *, rate_hz: int = ENGINE_RATE_HZ, amplitude: int = AMPLITUDE
) -> Samples:
    """A steady tone that the scripted engines take for the given answer."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    return np.asarray(amplitude * np.sin(2 * np.pi * tone_hz(answer) * at), dtype=np.int16)


def silence(seconds: float, *, rate_hz: int = ENGINE_RATE_HZ) -> Samples:
    return np.zeros(round(seconds * rate_hz), dtype=np.int16)


def rms(samples: Samples) -> float:
    """Root mean square in int16 units, 0 for no samples."""
    return float(np.sqrt(np.mean(np.square(samples, dtype=np.float64)))) if len(samples) else 0.0


@dataclass(frozen=True, slots=True)
class Burst:
    """An unbroken stretch of voice: seconds from the first sample, and the answer it sounds."""

    start_s: float
    end_s: float
    answer: int


def bursts(samples: Samples) -> list[Burst]:
    """The voiced stretches of 16 kHz samples, in order; an incomplete frame at the end counts."""
    size = round(FRAME_S * ENGINE_RATE_HZ)
    padded = np.pad(samples, (0, -len(samples) % size)).astype(np.float64)
    counts = np.full(len(padded) // size, size)
    counts[-1:] -= len(padded) - len(samples)
    powers = np.square(padded.reshape(-1, size)).sum(axis=1) / counts
    voiced = np.concatenate([[False], powers >= VOICED_RMS**2, [False]])
    edges = np.flatnonzero(np.diff(voiced.astype(np.int8)))
    return [
        Burst(
            start * size / ENGINE_RATE_HZ,
            min(end * size, len(samples)) / ENGINE_RATE_HZ,
            _answer(samples[start * size : end * size]),
        )
        for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    ]


def _answer(voice: Samples) -> int:
    """The answer whose tone is loudest. Padded to a second, so bins are 1 Hz apart or less."""
    windowed: NDArray[np.float64] = voice * np.hanning(len(voice))
    spectrum = np.abs(np.fft.rfft(windowed, max(len(voice), ENGINE_RATE_HZ)))
    loudest_hz = float(np.argmax(spectrum)) * ENGINE_RATE_HZ / max(len(voice), ENGINE_RATE_HZ)
    return max(0, round((loudest_hz - BASE_HZ) / STEP_HZ))
