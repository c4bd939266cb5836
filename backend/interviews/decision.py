"""What the flow decided about one item, with all that wording and storing it need."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from backend.domain.deciding import decide as next_move
from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.language import clean, normalised
from backend.domain.moves import Cue, Move
from backend.domain.prompts import Exchange
from backend.interviews.records import TurnKind
from backend.interviews.state import move_from, move_to_json


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
    timed_out: bool = False
    line: str = ""

    @property
    def full(self) -> str:
        """The reply as it is to be spoken; "" until it is worded."""
        return f"{self.move.lead} {self.line}".strip() if self.line else ""

    def is_for(self, cue: Cue, heard: Heard) -> bool:
        now = (cue, normalised(heard.text), heard.timed_out)
        return (self.cue, self.words, self.timed_out) == now

    def revise(self, newer: Decision) -> bool:
        """Take over newer words of the same item if they lead to the same reply, which then
        stays as it was worded; False, and nothing changed, where they lead to another."""
        if newer.move != self.move or newer.cue != self.cue:
            return False
        self.words, self.exchange = newer.words, newer.exchange
        self.kind, self.position = newer.kind, newer.position
        self.timed_out = newer.timed_out
        return True

    def to_json(self) -> dict[str, Any]:
        return {
            "move": move_to_json(self.move),
            "exchange": asdict(self.exchange),
            "position": self.position,
            "continues": self.continues,
        }


def decide(flow: InterviewFlow, cue: Cue, heard: Heard, elapsed_s: float) -> Decision:
    said = replace(heard, text=clean(heard.text))
    move, base = next_move(flow, cue, said, elapsed_s), flow.base()
    answers = move.answered and base.at.phase == "asking"
    return Decision(
        cue=cue,
        words=normalised(heard.text),
        move=move,
        kind=base.at.question_kind if answers else "aside",
        position=base.at.index if answers else -1,
        exchange=Exchange(base.at.question, flow.whole(said.text), move.task, move.quote),
        continues=flow.unheard and answers,
        sequence=flow.sequence + 2,
        timed_out=heard.timed_out,
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
        exchange=Exchange(flow.at.question, ""),
        continues=False,
        sequence=flow.sequence,
    )


def from_row(values: dict[str, Any], *, kind: TurnKind, text: str, sequence: int) -> Decision:
    """The decision that was stored with an answer. Raises `ValueError` where it is damaged."""
    return Decision(
        cue="answer",
        words=normalised(text),
        move=move_from(values["move"]),
        kind=kind,
        position=values["position"],
        exchange=Exchange(**values["exchange"]),
        continues=values["continues"],
        sequence=sequence,
    )
