"""An answer as it arrived: its words, and how far they can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.domain.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Heard:
    """`confidence` is the recogniser's mean word probability, `doubtful` the words it was unsure
    of (lower case), `seconds` how long it took to say (0 for typed text). `timed_out`: the time
    for it was over, and the interviewer cut in."""

    text: str = ""
    confidence: float = 1.0
    doubtful: tuple[str, ...] = ()
    seconds: float = 0.0
    typed: bool = False
    timed_out: bool = False
    meaning: Meaning | None = field(default=None, compare=False)
    """None where no model has compared it with its question."""
