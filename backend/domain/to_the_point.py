"""Where an answer begins to answer: after thanks, thinking aloud, and the question read back."""

from __future__ import annotations

from collections.abc import Sequence

from backend.domain import gaps
from backend.domain.language import content_words

FEWEST_STEMS = 2
"""A sentence with less content than this only leads up to one ("So, okay, let me see")."""
_ENDS = (".", "?", "!", "…")


def answers_from(texts: Sequence[str], asked: str) -> int | None:
    """The index of the word with which the first sentence begins that answers `asked`; `texts`
    are the words with their punctuation. None where no sentence does."""
    start = 0
    for at, text in enumerate(texts):
        if at < len(texts) - 1 and not text.rstrip("\"'”’)").endswith(_ENDS):
            continue
        sentence = " ".join(texts[start : at + 1])
        if not sentence.endswith("?") and _answers(sentence, asked):
            return start
        start = at + 1
    return None


def _answers(sentence: str, asked: str) -> bool:
    left = gaps.substance(gaps.without_commands(sentence), asked)
    return len(content_words(left)) >= FEWEST_STEMS or (gaps.is_closed(asked) and bool(left))
