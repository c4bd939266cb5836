"""What a scorecard says. Whoever scores fills it in; nothing here knows how that was done.

It describes what was said and how it sounded, and nothing else: no feeling, no character, and no
forecast of what an employer would decide.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Literal

from backend.domain.estimates import Estimate
from backend.domain.plan import QuestionType

Metric = Literal[
    "communication", "structure", "relevance", "specificity", "problem_solving", "delivery"
]  # fmt: skip
Basis = Literal["rules", "model", "measured"]
Absence = Literal["not_called_for", "not_made"]
NoteKind = Literal[
    "grammar", "hedging", "repetition", "jargon", "wording", "tone", "pace", "unsure"
]  # fmt: skip

CONTENT: tuple[Metric, ...] = (
    "communication", "structure", "relevance", "specificity", "problem_solving",
)  # fmt: skip
METRICS: tuple[Metric, ...] = (*CONTENT, "delivery")
LABELS: Mapping[Metric, str] = {
    "communication": "Communication",
    "structure": "Structure",
    "relevance": "Relevance",
    "specificity": "Specificity",
    "problem_solving": "Problem solving",
    "delivery": "Delivery",
}
LOWEST, HIGHEST = 1.0, 5.0
IMPRESSION_ANSWERS, IMPRESSION_SPEECH_S = 3, 90.0
"""The least that a delivery impression is made from: how somebody pauses differs more from answer
to answer than from person to person, so that one answer says little."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words that occur in the turn's transcript, "" where it is something that was measured. The
    seconds count from where the turn's own sound begins, and are None for typed answers."""

    turn_id: str
    quote: str
    why: str
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Scored:
    """A value on the scale of 1 to 5, with the interval that holds it in 95 of 100 cases."""

    estimate: Estimate
    basis: Basis
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """Why there is no value: the question didn't call for it, or it was not made. `why` is a
    sentence for the person."""

    state: Absence
    why: str


Judged = Scored | Absent


@dataclass(frozen=True, slots=True)
class Note:
    """Something worth showing that no score depends on."""

    kind: NoteKind
    text: str
    turn_id: str = ""
    quote: str = ""
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerCard:
    """One main question's answer. `turn_id` is the turn that scores belong to, `turns` all that
    were said to the question, in order. `question_id` and `matches` are the bank's ids, as in
    `PlannedQuestion`; `pressed` says that it was asked in stress mode, `figure` that the answer
    has a number. `stronger` is the person's own answer said better, "" where none was made."""

    turn_id: str
    asked: QuestionType
    metrics: Mapping[Metric, Judged]
    turns: tuple[str, ...] = ()
    question_id: str = ""
    matches: str = ""
    pressed: bool = False
    figure: bool = False
    strength: str = ""
    next_step: str = ""
    stronger: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def overall(self) -> Estimate | None:
        found = overall_of(self.metrics)
        return found.estimate if found else None


@dataclass(frozen=True, slots=True)
class Overall:
    """`how` says in a sentence how it is made."""

    estimate: Estimate
    made_of: tuple[Metric, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Contribution:
    """One feature's part in the delivery impression. `z` is signed so that more is rated higher,
    None where there is no norm for it. A `weight` of 0 says that it is shown only, and `why` then
    says why; where it counts, `why` says what it is."""

    feature: str
    label: str
    value: float | None
    unit: str
    z: float | None
    weight: float
    why: str


@dataclass(frozen=True, slots=True)
class Band:
    """The third of five is the middle; `low` and `high` are bands too."""

    band: int
    low: int
    high: int

    def __post_init__(self) -> None:
        if not 1 <= self.low <= self.band <= self.high <= 5:
            raise ValueError("A band lies between 1 and 5, and within its interval.")


@dataclass(frozen=True, slots=True)
class Impression:
    """The delivery impression: how delivery like this tends to be rated. Where `band` is an
    `Absent`, what was measured is shown all the same. `answers` and `speech_s` are what it was
    made from; `norms` names the people it is compared with. Who doesn't want to be rated, or
    whom the norms don't fit, has an `Absent` band and contributions without `z`."""

    band: Band | Absent
    norms: str
    answers: int
    speech_s: float
    contributions: tuple[Contribution, ...] = ()
    experimental: bool = True

    @property
    def features(self) -> dict[str, float]:
        """What was measured, for comparing the person with themselves later."""
        return {each.feature: each.value for each in self.contributions if each.value is not None}


@dataclass(frozen=True, slots=True)
class Scorecard:
    """All of it. `practise` holds the one thing to practise, for each metric that has one;
    `summary` is one sentence for the list of interviews."""

    metrics: Mapping[Metric, Judged]
    answers: tuple[AnswerCard, ...]
    impression: Impression | Absent
    engine: str
    version: str
    overall: Overall | None = None
    practise: Mapping[Metric, str] = field(default_factory=dict)
    summary: str = ""


def overall_of(metrics: Mapping[Metric, Judged]) -> Overall | None:
    """The mean of the content metrics that have a score; None where none has.

    Delivery stays out of it: its formula is experimental, and the sound of an answer shall not
    make up for what it says. The bounds are the means of the bounds, as if all scores erred in
    the same direction, which is the widest that they can be.
    """
    scored = {name: each for name in CONTENT if isinstance(each := metrics.get(name), Scored)}
    if not scored:
        return None
    estimates = [each.estimate for each in scored.values()]
    estimate = Estimate(
        fmean(each.value for each in estimates),
        fmean(each.low for each in estimates),
        fmean(each.high for each in estimates),
    )
    names = listed([LABELS[name].lower() for name in scored])
    how = f"The mean of {names}, each counting the same." if len(scored) > 1 else f"Only {names}."
    return Overall(estimate, tuple(scored), f"{how} Delivery isn't part of it.")


def weakest(metrics: Mapping[Metric, Judged]) -> Metric | None:
    """The content metric with the lowest score: what to practise first. None where none has one."""
    scored = [
        (each.estimate.value, at, name)
        for at, name in enumerate(CONTENT)
        if isinstance(each := metrics.get(name), Scored)
    ]
    return min(scored)[2] if scored else None


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
