"""What a scorecard looks like to those who read it.

Nothing here is about feelings, character or anybody's chances: only what was said, how it was
said, and how sure that is.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from backend.domain.plan import QuestionType
from backend.domain.progress import Direction, Series
from backend.domain.scorecard import Absence, Basis, Metric, NoteKind

State = Annotated[
    Literal["scored"] | Absence,
    Field(
        description="`not_called_for`: the question didn't ask for it. `not_made`: it would have"
        " been scored, and wasn't; `why` says why"
    ),
]
Seconds = Annotated[
    float | None, Field(description="From where the turn's own sound begins; null where typed")
]


class View(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Interval(View):
    """Holds the true value in 95 of 100 cases."""

    low: float
    high: float


class EvidenceView(View):
    """Words of the transcript, or what was measured where `quote` is empty; play it from
    `start_s` to `end_s` of the turn's sound."""

    turn_id: UUID
    quote: Annotated[str, Field(examples=["we lost eleven boxes of ninety"])]
    start_s: Seconds
    end_s: Seconds
    why: Annotated[str, Field(examples=["How it turned out, with a figure."])]


class ChangeView(View):
    """Against the latest earlier interviews of the same kind, mode and difficulty, scored by the
    same engine. `better` and `worse` are said only where the interval excludes zero."""

    direction: Direction
    difference: float | None
    interval: Interval | None
    earlier: Annotated[int, Field(description="Interviews it is compared with")]
    missing: Annotated[int, Field(description="Interviews until something can be said")]
    text: Annotated[
        str, Field(examples=["No more than the usual ups and downs against the mean of 4 earlier…"])
    ]


class ScoreView(View):
    """A value from 1 to 5. `value` is null where `state` isn't `scored`."""

    metric: Metric
    label: str
    state: State
    value: float | None
    interval: Interval | None
    basis: Annotated[
        Basis | None,
        Field(description="Who made it: rules, a language model, or a measurement"),
    ]
    why: Annotated[str, Field(description="Why there is no value; empty where there is one")]
    evidence: list[EvidenceView]


class MetricView(ScoreView):
    trend: ChangeView | None
    practise: Annotated[str, Field(description="The one thing to practise; empty for none")]


class OverallView(View):
    value: float
    interval: Interval
    made_of: list[Metric]
    how: Annotated[
        str,
        Field(
            description="How it is made, in a sentence",
            examples=[
                "The mean of structure and relevance, each counting the same. Delivery isn't"
                " part of it."
            ],
        ),
    ]
    trend: ChangeView


class NoteView(View):
    """Shown, and no part of any score."""

    kind: NoteKind
    text: str
    turn_id: UUID | None
    quote: str
    start_s: Seconds
    end_s: Seconds


class TurnRef(View):
    """`item_id` is the turn's name in GET /interviews/{id}."""

    turn_id: UUID
    item_id: str
    typed: bool


class AnswerView(View):
    """One main question and all that was answered to it. The scores are of the whole."""

    position: Annotated[int, Field(description="Of the question; counts from 0")]
    question: str
    competency: str
    asked: QuestionType
    turns: list[TurnRef]
    value: Annotated[float | None, Field(description="The mean of its content scores")]
    interval: Interval | None
    scores: list[ScoreView]
    strength: str
    next_step: str
    stronger: Annotated[
        str,
        Field(
            description="Your own answer said better, from your own facts; gaps are left as"
            " [your figure]. Empty where no strong model was there"
        ),
    ]
    notes: list[NoteView]


class ContributionView(View):
    """`z` is the distance from the norm group's mean in standard deviations, signed so that more
    is rated higher. With a `weight` of 0 it is shown only, and `why` says why."""

    feature: str
    label: str
    value: float | None
    unit: str
    z: float | None
    weight: float
    why: str


class OwnFeature(View):
    """One feature beside your own earlier interviews: `usual` is their mean, `interval` where
    one more of them would fall."""

    feature: str
    label: str
    unit: str
    value: float
    usual: float
    interval: Interval
    differs: Annotated[bool, Field(description="Whether it is outside the interval")]


class OwnBaseline(View):
    interviews: int
    missing: Annotated[int, Field(description="Spoken interviews until there is one")]
    text: str
    features: list[OwnFeature]


class Minimum(View):
    answers: int
    speech_s: float


class ConfidenceView(View):
    """Vocal confidence (delivery impression, experimental): how delivery like this tends to be
    rated. It is not how you feel, and no forecast of what an employer decides."""

    title: str
    meaning: str
    experimental: bool
    state: State
    why: str
    band: Annotated[int | None, Field(ge=1, le=5, description="Of five; 3 is the middle")]
    interval: Annotated[Interval | None, Field(description="In bands")]
    norms: Annotated[
        str,
        Field(
            description="The people it is compared with",
            examples=["US students in mock interviews"],
        ),
    ]
    answers: Annotated[int, Field(description="Spoken answers it is made from")]
    speech_s: float
    minimum: Minimum
    contributions: list[ContributionView]
    baseline: OwnBaseline


class EarlierInterview(View):
    interview_id: UUID
    interview_date: datetime
    role: str
    value: float
    interval: Interval


class Comparison(View):
    """The latest earlier interviews of the same kind, mode and difficulty, by the same engine,
    in order of date."""

    text: str
    interviews: list[EarlierInterview]


class InterviewRef(View):
    id: UUID
    title: str
    role: str
    industry: str
    kind: str
    mode: str
    difficulty: str
    ended_at: datetime


class StepsView(View):
    done: int
    total: int


class Practise(View):
    """The weakest of the content metrics, and what to do about it."""

    metric: Metric
    text: str


Status = Literal["pending", "running", "basic", "ready", "failed"]


class FeedbackState(View):
    interview_id: UUID
    status: Status
    message: Annotated[str, Field(description="The status in a sentence")]


class AttemptView(View):
    """One try at a question. `position` is the question's in that interview."""

    interview_id: UUID
    position: int
    question: str
    held_at: datetime
    status: Status
    engine: str
    version: str
    answer: Annotated[AnswerView | None, Field(description="Null until it is scored")]


class DifferenceView(View):
    """The later minus the first; for "overall", over the metrics that both have."""

    metric: Series
    label: str
    first: float
    again: float
    difference: float
    interval: Interval
    beyond_noise: Annotated[bool, Field(description="Whether zero lies outside the interval")]


class ComparedView(AttemptView):
    """A later try beside the first."""

    sibling: Annotated[bool, Field(description="An unseen question like the first")]
    learning: Annotated[
        bool, Field(description="Better beyond the noise, on a question that was unseen")
    ]
    comparable: Annotated[
        bool, Field(description="Whether both are scored, by the same engine and version")
    ]
    differences: Annotated[list[DifferenceView], Field(description="The overall first")]
    text: str


class RetriesView(View):
    """A question that was answered again. `interview_id` and `position` are those of the first
    time, `question` as it was put then."""

    interview_id: UUID
    position: int
    question: str
    first: AttemptView
    retries: Annotated[list[ComparedView], Field(description="In order of date")]
    text: Annotated[str, Field(description="What can be said of all of them, in a sentence")]


class ScorecardView(View):
    """`status` says how far it is; what is there already is shown whatever it says."""

    interview: InterviewRef
    status: Status
    message: Annotated[str, Field(description="The status in a sentence")]
    steps: Annotated[StepsView | None, Field(description="Null before it has begun")]
    engine: Annotated[
        str, Field(description="What made it; empty before it is made", examples=["rules"])
    ]
    version: str
    finished_at: datetime | None
    from_text: Annotated[bool, Field(description="All answers were typed")]
    overall: OverallView | None
    metrics: list[MetricView]
    practise: Practise | None
    answers: list[AnswerView]
    confidence: ConfidenceView
    comparison: Comparison
