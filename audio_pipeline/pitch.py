"""The melody of a voice: how far its pitch moves, and which way sentences end.

Pitch is in semitones about the speaker's own median, so that a high and a low voice that move
alike measure alike. SwiftF0 holds up best in noise of what runs on a CPU (lars76/pitch-benchmark).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from audio_pipeline.engines import voiced
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.engines.spoken import ABBREVIATIONS
from audio_pipeline.pauses import Mask

HOP_S = 256 / ENGINE_RATE_HZ
PIECE = 8 * ENGINE_RATE_HZ
"""Looked at together, with what it takes on both sides. The memory for a piece is kept: 200 MB for
the 30 s that SwiftF0 would take by itself."""
"""From one pitch to the next (SwiftF0's frames)."""
LOWEST_HZ, HIGHEST_HZ = 50.0, 600.0
"""A creaking man and a squealing child are outside; so are most of a tracker's octave errors."""
VOICED_CONFIDENCE = 0.5
"""SwiftF0's own threshold; at 0.9 it loses so many frames that the range shrinks."""
FEWEST_VOICED_S = 1.0
RANGE_PERCENT = (10, 90)
"""Unlike a standard deviation, these don't move with the octave errors of a tracker."""

FINAL_S = 0.4
"""The last stressed syllable with what follows it: where the last movement of a sentence is."""
FINAL_REACH_S = 0.3
"""How far from the end of its last word, as Whisper times it, a sentence's last sound may be."""
FEWEST_FINAL = 8
MOVEMENT_ST = 2.0
"""A smaller change isn't heard as movement in running speech ('t Hart, 1981: 1.5 to 2 semitones
for good listeners, 3 for most)."""


@dataclass(frozen=True, slots=True)
class PitchTrack:
    """`hz` [frames] every `HOP_S` seconds, meaningful where `sounding` [frames]."""

    hz: NDArray[np.float64]
    sounding: NDArray[np.bool_]

    @property
    def median_hz(self) -> float | None:
        return float(np.median(self.hz[self.sounding])) if self.sounding.any() else None

    def within(self, mask: Mask) -> PitchTrack:
        """Only what is speech: an echo and a hum have a pitch as well. `mask` is in frames of
        `voiced.FRAME_S`."""
        if mask.size == 0:
            return PitchTrack(self.hz, np.zeros(self.hz.size, dtype=np.bool_))
        at = (np.arange(self.hz.size) * HOP_S / voiced.FRAME_S).astype(int)
        return PitchTrack(self.hz, self.sounding & mask[np.minimum(at, mask.size - 1)])

    def semitones(self) -> NDArray[np.float64]:
        """Distance of every frame from the speaker's median, 12 to the octave."""
        found: NDArray[np.float64] = 12 * np.log2(
            np.maximum(self.hz, 1.0) / (self.median_hz or 1.0)
        )
        return found


@dataclass(frozen=True, slots=True)
class Finals:
    """How many of the sentence ends that could be measured rise, and fall. Questions are left
    out: they may rise."""

    measured: int
    rises: int
    falls: int


class PitchTracker:
    """SwiftF0 on one thread; about 20 ms to make, used from one thread."""

    def __init__(self) -> None:
        from swift_f0 import SwiftF0

        self._detector = SwiftF0(threads=1, spin=False)

    def track(self, samples: Samples) -> PitchTrack:
        """The pitch of 16 kHz samples of any length."""
        if samples.size == 0:
            return PitchTrack(np.zeros(0), np.zeros(0, dtype=np.bool_))
        from swift_f0 import concat

        stream = self._detector.stream(LOWEST_HZ, HIGHEST_HZ)
        pieces = [
            stream.push(samples[at : at + PIECE], ENGINE_RATE_HZ)
            for at in range(0, samples.size, PIECE)
        ]
        found = concat([*pieces, stream.flush()])
        return PitchTrack(found.pitch_hz, found.confidence >= VOICED_CONFIDENCE)


def range_st(track: PitchTrack) -> float | None:
    """From the 10th to the 90th percentile of the voiced frames, in semitones; None for less
    than `FEWEST_VOICED_S` of them."""
    if float(track.sounding.sum()) * HOP_S < FEWEST_VOICED_S:
        return None
    low, high = np.percentile(track.semitones()[track.sounding], RANGE_PERCENT)
    return float(high - low)


def finals(track: PitchTrack, words: Sequence[Word]) -> Finals:
    """The movement at the end of each sentence that is no question."""
    following = [word.start_s for word in words[1:]] + [float("inf")]
    moves = [
        move
        for word, next_s in zip(words, following, strict=False)
        if _ends_statement(word.text)
        and (move := movement_st(track, word.end_s, next_s)) is not None
    ]
    return Finals(
        measured=len(moves),
        rises=sum(move >= MOVEMENT_ST for move in moves),
        falls=sum(move <= -MOVEMENT_ST for move in moves),
    )


def _ends_statement(text: str) -> bool:
    bare = text.rstrip("\"'”’)")
    return bare.endswith((".", "!")) and bare.rstrip(".").lower() not in ABBREVIATIONS


def movement_st(track: PitchTrack, end_s: float, next_s: float) -> float | None:
    """Semitones by which the pitch changes over the last `FINAL_S` of voice about `end_s`, from a
    straight line; None where too little of it is voiced. The next word begins at `next_s`."""
    last = int(min((min(end_s + FINAL_REACH_S, max(next_s, end_s))) / HOP_S, track.sounding.size))
    first = max(int((end_s - FINAL_REACH_S - FINAL_S) / HOP_S), 0)
    sounding = first + np.flatnonzero(track.sounding[first:last])
    if sounding.size == 0:
        return None
    chosen = sounding[sounding > sounding[-1] - FINAL_S / HOP_S]
    if chosen.size < FEWEST_FINAL:
        return None
    slope = np.polyfit(chosen, track.semitones()[chosen], 1)[0]
    return float(slope * (chosen[-1] - chosen[0]))
