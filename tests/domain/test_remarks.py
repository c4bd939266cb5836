"""Remarks are told from answers."""

from __future__ import annotations

import pytest

from backend.domain.heard import Heard
from backend.domain.remarks import remark


def kind(text: str, *, their_turn: bool = False) -> str:
    found = remark(Heard(text), question="Why?", their_turn=their_turn)
    return found.kind if found else ""


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("repeat", "Could you repeat that, please?"),
        ("repeat", "sorry i didn't catch that"),
        ("repeat", "Sorry, you broke up there, could you say that one more time?"),
        ("repeat", "What was the question again?"),
        ("meaning", "What do you mean by stakeholder?"),
        ("meaning", "I don't understand the question."),
        ("meaning", "could you rephrase that"),
        ("think", "Let me think."),
        ("think", "um give me a second please"),
        ("think", "Good question, let me think about that."),
        ("skip", "Can we skip this one?"),
        ("skip", "Next question, please."),
        ("skip", "I'd rather not answer that."),
        ("start_over", "Can I start over?"),
        ("start_over", "Sorry, let me start again."),
        ("progress", "How am I doing?"),
        ("progress", "Was that okay?"),
        ("time", "How many questions are left?"),
        ("time", "how much longer does this take"),
        ("ease_off", "Please ease off."),
        ("ease_off", "Could you place these off a little?"),
        ("ease_off", "please is off"),
        ("ease_off", "Could you be a bit less tough?"),
        ("hint", "Can I have a hint?"),
        ("pause", "Can we take a short break?"),
        ("end", "I'd like to stop here."),
        ("end", "I've had enough for today, can we end the interview, I have to get home."),
        ("greeting", "Hello!"),
        ("greeting", "Hi, can you hear me?"),
        ("swearing", "This is bullshit."),
        ("language", "Perdón, ¿podemos hacer esto en español? Me cuesta mucho en inglés."),
        ("language", "Können wir das bitte auf Deutsch machen, ich verstehe nicht alles."),
        ("language", "请问可以说中文吗"),
        ("question_back", "What would you do?"),
        ("question_back", "Are you a real person?"),
        ("question_back", "do we know how many customers there are"),
    ],
)
def test_a_remark_is_recognised(expected: str, text: str) -> None:
    assert kind(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "I told them to skip the meeting.",
        "They never repeat that mistake.",
        "Let me think about the database first, then I moved the tables over.",
        "Let me think. I moved the tables over and then we tested.",
        "How would I do that? Well, I'd start with the users and ask them.",
        "What I did was call the customer.",
        "I would stop the line and end the shift there.",
        "The customer said this is bullshit, so I asked him what he had expected.",
        "We took a short break and then I called her back.",
        "I started over with a new supplier, and the price was lower.",
        "I don't know.",
        "About thirty percent.",
        "Yes.",
        "No, I have never done that.",
        "",
    ],
)
def test_an_answer_stays_an_answer(text: str) -> None:
    assert kind(text) == ""


def test_when_it_is_their_turn_questions_are_questions() -> None:
    assert kind("What does a normal day look like?", their_turn=True) == "question_back"
    assert kind("How many people are in the team?", their_turn=True) == "question_back"
    assert kind("Could you repeat that?", their_turn=True) == "repeat"


def test_a_statement_with_the_words_of_a_question_is_an_answer() -> None:
    said = "The trade-off is that order is only kept inside one partition, so I'd use the meter."
    assert remark(Heard(said), question="How would you scale it?") is None
    assert remark(Heard("The point is that right at the start it broke."), question="Why?") is None


def test_a_question_about_the_job_is_no_request_to_explain() -> None:
    found = remark(Heard("How many people are on call, and is it remote?"), question="Why us?")
    assert found is not None
    assert found.kind == "question_back"
