"""Material for scoring, made from few words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.domain.material import Answered, AnswerTurn, HeardWord, Material
from backend.domain.plan import Competency, PlannedQuestion, QuestionType
from backend.domain.preferences import Preferences
from backend.domain.scenario import Scenario

OWNERSHIP = Competency("ownership", "Ownership", "taking ownership")
ASKED = "Tell me about a time you fixed something that nobody had asked you to fix."
STORY = (
    "Last year our test run took forty minutes and everybody went for coffee. I looked at it one"
    " Friday and saw that every test made its own database. I changed it so that they share one"
    " and roll back. In the end it came down to nine minutes, and people run it before they push."
)


def question(
    text: str = ASKED, kind: QuestionType = "behavioural", reference: Sequence[str] = ()
) -> PlannedQuestion:
    return PlannedQuestion("q-1", OWNERSHIP, text, kind, reference=tuple(reference))


def turn(
    text: str, turn_id: str = "turn-1", *, heard: str | None = None, **rest: Any
) -> AnswerTurn:
    return AnswerTurn(
        turn_id, text, text if heard is None else heard, rest.pop("asked", ""), **rest
    )


def answered(*turns: AnswerTurn, to: PlannedQuestion | None = None) -> Answered:
    planned = to or question()
    return Answered(0, planned, planned.text, turns)


def material(*questions: Answered, preferences: Preferences | None = None) -> Material:
    return Material("interview-1", Scenario(), questions, preferences or Preferences())


def spoken(text: str, probability: float = 0.95) -> tuple[HeardWord, ...]:
    """Each word takes half a second."""
    return tuple(
        HeardWord(word, at / 2, at / 2 + 0.4, probability) for at, word in enumerate(text.split())
    )
