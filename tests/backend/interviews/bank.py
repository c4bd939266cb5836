"""Three questions that never change, as a bank."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain.plan import Competency, PlannedQuestion, QuestionType
from backend.domain.planning import Case
from backend.domain.scenario import Scenario

QUESTIONS = tuple(
    PlannedQuestion(f"q{number}", Competency(name.lower(), name), text, type="behavioural")
    for number, (name, text) in enumerate(
        [
            ("Craft", "Which system did you design last?"),
            ("Teamwork", "When did you disagree with a colleague?"),
            ("Learning", "What would you do differently today?"),
        ]
    )
)


class SmallBank:
    """A `QuestionBank`. Its questions are asked as those of a screening, which follows up once
    and leaves a complete answer alone."""

    def questions_for(self, scenario: Scenario, type: QuestionType) -> Sequence[PlannedQuestion]:
        return QUESTIONS

    def cases_for(self, scenario: Scenario) -> Sequence[Case]:
        return ()

    def competencies_of(self, role: str) -> Sequence[str]:
        return ()

    def siblings_of(self, question_id: str) -> frozenset[str]:
        return frozenset()


SCREENING = Scenario(kind="hr_screen")
