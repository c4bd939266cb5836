"""What creating and reading interviews take and give."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from backend.domain import lines
from backend.domain.background import MOST_CHARACTERS, digest
from backend.domain.language import clean
from backend.domain.plan import PlannedQuestion, QuestionType
from backend.domain.scenario import Difficulty, Format, Kind, Mode, Persona, Scenario
from backend.literal import A_NUMBER, Flag


def readable(value: str) -> str:
    tidy = clean(value)
    if not tidy:
        raise ValueError("this can't be empty")
    return tidy


def _to_come(day: date | None) -> date | None:
    # Where the person is it may still be yesterday.
    if day and day < datetime.now(UTC).date() - timedelta(days=1):
        raise ValueError("this day is over")
    return day


Name = Annotated[str, Field(min_length=1, max_length=120), AfterValidator(readable)]
# A string with a constraint is checked for half characters (lone surrogates), others aren't.
Tidy = Annotated[str, StringConstraints(min_length=0), AfterValidator(clean)]
_default = Scenario()


class InterviewRequest(BaseModel):
    """What to be interviewed for; what is left out is as in your preferences, else a default."""

    role: Name = _default.role
    industry: Name = _default.industry
    difficulty: Difficulty = _default.difficulty
    kind: Kind = _default.kind
    persona: Persona = _default.persona
    mode: Annotated[
        Mode, Field(description="practice helps, stress limits the time and pushes back")
    ] = _default.mode
    format: Annotated[
        Format, Field(description="one_way: time to prepare, a timed answer, no follow-up")
    ] = _default.format
    questions: Annotated[int, Field(ge=1, le=20), A_NUMBER] = _default.questions
    minutes: Annotated[
        int | None,
        Field(ge=5, le=90, description="Decides the length instead of `questions`"),
        A_NUMBER,
    ] = None
    company: Annotated[Tidy, Field(max_length=120)] = ""
    interview_date: Annotated[
        date | None,
        AfterValidator(_to_come),
        Field(description="Of the interview that this one is practice for"),
    ] = None
    candidate: Annotated[Tidy, Field(max_length=60, description="What you want to be called")] = ""
    cv: Annotated[str, Field(max_length=MOST_CHARACTERS)] = ""
    cv_id: Annotated[UUID | None, Field(description="A document of yours, instead of `cv`")] = None
    job_description: Annotated[str, Field(max_length=MOST_CHARACTERS)] = ""
    job_description_id: Annotated[
        UUID | None, Field(description="A document of yours, instead of `job_description`")
    ] = None
    own_questions: Annotated[
        str, Field(max_length=8_000, description="Questions to be asked, one in each line")
    ] = ""
    seed: Annotated[
        int | None,
        Field(
            ge=0, lt=2**63, description="The same number plans the same interview, to try it again"
        ),
        A_NUMBER,
    ] = None
    keep_audio: Annotated[
        Flag | None,
        Field(description="false: no sound of this interview is stored; null: as you prefer"),
    ] = None

    @model_validator(mode="after")
    def _one_source_each(self) -> Self:
        for name in ("cv", "job_description"):
            if getattr(self, name) and getattr(self, f"{name}_id"):
                raise ValueError(f"give either {name} or {name}_id")
        return self

    def with_defaults(self, preferred: Mapping[str, Any]) -> Self:
        """With what the person prefers, by name of the field, where the request says nothing."""
        said = set(self.model_fields_set)
        if "questions" in said:
            # Minutes would decide the length, and here it was decided.
            said.add("minutes")
        return self.model_copy(
            update={name: value for name, value in preferred.items() if name not in said}
        )

    def scenario(self, cv: str, job_description: str) -> Scenario:
        """With the text of the documents, wherever it came from."""
        return Scenario(
            role=self.role,
            industry=self.industry,
            difficulty=self.difficulty,
            kind=self.kind,
            persona=self.persona,
            mode=self.mode,
            format=self.format,
            questions=self.questions,
            minutes=self.minutes or 0,
            company=self.company,
            interview_date=self.interview_date.isoformat() if self.interview_date else "",
            candidate=self.candidate,
            background=digest(cv, job_description, self.own_questions),
        )


class QuestionsQuery(BaseModel):
    """Which questions are wanted; what is left out has a default."""

    role: Name = _default.role
    industry: Name = _default.industry
    difficulty: Difficulty = _default.difficulty
    kind: Kind = _default.kind
    count: Annotated[int, Field(ge=1, le=20)] = 5

    def scenario(self) -> Scenario:
        return Scenario(
            role=self.role,
            industry=self.industry,
            difficulty=self.difficulty,
            kind=self.kind,
            questions=self.count,
        )


class InterviewView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    role: str
    industry: str
    difficulty: str
    kind: str
    mode: str
    title: Annotated[str, Field(description="Given by you, empty until then")]
    length: Annotated[int, Field(description="Main questions planned")]
    status: Literal["planned", "active", "completed"]
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    retry_of: Annotated[
        UUID | None, Field(description="The interview whose question is answered again in this one")
    ] = None
    retry_position: Annotated[int | None, Field(description="Which question of it")] = None
    retry_sibling: Annotated[
        bool, Field(description="It is another question like it, which you hadn't seen")
    ] = False


class RetryRequest(BaseModel):
    """Which question to answer again: the same one, or one like it that you haven't seen."""

    position: Annotated[int, Field(ge=0, le=100, description="Counts from 0"), A_NUMBER]
    question: Literal["same", "sibling"] = "same"


class SuggestedQuestion(BaseModel):
    """A question to practise with. `source` says who worded it: the bank, or the language model
    after the bank's. `strong` is what a strong answer usually contains."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    text: str
    competency: str
    type: QuestionType
    difficulty: Difficulty
    source: Literal["bank", "tailored", "own"]
    strong: tuple[str, ...]
    hints: tuple[str, ...]


class QuestionView(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    position: Annotated[int, Field(description="Counts from 0")]
    competency: str
    text: str


def suggested(question: PlannedQuestion) -> SuggestedQuestion:
    return SuggestedQuestion(
        id=question.id,
        text=question.text,
        competency=question.competency.name,
        type=question.type,
        difficulty=question.difficulty,
        source=question.source,
        strong=question.strong,
        hints=lines.hints(question),
    )
