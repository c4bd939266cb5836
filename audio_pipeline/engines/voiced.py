"""Where a recording is loud enough to be speech: cuts, and words kept within their sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word

Mask = NDArray[np.bool_]

FRAME = ENGINE_RATE_HZ // 50
"""20 ms."""
FRAME_S = FRAME / ENGINE_RATE_HZ
FLOOR = 20.0
"""Root mean square below which no voice is expected: -64 dB of full scale."""
ABOVE_NOISE = 4.0
"""A voice stands 12 dB above the quietest tenth of the recording …"""
BELOW_VOICE = 0.1
"""… or is no more than 20 dB below the loudest, in recordings without a pause …"""
ABOVE_HUM = 1.5
"""… but steady noise, however loud, is no voice: speech rises and falls."""
SMOOTHED_FRAMES = 10
"""A cut is looked for in the quietest 0.2 s."""


def levels(samples: Samples) -> NDArray[np.float64]:
    """Root mean square of each whole 20 ms frame; of what there is, where that is less."""
    count = samples.size // FRAME
    if count == 0:
        samples, count = np.concatenate([samples, np.zeros(FRAME - samples.size)]), 1
    frames = samples[: count * FRAME].astype(np.float64).reshape(count, FRAME)
    root: NDArray[np.float64] = np.sqrt(np.mean(frames**2, axis=1))
    return root


def voiced(samples: Samples) -> NDArray[np.bool_]:
    """Which 20 ms frames are loud enough to be voice, by this recording's own noise."""
    level = levels(samples)
    noise, voice = np.percentile(level, 10), np.percentile(level, 95)
    above = min(ABOVE_NOISE * float(noise), BELOW_VOICE * float(voice))
    threshold = max(FLOOR, above, ABOVE_HUM * float(noise))
    mask: NDArray[np.bool_] = level > threshold
    return mask


def voiced_s(mask: NDArray[np.bool_], start_s: float) -> float:
    """Seconds of voice from `start_s` on."""
    return float(np.sum(mask[round(start_s / FRAME_S) :])) * FRAME_S


def cuts(samples: Samples, longest: int) -> list[tuple[int, int]]:
    """Divide into pieces of at most `longest` samples, at the quietest place in the last
    three fifths of each."""
    pieces: list[tuple[int, int]] = []
    start = 0
    while samples.size - start > longest:
        first, last = start + longest * 2 // 5, start + longest
        level = levels(samples[first:last])
        window = np.ones(min(SMOOTHED_FRAMES, level.size))
        quietest = int(np.argmin(np.convolve(level, window, mode="valid")))
        end = first + (quietest + window.size // 2) * FRAME
        pieces.append((start, end))
        start = end
    pieces.append((start, samples.size))
    return pieces


def within_voice(words: Sequence[Word], mask: NDArray[np.bool_]) -> list[Word]:
    """Take the silence at both ends off each word; a word without any voice stays as it is."""
    trimmed = []
    for word in words:
        first, last = int(word.start_s / FRAME_S), int(np.ceil(word.end_s / FRAME_S))
        loud = np.flatnonzero(mask[first:last])
        if loud.size:
            start_s = max(word.start_s, (first + int(loud[0])) * FRAME_S)
            end_s = min(word.end_s, (first + int(loud[-1]) + 1) * FRAME_S)
            word = replace(word, start_s=start_s, end_s=end_s)
        trimmed.append(word)
    return trimmed
