"""What one's own interviews look like afterwards: in a list, as a whole, as found."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from backend.domain.scenario import Difficulty, Kind, Mode
from backend.interviews.schemas import InterviewView, QuestionView, Tidy, readable
from backend.paging import Cursor, Moment, Page

Speaker = Literal["candidate", "interviewer"]
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


def _day_after(value: object) -> object:
    """A day alone, as the end of a time, is meant to be in it."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return f"{date.fromisoformat(value) + timedelta(days=1)}T00:00:00Z"
        except (ValueError, OverflowError):
            return value
    return value


class HistoryQuery(BaseModel):
    """Which interviews are wanted; what is left out doesn't matter."""

    status: Literal["planned", "active", "completed"] | None = None
    kind: Kind | None = None
    mode: Mode | None = None
    difficulty: Difficulty | None = None
    role: Annotated[Tidy | None, Field(max_length=120, description="Its whole name")] = None
    industry: Annotated[Tidy | None, Field(max_length=120, description="Its whole name")] = None
    title: Annotated[
        str, Field(max_length=120, description="Words of the title, or how they begin")
    ] = ""
    since: Annotated[
        Moment | None,
        Field(alias="from", description="A time, or a day in UTC", examples=["2026-11-01"]),
    ] = None
    until: Annotated[
        Moment | None,
        BeforeValidator(_day_after),
        Field(alias="to", description="Before this time, or up to the end of this day in UTC"),
    ] = None
    limit: Annotated[int, Field(ge=1, le=100, description="Interviews on a page")] = 20
    cursor: Cursor = None


class HistoryItem(InterviewView):
    model_config = ConfigDict(from_attributes=True)

    answered: Annotated[int, Field(description="Main questions that were answered")]
    duration_s: Annotated[
        float | None,
        Field(description="How long it was held, without times in which nobody was there"),
    ]
    feedback: Annotated[
        Literal["pending", "running", "basic", "ready", "failed"] | None,
        Field(description="Where its scorecard stands; null where none was asked for"),
    ]
    score: Annotated[float | None, Field(description="The scorecard's overall, once there is one")]


class HistoryPage(Page[HistoryItem]):
    pass


class WordView(BaseModel):
    """A word as it was heard, in seconds of the answer's sound."""

    text: str
    start_s: float
    end_s: float
    probability: float


class TurnView(BaseModel):
    """One turn of either side. `question` is the position of the question it belongs to, `why`
    says why a follow-up was asked. `start_s` and `end_s` count from the beginning of the
    conversation, and anew where it was taken up again later. The last two are left null unless
    details were asked for."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    item_id: str
    speaker: Speaker
    kind: str
    why: str
    text: Annotated[str, Field(description="As it was heard or typed")]
    correction: Annotated[
        str | None, Field(description="What you say that you said, where you were heard wrong")
    ] = None
    typed: bool
    cut: bool
    confidence: float
    start_s: float
    end_s: float
    question: int | None = None
    audio_s: Annotated[
        float | None, Field(description="Length of its sound; null where none is kept")
    ] = None
    words: list[WordView] | None = None
    features: Annotated[
        dict[str, Any] | None, Field(description="How it was delivered, where that was measured")
    ] = None


class InterviewWithTurns(HistoryItem):
    questions: list[QuestionView]
    turns: list[TurnView]


class Correction(BaseModel):
    correction: Annotated[
        Annotated[str, Field(min_length=1, max_length=20_000), AfterValidator(readable)] | None,
        Field(description="null takes it back", examples=["I led the team of fourteen people."]),
    ]


class Renaming(BaseModel):
    title: Annotated[Tidy, Field(max_length=120, description="Empty takes the title away")]


class SearchQuery(BaseModel):
    q: Annotated[
        str,
        Field(
            min_length=1,
            max_length=100,
            description="Words, or how they begin, in any order and case; all in one turn",
            examples=["deploy friday"],
        ),
    ]
    limit: Annotated[int, Field(ge=1, le=50, description="Turns on a page")] = 20
    cursor: Cursor = None


class Mark(BaseModel):
    """A word that matched, in `snippet`: counted in UTF-16 units, as JavaScript counts."""

    start: int
    end: int


class FoundTurn(BaseModel):
    """A turn in which all words occur. `at_s` is when the first mark is said, in seconds of the
    turn's sound; null where nobody timed the words."""

    interview_id: UUID
    title: str
    role: str
    created_at: datetime
    turn_id: UUID
    item_id: str
    speaker: Speaker
    question: int | None
    at_s: float | None
    snippet: str
    marks: list[Mark]


class FoundPage(Page[FoundTurn]):
    pass
