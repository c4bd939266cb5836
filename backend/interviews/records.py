"""What goes into a conversation's record, and what comes back from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from backend.domain.heard import Heard
from backend.domain.moves import Cue, MoveKind, QuestionKind
from backend.domain.plan import Exhibit

DOUBTFUL_WORD = 0.3
"""A word that Whisper gave less than this was a guess: of several words that fit, the one taken
had less than a third of the weight."""

TurnKind = MoveKind | Literal["aside"]
""""aside" is what a candidate says that answers no question, and a reply nobody asked for."""


@dataclass(frozen=True, slots=True)
class AudioChunk:
    """Mono FLAC that can be played by itself; at most 30 s."""

    flac: bytes
    duration_s: float


@dataclass(frozen=True, slots=True)
class CandidateTurn:
    """A final turn of the candidate. `words` holds {text, start_s, end_s, probability}."""

    item_id: str
    cue: Cue = "answer"
    text: str = ""
    confidence: float = 1.0
    words: tuple[dict[str, Any], ...] = ()
    audio: tuple[AudioChunk, ...] = ()
    start_s: float = 0.0
    end_s: float = 0.0
    typed: bool = False
    timed_out: bool = False
    latency_ms: dict[str, float] = field(default_factory=dict)

    @property
    def heard(self) -> Heard:
        doubtful = {
            str(word["text"]).strip('.,!?;:"\u201c\u201d ').lower()
            for word in self.words
            if word["probability"] < DOUBTFUL_WORD
        }
        return Heard(
            self.text,
            self.confidence,
            tuple(sorted(doubtful - {""})),
            0.0 if self.typed else max(self.end_s - self.start_s, 0.0),
            self.typed,
            self.timed_out,
        )


@dataclass(frozen=True, slots=True)
class InterviewerTurn:
    """A reply as it was heard. `answers` is the item that it replied to."""

    item_id: str
    answers: str
    text: str
    cut: bool = False
    audio: tuple[AudioChunk, ...] = ()
    start_s: float = 0.0
    end_s: float = 0.0
    latency_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionNotice:
    """The question that comes next. `index` counts from 0; `text` is "" while a follow-up is
    still being worded. `limit_s` is the time for the answer, 0 for no limit."""

    index: int
    total: int
    competency: str
    kind: QuestionKind
    why: str
    text: str
    limit_s: float = 0.0
    preparation_s: float = 0.0
    exhibit: Exhibit | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a committed turn led to. `stored` says that the candidate's words are kept, which
    is so for every answer and for no control. `closing`: over once the reply was heard."""

    move: MoveKind
    stored: bool
    question: QuestionNotice | None = None
    closing: bool = False
    limit_s: float | None = 0.0
    """The time for the answer to come, 0 for no limit; it begins `preparation_s` after the
    reply was heard. None: the time that runs goes on."""
    preparation_s: float = 0.0
    patience_s: float = 0.0
    """How long a silence may last before something is said; 0 for as long as it takes."""
    firm: bool = False
    """The reply begins with words that can't be talked over."""
    waits: bool = False
    """Nothing more is said until the candidate speaks."""
