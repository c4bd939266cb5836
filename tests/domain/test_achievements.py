"""Milestones: what counts towards which, and when it was reached."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from backend.domain.achievements import (
    KINDS,
    LONG,
    MILESTONES,
    Guide,
    Held,
    History,
    Standing,
    standings,
)

START = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def on(day: float) -> datetime:
    return START + timedelta(days=day)


def held(day: float = 0, **changes: object) -> Held:
    values: dict[str, object] = {
        "ended_at": on(day),
        "kind": "behavioural",
        "mode": "real",
        "difficulty": "medium",
        "role": "Nurse",
        "length": 3,
        "answers": 3,
        "figures": 0,
    }
    return Held(**{**values, **changes})  # type: ignore[arg-type]  # the fields of `Held`


def standing(key: str, history: History) -> Standing:
    return next(each for each in standings(history) if each.milestone.key == key)


def reached(history: History) -> set[str]:
    return {each.milestone.key for each in standings(history) if each.reached_at}


def test_there_are_about_fifteen_and_each_is_itself() -> None:
    assert 14 <= len(MILESTONES) <= 18
    assert max(Counter(each.key for each in MILESTONES).values()) == 1
    assert max(Counter(each.title for each in MILESTONES).values()) == 1
    assert all(each.how.endswith(".") and each.target >= 1 for each in MILESTONES)


def test_nobody_has_reached_anything_at_first() -> None:
    for each in standings(History()):
        assert (each.value, each.reached_at) == (0, None)


def test_no_milestone_asks_for_days_in_a_row() -> None:
    with_gaps = History(held=tuple(held(40 * each) for each in range(5)))
    assert standing("five_days", with_gaps).reached_at == on(160)
    one_day = History(held=tuple(held(each / 100) for each in range(5)))
    assert standing("five_days", one_day).value == 1


def test_the_date_is_that_of_what_reached_it_whatever_the_order() -> None:
    history = History(held=tuple(held(day) for day in (9, 1, 7, 3, 5, 11)))
    assert standing("first_interview", history).reached_at == on(1)
    assert standing("five_interviews", history).reached_at == on(9)
    assert standing("five_interviews", history).value == 5
    assert standing("twenty_interviews", history).value == 6


def test_each_different_one_counts_once() -> None:
    levels = ("easy", "easy", "hard", "expert")
    history = History(held=tuple(held(day, difficulty=each) for day, each in enumerate(levels)))
    assert standing("every_difficulty", history).value == 3
    kinds = History(held=tuple(held(day, kind=each) for day, each in enumerate((*KINDS, "mixed"))))
    assert standing("every_kind", kinds).reached_at == on(3)
    roles = History(held=tuple(held(role=each) for each in ("Nurse", "NURSE", "Chef")))
    assert standing("three_roles", roles).value == 2


@pytest.mark.parametrize(
    ("key", "enough", "short"),
    [
        ("case_finished", {"kind": "case"}, {"kind": "case", "answers": 2}),
        ("case_finished", {"kind": "case"}, {"kind": "mixed"}),
        ("stress_held", {"mode": "stress"}, {"mode": "stress", "answers": 1}),
        ("stress_held", {"mode": "stress"}, {"mode": "stress", "length": 0}),
        ("long_interview", {"answers": LONG, "length": LONG}, {"answers": LONG - 1}),
    ],
)
def test_what_is_broken_off_does_not_count(
    key: str, enough: dict[str, object], short: dict[str, object]
) -> None:
    assert standing(key, History(held=(held(2, **enough),))).reached_at == on(2)
    assert standing(key, History(held=(held(2, **short),))).reached_at is None


def test_answers_are_counted_over_all_interviews() -> None:
    history = History(held=(held(1, answers=30), held(2, answers=19, figures=6)))
    assert standing("fifty_answers", history).value == 49
    assert standing("ten_figures", history).value == 6
    more = History(held=(*history.held, held(3, answers=4, figures=4)))
    assert standing("fifty_answers", more).reached_at == on(3)
    assert standing("ten_figures", more).reached_at == on(3)


def test_four_pairs_measure_pressure() -> None:
    history = History(pairs=(on(1), on(2), on(3)))
    assert standing("pressure_measured", history).value == 3
    assert standing("pressure_measured", History(pairs=(*history.pairs, on(5)))).reached_at == on(5)


def test_guides_exercises_and_courses() -> None:
    history = History(
        guides=(
            Guide(on(1), "answers", exercise_done=True),
            Guide(on(3), "answers", exercise_done=True),
            Guide(on(2), "nerves"),
            Guide(on(0)),
        ),
        courses={"answers": 2, "nerves": 1},
    )
    assert standing("first_guide", history).reached_at == on(0)
    assert standing("first_exercise", history).reached_at == on(1)
    assert standing("first_course", history).reached_at == on(3)
    grown = History(guides=history.guides, courses={"answers": 3, "nerves": 1})
    assert standing("first_course", grown).reached_at is None
    gone = History(guides=history.guides, courses={})
    assert standing("first_course", gone).reached_at is None


def test_papers_count() -> None:
    assert reached(History(documents=(on(4),))) == {"own_document"}
