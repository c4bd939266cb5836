from __future__ import annotations

from backend.domain.alignment import occurring, seconds_of
from tests.domain.answers import spoken, turn

TEXT = "We lost the line, so I pulled the log. It was the fan."


def test_a_quote_is_found_where_it_is_said() -> None:
    said = turn(TEXT, words=spoken(TEXT))

    assert seconds_of("I pulled the log", said) == (2.5, 4.4)
    assert seconds_of("It was the fan", said) == (4.5, 6.4)


def test_words_that_differ_or_end_elsewhere_do_not_occur() -> None:
    assert occurring("I pulled  the log", TEXT) == "I pulled the log"
    assert not occurring("I pulled a log", TEXT)
    assert not occurring("the fa", TEXT)
    assert not occurring("", TEXT)


def test_a_correction_within_it_leaves_the_rest_where_it_was() -> None:
    heard = "We lost the lion, so I pulled the dog. It was the fan."
    said = turn(TEXT, heard=heard, words=spoken(heard))

    assert seconds_of("I pulled the log", said) == (2.5, 3.9)
    assert seconds_of("log", said) is None


def test_typed_words_have_no_seconds() -> None:
    assert seconds_of("It was the fan", turn(TEXT, typed=True)) is None
