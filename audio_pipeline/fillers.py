"""Filled pauses that the words don't show, found in the sound.

Whisper leaves most of "um" and "uh" out unless it is told that they are said (transcription.py),
and an engine that can't be told leaves them all out. What the sound can add is little, since the
vowel of a drawn-out "and" is as steady as that of an "uh": only a sound that stands alone between
silences, stays on one pitch and one timbre from end to end (Goto, Itou and Hayamizu, 1999;
Audhkhasi et al., 2009), and is more speech than the words around it account for. All others are
missed: the count is "at least".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import NDArray

from audio_pipeline.engines import voiced
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.pauses import Mask, runs
from audio_pipeline.phrases import FILLERS, words_of
from audio_pipeline.pitch import HOP_S, PitchTrack
from audio_pipeline.syllables import spoken_tokens, syllables

SHORTEST_S = 0.2
"""Few filled pauses are shorter, and many ordinary vowels are ("uh" lasts 0.3 s at the median,
"um" 0.45 s, in Switchboard: Clark and Fox Tree, 2002)."""
SILENCE_S = 0.15
"""No word holds so long a silence (the hold of a stop is shorter), so that what stands between
two of them is a word of its own, or none."""
MOVING_S = 0.1
"""As much of the sound may move: from the vowel of an "um" to its "m", and where it begins."""
STRETCH = 1.6
"""How much longer than this speaker's usual syllable one may be, at the end of a phrase."""
SYLLABLE_S = 0.2
"""A syllable, where the answer is too short to tell this speaker's (five a second is the rate of
ordinary English; Pellegrino, Coupé and Marsico, 2011: 6.2 when reading quickly)."""
FEWEST_SYLLABLES = 10

BLUR_S = 0.3
"""How far off Whisper puts a filler that it wrote: it isn't counted twice."""

REACH = 3
"""Frames on both sides that are compared: the sound just before with the sound just after."""
STEADY_ST = 1.2
"""Semitones within twice `REACH` frames."""
BANDS_HZ = np.geomspace(150.0, 4000.0, 21)
"""Up to the second and third formant, in steps as wide as the ear's."""
FRAME = 512
NO_POWER = 1e3
"""Power, int16 units, that counts as none."""

Spectrum = NDArray[np.float64]
"""[frames, bands]: dB about the mean of the frame, so that loudness is no part of it."""


@dataclass(frozen=True, slots=True)
class FilledPause:
    """An "um" or "uh"; seconds from the first sample of the answer."""

    start_s: float
    end_s: float


def filled_pauses(
    samples: Samples, mask: Mask, track: PitchTrack, words: Sequence[Word]
) -> tuple[FilledPause, ...]:
    """The filled pauses that no word stands for. None where no word is timed: without words an
    "um" can't be told from the vowel of an "on"."""
    if not words:
        return ()
    steady = _steady(samples, track)
    syllable_s = _syllable_s(mask, words)
    return tuple(
        sound
        for sound in _alone(mask)
        if _is_steady(steady, sound)
        and not any(is_filler(word.text) and _is_near(word, sound, BLUR_S) for word in words)
        and _unexplained_s(mask, words, syllable_s, sound) >= SHORTEST_S
    )


def _alone(mask: Mask) -> list[FilledPause]:
    """The sounds with `SILENCE_S` or more on both sides, as long as a filled pause."""
    spoken = [(start * voiced.FRAME_S, end * voiced.FRAME_S) for start, end in runs(mask)]
    before = [-inf, *(end_s for _, end_s in spoken)]
    after = [*(start_s for start_s, _ in spoken[1:]), inf]
    return [
        FilledPause(start_s, end_s)
        for (start_s, end_s), before_s, after_s in zip(spoken, before, after, strict=False)
        if end_s - start_s >= SHORTEST_S - 1e-9
        and min(start_s - before_s, after_s - end_s) >= SILENCE_S - 1e-9
    ]


def _is_steady(steady: NDArray[np.bool_], sound: FilledPause) -> bool:
    part = steady[round(sound.start_s / HOP_S) : round(sound.end_s / HOP_S)]
    longest = max((end - start for start, end in runs(part)), default=0)
    return longest * HOP_S >= SHORTEST_S - 1e-9 and float((~part).sum()) * HOP_S <= MOVING_S


def _unexplained_s(
    mask: Mask, words: Sequence[Word], syllable_s: float, sound: FilledPause
) -> float:
    """How much speech there is beyond what the words take that Whisper puts here. It gives the
    time of a filler that it leaves out to a neighbour."""
    near = [word for word in words if _is_near(word, sound)]
    start_s = min([sound.start_s, *(word.start_s for word in near)])
    end_s = max([sound.end_s, *(word.end_s for word in near)])
    owed_s = STRETCH * syllable_s * sum(_syllables(word) for word in near)
    return _spoken_s(mask, start_s, end_s) - owed_s


def _is_near(word: Word, sound: FilledPause, reach_s: float = 0.0) -> bool:
    return word.start_s - reach_s <= sound.end_s and sound.start_s <= word.end_s + reach_s


def is_filler(text: str) -> bool:
    """Whether a word as Whisper writes it is an "um" or its like, and nothing else."""
    said = words_of(text)
    return bool(said) and all(each in FILLERS for each in said)


def _syllables(word: Word) -> int:
    return sum(syllables(token) for token in spoken_tokens([word.text]))


def _syllable_s(mask: Mask, words: Sequence[Word]) -> float:
    """The median time of a syllable of this answer's words."""
    each = [
        (_spoken_s(mask, word.start_s, word.end_s) / count, count)
        for word in words
        if not is_filler(word.text) and (count := _syllables(word))
    ]
    lengths = [length_s for length_s, count in each for _ in range(count)]
    return float(np.median(lengths)) if len(lengths) >= FEWEST_SYLLABLES else SYLLABLE_S


def _spoken_s(mask: Mask, start_s: float, end_s: float) -> float:
    first, last = round(start_s / voiced.FRAME_S), round(end_s / voiced.FRAME_S)
    return float(mask[max(first, 0) : last].sum()) * voiced.FRAME_S


def _steady(samples: Samples, track: PitchTrack) -> NDArray[np.bool_]:
    """[frames]: voice whose pitch and sound stay where they are. How much a sound may change is
    taken from this recording: half of the voiced frames change less."""
    spectrum = _spectrum(samples, track.sounding.size)
    change = np.full(track.sounding.size, np.inf)
    drift = np.full(track.sounding.size, np.inf)
    inner = slice(REACH, -REACH)
    if track.sounding.size <= 2 * REACH or not track.sounding.any():
        return np.zeros(track.sounding.size, dtype=np.bool_)
    means = np.cumsum(np.vstack([np.zeros(spectrum.shape[1]), spectrum]), axis=0)
    before = (means[REACH:-REACH] - means[: -2 * REACH])[:-1] / REACH
    after = (means[2 * REACH :] - means[REACH:-REACH])[1:] / REACH
    change[inner] = np.sqrt(np.mean((after - before) ** 2, axis=1))
    pitch = track.semitones()
    drift[inner] = np.abs(pitch[2 * REACH :] - pitch[: -2 * REACH])
    usual = np.median(change[track.sounding & np.isfinite(change)])
    steady = track.sounding & (change <= usual) & (drift <= STEADY_ST)
    # The comparison reaches over both ends of a steady sound.
    grown: NDArray[np.bool_] = np.convolve(steady, np.ones(2 * REACH - 1), mode="same") > 0
    return grown & track.sounding


def _spectrum(samples: Samples, frames: int) -> Spectrum:
    hop = round(HOP_S * ENGINE_RATE_HZ)
    padded = np.pad(samples.astype(np.float64), (FRAME // 2, frames * hop + FRAME))
    starts = np.arange(frames) * hop
    windows = padded[starts[:, np.newaxis] + np.arange(FRAME)] * np.hanning(FRAME)
    power = np.abs(np.fft.rfft(windows, axis=1)) ** 2
    hz = np.fft.rfftfreq(FRAME, 1 / ENGINE_RATE_HZ)
    bands = [
        power[:, (hz >= low) & (hz < high)].sum(axis=1)
        for low, high in zip(BANDS_HZ, BANDS_HZ[1:], strict=False)
    ]
    levels = 10 * np.log10(np.stack(bands, axis=1) + NO_POWER)
    centred: Spectrum = levels - levels.mean(axis=1, keepdims=True)
    return centred
