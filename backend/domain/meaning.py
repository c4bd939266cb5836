"""How far an answer's meaning has to do with its question, where a model has compared the two.

Rules read words and grammar: they know the evasions that somebody thought of. What is told here
comes from labelled answers (benchmarks/meaning_answers), so it knows others, gives no reason, and
is sometimes wrong; hence what each of these probabilities may decide is bounded in `follow_up` and
`floor`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """Probabilities: `nothing`, that an answer gives nothing of what was asked; `elsewhere`, that
    it tells something else."""

    nothing: float = 0.0
    elsewhere: float = 0.0
