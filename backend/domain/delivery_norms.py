"""Whom a delivery is compared with: figures, where they come from, and how many people they are."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

NORMS = (
    "US students in mock interviews (69 people, 138 interviews) for pace and fillers; for pauses"
    " and loudness 3 people in unscripted talk, which is few; for \u201clike\u201d an assumed rate"
)

FILLERS_KNOWN, FILLERS_FOUND, FILLERS_FALSE = 14, 13, 2
"""benchmarks/delivery.py, "spontaneous, by place": three recordings of one man in free speech, with
the default Whisper. In the others of the same man, deliberate hesitations between single words,
7 of 18 are found, mostly where Whisper understands nothing."""
FILLER_RECALL = FILLERS_FOUND / FILLERS_KNOWN
FILLER_PRECISION = FILLERS_FOUND / (FILLERS_FOUND + FILLERS_FALSE)
RECALL_NEEDED = 0.8
FILLERS_SCORED = FILLER_RECALL >= RECALL_NEEDED
"""Below it, what isn't heard would be taken for fluency: the term drops out and the interval
grows."""
FILLERS_TOLD = (
    f"There were at least so many: of {FILLERS_KNOWN} in one man's free speech our way of counting"
    f" finds {FILLERS_FOUND}, and {FILLERS_FALSE} where none is known."
)

SLOWEST, FASTEST = 90.0, 185.0
"""Words a minute between which pace counts: beyond, more is no better (delivery rated in mock
interviews; Guyer et al., N = 472, saw it fall when speech was made faster still)."""
QUARTILES = 1.349
"""Quartiles of a normal distribution lie so many standard deviations apart."""


@dataclass(frozen=True, slots=True)
class Norm:
    """`mean` and `sd` are of `scale(value)` over `people`. `sign` is -1 where less is rated
    higher."""

    feature: str
    label: str
    unit: str
    told: str
    mean: float
    sd: float
    people: int
    sign: int
    scale: Callable[[float], float]

    def z(self, value: float) -> float:
        """Distance from the mean, signed so that more is rated higher.

        A norm of few people isn't known exactly: the next person's distance follows Student's t,
        here given as the normal deviate of the same probability (Wallace, 1959: within 0.1 down
        to two degrees of freedom). With 69 people that changes nothing.
        """
        spread = self.sd * math.sqrt(1 + 1 / self.people)
        t, freedom = (self.scale(value) - self.mean) / spread, self.people - 1
        size = math.sqrt(freedom * math.log1p(t * t / freedom))
        return self.sign * math.copysign(size * (8 * freedom + 1) / (8 * freedom + 3), t)


def _clipped(words_per_minute: float) -> float:
    return min(max(words_per_minute, SLOWEST), FASTEST)


PACE = Norm(
    "pace",
    "Pace",
    "words per minute",
    f"Faster is rated higher, up to {FASTEST:.0f} words a minute.",
    mean=151.0,
    sd=(170 - 135) / QUARTILES,
    people=69,
    sign=1,
    scale=_clipped,
)
"""Percentiles 25, 50 and 75 of the MIT Interview Dataset: 135, 151, 170, pauses included."""

UM = Norm(
    "fillers",
    "\u201cUm\u201d and \u201cuh\u201d",
    "at least, per 100 words",
    f"Fewer are rated higher. {FILLERS_TOLD}",
    mean=math.log1p(3.6),
    sd=(math.log1p(5.0) - math.log1p(2.2)) / QUARTILES,
    people=69,
    sign=-1,
    scale=math.log1p,
)
"""Percentiles 25, 50 and 75 of the MIT Interview Dataset: 2.2, 3.6, 5.0."""

LIKE = Norm(
    "like",
    "\u201cLike\u201d",
    "per 100 words",
    "Fewer are rated higher, whatever the word means, as that is how it was tested. How often it is"
    " usual isn't published: once in 100 words is assumed.",
    mean=math.log1p(1.0),
    sd=UM.sd,
    people=3,
    sign=-1,
    scale=math.log1p,
)
"""An assumption: no percentiles were published. It is taken to be said once in 100 words and to
vary as "um" does, and trusted no more than the smallest norm here. It moves everybody alike."""

PAUSE = Norm(
    "pauses",
    "Mean pause",
    "seconds",
    "Shorter pauses are rated higher.",
    mean=-0.717,
    sd=0.334,
    people=3,
    sign=-1,
    scale=math.log,
)
"""benchmarks/delivery_norms.py: 3 speakers in 5 recordings; e^-0.717 is 0.49 s."""

VARIATION = Norm(
    "loudness_variation",
    "Variation of loudness",
    "dB",
    "More is rated higher.",
    mean=4.933,
    sd=0.578,
    people=3,
    sign=1,
    scale=float,
)
"""benchmarks/delivery_norms.py: 3 speakers in 4 recordings."""
