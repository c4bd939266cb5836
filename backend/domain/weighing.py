"""Which reason to probe comes first, where rules have read an answer and a model has too.

The model's probabilities come from labelled answers, and the rules' findings count as evidence
beside them: what a rule put first makes its reason so many times as likely. What only rules can
know (a contradiction, a reference point missed, sheer length) isn't weighed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from backend.domain.meaning import Meaning

FIRST, ALSO = 1.0, 0.5
"""Log-odds for the reason that rules put first, and for others that they found. Of 0, 1, 2 and 3
for the first, and 0, a half and 1 for the others, on answers that the model wasn't trained on these
agree with the labels most often (benchmarks/interviewer.py, docs/benchmarks.md); with more, the
rules decide nearly alone."""

UNLIKELY = 1e-6
MORE_LIKELY_THAN_NOT = 0.5

_BY_RULES_ALONE = frozenset(("contradiction", "hearing", "rambling", "wrong"))

_STORY = frozenset(("no_situation", "no_action", "no_result", "we_no_i", "no_number"))
_NOT_ASKED: Mapping[str, frozenset[str]] = {
    "technical": _STORY | {"recital"},
    "hr_screen": _STORY,
}
"""Reasons that a question of this kind gives no occasion for: it asks for no story."""


def likeliest(found: Sequence[str], meaning: Meaning, kind: str, *, aside: bool) -> str:
    """The reason to probe first: one of `found` by rules, the worthiest first and "detail" for
    nothing, or another that is likelier by what the answer means. "remark", for what is no answer
    at all, only with `aside`."""
    first = found[0] if found else "detail"
    if first == "wrong" and meaning.likely.get("no_answer", 0.0) >= MORE_LIKELY_THAN_NOT:
        # Nothing that such an answer rests on is in it either way: who says that they don't know
        # isn't asked how they would check it.
        return "no_answer"
    if first in _BY_RULES_ALONE or not meaning.likely:
        return first
    unasked = _NOT_ASKED.get(kind, frozenset())

    def weight(reason: str) -> float:
        told = ALSO if reason in found else 0.0
        return math.log(max(meaning.likely.get(reason, 0.0), UNLIKELY)) + (
            FIRST if reason == first else told
        )

    possible = {*meaning.likely, first} - unasked - ({"remark"} if not aside else set())
    return max(sorted(possible), key=weight)
