"""Where a reply is cut for speaking."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_pipeline.sentences import MAX_CHARS, SentenceSplitter

bounded = settings(derandomize=True, max_examples=200, deadline=None, database=None)
texts = st.lists(
    st.sampled_from(
        [
            "So,",
            "you",
            "led",
            "it.",
            "Why",
            "3.5",
            "1,000",
            "e.g.",
            "Dr.",
            '"I',
            'did."',
            "(then",
            "so)",
            "—",
            "well...",
            "and",
            "because",
            "U.S.",
            "Next",
            "really?",
            "Yes!",
            "\n",
            "…",
            "I.",
        ]
    ),
    max_size=60,
).map(" ".join)


def split(text: str, *, by: int = 1) -> list[str]:
    splitter = SentenceSplitter()
    pieces = []
    for start in range(0, len(text), by):
        pieces += splitter.feed(text[start : start + by])
    return pieces + splitter.flush()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("", []),
        ("  \n ", []),
        ("Hello", ["Hello"]),
        ("I see. What then? Go on!", ["I see.", "What then?", "Go on!"]),
        # The first piece ends at its first pause, and only the first.
        (
            "You cut the costs, you say. And the team, was it content?",
            ["You cut the costs,", "you say.", "And the team, was it content?"],
        ),
        ("Tell me — briefly — what you did.", ["Tell me —", "briefly — what you did."]),
        ("Two things: speed and cost.", ["Two things:", "speed and cost."]),
        ("So, that is clear. Thanks.", ["So, that is clear.", "Thanks."]),
        # A long one without a pause is cut at a joint, a short one isn't.
        (
            "Could you walk me through a moment when nobody agreed with you at all?",
            ["Could you walk me through a moment", "when nobody agreed with you at all?"],
        ),
        ("How did you feel about that?", ["How did you feel about that?"]),
        # Numbers, abbreviations, addresses, initials.
        ("It grew 3.5 times. To 1,000 users.", ["It grew 3.5 times.", "To 1,000 users."]),
        ("Ask Dr. Smith. She knows.", ["Ask Dr. Smith.", "She knows."]),
        ("Tools, e.g. Kafka. Why?", ["Tools, e.g. Kafka.", "Why?"]),
        (
            "J. R. Hartley wrote. The U.S. Army read.",
            ["J. R. Hartley wrote.", "The U.S. Army read."],
        ),
        ("See https://a.example/b.c?d=1. Then go.", ["See https://a.example/b.c?d=1.", "Then go."]),
        ("We met at 10 a.m. and left.", ["We met at 10 a.m. and left."]),
        ("So do I. What now?", ["So do I.", "What now?"]),
        ("No. That won't do. No. 5 will.", ["No.", "That won't do.", "No. 5 will."]),
        ("1. Say it. 2. Show it.", ["1. Say it.", "2. Show it."]),
        ("Really?! Yes... Perhaps.", ["Really?!", "Yes...", "Perhaps."]),
        # Quotations and brackets stay whole.
        (
            'You said "I led it. It failed." What changed?',
            ['You said "I led it. It failed."', "What changed?"],
        ),
        ("You said “No. Never.” Why?", ["You said “No. Never.”", "Why?"]),
        ("It ended (badly. Sadly.) What then?", ["It ended (badly. Sadly.)", "What then?"]),
    ],
)
def test_cuts(text: str, pieces: list[str]) -> None:
    assert split(text) == pieces


def test_the_first_clause_comes_before_the_sentence_ends() -> None:
    splitter = SentenceSplitter()
    assert splitter.feed("You doubled the revenue, you") == ["You doubled the revenue,"]
    assert splitter.feed(" say, alone. ") == []
    assert splitter.feed("H") == ["you say, alone."]
    assert splitter.feed("ow?") == []
    assert splitter.flush() == ["How?"]


def test_the_end_of_a_line_ends_the_sentence_before_the_next_has_begun() -> None:
    splitter = SentenceSplitter()
    assert splitter.feed("I see.\n") == ["I see."]
    assert splitter.feed("And then, what") == []
    assert splitter.feed(" happened? \n\nNothing?") == ["And then, what happened?"]
    assert splitter.flush() == ["Nothing?"]


def test_a_flushed_splitter_is_new() -> None:
    splitter = SentenceSplitter()
    splitter.feed('Once "upon a time')
    assert splitter.flush() == ['Once "upon a time']
    assert splitter.flush() == []
    assert splitter.feed("Well then, go on. A") == ["Well then,", "go on."]


def test_a_long_sentence_is_cut_at_its_last_pause() -> None:
    pieces = split("Yes. Then " + "word " * 20 + "pause, " + "word " * 40 + "end.")
    assert pieces[:2] == ["Yes.", "Then " + "word " * 20 + "pause,"]
    assert all(len(piece) <= MAX_CHARS for piece in pieces)


def test_a_quotation_that_never_closes_is_cut_too() -> None:
    pieces = split('He said "' + "word. Word " * 100)
    assert all(len(piece) <= MAX_CHARS for piece in pieces)


def test_a_word_that_never_ends_stays_whole() -> None:
    address = "https://example.org/" + "x" * 400
    assert split(f"Look at {address} now.") == ["Look at", address, "now."]


@bounded
@given(texts | st.text(max_size=300))
def test_nothing_is_lost_or_added(text: str) -> None:
    assert " ".join(split(text)) == " ".join(text.split())


@bounded
@given(text=texts, by=st.integers(1, 40))
def test_the_cuts_do_not_depend_on_the_deltas(text: str, by: int) -> None:
    assert split(text, by=by) == split(text)
