"""What an interview will ask, settled before it starts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from backend.domain.scenario import Difficulty, Scenario

QuestionType = Literal["behavioural", "technical", "hr_screen", "case"]
StepKind = Literal["structure", "analysis", "arithmetic", "synthesis"]
MINUTES_PER_QUESTION = 3


@dataclass(frozen=True, slots=True)
class Competency:
    """`about` completes "A question about …"."""

    id: str
    name: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """Four questions, each deeper than the one before."""

    what: str
    why: str
    trade_off: str
    failure: str


@dataclass(frozen=True, slots=True)
class Sum:
    """Arithmetic that is asked for: `method` says in words how `answer` is reached. An answer
    within `tolerance` (a share of it) is right."""

    answer: float
    unit: str
    method: str
    tolerance: float = 0.05


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A table that is shown with a step of a case."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """Told when a question of the candidate's has one of `keys` in it."""

    keys: tuple[str, ...]
    say: str


@dataclass(frozen=True, slots=True)
class CaseStep:
    """What a case adds to the question that is one of its steps. `prompt` is spoken before the
    first step only; `introduction` before an exhibit."""

    case: str
    kind: StepKind
    prompt: str = ""
    introduction: str = ""
    exhibit: Exhibit | None = None
    sum: Sum | None = None


@dataclass(frozen=True, slots=True)
class CasePack:
    """What is known of a case throughout; `unknown` is said of everything else."""

    id: str
    title: str
    facts: tuple[Fact, ...]
    unknown: str


@dataclass(frozen=True, slots=True)
class PlannedQuestion:
    """`id` names it in the question bank ("" for the person's own), so that it can be
    recognised in later interviews. `matches` is the id of a sibling that was answered without
    stress, for comparison. `source` says who worded it."""

    id: str
    competency: Competency
    text: str
    type: QuestionType = "behavioural"
    difficulty: Difficulty = "medium"
    strong: tuple[str, ...] = ()
    probes: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    ladder: Ladder | None = None
    hints: tuple[str, ...] = ()
    step: CaseStep | None = None
    matches: str = ""
    source: Literal["bank", "tailored", "own"] = "bank"


@dataclass(frozen=True, slots=True)
class InterviewPlan:
    """`follow_ups` is the budget of each question. `cases` holds the packs of the case steps."""

    scenario: Scenario
    questions: tuple[PlannedQuestion, ...]
    follow_ups: int = 1
    cases: tuple[CasePack, ...] = field(default=())

    def __post_init__(self) -> None:
        if not self.questions:
            raise ValueError("An interview needs at least one question.")

    @property
    def minutes(self) -> int:
        return self.scenario.minutes or MINUTES_PER_QUESTION * len(self.questions)

    def case_of(self, question: PlannedQuestion) -> CasePack | None:
        step = question.step
        return next((each for each in self.cases if step and each.id == step.case), None)
