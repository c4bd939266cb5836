"""Whisper's way of failing is to say the same thing again and again; this notices."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")

LONGEST = 12
"""Tokens in the longest phrase that is looked for."""
LEAST_TIMES = 3
LEAST_TOKENS = 9
"""Three times three tokens, or nine times one: people do say "no, no, no"."""
COMPRESSION = 2.4
"""Whisper's own threshold for text that compresses too well (openai/whisper, transcribe.py)."""


def repeats(tokens: Sequence[T]) -> bool:
    """Some phrase follows itself too often to have been said."""
    return _first_repeat(tokens) is not None


def compresses(text: str) -> bool:
    """The text is more repetitive than speech."""
    raw = text.encode()
    return bool(raw) and len(raw) / len(zlib.compress(raw)) > COMPRESSION


def said_once(tokens: Sequence[T]) -> list[T]:
    """Every such phrase once."""
    kept = list(tokens)
    while (found := _first_repeat(kept)) is not None:
        start, size, times = found
        del kept[start + size : start + size * times]
    return kept


def _first_repeat(tokens: Sequence[T]) -> tuple[int, int, int] | None:
    """Start, length and number of the first phrase that repeats too often."""
    for size in range(1, LONGEST + 1):
        needed = max(LEAST_TIMES, -(-LEAST_TOKENS // size))
        run = 0
        for i in range(size, len(tokens)):
            run = run + 1 if tokens[i] == tokens[i - size] else 0
            if run >= size * (needed - 1):
                start = i - run - size + 1
                end = i + 1
                while end < len(tokens) and tokens[end] == tokens[end - size]:
                    end += 1
                return start, size, (end - start) // size
    return None
