"""Filled pauses that the words don't show, found in the sound.

Whisper leaves most of "um" and "uh" out, and gives their time to a neighbour: a word that lasts
far longer than its syllables take, or a gap between words in which somebody speaks. Where such
speech is left over, and holds a voice that stays on one pitch and one sound, as the vowel of a
filled pause does and hardly another (Goto, Itou and Hayamizu, 1999; Audhkhasi et al., 2009), it
is counted. A filler without a trace in the word times is missed: the count is "at least".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

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
STRETCH = 1.6
"""How much longer than this speaker's usual syllable one may be, at the end of a phrase."""
SILENCE_S, SLACK = 0.15, 1.25
"""No word holds so long a silence (the hold of a stop is shorter), so one that seems to was timed
wrongly, and less is allowed to its syllables."""
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
    steady = runs(_steady(samples, track))
    syllable_s = _syllable_s(mask, words)
    found: list[FilledPause] = []
    for span in _spans(mask, words, samples.size / ENGINE_RATE_HZ, syllable_s):
        if _spoken_s(mask, span.start_s, span.end_s) - span.owed_s >= SHORTEST_S:
            found += [each for each in _longest(steady, span) if each not in found]
    written = [word for word in words if is_filler(word.text)]
    return tuple(
        pause
        for pause in sorted(found, key=lambda pause: pause.start_s)
        if not any(_is_same(pause, word) for word in written)
    )


def _is_same(pause: FilledPause, word: Word) -> bool:
    return word.start_s - BLUR_S <= pause.end_s and pause.start_s <= word.end_s + BLUR_S


@dataclass(frozen=True, slots=True)
class _Span:
    """A stretch of the answer, and how much speech the words in it account for."""

    start_s: float
    end_s: float
    owed_s: float


def _spans(mask: Mask, words: Sequence[Word], longest_s: float, syllable_s: float) -> list[_Span]:
    """Every word and every gap between words. A word that seems to last over a silence is looked
    at together with its neighbours as well: where it really was is anybody's guess."""
    spans: list[_Span] = []
    reached_s = 0.0
    for at, word in enumerate(words):
        if word.start_s > reached_s:
            spans.append(_Span(reached_s, word.start_s, 0.0))
        reached_s = max(reached_s, word.end_s)
        if is_filler(word.text):
            continue
        if not _spans_silence(mask, word):
            spans.append(_Span(word.start_s, word.end_s, STRETCH * syllable_s * _syllables(word)))
            continue
        for first, last in ((at, at), (at - 1, at), (at, at + 1)):
            group = words[max(first, 0) : last + 1]
            if not any(is_filler(each.text) for each in group):
                owed_s = SLACK * syllable_s * sum(_syllables(each) for each in group)
                spans.append(_Span(group[0].start_s, group[-1].end_s, owed_s))
    return [*spans, _Span(reached_s, longest_s, 0.0)]


def _spans_silence(mask: Mask, word: Word) -> bool:
    first, last = round(word.start_s / voiced.FRAME_S), round(word.end_s / voiced.FRAME_S)
    silent = ~mask[max(first, 0) : last]
    return any((end - start) * voiced.FRAME_S >= SILENCE_S for start, end in runs(silent))


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


def _longest(steady: list[tuple[int, int]], span: _Span) -> list[FilledPause]:
    """The longest steady sound of a span, if it's long enough."""
    inside = [
        (min(end * HOP_S, span.end_s) - max(start * HOP_S, span.start_s), start, end)
        for start, end in steady
    ]
    length_s, start, end = max(inside, default=(0.0, 0, 0))
    return [FilledPause(start * HOP_S, end * HOP_S)] if length_s >= SHORTEST_S - 1e-9 else []


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
