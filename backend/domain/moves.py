"""What the interviewer can do next, and the places in an interview between which it moves."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from backend.domain.claims import Ledger

Cue = Literal[
    "start", "answer", "repeat", "skip", "hint", "retry", "end", "silence", "unclear", "resume"
]  # fmt: skip
Phase = Literal["waiting", "asking", "their_turn", "closing", "closed"]
QuestionKind = Literal["main", "follow_up", "challenge"]
MoveKind = Literal[
    "opening", "main", "follow_up", "challenge", "hint", "fact", "reply", "invite",
    "close", "repeat", "nudge", "clarify", "confirm", "resume",
]  # fmt: skip
"""`hint` helps and asks again; `fact` releases a figure of a case; `reply` answers what the
candidate asked or said beside the matter; `invite` asks for the candidate's own questions;
`confirm` makes sure before the interview is stopped."""


@dataclass(frozen=True, slots=True)
class Move:
    """What the interviewer does next, and why.

    `lead` is fixed and may be spoken at once; `text` follows it. Where `task` is set, a language
    model may word `text` anew, and what stands there serves when it fails. `index`, `follow_ups`
    and `hints` are the place in the plan once the move is made. `answered` says that the words
    it replies to were an answer to the question in force. `why` may be shown. `limit_s` is the
    time for the answer, 0 for no limit, after `preparation_s` of silence. A `firm` lead can't be
    talked over. `waits`: nothing more is said until the candidate speaks.
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
    hints: int = 0
    answered: bool = False
    restarts: bool = False
    eases: bool = False
    firm: bool = False
    waits: bool = False
    closing: bool = False
    limit_s: float = 0.0
    preparation_s: float = 0.0

    @property
    def asks(self) -> QuestionKind | None:
        """The kind of question that the move puts; None where it puts none that is new."""
        if self.kind in ("follow_up", "challenge"):
            return "challenge" if self.kind == "challenge" else "follow_up"
        return "main" if self.kind in ("opening", "main", "invite") else None

    @property
    def is_wordable(self) -> bool:
        """Whether a language model may word it. What is said of the employer is the description's
        own sentence: a model that reads "one week in six" may say "six weeks"."""
        return bool(self.task) and self.kind in ("follow_up", "challenge")


@dataclass(frozen=True, slots=True)
class Record:
    """How one main question went, for feedback, and to compare answers given under stress with
    calm ones. `matches` is the id of the calm sibling; `seconds` is how long was spoken."""

    index: int
    question_id: str
    stress: bool
    matches: str = ""
    words: int = 0
    seconds: float = 0.0
    follow_ups: int = 0
    hints: int = 0
    reasons: tuple[str, ...] = ()
    timed_out: bool = False
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interview stands: all that has to be taken back when a question was never heard.

    `question` is the one in force, as it was worded. `thread` are the answers to the main
    question so far, `reasons` what its follow-ups were after. `records` are of the questions
    that are over; `seconds` and `timed_out` belong to the one in force.
    """

    phase: Phase = "waiting"
    index: int = -1
    follow_ups: int = 0
    hints: int = 0
    question: str = ""
    question_kind: QuestionKind = "main"
    why: str = ""
    limit_s: float = 0.0
    thread: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    seconds: float = 0.0
    timed_out: bool = False
    ledger: Ledger = field(default_factory=Ledger)
    answers: int = 0
    records: tuple[Record, ...] = ()
    eased: bool = False
    confirming: bool = False
