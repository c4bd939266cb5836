"""The trend test, against counted orders, printed tables and chance."""

from __future__ import annotations

import random
from itertools import permutations

import pytest

from backend.domain.estimates import Estimate
from backend.domain.trend import FEWEST, MOST, Trend, order_p, real_among, trend


def around(value: float, half: float = 0.2) -> Estimate:
    return Estimate(value, value - half, value + half)


def line(values: list[float], half: float = 0.2) -> Trend:
    found = trend([around(each, half) for each in values])
    assert found is not None
    return found


def test_the_orders_are_counted_right() -> None:
    """Against all 720 orders of six values."""

    def score(values: tuple[int, ...]) -> int:
        return sum(1 if b > a else -1 for at, a in enumerate(values) for b in values[at + 1 :])

    scores = [abs(score(each)) for each in permutations(range(6))]
    for values in random.Random(3).sample(list(permutations(range(6))), 40):
        share = sum(each >= abs(score(values)) for each in scores) / len(scores)
        expected = min(share, 1.0)
        assert order_p([float(each) for each in values]) == pytest.approx(expected)


@pytest.mark.parametrize(("count", "p"), [(4, 2 / 24), (5, 2 / 120), (6, 2 / 720), (8, 2 / 40320)])
def test_a_perfect_order_is_as_rare_as_it_is(count: int, p: float) -> None:
    rising = [float(each) for each in range(count)]
    assert order_p(rising) == pytest.approx(p)
    assert order_p(rising[::-1]) == pytest.approx(p)


def test_the_two_ways_of_counting_meet() -> None:
    draw = random.Random(5)
    for _ in range(20):
        values = [draw.random() + 0.02 * at for at in range(30)]
        longer = [*values, 0.5 + 0.02 * 15]
        assert order_p(values) == pytest.approx(order_p(longer), abs=0.06)


def test_ties_never_make_a_claim_easier() -> None:
    assert order_p([3.0] * 8) == 1.0
    assert order_p([1.0, 2.0, 2.0, 3.0, 4.0, 5.0]) > order_p([1.0, 2.0, 2.1, 3.0, 4.0, 5.0])


def test_nothing_is_said_of_too_few() -> None:
    assert trend([around(each) for each in (1.0, 2.0, 3.0, 4.0, 5.0)]) is None
    assert FEWEST == 6


def test_the_line_is_theils() -> None:
    found = line([2.0, 2.2, 2.4, 2.6, 2.8, 3.0])
    assert (found.first, found.last) == pytest.approx((2.0, 3.0))
    assert (found.low, found.high) == pytest.approx((1.0, 1.0))
    outlier = line([2.0, 2.2, 2.4, 5.0, 2.8, 3.0])
    assert outlier.difference == pytest.approx(1.0, abs=0.25), "one odd value doesn't bend it"
    assert outlier.low <= outlier.difference <= outlier.high


def test_only_the_latest_count() -> None:
    old = [float(each) for each in range(5, 0, -1)] * 10
    found = line(old + [3.0] * MOST)
    assert (found.count, found.difference) == (MOST, 0.0)


def test_a_clear_rise_and_a_clear_fall_are_real() -> None:
    rise = line([2.0, 2.3, 2.5, 2.9, 3.1, 3.6, 3.8, 4.1])
    fall = line([4.1, 3.8, 3.6, 3.1, 2.9, 2.5, 2.3, 2.0])
    assert real_among([rise, None, fall]) == [True, False, True]


def test_a_rise_within_the_doubt_of_the_scores_is_not_real() -> None:
    values = [3.00, 3.02, 3.04, 3.06, 3.08, 3.10, 3.12, 3.14]
    assert real_among([line(values, half=0.5)]) == [False]
    assert real_among([line(values, half=0.05)]) == [True]


def test_looking_at_several_makes_each_harder() -> None:
    nearly = [2.0, 2.4, 2.2, 2.9, 3.3, 3.1, 3.6]
    flat = [3.0, 2.9, 3.1, 3.0, 2.9, 3.1, 3.0]
    assert 0.007 < line(nearly).p < 0.05
    assert real_among([line(nearly)]) == [True]
    assert real_among([line(nearly), *[line(flat)] * 6])[0] is False


def test_chance_alone_is_rarely_called_a_trend() -> None:
    draw = random.Random(11)
    claimed = 0
    for _ in range(400):
        lines = [line([draw.gauss(3.0, 0.5) for _ in range(10)], 0.1) for _ in range(7)]
        claimed += any(real_among(lines))
    assert claimed / 400 <= 0.07
