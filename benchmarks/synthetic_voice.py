"""Sounds with a known melody, known pauses and known words, to measure the measuring with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio_pipeline.engines.piper import PiperModel
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.pitch import HOP_S
from audio_pipeline.resampler import resample
from benchmarks.recordings import room_noise

FORMANTS_HZ = ((730.0, 1090.0, 2440.0), (270.0, 2290.0, 3010.0), (530.0, 1840.0, 2480.0))
"""Of "a", "i" and "e" (Peterson and Barney, 1952)."""
BANDWIDTH_HZ = 90.0
SYLLABLE_S = 0.22
LEVEL = 3000.0
ROOM_DBFS = -60.0
INAUDIBLE = 0.01
"""40 dB below the loudest."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Sung:
    """`hz` [frames] every `HOP_S`, 0 where the voice rests."""

    samples: Samples
    hz: Array


def voice(median_hz: float, seconds: float, snr_db: float | None, seed: int) -> Sung:
    """Harmonics under moving formants in syllables, on a melody of a few semitones that falls
    over each phrase, with white noise `snr_db` below the voice."""
    random = np.random.default_rng(seed)
    count = int(seconds * ENGINE_RATE_HZ)
    at_s = np.arange(count) / ENGINE_RATE_HZ
    melody = _melody(random, at_s)
    hz = median_hz * 2 ** (melody / 12)
    phase = 2 * np.pi * np.cumsum(hz) / ENGINE_RATE_HZ
    place = at_s / SYLLABLE_S
    formants = _formants(random, place)
    sound = np.zeros(count)
    for harmonic in range(1, int(4000 / hz.min()) + 1):
        at_hz = harmonic * hz
        gain = sum(1 / (1 + ((at_hz - each) / BANDWIDTH_HZ) ** 2) for each in formants)
        sound += np.where(at_hz < 4000, gain / harmonic, 0.0) * np.sin(harmonic * phase)
    syllable = np.clip(np.sin(np.pi * (place % 1)), 0, None) ** 0.5
    sounding = (place.astype(int) % 8) < 6
    sound *= syllable * sounding
    sound *= LEVEL / np.sqrt(np.mean(sound[sounding] ** 2))
    if snr_db is not None:
        sound += random.standard_normal(count) * LEVEL / 10 ** (snr_db / 20)
    frames = np.minimum((np.arange(count // 256) * HOP_S * ENGINE_RATE_HZ).astype(int), count - 1)
    known = np.where(sounding & (syllable > 0.3), hz, 0.0)[frames]
    return Sung(np.clip(np.rint(sound), -32768, 32767).astype(np.int16), known)


def _melody(random: np.random.Generator, at_s: Array) -> Array:
    """Semitones about the median: a fall over each phrase, and slow bends."""
    fall = 2.0 - 4.0 * ((at_s / (8 * SYLLABLE_S)) % 1)
    bends = sum(
        random.uniform(0.5, 1.5) * np.sin(2 * np.pi * (rate * at_s + random.uniform()))
        for rate in (0.4, 1.1, 2.3)
    )
    melody: Array = fall + bends
    return melody - np.median(melody)


def _formants(random: np.random.Generator, place: Array) -> list[Array]:
    vowels = random.integers(0, len(FORMANTS_HZ), int(place[-1]) + 2)
    targets = np.array([FORMANTS_HZ[vowel] for vowel in vowels])
    centres = np.arange(len(vowels)) + 0.5
    return [np.interp(place, centres, targets[:, number]) for number in range(3)]


@dataclass(frozen=True, slots=True)
class Scripted:
    """Speech with silences of known length put in. `words` are timed exactly; `sound_s` is from
    the first sound that the voice made to the last, before there was a room around it."""

    samples: Samples
    words: tuple[Word, ...]
    sound_s: float


def spoken(
    voice: PiperModel, sentence: str, speed: float, pauses: Sequence[tuple[int, float]], seed: int
) -> Scripted:
    """A sentence with silences, given as (after how many words, seconds), in a quiet room."""
    said = voice.say(sentence, speed)
    samples = resample(said.samples, said.rate_hz, ENGINE_RATE_HZ)
    parts: list[Samples] = []
    words: list[Word] = []
    reached, later_s = 0, 0.0
    lengths = dict(pauses)
    for number, word in enumerate(said.words, 1):
        words.append(Word(word.text, word.start_s + later_s, word.end_s + later_s, 1.0))
        if number in lengths:
            end = round(word.end_s * ENGINE_RATE_HZ)
            silence = np.zeros(round(lengths[number] * ENGINE_RATE_HZ), dtype=np.int16)
            parts += [samples[reached:end], silence]
            reached, later_s = end, later_s + lengths[number]
    whole = np.concatenate([*parts, samples[reached:]]).astype(np.int32)
    sounding = np.flatnonzero(np.abs(whole) >= INAUDIBLE * np.abs(whole).max())
    whole += room_noise(len(whole) / ENGINE_RATE_HZ + 1, ROOM_DBFS, seed)[: len(whole)]
    return Scripted(
        np.clip(whole, -32768, 32767).astype(np.int16),
        tuple(words),
        float(sounding[-1] - sounding[0]) / ENGINE_RATE_HZ,
    )
