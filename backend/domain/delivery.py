"""The delivery impression: how delivery like this tends to be rated, with its doubt.

Five features count the same, and nothing is fitted: pace, "um" and "uh", "like", the mean silent
pause, and how much loudness varies. On 138 mock interviews of US students (the MIT Interview
Dataset) the mean of the five, each in standard deviations, goes with the raters' "Overall" at
r = 0.64; 0.45 to 0.55 is to be expected of other people. It describes delivery as listeners hear
it. It says nothing of how somebody feels, and forecasts no employer's decision.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

from backend.domain.delivery_norms import (
    FILLERS_SCORED,
    FILLERS_TOLD,
    LIKE,
    NORMS,
    PACE,
    PAUSE,
    UM,
    VARIATION,
    Norm,
)
from backend.domain.estimates import Estimate
from backend.domain.estimates import Z as Z_95
from backend.domain.preferences import Preferences
from backend.domain.scorecard import (
    HIGHEST,
    IMPRESSION_ANSWERS,
    IMPRESSION_SPEECH_S,
    LOWEST,
    Absent,
    Band,
    Contribution,
    Impression,
    Judged,
    Scored,
)

VALIDITY = 0.3
"""How a single feature goes with the rating: the mean of the five (0.41, 0.28, 0.30, 0.34 and 0.19
in the order above)."""
OVERLAP = 0.0625
"""The mean correlation between features at which five such make r = 0.6, and so the residual of
0.8 standard deviations that was seen."""
RELIABILITY = 0.5
"""What one answer shares with another of the same person: with it, one answer goes with the
rating 0.77 times as well as five do, as was seen (r = 0.33 to 0.56 against 0.58)."""
ANSWERS_SEEN = 5
"""Of which the interviews consisted that the correlation was seen on; more make it no surer."""
FEWEST_TERMS = 3
"""With fewer, the rest decides alone what five should balance."""

_NORMAL = NormalDist()


@dataclass(frozen=True, slots=True)
class Delivered:
    """How one answer was spoken, as `Turn.features` has it. None: it couldn't be measured."""

    words: int
    speaking_s: float
    um: int | None
    likes: int
    pauses: int
    paused_s: float
    variation_db: float | None = None
    range_st: float | None = None
    sentence_ends: int = 0
    rises: int = 0


@dataclass(frozen=True, slots=True)
class Position:
    """Where the rating is expected among the norm group's, and how far off that may be: standard
    deviations from their mean."""

    expected: float
    residual: float

    def share(self, deviations: float = 0.0) -> float:
        """The part of the group that is rated lower, `deviations` residuals away."""
        return _NORMAL.cdf(self.expected + deviations * self.residual)


def delivered(features: Mapping[str, Any] | None) -> Delivered | None:
    """From `Turn.features`; None for an answer in which too little was heard to count."""
    if not features or features.get("words_per_minute") is None or not features.get("pauses"):
        return None
    pauses, fillers, pitch = features["pauses"], features.get("fillers"), features.get("pitch")
    count = int(pauses["count"])
    return Delivered(
        words=int(features["words"]),
        speaking_s=float(features["speaking_s"]),
        um=fillers["um"] if fillers else None,
        likes=int(fillers["likes"]) if fillers else 0,
        pauses=count,
        paused_s=count * float(pauses["mean_s"] or 0.0),
        variation_db=features.get("variation_db"),
        range_st=pitch["range_st"] if pitch else None,
        sentence_ends=int(pitch["ends"]) if pitch else 0,
        rises=int(pitch["rises"]) if pitch else 0,
    )


def impression(answers: Sequence[Delivered], preferences: Preferences) -> Impression:
    """The band with its interval, and each feature's part in it.

    The interval is one residual to either side, which holds the rating of two in three. The
    residual is the one seen (0.8), wider for fewer than five answers and for each feature that
    couldn't be measured: see `position`.
    """
    speech_s = sum(each.speaking_s for each in answers)
    absent = _unrated(preferences) or _too_little(len(answers), speech_s)
    parts = contributions(answers, rated=absent is None)
    found = position(parts, len(answers)) if absent is None else None
    band: Band | Absent
    if found is None:
        band = absent or Absent("not_made", "Too little of the delivery could be measured.")
    else:
        band = Band(_band(found.share()), _band(found.share(-1)), _band(found.share(1)))
    return Impression(band, NORMS, len(answers), speech_s, parts)


def judged(made: Impression) -> Judged:
    """The scorecard's delivery metric: the same position on the scale of 1 to 5, with an interval
    for 95 of 100, as all metrics have. Bands are its whole numbers."""
    if isinstance(made.band, Absent):
        return made.band
    found = position(made.contributions, made.answers)
    assert found is not None  # or there would be no band
    value, low, high = (_value(found.share(each)) for each in (0.0, -Z_95, Z_95))
    return Scored(Estimate(value, low, high), "measured")


def position(parts: Sequence[Contribution], answers: int) -> Position | None:
    """From the mean of the features that count; None where too few do.

    k features that each go with the rating at `VALIDITY`, and with one another at `OVERLAP`, go
    with it together at r = k VALIDITY / sqrt(k + k (k - 1) OVERLAP), and their mean has a
    standard deviation of sqrt(k + k (k - 1) OVERLAP) / k. n answers lower r by the root of their
    reliability (Spearman and Brown) over that of five. The rating to be expected is r times the
    mean in its own standard deviations, and the residual sqrt(1 - r²).
    """
    terms = [each.z for each in parts if each.weight and each.z is not None]
    count = len(terms)
    if count < FEWEST_TERMS or not answers:
        return None
    together = math.sqrt(count + count * (count - 1) * OVERLAP)
    surer = _reliability(min(answers, ANSWERS_SEEN)) / _reliability(ANSWERS_SEEN)
    r = count * VALIDITY / together * math.sqrt(surer)
    mean = sum(terms) / count
    return Position(r * mean / (together / count), math.sqrt(1 - r * r))


def contributions(answers: Sequence[Delivered], *, rated: bool = True) -> tuple[Contribution, ...]:
    """Each feature over all answers, first those that count. Not `rated`: without a norm."""
    scored = [
        (PACE, _pace(answers), ""),
        (UM, _ums(answers), "" if FILLERS_SCORED else UNHEARD),
        (LIKE, _likes(answers), ""),
        (PAUSE, _pause(answers), ""),
        (VARIATION, _variation(answers), ""),
    ]
    counting = sum(value is not None and not why for _, value, why in scored)
    found = [_contribution(*each, counting, rated) for each in scored]
    return (*found, _range(answers), _rises(answers))


UNHEARD = f"{FILLERS_TOLD} That is too few to rate it."
RANGE_WHY = (
    "Studies disagree on whether more movement of the voice sounds better, so it's shown only."
)
RISES_WHY = "Rising ends sound less sure in one experiment; in interviews that wasn't tested."
NOT_MEASURED = "It couldn't be measured."


def _contribution(
    norm: Norm, value: float | None, why: str, counting: int, rated: bool
) -> Contribution:
    counts = rated and value is not None and not why
    z = norm.z(value) if rated and value is not None else None
    told = why or (NOT_MEASURED if value is None else norm.told)
    weight = 1 / counting if counts else 0.0
    return Contribution(norm.feature, norm.label, value, norm.unit, z, weight, told)


def _pace(answers: Sequence[Delivered]) -> float | None:
    return _ratio(60 * sum(each.words for each in answers), sum(a.speaking_s for a in answers))


def _ums(answers: Sequence[Delivered]) -> float | None:
    heard = [(each.um, each.words) for each in answers if each.um is not None]
    return _ratio(100 * sum(um for um, _ in heard), sum(words for _, words in heard))


def _likes(answers: Sequence[Delivered]) -> float | None:
    return _ratio(100 * sum(each.likes for each in answers), sum(each.words for each in answers))


def _pause(answers: Sequence[Delivered]) -> float | None:
    return _ratio(sum(each.paused_s for each in answers), sum(each.pauses for each in answers))


def _variation(answers: Sequence[Delivered]) -> float | None:
    return _weighted(answers, lambda each: each.variation_db)


def _range(answers: Sequence[Delivered]) -> Contribution:
    value = _weighted(answers, lambda each: each.range_st)
    return Contribution(
        "pitch_range", "Movement of the voice", value, "semitones", None, 0.0, RANGE_WHY
    )


def _rises(answers: Sequence[Delivered]) -> Contribution:
    value = _ratio(
        100 * sum(each.rises for each in answers), sum(each.sentence_ends for each in answers)
    )
    return Contribution(
        "final_rises", "Sentences that end rising", value, "percent", None, 0.0, RISES_WHY
    )


def _ratio(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def _weighted(
    answers: Sequence[Delivered], of: Callable[[Delivered], float | None]
) -> float | None:
    """The mean over the answers that have it, by how long they are."""
    found = [(value, each.speaking_s) for each in answers if (value := of(each)) is not None]
    return _ratio(
        sum(value * seconds for value, seconds in found), sum(seconds for _, seconds in found)
    )


def _reliability(answers: int) -> float:
    return answers * RELIABILITY / (1 + (answers - 1) * RELIABILITY)


def _band(share: float) -> int:
    """Fifths of the norm group."""
    return min(int(5 * share) + 1, 5)


def _value(share: float) -> float:
    return min(max(0.5 + 5 * share, LOWEST), HIGHEST)


def _unrated(preferences: Preferences) -> Absent | None:
    """Whom the norms don't fit, and who doesn't want to be rated, is compared with themselves."""
    if not preferences.rate_delivery:
        why = "You asked not to have your delivery rated."
    elif preferences.longer_pauses:
        why = "The norms are of people who don't stutter or need longer pauses, so they don't fit."
    elif preferences.second_language:
        why = "The norms are of people whose first language is English, so they don't fit."
    else:
        return None
    return Absent("not_made", f"{why} It is compared with your own earlier interviews only.")


def _too_little(answers: int, speech_s: float) -> Absent | None:
    if answers >= IMPRESSION_ANSWERS and speech_s >= IMPRESSION_SPEECH_S:
        return None
    return Absent(
        "not_made",
        f"It takes {IMPRESSION_ANSWERS} spoken answers and {IMPRESSION_SPEECH_S:.0f} seconds of "
        f"speech. There were {answers}, and {speech_s:.0f} seconds.",
    )
