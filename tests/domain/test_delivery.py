"""The delivery impression: five features that count the same, with an honest interval."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import delivery, delivery_norms
from backend.domain.delivery import Delivered, contributions, delivered, impression, judged
from backend.domain.delivery_norms import FILLERS_SCORED, LIKE, PACE, PAUSE, UM, VARIATION
from backend.domain.preferences import Preferences
from backend.domain.scorecard import Absent, Band, Contribution, Impression, Scored

TYPICAL = Delivered(
    words=151,
    speaking_s=60.0,
    um=5,
    likes=2,
    pauses=10,
    paused_s=4.9,
    variation_db=4.93,
    range_st=6.0,
    sentence_ends=8,
    rises=2,
)
QUICK = replace(TYPICAL, words=180, um=1, likes=0, paused_s=3.5, variation_db=5.6)
HALTING = replace(TYPICAL, words=105, um=8, likes=5, paused_s=9.0, variation_db=4.5)
EVERYBODY = Preferences()


def made(answer: Delivered, count: int = 5) -> Impression:
    return impression([answer] * count, EVERYBODY)


def band(found: Impression) -> Band:
    assert isinstance(found.band, Band)
    return found.band


def part(found: Impression, feature: str) -> Contribution:
    return next(each for each in found.contributions if each.feature == feature)


def test_the_typical_answer_is_in_the_middle_and_its_doubt_reaches_far() -> None:
    found = band(made(TYPICAL))
    assert found.band == 3
    assert found.low <= 2
    assert found.high >= 4


def test_fluent_delivery_is_above_halting_delivery() -> None:
    assert band(made(QUICK)).band > band(made(TYPICAL)).band > band(made(HALTING)).band


def test_the_five_count_the_same_and_the_two_beside_them_nothing() -> None:
    found = made(TYPICAL)
    weights = {each.feature: each.weight for each in found.contributions}
    counting = 5 if FILLERS_SCORED else 4
    assert sum(weights.values()) == pytest.approx(1.0)
    assert {each for each in weights.values() if each} == {1 / counting}
    assert weights["pitch_range"] == weights["final_rises"] == 0.0
    assert part(found, "pitch_range").value == pytest.approx(6.0)
    assert part(found, "final_rises").value == pytest.approx(25.0)
    assert all(each.why for each in found.contributions)


def test_fillers_count_only_where_enough_of_them_are_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert (delivery_norms.FILLER_RECALL >= 0.8) == FILLERS_SCORED
    residuals = []
    for scored in (True, False):
        monkeypatch.setattr(delivery, "FILLERS_SCORED", scored)
        found = made(TYPICAL)
        counting = [each.feature for each in found.contributions if each.weight]
        assert ("fillers" in counting) == scored
        assert {each.weight for each in found.contributions if each.weight} == {1 / len(counting)}
        assert part(found, "fillers").value == pytest.approx(100 * 5 / 151)
        assert "at least" in part(found, "fillers").unit
        assert str(delivery_norms.FILLERS_KNOWN) in part(found, "fillers").why
        place = delivery.position(found.contributions, found.answers)
        assert place is not None
        residuals.append(place.residual)
    assert residuals[1] > residuals[0]


def test_features_are_of_all_answers_together() -> None:
    found = impression([TYPICAL, replace(TYPICAL, words=300, speaking_s=120.0, um=None)], EVERYBODY)
    assert part(found, "pace").value == pytest.approx(60 * 451 / 180)
    assert part(found, "fillers").value == pytest.approx(100 * 5 / 151)
    assert part(found, "pauses").value == pytest.approx(0.49)


@pytest.mark.parametrize("answers", [[], [TYPICAL] * 2, [replace(TYPICAL, speaking_s=20.0)] * 4])
def test_too_little_speech_makes_no_band_and_shows_what_was_measured(
    answers: list[Delivered],
) -> None:
    found = impression(answers, EVERYBODY)
    assert isinstance(found.band, Absent)
    assert "90 seconds" in found.band.why
    assert all(each.z is None and each.weight == 0 for each in found.contributions)
    assert bool(found.features) == bool(answers)


@pytest.mark.parametrize(
    "preferences",
    [
        Preferences(second_language=True),
        Preferences(longer_pauses=True),
        Preferences(rate_delivery=False),
    ],
)
def test_whom_the_norms_dont_fit_is_compared_with_nobody_else(preferences: Preferences) -> None:
    found = impression([TYPICAL] * 5, preferences)
    assert isinstance(found.band, Absent)
    assert "your own earlier interviews" in found.band.why
    assert all(each.z is None and each.weight == 0 for each in found.contributions)
    assert found.features["pace"] == pytest.approx(151.0)
    assert isinstance(judged(found), Absent)


def test_fewer_answers_and_fewer_features_make_it_less_sure() -> None:
    def residual(answers: int, answer: Delivered = TYPICAL) -> float:
        found = delivery.position(contributions([answer] * answers), answers)
        assert found is not None
        return found.residual

    mute = replace(TYPICAL, variation_db=None)
    assert residual(1) > residual(3) > residual(5) == residual(9)
    assert residual(5, mute) > residual(5)


def test_five_features_over_five_answers_leave_the_residual_that_was_seen() -> None:
    parts = [Contribution(str(at), "", 1.0, "", 1.0, 0.2, "") for at in range(5)]
    found = delivery.position(parts, 5)
    assert found is not None
    assert found.residual == pytest.approx(0.8, abs=0.005)
    assert found.expected == pytest.approx(0.6 / 0.5, abs=0.01)
    middle = delivery.Position(0.0, found.residual)
    assert middle.share(1) - middle.share() == pytest.approx(0.29, abs=0.005)


def test_two_features_are_too_few() -> None:
    parts = [Contribution(str(at), "", 1.0, "", 1.0, 0.5, "") for at in range(2)]
    assert delivery.position(parts, 5) is None


def test_the_metric_says_the_same_as_the_band_with_a_wider_interval() -> None:
    for answer in (HALTING, TYPICAL, QUICK):
        found = made(answer)
        scored = judged(found)
        assert isinstance(scored, Scored)
        assert scored.basis == "measured"
        assert abs(scored.estimate.value - band(found).band) <= 0.5
        assert scored.estimate.low < band(found).low + 0.5
        assert scored.estimate.high > band(found).high - 0.5


@pytest.mark.parametrize(
    ("norm", "value", "better"),
    [(PACE, 151, 170), (UM, 3.6, 1), (LIKE, 1, 0), (PAUSE, 0.488, 0.3), (VARIATION, 4.933, 6)],
)
def test_the_norm_is_the_middle_and_the_sign_says_what_is_rated_higher(
    norm: delivery_norms.Norm, value: float, better: float
) -> None:
    assert norm.z(value) == pytest.approx(0.0, abs=0.01)
    assert norm.z(better) > 0


def test_pace_counts_between_its_bounds_only() -> None:
    assert PACE.z(185) == PACE.z(240)
    assert PACE.z(90) == PACE.z(40)
    assert PACE.z(170) == pytest.approx((170 - 151) / (35 / 1.349), rel=0.02)


def test_a_norm_of_three_people_is_trusted_less() -> None:
    many = replace(VARIATION, people=1000)
    value = VARIATION.mean + 3 * VARIATION.sd
    assert VARIATION.z(value) < many.z(value) == pytest.approx(3.0, abs=0.02)
    # Student's t with two degrees of freedom, in closed form.
    t = 3 / math.sqrt(1 + 1 / 3)
    exact = delivery._NORMAL.inv_cdf(0.5 + t / (2 * math.sqrt(2 + t * t)))
    assert VARIATION.z(value) == pytest.approx(exact, abs=0.1)


def test_an_answer_is_read_from_stored_features() -> None:
    stored = {
        "words": 100,
        "speaking_s": 40.0,
        "words_per_minute": 150.0,
        "pauses": {"count": 4, "mean_s": 0.5},
        "fillers": {"um": None, "likes": 1},
        "pitch": {"range_st": 5.0, "ends": 3, "rises": 1},
        "variation_db": None,
    }
    assert delivered(stored) == Delivered(100, 40.0, None, 1, 4, 2.0, None, 5.0, 3, 1)
    assert delivered({**stored, "words_per_minute": None}) is None
    assert delivered(None) is None
    fluent = delivered({**stored, "pauses": {"count": 0, "mean_s": None}, "pitch": None})
    assert fluent == Delivered(100, 40.0, None, 1, 0, 0.0)


ANSWERS = st.lists(
    st.builds(
        Delivered,
        words=st.integers(0, 2000),
        speaking_s=st.floats(2.0, 600.0),
        um=st.none() | st.integers(0, 200),
        likes=st.integers(0, 200),
        pauses=st.integers(1, 300),
        paused_s=st.floats(0.25, 500.0),
        variation_db=st.none() | st.floats(0.0, 40.0),
        range_st=st.none() | st.floats(0.0, 40.0),
        sentence_ends=st.just(4),
        rises=st.integers(0, 4),
    ),
    max_size=12,
)


@given(ANSWERS)
def test_every_answer_has_a_band_or_a_reason(answers: list[Delivered]) -> None:
    found = impression(answers, EVERYBODY)
    if isinstance(found.band, Absent):
        assert found.band.why
    assert all(math.isfinite(each) for each in found.features.values())
    judged(found)
    words = " ".join(each.label + each.why for each in found.contributions).lower()
    assert not {"nervous", "anxious", "confident", "calm", "emotion"} & set(words.split())
