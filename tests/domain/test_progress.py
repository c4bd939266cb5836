"""Like compared with like, and calm with stress."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from backend.domain.estimates import Change, Estimate
from backend.domain.progress import (
    COMPARED_WITH,
    FEWEST_PAIRS,
    Answered,
    Group,
    Point,
    against,
    direction,
    gap,
    grouped,
    pairs,
    series,
    told,
    trend_told,
)

START = datetime(2026, 10, 1, tzinfo=UTC)
MEDIUM = Group("behavioural", "real", "medium", "rules")
HARD = MEDIUM._replace(difficulty="hard")


def around(value: float, half: float = 0.2) -> Estimate:
    return Estimate(value, value - half, value + half)


def a_point(day: int, value: float, group: Group = MEDIUM) -> Point:
    scores = {"overall": around(value)} | ({"structure": around(value)} if day % 2 else {})
    return Point(uuid4(), START + timedelta(days=day), "Nurse", "Health care", group, scores)  # type: ignore[arg-type]  # the keys are names of series


def answer(
    day: int, value: float | None, question: str, matches: str = "", engine: str = "rules"
) -> Answered:
    return Answered(
        uuid4(),
        START + timedelta(days=day),
        engine,
        question,
        matches,
        pressed=bool(matches),
        figure=False,
        score=None if value is None else around(value),
    )


def test_only_the_same_sort_is_put_together() -> None:
    points = [a_point(3, 3.0), a_point(1, 2.0, HARD), a_point(2, 2.5)]
    points.append(a_point(4, 4.0, MEDIUM._replace(engine="another")))
    groups = grouped(points)
    assert [(group.difficulty, group.engine, len(found)) for group, found in groups.items()] == [
        ("medium", "rules", 2),
        ("hard", "rules", 1),
        ("medium", "another", 1),
    ]
    assert [each.value for each in series(groups[MEDIUM], "overall")] == [2.5, 3.0]
    assert [each.value for each in series(groups[MEDIUM], "structure")] == [3.0]
    assert grouped([]) == {}


def test_a_score_is_held_against_the_latest_that_have_it() -> None:
    earlier = [a_point(day, 1.0) for day in range(5)]
    earlier += [a_point(day, 3.0) for day in range(5, 5 + COMPARED_WITH)]
    found = against(earlier, {"overall": around(3.5), "delivery": around(3.0)})
    assert found["delivery"] is None
    overall = found["overall"]
    assert overall
    assert overall.earlier == COMPARED_WITH
    assert overall.difference == pytest.approx(0.5)


def test_a_pair_is_a_stressed_answer_and_the_calm_one_before_it() -> None:
    found = pairs(
        [
            answer(5, 2.0, "b", matches="a"),
            answer(1, 3.0, "a"),
            answer(2, 4.0, "a"),
            answer(6, 2.5, "c", matches="a"),
            answer(7, 2.5, "d", matches="a"),
            answer(9, 3.0, "z"),
            answer(8, 2.0, "y", matches="z"),
        ]
    )
    assert [each.difference for each in found] == [-2.0, -0.5]
    assert [each.calm.date.day for each in found] == [3, 2]


def test_what_was_not_scored_or_scored_by_another_makes_no_pair() -> None:
    assert not pairs([answer(1, None, "a"), answer(2, 3.0, "b", matches="a")])
    assert not pairs([answer(1, 3.0, "a"), answer(2, None, "b", matches="a")])
    assert not pairs([answer(1, 3.0, "a", engine="x"), answer(2, 3.0, "b", matches="a")])


def test_the_gap_is_told_from_four_pairs_on_with_its_interval() -> None:
    made = [
        pair
        for day, (calm, pressed) in enumerate([(3.0, 2.5), (3.5, 3.0), (3.0, 2.6), (4.0, 3.4)])
        for pair in pairs([answer(day, calm, "a"), answer(day + 1, pressed, "b", matches="a")])
    ]
    assert gap(made[: FEWEST_PAIRS - 1]) is None
    found = gap(made)
    assert found
    assert found.value == pytest.approx(-0.5)
    # Half the interval of a single difference, sqrt(2) * 0.2, is more than the spread gives.
    assert found.high - found.value == pytest.approx(0.1414, abs=0.001)


def test_the_answers_of_one_day_have_the_day_in_common() -> None:
    """Three interviews of four pairs each are three days and not twelve."""
    made = []
    for day, shift in enumerate((-0.5, 0.1, -0.2)):
        held = uuid4()
        for pair in range(4):
            calm = answer(0, 3.0, f"{day}-{pair}")
            pressed = answer(day + 1, 3.0 + shift, "x", matches=f"{day}-{pair}")
            made += pairs([calm, replace(pressed, interview_id=held)])
    found = gap(made)
    assert found
    assert found.value == pytest.approx(-0.2)
    # By hand: 4.303 * 0.3 / sqrt(3)
    assert found.high - found.value == pytest.approx(0.745, rel=0.01)


@pytest.mark.parametrize(
    ("found", "which", "words"),
    [
        (None, "first", "The first interview of this sort"),
        (Change(1.0, 0.5, 1.5, 1), "too_few", "2 more interviews of this sort"),
        (Change(1.0, 0.5, 1.5, 2), "too_few", "1 more interview of this sort"),
        (Change(0.3, -0.1, 0.7, 4), "no_clear_change", "No more than the usual ups and downs"),
        (Change(0.52, 0.1, 0.9, 4), "better", "0.5 above the mean of 4 earlier interviews"),
        (Change(-0.8, -1.2, -0.4, 4), "worse", "0.8 below the mean of 4 earlier interviews"),
    ],
)
def test_a_change_is_told_in_a_sentence(found: Change | None, which: str, words: str) -> None:
    assert direction(found) == which
    assert told(found).startswith(words)


def test_a_trend_that_is_none_is_told_too() -> None:
    assert trend_told("Structure", None, False, 2).startswith("2 more interviews of this sort")
