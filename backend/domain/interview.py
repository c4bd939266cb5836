"""An interview as it stands: what was asked, answered and heard.

A flow never changes: `take` and `settle` give it as it is afterwards. What the interviewer does
next is decided in `deciding`, which stores nothing, so that a decision made while the candidate
still speaks can be thrown away.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from backend.domain import claims
from backend.domain.claims import Ledger
from backend.domain.heard import Heard
from backend.domain.language import words
from backend.domain.moves import Move, Phase, Place, Record
from backend.domain.plan import InterviewPlan, PlannedQuestion
from backend.domain.scenario import Persona

DOUBTFUL_CONFIDENCE = 0.4
"""Below this mean token probability Whisper guesses (its own retry threshold, an average
log-probability of -1, is 0.37), so nothing is built on such a transcript."""

SILENCE_S = 20.0
"""Thinking is welcome. This is a design choice: well beyond the pause in which people think
before a hard question, and short enough that nobody wonders whether the line is dead."""
STRESS_PATIENCE = 0.5
MAX_NUDGES = 2

_KEEPS_UNHEARD = ("clarify", "nudge")
"""Moves that leave open whether the question was heard."""


@dataclass(frozen=True, slots=True)
class Before:
    """Where the interview stood before its latest question, and the answer that led there."""

    place: Place
    answer: str


@dataclass(frozen=True, slots=True)
class InterviewFlow:
    """`move` is the latest, made in reply to the item `answers`; it is `settled` once it was
    heard or cut. `unheard` says that the candidate spoke on before a question was put, so what
    comes next continues the answer. `asked` is every question put so far. `replies` counts what
    was said to remarks and questions of the candidate's. `elapsed_s` is how long the interview
    had been held when the latest move was made. `patience` is how many times as long as usual
    an answer, and a silence before it, may take this person."""

    plan: InterviewPlan
    at: Place = field(default_factory=Place)
    asked: tuple[str, ...] = ()
    clarifications: int = 0
    nudges: int = 0
    replies: int = 0
    sequence: int = 0
    move: Move | None = None
    answers: str = ""
    settled: bool = True
    unheard: bool = False
    before: Before | None = None
    elapsed_s: float = 0.0
    patience: float = 1.0

    @property
    def current(self) -> PlannedQuestion | None:
        """The main question in force; None before the first and after the last."""
        if self.at.phase != "asking" or self.at.index < 0:
            return None
        return self.plan.questions[self.at.index]

    @property
    def stressed(self) -> bool:
        return self.plan.scenario.stressful and not self.at.eased

    @property
    def patience_s(self) -> float:
        """How long a silence may last before the interviewer says something, 0 for as long as
        it takes: after two offers of help the candidate is left in peace."""
        move = self.move
        format = self.plan.scenario.format
        left_alone = self.nudges >= MAX_NUDGES or format == "one_way"
        if move is None or move.waits or move.closing or left_alone:
            return 0.0
        stress = STRESS_PATIENCE if self.stressed else 1
        return SILENCE_S * (self.nudges + 1) * stress * self.patience

    @property
    def persona(self) -> Persona:
        """Who interviews: nobody stays tough who was asked to ease off."""
        chosen = self.plan.scenario.persona
        return "neutral" if self.at.eased and chosen == "tough" else chosen

    def base(self) -> InterviewFlow:
        """The flow without a question that was never heard."""
        if not (self.unheard and self.before):
            return self
        return replace(self, at=self.before.place, unheard=False)

    def whole(self, text: str) -> str:
        """The answer of which `text` is the latest part."""
        earlier = self.before.answer if self.unheard and self.before else ""
        return f"{earlier} {text}".strip()

    def take(
        self, move: Move, item_id: str, heard: Heard | None = None, elapsed_s: float = 0.0
    ) -> InterviewFlow:
        """The flow once `move` is made in reply to `item_id`, whose words were `heard`."""
        heard = heard or Heard()
        base, before = self.base(), self.before
        asked = self.asked
        if self.move and self.move.asks and not self.settled and not self.unheard:
            asked = _with(asked, self.at.question)
        # Only an answer goes on from before an unheard question; all else is about it.
        origin = base if move.answered else self
        place = _place_after(origin, move, replace(heard, text=self.whole(heard.text)))
        if move.asks:
            same_place = (move.index, move.follow_ups) == (self.at.index, self.at.follow_ups)
            if self.unheard or not same_place:
                before = Before(base.at, self.whole(heard.text))
        return replace(
            self,
            at=place,
            asked=asked,
            clarifications=self.clarifications + 1 if move.kind == "clarify" else 0,
            nudges=self.nudges + 1 if move.kind == "nudge" else 0,
            replies=self.replies + (move.kind in ("reply", "fact", "repeat", "hint")),
            sequence=self.sequence + 2,
            move=move,
            answers=item_id,
            settled=False,
            unheard=self.unheard and move.kind in _KEEPS_UNHEARD,
            before=before,
            elapsed_s=max(elapsed_s, self.elapsed_s),
        )

    def settle(self, answers: str, heard: str, worded: str = "") -> InterviewFlow:
        """The flow once the reply to `answers` was heard, or as much as was heard of it.

        `worded` is the reply in full as it was to be spoken; without it the move's own words
        are taken. A reply to an earlier item changes nothing.
        """
        if self.move is None or self.settled or answers != self.answers:
            return self
        move, settled = self.move, replace(self, settled=True)
        if move.closing:
            return replace(settled, at=replace(self.at, phase="closed"))
        if not move.asks and move.kind not in ("repeat", "resume"):
            return settled
        full = worded or f"{move.lead} {move.text}"
        question = full.removeprefix(move.lead).strip()
        if question in self.asked:
            return settled
        told = len(words(full)) - len(words(question))
        worded_place = replace(self.at, question=question)
        if len(words(heard)) < told + len(words(question)) / 2:
            return replace(settled, at=worded_place, unheard=True)
        return replace(settled, at=worded_place, asked=_with(self.asked, question))


def begin(plan: InterviewPlan) -> InterviewFlow:
    """An interview that nobody has begun; what the CV says is known from the first."""
    known = Ledger().with_(claims.from_document(plan.scenario.background.cv))
    return InterviewFlow(plan, Place(ledger=known))


def _place_after(flow: InterviewFlow, move: Move, heard: Heard) -> Place:
    """The place that a move leads to from a flow's; `heard` holds the whole answer."""
    place = flow.at
    if move.answered:
        place = _answered(place, heard)
    if move.restarts:
        place = replace(place, thread=(), reasons=(), seconds=0.0, timed_out=False)
    if move.index != place.index or move.kind in ("invite", "close"):
        place = _left(flow, place, skipped=not move.answered)
    reasons = place.reasons
    if move.reason and move.kind in ("follow_up", "challenge", "hint"):
        reasons = (*reasons, move.reason)
    place = replace(
        place,
        phase=_phase(flow.at.phase, move),
        index=move.index,
        follow_ups=move.follow_ups,
        hints=move.hints,
        reasons=reasons,
        eased=place.eased or move.eases,
        confirming=move.kind == "confirm",
    )
    if move.asks:
        place = replace(
            place,
            question=move.text,
            question_kind=move.asks,
            why=move.why,
            limit_s=move.limit_s,
        )
    return replace(place, limit_s=0.0) if place.eased else place


def _phase(now: Phase, move: Move) -> Phase:
    if now == "closed":
        return now
    if move.closing:
        return "closing"
    if move.kind == "invite":
        return "their_turn"
    return "asking" if now in ("waiting", "closing") else now


def _answered(place: Place, heard: Heard) -> Place:
    ledger, number = place.ledger, place.answers + 1
    if heard.confidence >= DOUBTFUL_CONFIDENCE:
        ledger = ledger.with_(claims.extract(heard, str(number)))
    return replace(
        place,
        thread=(*place.thread, heard.text),
        ledger=ledger,
        answers=number,
        seconds=place.seconds + heard.seconds,
        timed_out=place.timed_out or heard.timed_out,
    )


def _left(flow: InterviewFlow, place: Place, *, skipped: bool) -> Place:
    """The place with the question in force closed and recorded."""
    question = flow.current
    records = place.records
    if question is not None:
        record = Record(
            index=place.index,
            question_id=question.id,
            stress=flow.stressed,
            matches=question.matches,
            words=sum(len(words(answer)) for answer in place.thread),
            seconds=place.seconds,
            follow_ups=place.follow_ups,
            hints=place.hints,
            reasons=place.reasons,
            timed_out=place.timed_out,
            skipped=skipped,
        )
        records = (*records, record)
    return replace(
        place, thread=(), reasons=(), seconds=0.0, timed_out=False, records=records, limit_s=0.0
    )


def _with(asked: tuple[str, ...], question: str) -> tuple[str, ...]:
    return asked if question in asked else (*asked, question)
