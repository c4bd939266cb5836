"""Words that only fill, and the same words at work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_pipeline.markers import likes, markers


@pytest.mark.parametrize(
    "text",
    [
        "It was, like, really hard.",
        "and like we did it",
        "It took like three weeks.",
        "because, um, like, it broke",
        "You know, it was hard.",
        "we had, you know, a problem",
        "we had, y'know, a problem",
        "So, um we began.",
        "Uh, yes.",
    ],
)
def test_fillers_are_counted(text: str) -> None:
    assert markers(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "I like it.",
        "I would like to say something.",
        "tools like Git and frameworks like React",
        "it looks like rain",
        "That's what it looks like, mostly.",
        "a company like that",
        "but like I said",
        "It's like a bridge.",
        "things, like bugs",
        "Do you know what I mean?",
        "as you know it works",
        "y'know what I mean",
        "you know how it is",
        "if you know Python",
        "So we did it. Well, right.",
        "",
    ],
)
def test_words_at_work_are_not(text: str) -> None:
    assert markers(text.split()) == []


def test_a_filler_is_found_where_it_stands() -> None:
    found = markers("We, um, like, you know, tried it".split())
    assert [(each.kind, each.index) for each in found] == [
        ("um", 1),
        ("like", 2),
        ("you_know", 3),
    ]


def test_every_like_counts_for_the_figure_that_was_rated() -> None:
    assert likes("I like tools like, like, Git; it's likely unlike.".split()) == 3


@given(st.lists(st.text(max_size=12), max_size=30))
def test_any_text_is_taken(texts: list[str]) -> None:
    assert all(0 <= each.index < len(texts) for each in markers(texts))
