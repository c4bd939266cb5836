from __future__ import annotations

import pytest

from audio_pipeline.phrases import Ending, ending, interrupts, normalized


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", Ending.UNKNOWN),
        ("...", Ending.UNKNOWN),
        ("I led the migration.", Ending.COMPLETE),
        ("What do you mean?", Ending.COMPLETE),
        ("Thank you.", Ending.DOUBTFUL),
        ("That was the team I worked with.", Ending.DOUBTFUL),
        ("Yes, I did.", Ending.DOUBTFUL),
        ("I led the", Ending.OPEN),
        ("I led the.", Ending.OPEN),
        ("We shipped it, and then, um", Ending.OPEN),
        ("We shipped it because", Ending.OPEN),
        ("First we measured,", Ending.OPEN),
        ("So I thought…", Ending.OPEN),
        ("I led the migration", Ending.DOUBTFUL),
        ("My number is 555.", Ending.DOUBTFUL),
        ("what I worked with", Ending.OPEN),
    ],
)
def test_ending(text: str, expected: Ending) -> None:
    assert ending(text) is expected


@pytest.mark.parametrize(
    "text", ["mhm", "Mm-hmm.", "Yeah, okay.", "right, right", "", "Uh-huh", "table"]
)
def test_a_nod_or_one_stray_word_does_not_interrupt(text: str) -> None:
    assert not interrupts(text)


@pytest.mark.parametrize("text", ["stop", "Wait!", "sorry, what", "can you repeat", "my question"])
def test_words_interrupt(text: str) -> None:
    assert interrupts(text)


def test_normalized_ignores_case_and_punctuation() -> None:
    assert normalized("Well, I’ve DONE it.") == normalized("well I've done it")
