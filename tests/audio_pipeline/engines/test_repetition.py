"""What counts as a loop, and what people really say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_pipeline.engines.repetition import compresses, repeats, said_once


@pytest.mark.parametrize(
    "text",
    [
        "so " * 9,
        "and then " * 5,
        "I don't know, " * 3,
        "we went there and the world was the world was the world was the world",
    ],
)
def test_loops(text: str) -> None:
    assert repeats(text.split())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no no no no",
        "words words words words",
        "I think that I think that we should",
        "ask not what your country can do for you ask what you can do for your country",
    ],
)
def test_what_people_say(text: str) -> None:
    assert not repeats(text.split())
    assert said_once(text.split()) == text.split()


def test_a_loop_is_said_once() -> None:
    assert said_once("well the world the world the world the world the world ok".split()) == [
        *"well the world ok".split()
    ]


def test_text_that_compresses() -> None:
    assert compresses("the world, " * 20)
    assert not compresses("")
    assert not compresses("She can scoop these things into three red bags.")


@given(st.lists(st.integers(0, 2), max_size=60))
def test_said_once_never_repeats(tokens: list[int]) -> None:
    assert not repeats(said_once(tokens))
