"""What the dashboard shows, in the form that a chart draws."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from backend.domain.language import clean
from backend.domain.preparation import Step
from backend.domain.progress import Direction, Series
from backend.domain.scenario import Difficulty, Kind, Mode
from backend.domain.scorecard import Metric
from backend.paging import Cursor
from backend.progress import MOST_POINTS

Range = Annotated[
    tuple[float, float],
    Field(description="Low and high; holds the true value in 95 of 100 cases"),
]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2199, 12, 31))]


class DashboardQuery(BaseModel):
    """Which interviews; what is left out doesn't matter. Days are UTC's, both included."""

    kind: Kind | None = None
    mode: Mode | None = None
    difficulty: Difficulty | None = None
    since: Day | None = None
    until: Day | None = None

    @property
    def begins(self) -> datetime | None:
        return datetime.combine(self.since, time(), UTC) if self.since else None

    @property
    def ends(self) -> datetime | None:
        """The first moment that no longer counts."""
        if self.until is None:
            return None
        return datetime.combine(self.until + timedelta(days=1), time(), UTC)


class ProgressQuery(DashboardQuery):
    role: Annotated[str, Field(max_length=120), AfterValidator(clean)] = ""
    limit: Annotated[int, Field(ge=1, le=MOST_POINTS)] = 100
    cursor: Cursor = None


class ProgressPoint(BaseModel):
    """One interview that was scored."""

    interview_id: UUID
    interview_date: datetime
    role: str
    industry: str
    difficulty: str
    kind: str
    mode: str
    engine: Annotated[str, Field(description="What scored it; only the same is comparable")]
    score: float
    interval: Range
    metrics: dict[Metric, float]
    feedback: Annotated[str, Field(description="What was said of it, in a sentence")]


class ProgressPage(BaseModel):
    """In order of date, so that it can be drawn as it is: the first page ends with the latest."""

    points: list[ProgressPoint]
    next: Annotated[
        str | None, Field(description="`cursor` of the page with earlier ones; null for none")
    ]
    text: Annotated[str, Field(description="What is missing, where nothing is there")]


class ChartPoint(BaseModel):
    """One interview of a group. A metric that it has no score of is left out."""

    interview_id: UUID
    date: datetime
    role: str
    values: dict[Series, float]
    ranges: dict[Series, Range]
    moving: Annotated[
        dict[Series, float], Field(description="The mean of this and the two before it")
    ]


class TrendView(BaseModel):
    """Whether it really changed. `better` and `worse` are said only where the order of the values
    is beyond chance (Mann's test, exact, corrected for looking at several metrics) and the
    difference beyond the doubt of the scores."""

    direction: Direction
    interviews: int
    missing: Annotated[int, Field(description="Interviews until something can be said")]
    first: Annotated[float | None, Field(description="Where the line through them begins")]
    last: Annotated[float | None, Field(description="Where it ends")]
    interval: Annotated[Range | None, Field(description="Of the difference between the two")]
    text: Annotated[
        str, Field(examples=["Structure rose from about 2.6 to about 3.4 over 8 interviews."])
    ]


class SeriesView(BaseModel):
    metric: Series
    label: str
    interviews: int
    average: float
    interval: Range
    trend: TrendView


class RoleAverage(BaseModel):
    role: str
    interviews: int
    average: float
    interval: Range


class GroupView(BaseModel):
    """Interviews that can be compared: same kind, mode and difficulty, scored by the same engine.
    `points` are the latest of them, in order of date."""

    label: str
    kind: str
    mode: str
    difficulty: str
    engine: str
    interviews: int
    points: list[ChartPoint]
    series: list[SeriesView]
    by_role: list[RoleAverage]


class LevelAverage(BaseModel):
    difficulty: str
    interviews: int
    average: float
    interval: Range


class LevelsView(BaseModel):
    """The same kind and mode at different difficulties. Harder interviews ask for more: a lower
    score there is no step back."""

    label: str
    kind: str
    mode: str
    engine: str
    levels: list[LevelAverage]


class PairPoint(BaseModel):
    """A question answered under pressure, and the calm one that it matches."""

    date: datetime
    calm_interview_id: UUID
    interview_id: UUID
    calm: float
    under_pressure: float


class PressureView(BaseModel):
    """Stress mode against calm, on matching questions. `difference` is stress minus calm; it and
    its interval are null until there are enough pairs."""

    pairs: int
    missing: Annotated[int, Field(description="Pairs until something can be said")]
    difference: float | None
    interval: Range | None
    text: str
    caution: str
    points: Annotated[list[PairPoint], Field(description="The latest pairs, in order of date")]


class InsightsView(BaseModel):
    """Like compared with like; the groups with the most interviews come first."""

    interviews: int
    window: Annotated[int, Field(description="Interviews in a moving average")]
    fewest: Annotated[int, Field(description="Interviews of a group before a trend is told")]
    text: Annotated[str, Field(description="What is there, or what is missing")]
    groups: list[GroupView]
    by_difficulty: list[LevelsView]
    pressure: PressureView


class MilestoneView(BaseModel):
    key: Annotated[str, Field(examples=["every_difficulty"])]
    title: Annotated[str, Field(examples=["Every level"])]
    how: Annotated[
        str,
        Field(
            description="What it takes",
            examples=["Hold an interview at each of the four levels of difficulty."],
        ),
    ]
    value: int
    target: int
    reached_at: datetime | None


class AchievementsView(BaseModel):
    """`next` is the key of the one that is nearest; null where all are reached."""

    reached: int
    next: str | None
    milestones: list[MilestoneView]


class StoryView(BaseModel):
    """An answer of one's own, as it was told best."""

    interview_id: UUID
    turn_id: UUID
    held_at: datetime
    question: str
    text: str
    value: Annotated[float, Field(description="The mean of its content scores, from 1 to 5")]


class ShelfView(BaseModel):
    """What there is to tell of one competency."""

    competency: Annotated[str, Field(examples=["Ownership"])]
    answers: Annotated[int, Field(description="Scored answers about it")]
    best: StoryView | None
    gap: Annotated[bool, Field(description="Nothing was told well about it yet")]
    wanted: Annotated[bool, Field(description="The interviews for the role lean on it")]


class OverusedView(BaseModel):
    """One story that was told for several questions."""

    best: StoryView
    questions: list[str]


class TargetView(BaseModel):
    role: str
    company: str
    day: date
    days_left: int


class PlannedDayView(BaseModel):
    day: date
    step: Step
    what: Annotated[str, Field(examples=["Hold one in stress mode, with the clock."])]


class PreparationView(BaseModel):
    """`target` and `plan` are there where a date was given for an interview to come. `shelves`
    have the gaps first."""

    role: Annotated[str, Field(description="That gaps are counted for; empty for none")]
    text: Annotated[str, Field(description="What is there, or missing, in a sentence")]
    target: TargetView | None
    plan: list[PlannedDayView]
    shelves: list[ShelfView]
    overused: list[OverusedView]
