"""What the feedback on an interview is made from: everything that was asked and answered.

Whoever scores reads this and nothing else, so that the same material gives the same scorecard
whenever, and on whichever server, it is worked out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.domain.claims import Ledger
from backend.domain.meaning import Meaning
from backend.domain.moves import QuestionKind
from backend.domain.plan import PlannedQuestion
from backend.domain.preferences import Preferences
from backend.domain.scenario import Scenario


@dataclass(frozen=True, slots=True)
class HeardWord:
    """A word as the recogniser heard it. Seconds count from where the turn's own sound begins."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class AnswerTurn:
    """One turn of the candidate's to a main question or to a follow-up on it.

    `text` is what is scored: `heard`, or what the person corrected it to. Evidence quotes `text`.
    `words` are as they were heard, empty where it was typed; `alignment.seconds_of` finds where
    a quote of `text` is said. `confidence` is the recogniser's mean word probability. `seconds`
    is how long it took to say, 0 for typed text. `features` is `Turn.features`, None where
    nothing was measured.

    `asked` is the question that was in force as it was worded, `asked_why` what a follow-up was
    after, "" for the main one. `reason`, `why` and `quote` are what the interviewer found in the
    answer and took up next, "" where nothing was: see `follow_up.Reason`.
    """

    turn_id: str
    text: str
    heard: str
    asked: str
    kind: QuestionKind = "main"
    asked_why: str = ""
    typed: bool = False
    confidence: float = 1.0
    words: tuple[HeardWord, ...] = ()
    seconds: float = 0.0
    features: Mapping[str, Any] | None = None
    reason: str = ""
    why: str = ""
    quote: str = ""

    @property
    def corrected(self) -> bool:
        """Whether the person said that they had been heard wrong."""
        return self.text != self.heard


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What the interviewer asked more about, as it was heard, and why."""

    kind: QuestionKind
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A main question that was put, with all that was said to it, in order; `turns` is empty
    where nothing was. `position` counts from 0. `planned` is the question as it stands in the
    plan: type, competency, reference points, what a strong answer contains, the bank's id.
    `text` is as it was put. `siblings` are the bank's ids of questions that may stand for it.
    `pressed` says that it was asked under stress that the candidate hadn't asked to end; `hints`
    counts the help that was given.
    """

    position: int
    planned: PlannedQuestion
    text: str
    turns: tuple[AnswerTurn, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    siblings: frozenset[str] = frozenset()
    pressed: bool = False
    hints: int = 0
    skipped: bool = False
    timed_out: bool = False
    meaning: Meaning | None = None
    """Of all that was said to it; None where no model has compared it with the question."""

    @property
    def typed(self) -> bool:
        """Whether all of it was typed."""
        return all(each.typed for each in self.turns)


@dataclass(frozen=True, slots=True)
class Material:
    """`scenario` has the interview's kind, mode, difficulty, role, persona, and the background
    from CV and job description. `preferences` are the person's own: `second_language`,
    `longer_pauses` and `rate_delivery` matter here. `ledger` holds what was claimed."""

    interview_id: str
    scenario: Scenario
    questions: tuple[Answered, ...] = ()
    preferences: Preferences = field(default_factory=Preferences)
    ledger: Ledger = field(default_factory=Ledger)

    @property
    def typed(self) -> bool:
        """Whether the whole interview was held in writing."""
        return all(each.typed for each in self.questions)
