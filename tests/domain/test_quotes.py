"""Which of the candidate's words are taken up."""

from __future__ import annotations

import pytest

from backend.domain.language import clauses, shortened
from backend.domain.quotes import own_deed, quote_where
from backend.domain.signs.telling import CLAIM


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("The queue grew. I rewrote the rota by hand.", "I rewrote the rota by hand"),
        ("I I called the ward at once, and he he came.", "I called the ward at once"),
        ("I'd ring the surgery first, it depends.", "I'd ring the surgery first"),
        ("The weather was bad all week.", ""),
        (
            "I told him to fuck off for good. I called the ward at once.",
            "I called the ward at once",
        ),
        ("I told my shitty manager about it all.", ""),
        ("I counted arsenic in the Wankel engines.", "I counted arsenic in the Wankel engines"),
    ],
)
def test_what_somebody_did_is_taken_up_before_what_they_do(text: str, quote: str) -> None:
    assert own_deed(text) == quote


def test_of_work_in_general_anything_of_ones_own_is_taken_up() -> None:
    text = "Usually I partition by day, and I have a staging table."
    assert own_deed(text, anything=True) == "I have a staging table"
    assert own_deed(text) == ""


def test_the_clause_with_the_claim_is_quoted_even_where_it_hangs_on_another() -> None:
    text = "I drew a map of all practices, while orders went up massively."
    found = quote_where(text, lambda each: CLAIM.search(each) is not None)
    assert found == "while orders went up massively"


def test_a_while_is_no_joint() -> None:
    text = "I drew a map of all practices. After a while orders went up massively."
    found = quote_where(text, lambda each: CLAIM.search(each) is not None)
    assert found == "After a while orders went up massively"


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("I let the teacher carry on with the others afterwards", 8, "I let the teacher carry on"),
        ("it came through the hall in about ten minutes", 7, "it came through the hall"),
        ("we were in", 3, "we were in"),
        (
            "we saved two hundred and fifty thousand pounds",
            5,
            "we saved two hundred and fifty thousand",
        ),
        ("one two three four five six seven eight nine ten one two", 4, "one two three four"),
    ],
)
def test_a_quote_ends_where_something_ends(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short


def test_a_number_is_one_thing() -> None:
    text = "We saved two hundred and fifty thousand pounds and I gave a thousand and went home"
    assert clauses(text) == [
        "We saved two hundred and fifty thousand pounds",
        "I gave a thousand",
        "went home",
    ]
