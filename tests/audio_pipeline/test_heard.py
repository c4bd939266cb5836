from __future__ import annotations

import pytest

from audio_pipeline.engines.protocols import Word
from audio_pipeline.heard import SpokenSentence, heard_text, marked_cut


def sentence(text: str, start_s: float, each_s: float = 0.5) -> SpokenSentence:
    texts = text.split()
    words = tuple(
        Word(word, index * each_s, (index + 1) * each_s, 1.0) for index, word in enumerate(texts)
    )
    return SpokenSentence(text, words, start_s, len(texts) * each_s)


SPOKEN = [sentence("Thank you for that.", 0.0), sentence("What did you measure?", 2.0)]


@pytest.mark.parametrize(
    ("played_s", "expected"),
    [
        (0.0, ""),
        (0.2, ""),
        (0.3, "Thank"),
        (1.0, "Thank you"),
        (2.0, "Thank you for that."),
        (2.3, "Thank you for that. What"),
        (4.0, "Thank you for that. What did you measure?"),
        (99.0, "Thank you for that. What did you measure?"),
    ],
)
def test_only_what_was_played_was_heard(played_s: float, expected: str) -> None:
    assert heard_text(SPOKEN, played_s) == expected


def test_a_sentence_shown_as_text_counts_when_its_turn_has_come() -> None:
    shown = SpokenSentence("Please read this.", (), 2.0, 0.0)
    assert heard_text([SPOKEN[0], shown], 2.0) == "Thank you for that. Please read this."
    assert heard_text([SPOKEN[0], shown], 1.0) == "Thank you"


def test_a_cut_is_marked_unless_nothing_was_heard() -> None:
    assert marked_cut("What did") == "What did—"
    assert marked_cut("") == ""
