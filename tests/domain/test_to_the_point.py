"""Where an answer begins to answer."""

from __future__ import annotations

import pytest

from backend.domain.to_the_point import answers_from

FAILURE = "Tell me about a time when something failed."


@pytest.mark.parametrize(
    ("said", "asked", "begins"),
    [
        ("The nightly import broke and I rewrote it.", FAILURE, "The"),
        (
            "Um, that's a good question. Let me think. So the import broke twice. I fixed it.",
            FAILURE,
            "So",
        ),
        ("A time when something failed. The import broke and I fixed it", FAILURE, "The"),
        ("Do you mean at work? The import broke and nobody noticed.", FAILURE, "The"),
        ("Yes, from May.", "Could you start in May?", "Yes,"),
    ],
)
def test_the_first_sentence_with_something_in_it_answers(
    said: str, asked: str, begins: str
) -> None:
    words = said.split()
    at = answers_from(words, asked)
    assert at is not None
    assert words[at] == begins


@pytest.mark.parametrize("said", ["", "I don't know.", "Um, well.", "Let me think about that."])
def test_nothing_answers_where_nothing_is_said(said: str) -> None:
    assert answers_from(said.split(), FAILURE) is None
