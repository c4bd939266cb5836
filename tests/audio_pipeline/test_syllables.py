"""How many words and syllables are said."""

from __future__ import annotations

import pytest

from audio_pipeline.syllables import spoken_tokens, syllables


def test_numbers_are_as_many_words_as_they_are_said_with() -> None:
    said = spoken_tokens("In 2019, um, we cut 30% of API costs.".split())
    assert said == "in twenty nineteen we cut thirty percent of api costs".split()


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("the", 1), ("made", 1), ("table", 2), ("wanted", 2), ("walked", 1), ("interview", 3),
        ("situation", 4), ("science", 2), ("doing", 2), ("people", 2), ("idea", 3), ("x", 1),
        ("", 1),
    ],
)  # fmt: skip
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count
