"""Means, moving averages and differences, against tables and by hand."""

from __future__ import annotations

import math
import random
from statistics import fmean, stdev

import pytest

from backend.domain.estimates import (
    FEWEST_EARLIER,
    Estimate,
    Z,
    change,
    mean_of,
    moving_average,
    t_quantile,
)


def around(value: float, half: float = 0.4) -> Estimate:
    return Estimate(value, value - half, value + half)


@pytest.mark.parametrize(
    ("freedom", "printed"),
    [(2, 4.303), (3, 3.182), (4, 2.776), (5, 2.571), (9, 2.262), (19, 2.093), (29, 2.045)],
)
def test_students_t_is_that_of_the_tables(freedom: int, printed: float) -> None:
    assert t_quantile(freedom) == pytest.approx(printed, rel=0.01)
    assert freedom < 4 or t_quantile(freedom) == pytest.approx(printed, abs=0.002)


def test_students_t_ends_at_the_normal_distribution() -> None:
    assert t_quantile(10_000) == pytest.approx(1.960, abs=0.001)


def test_a_value_lies_within_its_interval() -> None:
    with pytest.raises(ValueError, match="within"):
        Estimate(3.0, 3.1, 4.0)


def test_the_doubt_at_the_end_of_the_scale_is_not_made_smaller() -> None:
    assert Estimate(4.9, 4.1, 5.0).error == pytest.approx(0.8 / Z)
    assert Estimate(1.0, 1.0, 1.5).error == pytest.approx(0.5 / Z)
    assert around(3.0, Z).error == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("values", "means"),
    [
        ([], []),
        ([1.0, 2.0], [None, None]),
        ([1.0, 2.0, 3.0, 7.0], [None, None, 2.0, 4.0]),
    ],
)
def test_moving_averages_wait_until_the_window_is_full(
    values: list[float], means: list[float | None]
) -> None:
    assert moving_average(values) == means


def test_a_mean_is_as_sure_as_its_parts_and_their_spread_allow() -> None:
    assert mean_of([]) is None
    assert mean_of([around(3.0)]) == around(3.0)
    alike = mean_of([around(3.0)] * 4)
    assert alike
    assert alike.high - alike.value == pytest.approx(0.2)
    values = [1.0, 2.0, 3.0, 4.0, 5.0]
    spread = mean_of([around(each, 0.1) for each in values])
    assert spread
    assert spread.value == 3.0
    # By hand: 2.776 * 1.5811 / sqrt(5)
    assert spread.high - 3.0 == pytest.approx(1.963, abs=0.01)


def test_nothing_is_said_without_an_earlier_value() -> None:
    assert change([], around(3.0)) is None


def test_too_few_earlier_values_never_make_a_claim() -> None:
    for count in range(1, FEWEST_EARLIER):
        found = change([around(1.0, 0.01)] * count, around(5.0, 0.01))
        assert found
        assert (found.real, found.missing) == (False, FEWEST_EARLIER - count)


def test_a_reliable_change_is_that_of_jacobson_and_truax() -> None:
    """Of equal earlier values only the doubt of the scores is left: 1.96 * SE * sqrt(1 + 1/k)."""
    found = change([around(3.0)] * 3, around(3.5))
    assert found
    assert found.difference == pytest.approx(0.5)
    assert found.high - found.difference == pytest.approx(0.4 * math.sqrt(1 + 1 / 3))
    assert found.real
    close = change([around(3.0)] * 3, around(3.4))
    assert close is not None
    assert not close.real


def test_somebody_who_varies_has_to_change_by_more() -> None:
    earlier = [around(each, 0.1) for each in (2.0, 3.0, 4.0, 3.0)]
    found = change(earlier, around(4.0, 0.1))
    assert found
    assert found.difference == pytest.approx(1.0)
    half = 3.182 * stdev([2.0, 3.0, 4.0, 3.0]) * math.sqrt(1.25)
    assert found.high - found.difference == pytest.approx(half, rel=0.01)
    assert not found.real


def test_chance_alone_is_rarely_called_a_change() -> None:
    """Values of one person who doesn't change: at most one in twenty differs "for real"."""
    draw = random.Random(7)
    claimed = 0
    for _ in range(2000):
        values = [draw.gauss(3.0, 0.5) for _ in range(6)]
        found = change([around(each, 0.2) for each in values[:5]], around(values[5], 0.2))
        claimed += bool(found and found.real)
    assert claimed / 2000 <= 0.06


def test_a_large_change_is_found() -> None:
    draw = random.Random(8)
    found = 0
    for _ in range(500):
        earlier = [around(draw.gauss(2.5, 0.3), 0.3) for _ in range(5)]
        changed = change(earlier, around(draw.gauss(4.0, 0.3), 0.3))
        assert changed
        assert changed.difference == pytest.approx(1.5, abs=2.0)
        found += changed.real and changed.difference > 0
    assert found / 500 > 0.7


def test_the_mean_is_the_mean() -> None:
    values = [2.1, 3.3, 4.7]
    found = mean_of([around(each) for each in values])
    assert found
    assert found.value == pytest.approx(fmean(values))
