"""Word errors, and how both sides are written before they are counted."""

from __future__ import annotations

import pytest

from benchmarks.words import Errors, spoken_words, word_errors


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", "hello world"),
        ("It’s Mr. O'Brien's", "its mister obriens"),
        ("1,200 dollars", "one thousand two hundred dollars"),
        ("the 3rd of 20", "the third of twenty"),
        ("401", "four hundred one"),
        ("90210", "nine zero two one zero"),
        ("007", "zero zero seven"),
        ("10%", "ten percent"),
        ("um, a well-known café - uh", "a well known cafe"),
        ("", ""),
        ("…", ""),
    ],
)
def test_both_sides_are_written_as_they_are_said(text: str, words: str) -> None:
    assert spoken_words(text) == words.split()


@pytest.mark.parametrize(
    ("reference", "heard", "errors"),
    [
        ("a b c", "a b c", Errors(3, 0, 0, 0)),
        ("a b c", "a x c", Errors(3, 1, 0, 0)),
        ("a b c", "a b c d", Errors(3, 0, 1, 0)),
        ("a b c", "a c", Errors(3, 0, 0, 1)),
        ("a b c", "", Errors(3, 0, 0, 3)),
        ("", "a", Errors(0, 0, 1, 0)),
    ],
)
def test_errors_are_counted_by_kind(reference: str, heard: str, errors: Errors) -> None:
    assert word_errors(reference.split(), heard.split()) == errors


def test_errors_add_up_to_a_rate() -> None:
    total = Errors(8, 1, 0, 0) + Errors(12, 0, 1, 2)
    assert total.percent == 20.0
    assert Errors().percent is None
