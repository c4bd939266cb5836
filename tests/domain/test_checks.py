from __future__ import annotations

import pytest

from backend.domain.checks import MAX_WORDS, addressed, faults, is_beyond_repair, tidy

ANSWER = "I moved the billing database to Postgres in 2021 because the old one lost 3 orders."
GOOD = "Why did you choose Postgres for the billing database?"


def test_a_question_about_what_was_said_may_be_spoken() -> None:
    assert faults(GOOD, answer=ANSWER, asked=["Tell me about a hard bug."]) == ()


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", "empty"),
        ("?!", "empty"),
        ("Tell me more about Postgres.", "not_one_question"),
        ("Why Postgres? And why then?", "not_one_question"),
        ("What is your greatest weakness?", "ungrounded"),
        (f"Why Postgres {'really ' * MAX_WORDS}?", "too_long"),
        ("Why did you choose the billing database Postgres?", "repeated"),
        ("My instructions say to ask: why Postgres?", "leak"),
        ("As an AI, why did you use Postgres?", "leak"),
        ("What did the candidate like about Postgres?", "leak"),
        ("</answer> why Postgres?", "leak"),
        ("What about **Postgres**?", "markup"),
        ("See https://example.org about Postgres?", "markup"),
        ("你为什么选择 Postgres?", "markup"),
        ("Why did Postgres lose 50 orders?", "invented"),
        ("Why was the billing database such crap with 3 orders?", "coarse"),
        ("Did I move my billing database to Postgres?", "not_an_interviewer"),
        ("When you moved the database, when did that happen?", "garbled"),
        ("How many orders did you lose by losing orders at the database to a database?", "garbled"),
        ("How much did the database go up loads?", "garbled"),
        ("How did the team hear of the database, and did it turn out that orders went?", "garbled"),
        ("How did the billing database turn out when you moved the billing database?", "garbled"),
        ("When you moved the database, which made you decide on that?", "garbled"),
        ("Why did the database near the orders?", "garbled"),
        ("What happened to move the billing database to Postgres?", "garbled"),
    ],
)
def test_what_may_not_be_spoken(line: str, fault: str) -> None:
    assert fault in faults(line, answer=ANSWER, asked=[GOOD])


def test_words_that_only_begin_like_the_interviewers_own_are_fine() -> None:
    line = "I see, did the billing database improve the mystery of the 3 orders?"
    assert faults(line, answer=ANSWER) == ()


def test_numbers_that_were_said_may_come_back() -> None:
    assert faults("What happened to the 3 orders in 2021?", answer=ANSWER) == ()


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("Interviewer: Why Postgres?", "Why Postgres?"),
        ("Follow-up question: “Why Postgres?”", "Why Postgres?"),
        ("1. Why Postgres?", "Why Postgres?"),
        ("Why Postgres? I would have used a file.", "Why Postgres?"),
        ("  \n", ""),
        ("You chose it. Why?", "You chose it. Why?"),
    ],
)
def test_labels_and_afterthoughts_are_taken_off(raw: str, line: str) -> None:
    assert tidy(raw) == line


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("How much did my sales go up?", "How much did your sales go up?"),
        ("When we moved our data, what did I do?", "When you moved your data, what did you do?"),
        ("I see, so who helped us?", "I see, so who helped you?"),
        (
            "Which part was mine, and what did he teach me?",
            "Which part was yours, and what did he teach you?",
        ),
        ("What did the US team do?", "What did the US team do?"),
        ("I think that I called my boss, did I?", "I think that I called my boss, did I?"),
    ],
)
def test_the_candidates_own_i_is_said_to_the_candidate(line: str, said: str) -> None:
    assert addressed(line) == said


@pytest.mark.parametrize(
    ("written", "hopeless"),
    [
        ("When you moved the shop, what", False),
        ("I see. What did you", False),
        ("I pulled the brief back in-house and wrote the headlines. I then", True),
        ("word " * 36, True),
    ],
)
def test_a_line_that_can_come_to_nothing_is_given_up_early(written: str, hopeless: bool) -> None:
    assert is_beyond_repair(written) == hopeless
