"""What is said for what is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_pipeline.engines.spoken import spell_out
from tests.audio_pipeline.engines.interviewer_lines import LINES


def said(sentence: str) -> str:
    return " ".join(word.spoken for word in spell_out(sentence) if word.spoken)


@pytest.mark.parametrize(
    ("shown", "spoken"),
    [
        ("0", "zero"),
        ("21 300 20,000", "twenty one three hundred twenty thousand"),
        ("1,234,567", "one million two hundred thirty four thousand five hundred sixty seven"),
        ("1984 2007 2019 1900 1905", "nineteen eighty four two thousand seven twenty nineteen "
         "nineteen hundred nineteen oh five"),
        ("2015-2018", "twenty fifteen to twenty eighteen"),
        ("the 1990s and '80s", "the nineteen nineties and eighties"),
        ("1st 2nd 3rd 21st 12th", "first second third twenty first twelfth"),
        ("0.5 3.14", "zero point five three point one four"),
        ("12.5% 99%", "twelve point five percent ninety nine percent"),
        ("3-5% 3–5 years", "three to five percent three to five years"),
        ("$5 $1 $5.25 $1.2M €300k £1.50", "five dollars one dollar five dollars twenty five cents "
         "one point two million dollars three hundred thousand euros one pound fifty pence"),
        ("3:45 9:05pm 10:00 5 pm 10am", "three forty five nine oh five pee em ten o'clock "
         "five pm ten eigh em"),
        ("1/2 3/4 2/3 7/10", "one half three quarters two thirds seven tenths"),
        ("555-123-4567", "five five five one two three four five six seven"),
        ("007 12345678", "zero zero seven one two three four five six seven eight"),
        ("5ms 10k 2x 100+ 1kg", "five milliseconds ten thousand two times one hundred plus "
         "one kilogram"),
        ("-5 #1 >90% <5", "minus five number one greater than ninety percent less than five"),
    ],
)  # fmt: skip
def test_numbers(shown: str, spoken: str) -> None:
    assert said(shown) == spoken


@pytest.mark.parametrize(
    ("shown", "spoken"),
    [
        ("Mr. Lee and Dr. Ray, e.g. here", "mister Lee and doctor Ray, for example here"),
        ("your CEO, or CTOs", "your see ee oh, or see tee oh's"),
        ("SQL API's CI/CD", "sequel eigh pee eye's see eye see dee"),
        ("C++, C# and 24/7?", "see plus plus, see sharp and twenty four seven?"),
        ("Q3 v2 EC2 GPT-4", "cue three version two ee see two jee pee tee four"),
        ("A & B", "A and B"),
        ("the U.S. market, the U.S.", "the you ess market, the you ess."),
        ("No. 5, no. No.", "number five, no. No."),
        ("STAR, NASA and I", "star, nasa and I"),
        ("me@example.com or https://github.com/x", "me at example dot com or github dot com "
         "slash x"),
        ("well-known, follow-up", "well-known, follow-up"),
    ],
)  # fmt: skip
def test_abbreviations_and_symbols(shown: str, spoken: str) -> None:
    assert said(shown) == spoken


def test_punctuation_that_shapes_the_voice_stays() -> None:
    assert said('He said: "Why not?" (Really!)') == "He said: Why not? Really!"
    assert [word.spoken for word in spell_out("So — yes… no")] == ["So", "", "yes,", "no"]


def test_plain_words_are_left_alone() -> None:
    line = "What didn't you like about it, in the end?"
    assert said(line) == line


@pytest.mark.parametrize("line", LINES)
def test_every_token_of_a_line_is_said(line: str) -> None:
    words = spell_out(line)
    assert [word.display for word in words] == line.split()
    for word in words:
        assert word.spoken
        assert not any(sign.isdigit() or sign in "%$&/" for sign in word.spoken)


@given(st.text(max_size=60))
def test_any_text_keeps_its_tokens(text: str) -> None:
    assert [word.display for word in spell_out(text)] == text.split()


@given(st.text(alphabet="0123456789.,:/-%$kMx+#'stnrdhpam ", max_size=24))
def test_any_jumble_of_figures_is_said(text: str) -> None:
    assert [word.display for word in spell_out(text)] == text.split()
