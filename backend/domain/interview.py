"""The phase machine of an interview: opening, questions with their follow-ups, close.

A flow never changes: `decide` says what the interviewer does next, and stores nothing, so a
decision made while the candidate still speaks can be thrown away. `take` and `settle` give the
flow as it is afterwards.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from backend.domain import lines
from backend.domain.follow_up import Probe, read
from backend.domain.language import words
from backend.domain.plan import InterviewPlan

Cue = Literal["start", "answer", "repeat", "skip", "end", "silence", "resume"]
Phase = Literal["waiting", "asking", "closing", "closed"]
QuestionKind = Literal["main", "follow_up"]
MoveKind = Literal["opening", "main", "follow_up", "close", "repeat", "nudge", "clarify", "resume"]

DOUBTFUL_CONFIDENCE = 0.4
"""Below this mean token probability Whisper guesses (its own retry threshold, an average
log-probability of -1, is 0.37), so nothing is built on such a transcript."""
MAX_CLARIFICATIONS = 2
_SPOKEN_CUE_WORDS = 12

_BEFORE_CUE = (
    r"^\W*(?:(?:um+|uh+|er+|sorry|excuse|me|please|can|could|would|you|we|i|i'd|like|to|let's|may|"
    r"just|okay|ok|oh|well|maybe|actually|want|hey|so|go|hold|on|the|i'll|need|have)\W+)*"
)
_AFTER_CUE = (
    r"(?:\W+(?:please|again|for|me|one|question|sorry|more|slowly|once|time|a|bit|to|think|about|"
    r"it|that|this|thanks|thank|you))*\W*$"
)


def _cue_pattern(core: str) -> re.Pattern[str]:
    """Matches a remark that is the control and nothing else, so that a story about skipping a
    meeting stays an answer."""
    return re.compile(f"{_BEFORE_CUE}(?:{core}){_AFTER_CUE}", re.I)


_SPOKEN_CUES: tuple[tuple[Cue, re.Pattern[str]], ...] = (
    (
        "repeat",
        _cue_pattern(
            r"(?:repeat|say)\W+(?:that|it|this|the question|the last question)|come again|pardon"
            r"|what was (?:the|that) question"
        ),
    ),
    ("skip", _cue_pattern(r"skip\W+(?:this|that|it|the)|(?:the )?next question")),
    (
        "silence",
        _cue_pattern(
            r"let me think"
            r"|(?:(?:give me|wait|hold on)\W+)?(?:a|one|just a) (?:moment|second|minute)"
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Move:
    """What the interviewer does next, and why.

    `lead` is fixed and may be spoken at once; `text` follows it. Where `task` is set, a language
    model may word `text` anew, and what stands there serves when it fails. `index` and
    `follow_ups` are the place in the plan once the move is made. `why` may be shown.
    """

    kind: MoveKind
    index: int
    follow_ups: int
    text: str
    lead: str = ""
    why: str = ""
    reason: str = ""
    task: str = ""
    quote: str = ""
    closing: bool = False

    @property
    def asks(self) -> QuestionKind | None:
        """The kind of question that the move puts; None where it puts none that is new."""
        if self.kind == "follow_up":
            return "follow_up"
        return "main" if self.kind in ("opening", "main") else None


@dataclass(frozen=True, slots=True)
class Place:
    """Where the interview stood before its latest question, and the answer that led there."""

    phase: Phase
    index: int
    follow_ups: int
    question: str
    question_kind: QuestionKind
    answer: str


@dataclass(frozen=True, slots=True)
class InterviewFlow:
    """`question` is the one in force, as it was worded. `move` is the latest, made in reply to
    the item `answers`; it is `settled` once it was heard or cut. `unheard` says that the
    candidate spoke on before a question was put, so what comes next continues the answer."""

    plan: InterviewPlan
    phase: Phase = "waiting"
    index: int = -1
    follow_ups: int = 0
    question: str = ""
    question_kind: QuestionKind = "main"
    why: str = ""
    asked: tuple[str, ...] = ()
    clarifications: int = 0
    nudges: int = 0
    sequence: int = 0
    move: Move | None = None
    answers: str = ""
    settled: bool = True
    unheard: bool = False
    before: Place | None = None

    def decide(self, cue: Cue, text: str = "", confidence: float = 1.0) -> Move:
        """The next move. The same flow and words always give the same."""
        if self.phase in ("closing", "closed"):
            early = cue in ("start", "resume") and self.phase == "closing" and self.move
            return self._close(self.move.text if early and self.move else lines.GOODBYE)
        if cue == "end":
            return self._close(lines.EARLY_FAREWELL)
        if self.phase == "waiting":
            return self._open()
        if cue == "answer":
            return self._on_answer(text, confidence)
        if cue == "skip":
            return self._next(lead="No problem.")
        if cue == "repeat":
            return self._again("repeat", "Of course.")
        if cue == "silence" and self.unheard:
            return self._again("repeat", "")
        if cue == "silence":
            return self._stay("nudge", lines.nudge(self.nudges))
        return self._resume()

    def take(self, move: Move, item_id: str, text: str = "") -> InterviewFlow:
        """The flow once `move` is made in reply to `item_id`, whose words were `text`."""
        base, before = self.base(), self.before
        question, question_kind, why = self.question, self.question_kind, self.why
        asked = self.asked
        if self.move and self.move.asks and not self.settled and not self.unheard:
            asked = _with(asked, self.question)
        if move.asks:
            question, question_kind, why = move.text, move.asks, move.why
            same_place = (move.index, move.follow_ups) == (self.index, self.follow_ups)
            if self.unheard or not same_place:
                before = Place(
                    phase=base.phase,
                    index=base.index,
                    follow_ups=base.follow_ups,
                    question=base.question,
                    question_kind=base.question_kind,
                    answer=self.whole(text),
                )
        phase: Phase = "closing" if move.closing else "asking"
        return replace(
            self,
            phase=self.phase if self.phase == "closed" else phase,
            index=move.index,
            follow_ups=move.follow_ups,
            question=question,
            question_kind=question_kind,
            why=why,
            asked=asked,
            clarifications=self.clarifications + 1 if move.kind == "clarify" else 0,
            nudges=self.nudges + 1 if move.kind == "nudge" else 0,
            sequence=self.sequence + 2,
            move=move,
            answers=item_id,
            settled=False,
            unheard=self.unheard and move.kind in ("clarify", "nudge"),
            before=before,
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
            return replace(settled, phase="closed")
        if move.kind in ("nudge", "clarify"):
            return settled
        full = worded or f"{move.lead} {move.text}"
        question = full.removeprefix(move.lead).strip()
        if question in self.asked:
            return settled
        told = len(words(full)) - len(words(question))
        if len(words(heard)) < told + len(words(question)) / 2:
            return replace(settled, question=question, unheard=True)
        return replace(settled, question=question, asked=_with(self.asked, question))

    def _on_answer(self, text: str, confidence: float) -> Move:
        if not words(text):
            return self._stay("nudge", lines.nudge(self.nudges))
        cue = spoken_cue(text)
        if cue:
            return self.decide(cue)
        doubtful = confidence < DOUBTFUL_CONFIDENCE
        if doubtful and self.clarifications < MAX_CLARIFICATIONS:
            return self._stay("clarify", lines.clarification(self.clarifications))
        base = self.base()
        if base.phase == "waiting":
            return base._ask(0, lines.GREETING_AFTER_INTERRUPTION)
        budget = base.plan.follow_ups - base.follow_ups
        probe = read(self.whole(text)) if budget > 0 and not doubtful else None
        return base._probe(probe) if probe else base._next()

    def base(self) -> InterviewFlow:
        """The flow without a question that was never heard."""
        if not (self.unheard and self.before):
            return self
        place = self.before
        return replace(
            self,
            phase=place.phase,
            index=place.index,
            follow_ups=place.follow_ups,
            question=place.question,
            question_kind=place.question_kind,
            unheard=False,
        )

    def whole(self, text: str) -> str:
        """The answer of which `text` is the latest part."""
        earlier = self.before.answer if self.unheard and self.before else ""
        return f"{earlier} {text}".strip()

    def _open(self) -> Move:
        return replace(self._ask(0, lines.opening(self.plan)), kind="opening")

    def _ask(self, index: int, lead: str) -> Move:
        question = self.plan.questions[index]
        why = f"A question about {question.competency.name.lower()}."
        return Move("main", index, 0, question.text, lead=lead, why=why)

    def _next(self, lead: str = "") -> Move:
        index, total = self.index + 1, len(self.plan.questions)
        if index >= total:
            return self._close(lines.FAREWELL)
        return self._ask(index, lead or lines.transition(index, total))

    def _probe(self, probe: Probe) -> Move:
        return Move(
            "follow_up",
            self.index,
            self.follow_ups + 1,
            lines.stand_in(probe),
            lead=lines.acknowledgement(self.index, probe),
            why=probe.why,
            reason=probe.reason,
            task=lines.task(probe),
            quote=probe.quote,
        )

    def _stay(self, kind: MoveKind, text: str, lead: str = "") -> Move:
        return Move(kind, self.index, self.follow_ups, text, lead=lead)

    def _again(self, kind: MoveKind, lead: str) -> Move:
        return self._stay(kind, self.question, lead)

    def _resume(self) -> Move:
        if self.move and not self.settled and self.move.asks:
            greeting = self.move.lead if self.move.kind == "opening" else lines.WELCOME_BACK
            return replace(self.move, lead=greeting)
        return self._again("resume", lines.WELCOME_BACK)

    def _close(self, text: str) -> Move:
        return Move("close", self.index, self.follow_ups, text, closing=True)


def _with(asked: tuple[str, ...], question: str) -> tuple[str, ...]:
    return asked if question in asked else (*asked, question)


def spoken_cue(text: str) -> Cue | None:
    """The control that a short remark amounts to ("could you repeat that"), or None."""
    if len(words(text)) > _SPOKEN_CUE_WORDS:
        return None
    return next((cue for cue, pattern in _SPOKEN_CUES if pattern.search(text)), None)
