from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.domain import lines
from backend.domain.checks import faults
from backend.domain.follow_up import Probe, best_quote, read
from backend.domain.language import content_words, words

COMPLETE = (
    "In my last job I led a migration of 40 services. I wrote the plan, ran it over six weeks,"
    " and in the end we cut costs by 30 percent."
)


@pytest.mark.parametrize(
    ("answer", "reason", "quote"),
    [
        ("", "no_answer", ""),
        ("…", "no_answer", ""),
        ("Hmm, I really don't know.", "no_answer", ""),
        ("I can't think of one right now, sorry.", "no_answer", ""),
        ("It was the payment system.", "too_short", "It was the payment system"),
        (
            "So we rebuilt the billing service, and we moved our data to Postgres because the old"
            " one was slow and our customers were complaining.",
            "no_own_action",
            "we rebuilt the billing service",
        ),
        (
            "I worked on the checkout page for a while. I improved the loading time of the cart,"
            " and in the end everybody was pleased.",
            "no_number",
            "I improved the loading time of the cart",
        ),
        (
            "I looked after the servers at 3 sites and then I fixed various problems with them,"
            " which in the end went well enough for us.",
            "vague",
            "I fixed various problems with them",
        ),
        (
            "I had a conflict with a colleague about the date of the release. I talked to him"
            " privately, and I proposed to split the release into parts.",
            "no_result",
            "I proposed to split the release into parts",
        ),
        (
            "I finally learned to listen to the nurses on my ward, because they see patients all"
            " day long and notice every little change in them.",
            "detail",
            "I finally learned to listen to the nurses",
        ),
    ],
)
def test_what_is_worth_probing(answer: str, reason: str, quote: str) -> None:
    probe = read(answer)
    assert probe is not None
    assert (probe.reason, probe.quote) == (reason, quote)
    assert probe.why.endswith(".")


def test_a_complete_answer_stands_by_itself() -> None:
    assert read(COMPLETE) is None


def test_not_knowing_one_thing_in_a_long_answer_is_no_refusal() -> None:
    probe = read(f"I don't know what the others did. {COMPLETE}")
    assert probe is None


def test_the_quote_is_the_richest_clause() -> None:
    said = "And so, my fellow Americans, ask not what your country can do for you"
    assert best_quote(said) == "my fellow Americans"
    assert best_quote("") == ""


@given(st.text(max_size=400))
def test_any_answer_gets_a_stand_in_that_may_be_spoken(answer: str) -> None:
    probe = read(answer)
    if probe is None:
        return
    spoken = f"{lines.acknowledgement(0, probe)} {lines.stand_in(probe)}"
    assert len(spoken.split()) <= 35
    assert spoken.endswith("?")


@pytest.mark.parametrize(
    "said",
    [
        "We rebuilt the billing service and our tests and the whole pipeline of the other team.",
        "I improved the search a great deal for the customers of the shop over the whole summer.",
    ],
)
def test_a_stand_in_passes_the_checks_for_model_lines(said: str) -> None:
    probe = read(said)
    assert probe is not None
    assert not set(faults(lines.stand_in(probe), answer=said)) - {"not_an_interviewer"}
    assert content_words(lines.stand_in(probe)) & content_words(said)


def test_braces_in_an_answer_do_no_harm() -> None:
    probe = Probe("detail", "why", "the {0} and {quote.__class__}")
    assert lines.stand_in(probe) == (
        "You said “the 0 and quote.__class__”. Could you tell me more about that?"
    )


def test_words_keep_numbers_and_apostrophes() -> None:
    assert words("I’d cut 1,200.50 to 30% – don't!") == [
        "i'd",
        "cut",
        "1,200.50",
        "to",
        "30%",
        "don't",
    ]
