"""Which interview to hold next: only what the rows support."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.estimates import Estimate
from backend.domain.next_practice import Practice, practise_next
from backend.domain.recommendation import Known, Practised

NURSE = Practised("Nurse", "Healthcare", "mixed", "real", "medium")
KNOWN = Known(interviews=(NURSE,) * 3, answers=8)


def first(known: Known) -> Practice:
    return practise_next(known)[0]


def at(value: float) -> Estimate:
    return Estimate(value, value - 0.5, value + 0.5)


def test_the_first_one_is_easy_and_helped() -> None:
    (only,) = practise_next(Known())
    assert (only.kind, only.difficulty, only.mode) == ("hr_screen", "easy", "practice")
    assert only.because == "start"


def test_a_gap_that_comes_often_decides_kind_and_words() -> None:
    found = first(replace(KNOWN, gaps={"no_result": 4, "vague": 2}))
    assert (found.kind, found.difficulty, found.role) == ("behavioural", "medium", "Nurse")
    assert found.why == (
        "A behavioural interview at medium: in 4 of your last 8 answers you were asked how it "
        "turned out."
    )


def test_a_gap_of_any_kind_keeps_the_kind() -> None:
    assert first(replace(KNOWN, gaps={"rambling": 3})).kind == "mixed"


@pytest.mark.parametrize("gaps", [{"no_result": 1}, {"no_result": 2}])
def test_a_gap_that_is_rare_decides_nothing(gaps: dict[str, int]) -> None:
    known = replace(KNOWN, answers=12, gaps=gaps)  # type: ignore[arg-type]  # a plain dict
    assert practise_next(known) == ()


def test_the_weakest_score_comes_after_the_gap() -> None:
    scores = {"relevance": at(3.4), "problem_solving": at(2.2), "delivery": at(4.5)}
    known = replace(KNOWN, scores=scores, scored=3, gaps={"rambling": 4})  # type: ignore[arg-type]  # a plain dict
    gap, score = practise_next(known)
    assert (gap.because, score.because, score.kind) == ("gap", "score", "technical")
    assert "problem solving was about 2.2 of 5 in your last 3 interviews" in score.why


def test_delivery_decides_nothing_for_whoever_does_not_want_it_rated() -> None:
    known = replace(KNOWN, scores={"delivery": at(1.2)}, scored=3, rate_delivery=False)
    assert practise_next(known) == ()


def test_three_strong_ones_lead_on_and_at_the_top_to_stress() -> None:
    strong = replace(NURSE, score=4.3)
    known = replace(KNOWN, interviews=(strong,) * 3)
    found = first(known)
    assert (found.because, found.difficulty, found.kind) == ("harder", "hard", "mixed")
    assert "your last 3 at medium were all at 4 or above" in found.why
    top = replace(strong, difficulty="expert")
    found = first(replace(KNOWN, interviews=(top,) * 3))
    assert (found.difficulty, found.mode) == ("expert", "stress")
    done = replace(top, mode="stress")
    assert practise_next(replace(KNOWN, interviews=(done,) * 3)) == ()


@pytest.mark.parametrize(
    "interviews",
    [
        (replace(NURSE, score=4.3),) * 2,
        (replace(NURSE, score=4.3), replace(NURSE, score=3.9), replace(NURSE, score=4.5)),
        (replace(NURSE, score=4.3), replace(NURSE, score=4.3, difficulty="easy")) * 2,
        (NURSE,) * 3,
    ],
)
def test_fewer_weaker_or_mixed_ones_do_not(interviews: tuple[Practised, ...]) -> None:
    assert practise_next(replace(KNOWN, interviews=interviews)) == ()


def test_kinds_that_were_not_tried_are_offered_at_the_same_level() -> None:
    only_technical = (replace(NURSE, kind="technical"),) * 3
    found = practise_next(replace(KNOWN, interviews=only_technical))
    assert [each.kind for each in found] == ["behavioural", "hr_screen"]
    assert {each.difficulty for each in found} == {"medium"}
    assert found[0].why.startswith("A behavioural interview at medium: you haven't tried one")


def test_nobody_is_sent_back_into_stress_for_what_is_weak() -> None:
    stressed = replace(KNOWN, interviews=(replace(NURSE, mode="stress"),), gaps={"vague": 4})
    assert first(stressed).mode == "real"


def test_the_same_interview_is_offered_once() -> None:
    scores = {"structure": at(2.0)}
    known = replace(KNOWN, scores=scores, scored=2, gaps={"no_result": 5})  # type: ignore[arg-type]  # a plain dict
    assert [each.because for each in practise_next(known)] == ["gap"]
