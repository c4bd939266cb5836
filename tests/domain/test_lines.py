"""The interviewer's fixed sentences: short, plain, and without praise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import pytest

from backend.domain import lines
from backend.domain.plan import Competency, InterviewPlan, PlannedQuestion
from backend.domain.remarks import Remark
from backend.domain.scenario import Mode, Persona, Scenario
from backend.domain.signs.requests import RemarkKind

QUESTION = PlannedQuestion("q", Competency("c", "C"), "What went wrong?", hints=("Think.",))
PERSONAS: tuple[Persona, ...] = get_args(Persona)
PRAISE = re.compile(r"\b(great|good answer|excellent|perfect|well done|impressive|nice)\b", re.I)


def plan(**changes: object) -> InterviewPlan:
    return InterviewPlan(Scenario(**changes), (QUESTION,) * 3)  # type: ignore[arg-type]  # fields


def statements(persona: Persona, number: int) -> Iterator[str]:
    yield lines.transition(persona, number, 20, halfway=number == 3, minutes_left=None)
    yield lines.acknowledgement(persona, number, "vague")
    yield lines.acknowledgement(persona, number, "challenge")
    yield lines.acknowledgement(persona, number, "no_answer")
    yield lines.nudge(persona, number)
    yield lines.time_up(number)
    yield lines.skipped(number)
    yield lines.of_course(number)
    yield lines.support(number)
    yield lines.unknown_about_employer(number)
    yield lines.next_step(number)


def questions(persona: Persona, number: int) -> Iterator[str]:
    yield lines.challenge(persona, "I doubled the sales", number)
    yield lines.easier(QUESTION, number)
    yield lines.show_the_way(number)
    yield lines.anything_else(number)
    yield lines.check_hearing("nine people")
    yield lines.their_questions()


@pytest.mark.parametrize("persona", PERSONAS)
def test_every_line_is_short_plain_and_without_praise(persona: Persona) -> None:
    for number in range(6):
        for line in (*statements(persona, number), *questions(persona, number)):
            assert 0 < len(line.split()) <= 35
            assert not PRAISE.search(line)
            assert not re.search(r"[*_#{}<>\[\]]", line)
        assert all("?" not in line for line in statements(persona, number))
        assert all(line.count("?") == 1 for line in questions(persona, number))


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_follow_up_begins_twice_in_a_row_alike(persona: Persona) -> None:
    for number in range(6):
        for reason in ("vague", "challenge", "no_answer"):
            now = lines.acknowledgement(persona, number, reason)
            assert now != lines.acknowledgement(persona, number + 1, reason)


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("persona", PERSONAS)
def test_the_opening_says_who_speaks_how_long_and_what_is_allowed(
    mode: Mode, persona: Persona
) -> None:
    told = lines.opening(plan(mode=mode, persona=persona, candidate="Ada", company="Harbour"))
    for part in ("Ada", "AI interviewer", "nine minutes", "three questions", "Harbour"):
        assert part in told
    expected = {"practice": "hint", "real": "time you need", "stress": "please ease off"}[mode]
    assert expected in told
    assert len(told.split()) <= 75


@pytest.mark.parametrize("kind", get_args(RemarkKind))
def test_every_remark_is_met_and_leads_back(kind: RemarkKind) -> None:
    for number in range(3):
        said = lines.reply(
            Remark(kind, "what do you mean by stakeholder"),
            QUESTION.text,
            plan(),
            minutes_left=5,
            number=number,
        )
        waits = kind in ("think", "pause")
        assert said.endswith(QUESTION.text) != waits


def test_words_are_explained_and_minutes_told() -> None:
    meaning = Remark("meaning", "What do you mean by stakeholder?")
    assert "By stakeholder I mean" in lines.reply(meaning, "Why?", plan(), number=0)
    time = lines.reply(Remark("time"), "Why?", plan(), minutes_left=7, number=0)
    assert "seven minutes" in time
    assert "AI" in lines.reply(Remark("question_back", "are you human"), "Why?", plan(), number=0)


def test_what_was_said_is_told_back_unless_it_says_nothing() -> None:
    assert lines.you_said("I walked my team over") == "You said you walked your team over."
    many = "many of us are looking forward to it"
    assert lines.you_said(f"{many} being normal") == f"You said “{many} being normal”."
    assert lines.you_said("absolute chaos") == lines.you_said("") == ""


def test_figures_are_said_as_they_are_read() -> None:
    assert lines.sum_wrong("120 times 12", 1440.0, "euros").startswith("I have 1,440 euros")
    assert lines.time_limit(90) == "You have a minute and a half for your answer."
    assert lines.preparation(30) == "Take half a minute to prepare first."


def test_the_opening_promises_no_technical_questions_where_there_are_none() -> None:
    assert "about things you have done" in lines.opening(plan(kind="technical"))
    technical = InterviewPlan(Scenario(kind="technical"), (replace(QUESTION, type="technical"),))
    assert "about the work itself" in lines.opening(technical)
