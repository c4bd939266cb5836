"""What the flow decided about one item, with all that wording and storing it need."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from backend.domain.interview import Cue, InterviewFlow, Move, spoken_cue
from backend.domain.language import clean, normalised
from backend.domain.prompts import Exchange
from backend.domain.state import move_from
from backend.interviews.records import TurnKind

_NOT_ABOUT_A_QUESTION = ("opening", "repeat", "nudge", "clarify", "resume")


@dataclass(slots=True)
class Decision:
    """`words` is what was decided upon, as it compares; `kind` and `position` say which question
    the words answered, "aside" where none. `continues`: they continue the answer before.
    `line` is the move's text as it was worded, "" until it is."""

    cue: Cue
    words: str
    move: Move
    kind: TurnKind
    position: int
    exchange: Exchange
    continues: bool
    sequence: int
    line: str = ""

    @property
    def full(self) -> str:
        """The reply as it is to be spoken; "" until it is worded."""
        return f"{self.move.lead} {self.line}".strip() if self.line else ""

    def is_for(self, cue: Cue, text: str) -> bool:
        return (self.cue, self.words) == (cue, normalised(text))

    def revise(self, newer: Decision) -> bool:
        """Take over newer words of the same item if they lead to the same reply, which then
        stays as it was worded; False, and nothing changed, where they lead to another."""
        if newer.move != self.move or newer.cue != self.cue:
            return False
        self.words, self.exchange = newer.words, newer.exchange
        self.kind, self.position = newer.kind, newer.position
        return True

    def to_json(self) -> dict[str, Any]:
        return {
            "move": asdict(self.move),
            "exchange": asdict(self.exchange),
            "position": self.position,
            "continues": self.continues,
        }


def decide(flow: InterviewFlow, cue: Cue, text: str, confidence: float) -> Decision:
    said = clean(text)
    move, base = flow.decide(cue, said, confidence), flow.base()
    aside = (
        cue != "answer"
        or move.kind in _NOT_ABOUT_A_QUESTION
        or base.phase != "asking"
        or flow.phase != "asking"
        or spoken_cue(said) is not None
    )
    return Decision(
        cue=cue,
        words=normalised(text),
        move=move,
        kind="aside" if aside else base.question_kind,
        position=-1 if aside else base.index,
        exchange=Exchange(base.question, flow.whole(said), move.task, move.quote),
        continues=flow.unheard and not aside,
        sequence=flow.sequence + 2,
    )


def standing(flow: InterviewFlow) -> Decision | None:
    """The latest decision as the flow itself remembers it; for controls, which leave no row."""
    if flow.move is None:
        return None
    return Decision(
        cue="resume",
        words="",
        move=flow.move,
        kind="aside",
        position=-1,
        exchange=Exchange(flow.question, ""),
        continues=False,
        sequence=flow.sequence,
    )


def from_row(values: dict[str, Any], *, kind: TurnKind, text: str, sequence: int) -> Decision:
    """The decision that was stored with an answer."""
    move = move_from(values["move"])
    if move is None:
        raise ValueError("The stored interview is damaged.")
    return Decision(
        cue="answer",
        words=normalised(text),
        move=move,
        kind=kind,
        position=values["position"],
        exchange=Exchange(**values["exchange"]),
        continues=values["continues"],
        sequence=sequence,
    )
