"""What the candidate has said about themselves, so that it can be held against the rest."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement. `text` is the candidate's own words, at most a clause; `topic`
    are the stems of what it is about; `value` and `unit` its figure, None and "" without one;
    `source` is "cv" or the number of the answer, from "1". A `doubtful` claim rests on a word
    that the recogniser was unsure of, and is never held against anybody."""

    text: str
    topic: tuple[str, ...]
    value: float | None = None
    unit: str = ""
    source: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that can't both be right, the later one first."""

    now: Claim
    before: Claim


@dataclass(frozen=True, slots=True)
class Ledger:
    claims: tuple[Claim, ...] = ()
