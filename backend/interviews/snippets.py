"""The piece of a turn in which something was found, and when it was said."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from models.base import folded_words

SNIPPET = 160
"""Characters: two or three lines on a telephone."""
BEFORE = 40
"""Of them, those before the first match."""
ASTRAY = 80
"""How far from its place in the text a heard word is looked for, in characters: a word that isn't
there, because the text was corrected, would otherwise be taken for the same one much later."""


class Match(NamedTuple):
    """`word` is the one that was looked for, which the text's own begins with."""

    start: int
    end: int
    word: str


def matches_in(text: str, words: Sequence[str]) -> list[Match]:
    """Every word of the text that begins with one of `words`, which are folded."""
    return [
        Match(start, end, next(word for word in words if folded.startswith(word)))
        for start, end, folded in folded_words(text)
        if folded.startswith(tuple(words))
    ]


def most_telling(matches: Sequence[Match]) -> Match:
    """The match that has most of the other words close behind it. Raises `ValueError` for none."""

    def close_behind(first: Match) -> int:
        end = first.start + SNIPPET - BEFORE
        return len({each.word for each in matches if first.start <= each.start and each.end <= end})

    return max(matches, key=close_behind)


def cut_out(text: str, matches: Sequence[Match], first: Match) -> tuple[str, list[tuple[int, int]]]:
    """The text around `first`, cut between words where there are any, and where the matches in it
    begin and end, in UTF-16 units."""
    begin = max(first.start - BEFORE, 0)
    if begin:
        begin = text.find(" ", begin, first.start) + 1 or first.start
    end = begin + SNIPPET
    if end < len(text):
        space = text.rfind(" ", first.end, end)
        end = space if space >= 0 else end
    lead = "…" if begin else ""
    snippet = lead + text[begin:end] + ("…" if end < len(text) else "")
    shift = begin - len(lead)
    marks = [
        (_utf16(snippet[: each.start - shift]), _utf16(snippet[: min(each.end, end) - shift]))
        for each in matches
        if begin <= each.start < end
    ]
    return snippet, marks


def said_at(text: str, heard: Sequence[dict[str, Any]], place: int) -> float | None:
    """When the word at `place` of the text was said; None where no words were timed up to there.
    The words that were heard come in the order of the text."""
    at: float | None = None
    reached = 0
    for word in heard:
        bare = str(word["text"]).strip()
        found = text.find(bare, reached, reached + len(bare) + ASTRAY) if bare else -1
        if found > place:
            break
        if found >= 0:
            at, reached = float(word["start_s"]), found + len(bare)
    return at


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2
