"""What rules say of a whole interview."""

from __future__ import annotations

from dataclasses import replace

from backend.domain.preferences import Preferences
from backend.domain.scorecard import Absent, Impression, Scored
from backend.domain.scoring import VERSION, score_by_rules
from tests.domain.answers import STORY, answered, material, turn

FEATURES = {
    "words": 60,
    "speaking_s": 40.0,
    "words_per_minute": 150.0,
    "pauses": {"count": 10, "mean_s": 0.5},
    "fillers": {"um": 1, "likes": 0},
    "pitch": {"range_st": 6.0, "ends": 4, "rises": 1},
    "variation_db": 6.0,
}


def test_the_interview_is_the_mean_of_its_answers_and_says_how() -> None:
    good, none = answered(turn(STORY)), answered(turn("I don't know, sorry.", "turn-2"))
    card = score_by_rules(material(good, none, answered()))

    structure = card.metrics["structure"]
    assert isinstance(structure, Scored)
    assert structure.estimate.value == 3.0
    assert structure.evidence
    assert card.overall
    assert card.overall.how.endswith("Delivery isn't part of it.")
    assert card.summary.startswith("2 of 3 questions answered.")
    assert card.practise["structure"] == card.answers[1].next_step
    assert (card.engine, card.version) == ("basic", VERSION)


def test_a_written_interview_has_no_delivery_and_is_told_to_be_written() -> None:
    card = score_by_rules(material(answered(turn(STORY, typed=True))))

    assert isinstance(card.impression, Absent)
    assert card.impression.state == "not_called_for"
    assert card.metrics["delivery"] == card.impression
    assert "in writing" in card.summary
    assert "wording" in {each.kind for each in card.answers[0].notes}


def test_delivery_is_measured_where_there_is_enough_and_only_for_who_wants_it() -> None:
    turns = [turn(STORY, f"turn-{at}", features=FEATURES) for at in range(3)]
    interview = material(*(answered(each) for each in turns))

    rated = score_by_rules(interview)
    unrated = score_by_rules(replace(interview, preferences=Preferences(rate_delivery=False)))

    assert isinstance(rated.metrics["delivery"], Scored)
    assert rated.metrics["delivery"].basis == "measured"
    assert isinstance(unrated.impression, Impression)
    assert isinstance(unrated.metrics["delivery"], Absent)


def test_nothing_answered_makes_an_empty_card() -> None:
    card = score_by_rules(material(answered()))

    assert card.answers == ()
    assert card.overall is None
    assert all(isinstance(each, Absent) for each in card.metrics.values())


def test_the_same_material_gives_the_same_card() -> None:
    interview = material(answered(turn(STORY, confidence=0.9)))

    assert all(score_by_rules(interview) == score_by_rules(interview) for _ in range(10))
