"""Where an answer is silent, and whether the silence stands between clauses or inside one.

A pause is taken from the sound, since Whisper's word times are blurred just there: Silero says
whether somebody speaks, the level says from when to when. A breath is no speech.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from audio_pipeline.engines import voiced
from audio_pipeline.engines.protocols import VAD_WINDOW, Samples, Word
from audio_pipeline.phrases import FILLERS, words_of

PAUSE_S = 0.25
"""Shorter silences belong to the sounds around them, such as the hold of a "t" (de Jong and
Bosker, 2013: cut-offs of 250 to 300 ms tell most about fluency)."""
SPEECH_PROBABILITY = 0.35
"""Silero's own threshold of 0.5, less its usual hysteresis of 0.15."""
HISS_WINDOWS = 4
"""Silero takes an "s" for speech only once its vowel is near, up to 0.13 s late: so long does one
last at the beginning of a word."""
BLIP_S = 0.06
"""Sound shorter than this inside a silence is a click or a smack of the lips."""

Place = Literal["within", "between"]
Mask = NDArray[np.bool_]
"""[frames]: whether somebody speaks, in frames of `voiced.FRAME_S`."""

_CLAUSE_MARKS = (".", ",", ";", ":", "!", "?", "…", "—", "–")
_CLAUSE_OPENERS = frozenset(
    """and but or so because since although though while whereas when if unless until which who
    whose where then""".split()
)


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence of `PAUSE_S` or more inside an answer; seconds from its first sample. `place` is
    None where no word was timed."""

    start_s: float
    end_s: float
    place: Place | None = None

    @property
    def length_s(self) -> float:
        return self.end_s - self.start_s


def speech_mask(samples: Samples, probabilities: Sequence[float]) -> Mask:
    """Which frames are speech. `probabilities` are Silero's, one for each whole `VAD_WINDOW`."""
    if samples.size == 0 or not probabilities:
        return np.zeros(0, dtype=np.bool_)
    loud, level = voiced.voiced(samples), voiced.levels(samples)
    likely = np.asarray(probabilities) >= SPEECH_PROBABILITY
    # Silero is a window late at a beginning, and early at a quiet end.
    padded = np.concatenate([[False], likely, [False]])
    near = padded[:-2] | likely | padded[2:]
    soon = np.convolve(likely[::-1], np.ones(HISS_WINDOWS + 1))[: likely.size][::-1] > 0
    # As loud as a voice: a breath before a word is softer than an "s".
    hissing = level > voiced.BELOW_VOICE * float(np.percentile(level, 95))
    window = np.minimum(np.arange(loud.size) * voiced.FRAME // VAD_WINDOW, near.size - 1)
    mask: Mask = loud & (near[window] | (hissing & soon[window]))
    for start, end in runs(mask):
        if (end - start) * voiced.FRAME_S < BLIP_S:
            mask[start:end] = False
    return mask


def runs(mask: Mask) -> list[tuple[int, int]]:
    """[start, end) of every unbroken stretch of True, in order."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], mask, [False]]).astype(np.int8)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def pauses(mask: Mask, words: Sequence[Word]) -> tuple[Pause, ...]:
    """The silent pauses between the first and the last sound, in order. What comes before the
    first is the latency of the answer, and no pause."""
    spoken = runs(mask)
    gaps = zip(spoken, spoken[1:], strict=False)
    silences = [(before[1] * voiced.FRAME_S, after[0] * voiced.FRAME_S) for before, after in gaps]
    return tuple(
        Pause(start_s, end_s, _place((start_s + end_s) / 2, words))
        for start_s, end_s in silences
        if end_s - start_s >= PAUSE_S - 1e-9
    )


def _place(middle_s: float, words: Sequence[Word]) -> Place | None:
    """A clause ends with a mark, or where the next word opens another. A hesitation before the
    pause belongs to what follows it."""
    if not words:
        return None
    before = [word for word in words if (word.start_s + word.end_s) / 2 < middle_s]
    after = words[len(before) :]
    while before and _is_hesitation(before[-1]):
        before.pop()
    if not before or not after:
        return "between"
    opening = next((said for word in after for said in words_of(word.text)[:1]), "")
    ended = before[-1].text.rstrip("\"'”’)").endswith(_CLAUSE_MARKS)
    return "between" if ended or opening in _CLAUSE_OPENERS else "within"


def _is_hesitation(word: Word) -> bool:
    said = words_of(word.text)
    return bool(said) and all(each in FILLERS for each in said)
