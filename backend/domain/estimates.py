"""Numbers with their doubt: means, moving averages, and whether two of them really differ.

Every interval is meant to hold the true value in 95 of 100 cases.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, fmean

LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)
MOVING_WINDOW = 3
"""Interviews in a moving average. Few people hold more than some ten of one kind; a longer window
would begin when most have stopped."""
FEWEST_EARLIER = 3
"""Earlier interviews before a difference is called anything: with two, how much they usually
differ is known from one difference."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value between its bounds. Raises `ValueError` where it isn't."""

    value: float
    low: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.value <= self.high:
            raise ValueError("A value lies within its interval.")

    @property
    def error(self) -> float:
        """The standard error. The wider half counts: at the end of a scale the other is cut."""
        return max(self.value - self.low, self.high - self.value) / Z


@dataclass(frozen=True, slots=True)
class Change:
    """How far the latest value is from the mean of `earlier` ones. `real` says that zero is
    outside the interval, and that there were enough of them to say so."""

    difference: float
    low: float
    high: float
    earlier: int

    @property
    def missing(self) -> int:
        """How many more earlier interviews it takes to say anything."""
        return max(FEWEST_EARLIER - self.earlier, 0)

    @property
    def real(self) -> bool:
        return not self.missing and not self.low <= 0 <= self.high


def t_quantile(freedom: int) -> float:
    """Student's t that 95 of 100 values stay within, for two degrees of freedom and more; within
    1 % of the tables (Abramowitz & Stegun, Handbook of Mathematical Functions, 26.7.5)."""
    z, v = Z, float(freedom)
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )


def spread(values: Sequence[float]) -> float:
    """The standard deviation of a sample of two and more. The one in `statistics` counts in
    fractions, which takes more than twenty times as long."""
    mean = fmean(values)
    return math.sqrt(sum((each - mean) ** 2 for each in values) / (len(values) - 1))


def moving_average(values: Sequence[float], window: int = MOVING_WINDOW) -> list[float | None]:
    """The mean of each value and those before it; None where there are fewer than `window`."""
    return [
        fmean(values[at + 1 - window : at + 1]) if at + 1 >= window else None
        for at in range(len(values))
    ]


def mean_of(estimates: Sequence[Estimate]) -> Estimate | None:
    """Their mean. The interval is the wider of two: the one that their own doubt gives, and, from
    three on, the one that their spread gives (Student 1908). None for none."""
    if not estimates:
        return None
    count = len(estimates)
    values = [each.value for each in estimates]
    half = Z * math.sqrt(sum(each.error**2 for each in estimates)) / count
    if count > 2:
        half = max(half, t_quantile(count - 1) * spread(values) / math.sqrt(count))
    mean = fmean(values)
    return Estimate(mean, mean - half, mean + half)


def change(earlier: Sequence[Estimate], now: Estimate) -> Change | None:
    """How `now` differs from the `earlier` ones; None where there are none.

    The interval is the wider of two. One is the reliable change of Jacobson & Truax (1991): what
    the doubt of the scores themselves explains. The other, from three earlier ones on, is the
    interval in which one more value of the same person falls (Hahn & Meeker 1991, Statistical
    Intervals, 4.7): what their day-to-day differences explain.
    """
    if not earlier:
        return None
    count = len(earlier)
    values = [each.value for each in earlier]
    doubt = sum(each.error**2 for each in earlier) / count**2
    half = Z * math.sqrt(now.error**2 + doubt)
    if count > 2:
        half = max(half, t_quantile(count - 1) * spread(values) * math.sqrt(1 + 1 / count))
    difference = now.value - fmean(values)
    return Change(difference, difference - half, difference + half, count)
