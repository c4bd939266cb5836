"""What an answer is likely to be to its question, where a model has compared the two.

Rules read words and grammar: they know the evasions that somebody thought of. What is told here
comes from labelled answers (benchmarks/meaning_answers), so it knows others, gives no reason, and
is sometimes wrong; hence it is weighed against the rules (`weighing`), and what it may decide alone
is bounded in `floor`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

UNANSWERED = ("no_answer", "off_question", "remark")


@dataclass(frozen=True, slots=True)
class Meaning:
    """`likely` has a probability for each reason to probe ("detail" where nothing is missing), and
    for "remark", which is no answer."""

    likely: Mapping[str, float] = field(default_factory=dict)

    @property
    def unanswered(self) -> float:
        """How likely it is that an answer gives nothing of what was asked, in whatever way."""
        return sum(self.likely.get(each, 0.0) for each in UNANSWERED)
