"""What goes into a conversation's record, and what comes back from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from backend.domain.interview import Cue, MoveKind, QuestionKind

TurnKind = (
    QuestionKind | Literal["opening", "close", "repeat", "nudge", "clarify", "resume", "aside"]
)
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
    latency_ms: dict[str, float] = field(default_factory=dict)


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
    still being worded."""

    index: int
    total: int
    competency: str
    kind: QuestionKind
    why: str
    text: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a committed turn led to. `stored` says that the candidate's words are kept, which
    is so for every answer and for no control. `closing`: over once the reply was heard."""

    move: MoveKind
    stored: bool
    question: QuestionNotice | None = None
    closing: bool = False
