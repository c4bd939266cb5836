"""What creating and reading interviews take and give."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from backend.domain.language import clean
from backend.domain.scenario import Scenario
from models import Interview


def _name(value: str) -> str:
    tidy = clean(value)
    if not tidy:
        raise ValueError("this can't be empty")
    return tidy


Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_name)]
_default = Scenario()


class InterviewRequest(BaseModel):
    """What to be interviewed for; what is left out has a default."""

    role: Name = _default.role
    industry: Name = _default.industry
    difficulty: Literal["easy", "medium", "hard"] = "medium"

    def scenario(self) -> Scenario:
        return Scenario(self.role, self.industry, self.difficulty, "behavioural")


class InterviewView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    role: str
    industry: str
    difficulty: str
    status: Literal["planned", "active", "completed"]
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class QuestionView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    position: Annotated[int, Field(description="Counts from 0")]
    competency: str
    text: str


class TurnView(BaseModel):
    """One turn of either side; `question` is the position of the question it belongs to."""

    item_id: str
    speaker: Literal["candidate", "interviewer"]
    kind: str
    why: str
    text: str
    typed: bool
    cut: bool
    confidence: float
    start_s: float
    end_s: float
    question: int | None


class InterviewWithTurns(InterviewView):
    questions: list[QuestionView]
    turns: list[TurnView]


def with_turns(interview: Interview) -> InterviewWithTurns:
    """For an interview that was loaded with its turns."""
    positions = {question.id: question.position for question in interview.questions}
    turns = [
        TurnView(
            item_id=turn.item_id,
            speaker="candidate" if turn.speaker == "candidate" else "interviewer",
            kind=turn.kind,
            why=turn.why,
            text=turn.text,
            typed=turn.typed,
            cut=turn.cut,
            confidence=turn.confidence,
            start_s=turn.start_s,
            end_s=turn.end_s,
            question=positions.get(turn.question_id) if turn.question_id else None,
        )
        for turn in interview.turns
    ]
    return InterviewWithTurns(
        **InterviewView.model_validate(interview).model_dump(),
        questions=[QuestionView.model_validate(each) for each in interview.questions],
        turns=turns,
    )
