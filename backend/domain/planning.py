"""Which questions an interview asks, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from random import Random
from typing import Protocol

from backend.domain import personal
from backend.domain.language import content_words
from backend.domain.plan import (
    MINUTES_PER_QUESTION,
    CasePack,
    Competency,
    InterviewPlan,
    PlannedQuestion,
    QuestionType,
)
from backend.domain.scenario import DIFFICULTIES, Difficulty, Scenario

OWN = Competency("own", "Your own questions", "what you wanted to be asked")
PRACTICAL = "practicalities"
_WHO = re.compile(r"\b(?:who you are|about yourself|introduce yourself)\b", re.I)
_LEVELS: dict[Difficulty, int] = {level: at for at, level in enumerate(DIFFICULTIES)}
_FOLLOW_UPS = {"hr_screen": 1, "case": 1, "behavioural": 2, "technical": 2, "mixed": 2}
"""Two let an answer be completed and then deepened; a screening only asks what is missing, and
the steps of a case follow up on one another."""


@dataclass(frozen=True, slots=True)
class Case:
    """A pack, and its steps in order."""

    pack: CasePack
    steps: tuple[PlannedQuestion, ...]
    difficulty: Difficulty


class QuestionBank(Protocol):
    """All sequences stand in an order that never changes."""

    def questions_for(self, scenario: Scenario, type: QuestionType) -> Sequence[PlannedQuestion]:
        """Every question of a type that suits the role; for an unknown role, those for all."""
        ...

    def cases_for(self, scenario: Scenario) -> Sequence[Case]:
        """Every case, those that suit the role and industry first."""
        ...

    def competencies_of(self, role: str) -> Sequence[str]:
        """The ids of what a role needs, by weight; empty for an unknown role."""
        ...

    def siblings_of(self, question_id: str) -> frozenset[str]:
        """The ids of the questions that may stand for this one."""
        ...


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What makes one question better than another for this person, now."""

    scenario: Scenario
    weights: Sequence[str]
    terms: frozenset[str]
    lately: Sequence[str]
    calm: dict[str, str]

    def rank(self, question: PlannedQuestion, covered: Iterable[str]) -> tuple[int, ...]:
        """Smaller is better: not asked lately, near the level, a sibling of a calm one in
        stress, another competency than those covered, the job description, the role."""
        lately = self.lately
        asked = len(lately) - lately.index(question.id) if question.id in lately else 0
        away = abs(_LEVELS[question.difficulty] - _LEVELS[self.scenario.difficulty])
        matched = self.scenario.mode == "stress" and question.id not in self.calm
        touched = self.terms & _topic(question)
        needs = question.competency.id
        weight = self.weights.index(needs) if needs in self.weights else len(self.weights)
        return (
            asked,
            max(away - 1, 0),
            int(matched),
            list(covered).count(needs),
            -min(len(touched), 4),
            away,
            weight,
        )


def make_plan(
    scenario: Scenario,
    bank: QuestionBank,
    *,
    seed: int,
    asked_lately: Sequence[str] = (),
    calm: Sequence[str] = (),
) -> InterviewPlan:
    """What a person is asked; the same seed gives the same.

    `asked_lately` are the ids of what this person was asked, the latest first: none comes again
    while anything else is left, then the one longest ago. `calm` are those of them that were
    answered without stress, for whose siblings a stress interview looks. Raises `ValueError`
    where the bank has no question for the scenario.
    """
    length = _length(scenario)
    own = tuple(_own(text) for text in scenario.background.own_questions)
    if scenario.kind == "case":
        return _case_plan(scenario, bank, length, own, asked_lately, seed)
    matches = {
        sibling: question for question in reversed(calm) for sibling in bank.siblings_of(question)
    }
    wishes = _Wishes(
        scenario,
        scenario.competencies or bank.competencies_of(scenario.role),
        frozenset(content_words(" ".join(scenario.background.terms))),
        asked_lately,
        matches,
    )
    chosen = _personal(scenario, length - len(own), asked_lately)
    for type, count in _shares(scenario, max(length - len(own) - len(chosen), 0)):
        left = list(bank.questions_for(scenario, type))
        Random(f"{seed} {type}").shuffle(left)
        chosen += _choose(left, count, wishes, chosen)
    missing = length - len(own) - len(chosen)
    if missing > 0:
        used = {question.id for question in chosen}
        rest = [
            question
            for question in bank.questions_for(scenario, "behavioural")
            if question.id not in used
        ]
        Random(f"{seed} rest").shuffle(rest)
        chosen += _choose(rest, missing, wishes, chosen)
    if scenario.mode == "stress":
        chosen = [replace(each, matches=matches.get(each.id, "")) for each in chosen]
    questions = (*own[:length], *_ordered(chosen))
    return InterviewPlan(scenario, questions, _budget(scenario))


def _length(scenario: Scenario) -> int:
    if scenario.minutes:
        return max(2, scenario.minutes // MINUTES_PER_QUESTION)
    return scenario.questions


def _budget(scenario: Scenario) -> int:
    """How many follow-ups a question may have: none in the one-way format, where nobody is
    there to ask them; one more under stress."""
    if scenario.format == "one_way":
        return 0
    return _FOLLOW_UPS[scenario.kind] + (scenario.mode == "stress")


def _shares(scenario: Scenario, count: int) -> list[tuple[QuestionType, int]]:
    """How many questions of which type. A mixed interview is half about the work itself, and
    opens with one question of a screening where it is long enough to afford that."""
    if scenario.kind == "mixed":
        screening = int(count >= 4)
        technical = count // 2
        shares: list[tuple[QuestionType, int]] = [
            ("hr_screen", screening),
            ("behavioural", count - screening - technical),
            ("technical", technical),
        ]
        return shares
    return [("case" if scenario.kind == "case" else scenario.kind, count)]


def _choose(
    left: list[PlannedQuestion], count: int, wishes: _Wishes, before: Sequence[PlannedQuestion]
) -> list[PlannedQuestion]:
    chosen: list[PlannedQuestion] = []
    while left and len(chosen) < count:
        covered = [each.competency.id for each in (*before, *chosen)]
        best = min(range(len(left)), key=lambda at: wishes.rank(left[at], covered))
        chosen.append(left.pop(best))
    return chosen


def _topic(question: PlannedQuestion) -> set[str]:
    told = (question.text, question.competency.name, *question.strong, *question.reference)
    return content_words(" ".join(told))


def _own(text: str) -> PlannedQuestion:
    return PlannedQuestion("", OWN, text, source="own")


def _personal(
    scenario: Scenario, length: int, asked_lately: Sequence[str]
) -> list[PlannedQuestion]:
    """What this person's CV and this job's description ask for, where there is room for it."""
    found: list[PlannedQuestion | None] = []
    if length >= personal.LONG_ENOUGH_FOR_CV:
        found.append(personal.about_cv(scenario.background, asked_lately))
    if length >= personal.LONG_ENOUGH_FOR_JOB:
        found.append(personal.about_job(scenario.background, asked_lately))
    return [each for each in found if each]


def _level(question: PlannedQuestion) -> int:
    return _LEVELS[question.difficulty]


def _ordered(chosen: Sequence[PlannedQuestion]) -> tuple[PlannedQuestion, ...]:
    """Easier before harder, about oneself before the work, and types in turn; who somebody is
    before everything, and when they could start after it."""
    by_type: dict[str, list[PlannedQuestion]] = {}
    for question in chosen:
        by_type.setdefault(question.type, []).append(question)
    about_oneself = sorted(
        by_type.pop("hr_screen", []), key=lambda each: (not _introduces(each), _level(each))
    )
    closing = [each for each in about_oneself if each.competency.id == PRACTICAL]
    opening = [each for each in about_oneself if each.competency.id != PRACTICAL]
    rest = [sorted(each, key=_level) for each in by_type.values()]
    mixed = [each for row in zip_longest(*rest) for each in row if each is not None]
    return (*opening, *mixed, *closing)


def _introduces(question: PlannedQuestion) -> bool:
    return _WHO.search(question.text) is not None


def _case_plan(
    scenario: Scenario,
    bank: QuestionBank,
    length: int,
    own: tuple[PlannedQuestion, ...],
    asked_lately: Sequence[str],
    seed: int,
) -> InterviewPlan:
    """Whole cases only: at least one, and more while there is room for all of their steps."""
    left = list(bank.cases_for(scenario))
    if not left:
        raise ValueError("The bank has no case.")

    def rank(at: int) -> tuple[int, int, int]:
        case = left[at]
        ids = [step.id for step in case.steps]
        asked = max(
            (len(asked_lately) - asked_lately.index(each) for each in ids if each in asked_lately),
            default=0,
        )
        away = abs(_LEVELS[case.difficulty] - _LEVELS[scenario.difficulty])
        return (asked, max(away - 1, 0) * len(left) + at + away * 3, seed % 7)

    chosen: list[Case] = []
    steps = len(own)
    while left:
        case = left.pop(min(range(len(left)), key=rank))
        if chosen and steps + len(case.steps) > length:
            break
        chosen.append(case)
        steps += len(case.steps)
    questions = (*own, *(step for case in chosen for step in case.steps))
    return InterviewPlan(
        scenario, questions, _budget(scenario), tuple(case.pack for case in chosen)
    )
