"""What an interview will ask, settled before it starts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

QUESTIONS_PER_INTERVIEW = 3
MINUTES_PER_QUESTION = 3


@dataclass(frozen=True, slots=True)
class Scenario:
    role: str = "Software engineer"
    industry: str = "Technology"
    difficulty: str = "medium"


@dataclass(frozen=True, slots=True)
class Competency:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """`id` names it in the question bank, so that it can be recognised in later interviews."""

    id: str
    competency: Competency
    text: str


@dataclass(frozen=True, slots=True)
class InterviewPlan:
    scenario: Scenario
    questions: tuple[PlannedQuestion, ...]
    follow_ups_per_question: int = 1

    def __post_init__(self) -> None:
        if not self.questions:
            raise ValueError("An interview needs at least one question.")

    @property
    def minutes(self) -> int:
        return MINUTES_PER_QUESTION * len(self.questions)


class QuestionBank(Protocol):
    def questions_for(self, scenario: Scenario) -> Sequence[PlannedQuestion]:
        """Every question that fits, in an order that never changes."""
        ...


def make_plan(
    scenario: Scenario,
    bank: QuestionBank,
    *,
    seed: int,
    length: int = QUESTIONS_PER_INTERVIEW,
) -> InterviewPlan:
    """A plan that covers as many competencies as it has questions; the same seed gives the same.

    No competency comes twice while another is left. Raises `ValueError` where the bank has no
    question for the scenario.
    """
    left = list(bank.questions_for(scenario))
    Random(seed).shuffle(left)
    chosen: list[PlannedQuestion] = []
    while left and len(chosen) < length:
        covered = {question.competency for question in chosen}
        fresh = next((at for at, each in enumerate(left) if each.competency not in covered), 0)
        chosen.append(left.pop(fresh))
    return InterviewPlan(scenario, tuple(chosen))
