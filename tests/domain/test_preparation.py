"""What there is to tell, what is missing, what was told too often, and the days left."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from backend.domain.preparation import LONGEST_PLAN, Story, overused, plan, shelves

COLD_STORE = (
    "Last March our cold store failed on Sunday night, so I phoned the engineer, borrowed three"
    " lorries from another depot and moved forty tonnes of salmon before morning."
)
AGAIN = (
    "That Sunday night when the cold store failed I borrowed lorries from another depot, phoned"
    " everybody, and before morning forty tonnes of salmon were moved."
)
BUDGET = (
    "Finance wanted fifteen percent less, and rather than cutting every project equally I asked"
    " which customers would notice, closed the smallest programme and kept the others whole."
)


def a_story(competency: str, text: str, value: float, question: str = "") -> Story:
    held = datetime(2026, 11, 1, tzinfo=UTC)
    asked = question or f"Tell me about {competency}."
    return Story(uuid4(), uuid4(), held, "Nurse", competency, asked, text, value)


def test_the_best_answer_stands_for_a_competency_and_gaps_come_first() -> None:
    weak, strong = a_story("Ownership", BUDGET, 2.2), a_story("Ownership", COLD_STORE, 3.8)
    other = a_story("Teamwork", AGAIN, 2.5)
    found = shelves([weak, strong, other], ["Ownership", "Teamwork", "Planning"])
    assert [(each.competency, each.answers, each.gap) for each in found] == [
        ("Planning", 0, True),
        ("Teamwork", 1, True),
        ("Ownership", 2, False),
    ]
    assert found[2].best is strong


def test_what_nobody_asks_for_is_no_gap_to_fill_first() -> None:
    found = shelves([a_story("Humour", BUDGET, 1.5)], ["Ownership"])
    assert [each.competency for each in found] == ["Ownership", "Humour"]


def test_a_story_told_for_two_questions_is_overused() -> None:
    first, again = a_story("Ownership", COLD_STORE, 3.1), a_story("Teamwork", AGAIN, 3.9)
    (found,) = overused([first, a_story("Money", BUDGET, 3.0), again])
    assert found.tellings == (again, first)


def test_practising_one_question_again_is_not_overuse() -> None:
    first = a_story("Ownership", COLD_STORE, 3.1, "What went wrong?")
    again = a_story("Ownership", AGAIN, 3.9, "What went wrong?")
    assert overused([first, again]) == []
    assert overused([a_story("A", "Yes, once.", 1.0), a_story("B", "Yes, once.", 1.0)]) == []


def test_the_days_left_fill_gaps_first_and_end_lightly() -> None:
    today = date(2026, 11, 20)
    days = plan(today, date(2026, 11, 25), ["Planning", "Teamwork"], "Structure")
    assert [each.step for each in days] == ["story", "interview", "story", "weakest", "sheet"]
    assert [each.day.day for each in days] == [20, 21, 22, 23, 24]
    assert "planning" in days[0].what
    assert "structure" in days[3].what


def test_a_plan_is_never_long_and_never_late() -> None:
    today = date(2026, 11, 20)
    assert len(plan(today, date(2027, 3, 1), [], "")) == LONGEST_PLAN
    assert [each.step for each in plan(today, date(2026, 11, 21), ["Planning"], "")] == ["sheet"]
    assert plan(today, today, ["Planning"], "") == []
