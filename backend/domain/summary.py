"""What a language model is told of the part of an interview that it no longer sees."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain.claims import DID, WHETHER, Ledger
from backend.domain.language import shortened

MOST_CLAIMS = 12
MOST_QUESTIONS = 12
LINE_WORDS = 14


def summary(questions: Sequence[str], ledger: Ledger, answers: int) -> str:
    """The questions put and the claims made in the first `answers` answers, in short lines; the
    latest where there are many. It depends on nothing that comes later, so it never changes."""
    claims = [
        claim.text
        for claim in ledger.claims
        if claim.source.isdigit()
        and int(claim.source) <= answers
        and not claim.doubtful
        and claim.unit not in (DID, WHETHER)
    ]
    asked = "; ".join(shortened(each, LINE_WORDS) for each in questions[-MOST_QUESTIONS:])
    said = "; ".join(shortened(each, LINE_WORDS) for each in claims[-MOST_CLAIMS:])
    parts = [f"Asked earlier: {asked}."]
    if said:
        parts.append(f"<answer>Said earlier: {said.replace('<', ' ').replace('>', ' ')}.</answer>")
    return "\n".join(parts)
