"""What can't both be so: an answer against the CV, and against answers before it."""

from __future__ import annotations

import pytest

from backend.domain.claims import Ledger, extract, from_document
from backend.domain.follow_up import Probe
from backend.domain.heard import Heard
from backend.domain.plan import QuestionType
from tests.domain.test_follow_up import first, reading


def test_figures_are_held_against_the_cv() -> None:
    cv = Ledger(from_document(("Led a sales team of 4 people at Harbour Foods",)))
    answer = (
        "At Harbour Foods I led a sales team of twelve people for a year. I visited each of them"
        " in the field, I wrote the plan for the spring, and in the end we sold it all."
    )
    probe = reading(answer, ledger=cv).probes[0]
    assert probe.reason == "contradiction"
    assert "4 people" in probe.before
    assert "your CV says" in probe.why


def test_a_station_of_a_cv_tells_its_length_and_its_team() -> None:
    cv = Ledger(
        from_document(("Harbour Foods, Cork, June 2021 - Dec 2022, in a team of 4 people",))
    )
    told = (
        "At Harbour Foods I led a team of {} people for {} years, I wrote the plan for the spring"
        " with them, and in the end we sold all of the fish."
    )
    reasons = {first(told.format(*each), ledger=cv) for each in (("nine", "one"), ("four", "six"))}
    assert reasons == {"contradiction"}


def test_the_same_number_of_something_else_is_no_contradiction() -> None:
    earlier = extract(Heard("On the next site we were four days out after ten months."), "1")
    told = (
        "I split the deck of the bridge into parts that a crane could lift, I found another firm"
        " for it, and in the end we opened it nineteen days late instead of four months."
    )
    assert first(told, ledger=Ledger(earlier)) != "contradiction"


@pytest.mark.parametrize(
    ("question", "earlier", "now", "against"),
    [
        (
            "Tell me about a quarrel with an editor.",
            "I've never argued with an editor, I've never gone over anybody's head.",
            "In Nairobi my editor wanted the name in. I went over her head to the managing editor"
            " with the messages, I found a second source in four days, and it ran without it.",
            True,
        ),
        (
            "How do you feel about the night rota?",
            "On my night shifts it was just me and one senior for thirty residents.",
            "I'd try it, but I've never worked nights.",
            True,
        ),
        (
            "Would you travel for this job?",
            "My father is ill, so I can't travel or stay away overnight.",
            "Travel is no problem for me, I enjoy it.",
            True,
        ),
        (
            "Would you travel for this job?",
            "I can't stand the coffee in our canteen.",
            "Travel is no problem for me, I enjoy it.",
            False,
        ),
        (
            "What did you build with streams?",
            "I had never used streams before that project.",
            "I used streams for the billing events, I wrote the consumers and tested them over two"
            " weeks, and in the end we lost no event in June.",
            False,
        ),
    ],
)
def test_what_was_never_so_or_impossible_is_remembered(
    question: str, earlier: str, now: str, against: bool
) -> None:
    ledger = Ledger(extract(Heard(earlier), "1"))
    kind: QuestionType = "hr_screen" if len(now) < 80 else "behavioural"
    found = first(now, question=question, ledger=ledger, type=kind)
    assert (found == "contradiction") == against


def test_nobody_did_something_for_longer_than_they_were_there() -> None:
    cv = Ledger(from_document(("Analyst, Harbour Foods, June 2021 - Dec 2022",)))
    told = (
        "At Harbour Foods I wrote the sales forecast for {} years. In May I found an error of a"
        " tenth in it, I called the plant, and in the end we bought less fish."
    )
    assert first(told.format("five"), ledger=cv) == "contradiction"
    assert first(told.format("one and a half"), ledger=cv) != "contradiction"


def test_nobody_was_there_before_they_came() -> None:
    cv = Ledger(from_document(("Analyst, Harbour Foods, March 2024 - present",)))
    told = (
        "I've been at Harbour Foods since {}, first in the lab and then in sales with the buyers."
    )
    ask = "How long have you been in your job?"
    assert first(told.format("twenty nineteen"), ledger=cv, question=ask) == "contradiction"
    assert first(told.format("2024"), ledger=cv, question=ask) != "contradiction"


def test_what_never_was_may_be_told_in_two_halves() -> None:
    earlier = extract(Heard("I've never so much as written a warning, in all these years."), "1")
    told = (
        "I've had to give out written warnings every year. In May I talked to him on the second"
        " Saturday, I moved his shift to the afternoon, and after four weeks he was on time."
    )
    assert first(told, ledger=Ledger(earlier)) == "contradiction"


def test_a_conflict_that_rests_on_a_badly_heard_word_is_made_sure_of_first() -> None:
    cv = Ledger(from_document(("Led a sales team of 4 people at Harbour Foods",)))
    answer = (
        "At Harbour Foods I led a sales team of twelve people for a year. I visited each of them"
        " in the field, I wrote the plan for the spring, and in the end we sold it all."
    )
    probe = reading(answer, ledger=cv, doubtful=("twelve",)).probes[0]
    assert probe.reason == "hearing"
    assert "twelve" in probe.quote

    def then(said: str) -> tuple[Probe, ...]:
        return reading(said, ledger=cv, thread=(answer,), reason="hearing").probes

    confirmed = then("Yes, that's right.")[0]
    assert (confirmed.reason, confirmed.before) == (
        "contradiction",
        "Led a sales team of 4 people",
    )
    corrected = [probe.reason for probe in then("No, it was four people, as I said.")]
    assert "contradiction" not in corrected


def test_coarse_words_are_not_kept_to_be_held_against_later_ones() -> None:
    told = "I led a {}team of twelve people at Harbour Foods."
    kept = [claim.text for claim in extract(Heard(told.format("")), "1")]
    assert kept == ["I led a team of twelve people"]
    assert extract(Heard(told.format("shitty ")), "1") == ()
