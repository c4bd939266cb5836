"""What was said, turned to who said it."""

from __future__ import annotations

import pytest

from backend.domain.address import reported


@pytest.mark.parametrize(
    ("quote", "told"),
    [
        ("I pulled the brief back in-house", "you pulled the brief back in-house"),
        ("my sales went up", "your sales went up"),
        ("I'm sure we were late", "you're sure you were late"),
        ("I was late and they told me", "you were late and they told you"),
        ("i've been in the navy", "you've been in the navy"),
        ("The team sat down", "the team sat down"),
        ("Darren wants a review", "“Darren wants a review”"),
        ("the US team called us", "the US team called you"),
        ("absolute chaos to begin with", "“absolute chaos to begin with”"),
        ("Usually it's the ground", "“Usually it's the ground”"),
        ("inspired to go the extra mile", "“inspired to go the extra mile”"),
        ("Went through the logs", "“Went through the logs”"),
    ],
)
def test_a_clause_is_told_back_and_anything_else_quoted(quote: str, told: str) -> None:
    assert reported(quote) == told
