"""What a scorecard may hold, and how its overall is made."""

from __future__ import annotations

import pytest

from backend.domain.estimates import Estimate
from backend.domain.scorecard import (
    LABELS,
    METRICS,
    Absent,
    Band,
    Contribution,
    Impression,
    Judged,
    Metric,
    Scored,
    listed,
    overall_of,
    weakest,
)


def scored(value: float, half: float = 0.5) -> Scored:
    return Scored(Estimate(value, value - half, value + half), "rules")


NOT_MADE = Absent("not_made", "It takes a stronger model.")


def test_the_overall_is_the_plain_mean_of_the_content() -> None:
    metrics: dict[Metric, Judged] = {
        "structure": scored(2.0),
        "relevance": scored(4.0, 0.3),
        "problem_solving": NOT_MADE,
        "delivery": scored(1.5),
    }
    found = overall_of(metrics)
    assert found
    estimate = found.estimate
    assert (estimate.low, estimate.value, estimate.high) == pytest.approx((2.6, 3.0, 3.4))
    assert found.made_of == ("structure", "relevance")
    assert found.how == (
        "The mean of structure and relevance, each counting the same. Delivery isn't part of it."
    )


def test_one_metric_is_no_mean_and_none_makes_no_overall() -> None:
    one = overall_of({"structure": scored(2.0)})
    assert one
    assert one.how == "Only structure. Delivery isn't part of it."
    assert overall_of({"delivery": scored(3.0), "structure": NOT_MADE}) is None
    assert overall_of({}) is None


def test_the_weakest_is_one_that_was_scored() -> None:
    metrics: dict[Metric, Judged] = {
        "structure": scored(2.5),
        "relevance": scored(2.5),
        "specificity": NOT_MADE,
        "delivery": scored(1.5),
    }
    assert weakest(metrics) == "structure"
    assert weakest({"delivery": scored(1.5)}) is None


def test_every_metric_has_a_label() -> None:
    assert set(LABELS) == set(METRICS)


@pytest.mark.parametrize(("low", "band", "high"), [(0, 1, 2), (4, 3, 5), (2, 3, 6), (3, 2, 4)])
def test_bands_are_one_to_five(low: int, band: int, high: int) -> None:
    with pytest.raises(ValueError, match="band"):
        Band(band, low, high)


def test_what_was_measured_is_kept_where_there_is_no_band() -> None:
    pace = Contribution("pace", "Pace", 140.0, "words per minute", None, 0.0, "Not rated.")
    unheard = Contribution("loudness", "Loudness", None, "dB", None, 0.0, "Too noisy.")
    found = Impression(NOT_MADE, "", 1, 20.0, (pace, unheard))
    assert found.features == {"pace": 140.0}


@pytest.mark.parametrize(
    ("names", "words"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_lists_read_well(names: list[str], words: str) -> None:
    assert listed(names) == words
