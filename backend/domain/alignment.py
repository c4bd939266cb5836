"""Where in an answer's own sound its words are said."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from backend.domain.material import AnswerTurn

_EDGES = "\"'“”‘’.,;:!?…—–-()[]"


def occurring(quote: str, text: str) -> str:
    """The quote as it stands in the text, "" where it doesn't. Only spaces may differ."""
    parts = quote.split()
    if not parts:
        return ""
    pattern = r"\s+".join(re.escape(part) for part in parts)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text)
    return found.group() if found else ""


def seconds_of(quote: str, turn: AnswerTurn) -> tuple[float, float] | None:
    """When the quote's first word begins and its last one ends, in seconds from where the turn's
    sound begins. None where it doesn't occur in `turn.text`, was typed, or has no word that was
    heard so: a correction in the middle of it takes nothing away."""
    found = occurring(quote, turn.text)
    if not found or not turn.words:
        return None
    first = len(turn.text[: turn.text.index(found)].split())
    wanted = range(first, first + len(found.split()))
    said = [_bare(each) for each in turn.text.split()]
    heard = [_bare(each.text) for each in turn.words]
    placed = (
        turn.words[block.b + at - block.a]
        for block in SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
        for at in range(block.a, block.a + block.size)
        if at in wanted
    )
    spans = list(placed)
    return (spans[0].start_s, spans[-1].end_s) if spans else None


def _bare(word: str) -> str:
    return word.strip().strip(_EDGES).lower().replace("’", "'")
