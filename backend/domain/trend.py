"""Whether a series rises or falls by more than chance, without assuming how it is spread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from statistics import NormalDist, fmean, median

from backend.domain.estimates import LEVEL, Estimate, Z

FEWEST = 6
"""Below six values even a perfect order comes by chance too often for seven series at once: of
five, one order in sixty rises or falls throughout; of six, one in 360."""
MOST = 40
"""The latest values that count: nine months of practising once a week. What somebody was like
before that says little about how they are doing."""
_EXACT = 30
"""Up to here the orders are counted; beyond it the normal approximation is as good."""


@dataclass(frozen=True, slots=True)
class Trend:
    """From about `first` to about `last` over `count` values. The interval is that of
    `difference`; `p` is how often chance alone gives such an order or a clearer one."""

    count: int
    first: float
    last: float
    low: float
    high: float
    noise: float
    p: float

    @property
    def difference(self) -> float:
        return self.last - self.first


def trend(estimates: Sequence[Estimate]) -> Trend | None:
    """The line through the latest values, in their order; None where there are too few.

    The slope is the median of the slopes between all pairs (Theil 1950; Sen 1968, with his
    interval), the test is Mann's (1945) with Kendall's exact distribution. `noise` is the
    difference that the doubt of the values alone would put into a straight line of so many.
    """
    latest = estimates[-MOST:]
    count = len(latest)
    if count < FEWEST:
        return None
    values = [each.value for each in latest]
    slopes = sorted((b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(values), 2))
    slope, span = median(slopes), count - 1
    middle = median(value - slope * at for at, value in enumerate(values))
    reach = Z * math.sqrt(_variance(count))
    below = max(round((len(slopes) - reach) / 2), 0)
    low, high = slopes[below] * span, slopes[-1 - below] * span
    variance = fmean(each.error**2 for each in latest)
    noise = Z * math.sqrt(12 * variance * span / (count * (count + 1)))
    return Trend(count, middle, middle + slope * span, low, high, noise, order_p(values))


def order_p(values: Sequence[float]) -> float:
    """How often values in a random order rise or fall as clearly as these (two-sided). Ties count
    for neither direction, which makes it larger than it is, never smaller."""
    count = len(values)
    score = abs(sum((b > a) - (b < a) for a, b in combinations(values, 2)))
    if count > _EXACT:
        z = max(score - 1, 0) / math.sqrt(_variance(count))
        return 2 * (1 - NormalDist().cdf(z))
    # A score of S leaves (pairs - S) / 2 pairs in the wrong order; ties may leave half a pair.
    inversions = math.ceil((math.comb(count, 2) - score) / 2)
    fewer = sum(_orders(count)[: inversions + 1])
    return min(2 * fewer / math.factorial(count), 1.0)


def real_among(trends: Sequence[Trend | None]) -> list[bool]:
    """Which of the trends that are looked at together are more than noise.

    Their order must be beyond chance, with Holm's (1979) correction for looking at several, and
    the difference beyond what the doubt of the scores explains.
    """
    real = [False] * len(trends)
    tested = [(each.p, at, each) for at, each in enumerate(trends) if each]
    for rank, (p, at, each) in enumerate(sorted(tested, key=lambda found: found[:2])):
        if p > (1 - LEVEL) / (len(tested) - rank):
            break
        real[at] = abs(each.difference) > each.noise
    return real


def _variance(count: int) -> float:
    """Of Kendall's score under chance."""
    return count * (count - 1) * (2 * count + 5) / 18


@cache
def _orders(count: int) -> tuple[int, ...]:
    """How many orders of `count` values have 0, 1, 2, … pairs in the wrong order."""
    if count < 2:
        return (1,)
    shorter = _orders(count - 1)
    return tuple(
        sum(shorter[max(at - count + 1, 0) : at + 1]) for at in range(math.comb(count, 2) + 1)
    )
