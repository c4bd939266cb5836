"""What rules find in an answer, weighed against what it is likely to mean."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.deciding import decide
from backend.domain.follow_up import WHY, Context, Reading, read
from backend.domain.heard import Heard
from backend.domain.meaning import Meaning
from backend.domain.weighing import likeliest
from tests.domain.answers import ASKED, STORY, question
from tests.domain.flows import started

TOLD = Meaning({"detail": 0.6, "no_result": 0.3, "no_number": 0.1})


def test_a_rule_counts_as_evidence_and_not_as_proof() -> None:
    assert likeliest((), TOLD, "behavioural", aside=False) == "detail"
    assert likeliest(("no_result",), TOLD, "behavioural", aside=False) == "no_result"
    assert likeliest(("no_number",), TOLD, "behavioural", aside=False) == "detail"
    assert likeliest(("no_number", "no_result"), TOLD, "behavioural", aside=False) == "detail"


@pytest.mark.parametrize("reason", ["contradiction", "hearing", "rambling", "wrong"])
def test_what_meaning_cannot_know_is_left_to_the_rules(reason: str) -> None:
    sure = Meaning({"detail": 1.0})
    assert likeliest((reason, "no_result"), sure, "behavioural", aside=True) == reason


def test_who_does_not_know_is_not_asked_how_they_would_check_it() -> None:
    unsure, likely = Meaning({"no_answer": 0.4}), Meaning({"no_answer": 0.6})
    assert likeliest(("wrong",), unsure, "technical", aside=False) == "wrong"
    assert likeliest(("wrong",), likely, "technical", aside=False) == "no_answer"


def test_a_question_that_asks_for_no_story_misses_none() -> None:
    likely = Meaning({"no_result": 0.9, "vague": 0.1})
    assert likeliest((), likely, "behavioural", aside=False) == "no_result"
    assert likeliest((), likely, "technical", aside=False) == "vague"
    assert likeliest((), likely, "hr_screen", aside=False) == "vague"


def test_without_probabilities_the_rules_stand() -> None:
    assert likeliest(("vague",), Meaning(), "behavioural", aside=True) == "vague"
    assert likeliest((), Meaning(), "behavioural", aside=True) == "detail"


def reading(text: str, **likely: float) -> Reading:
    heard = Heard(text, 0.9, seconds=30.0, meaning=Meaning(likely) if likely else None)
    return read(heard, Context(question(), ASKED))


def test_what_rules_did_not_find_is_asked_about_in_words_that_were_said() -> None:
    assert reading(STORY).probes[0].reason == "detail"
    probe = reading(STORY, vague=0.9, detail=0.1).probes[0]
    assert (probe.reason, probe.why) == ("vague", WHY["vague"])
    assert probe.quote
    assert probe.quote in STORY


def test_what_rules_missed_is_not_asked_for_where_nothing_is_missing() -> None:
    untold = STORY.partition(" In the end")[0]
    assert reading(untold).probes[0].reason == "no_result"
    found = reading(untold, detail=0.95, no_result=0.05)
    assert [each.reason for each in found.probes] == ["detail"]
    assert found.complete
    assert found.claims, "the ledger still learns what was said"


def test_an_evasion_is_nothing_else_as_well() -> None:
    found = reading(STORY, no_answer=0.95, detail=0.05)
    assert [each.reason for each in found.probes] == ["no_answer"]


def test_what_is_no_answer_by_the_rules_stays_one() -> None:
    assert reading("I don't know.", detail=1.0).probes[0].reason == "no_answer"


def test_later_answers_to_the_same_question_are_read_by_rules() -> None:
    heard = Heard(STORY, 0.9, seconds=30.0, meaning=Meaning({"no_answer": 1.0}))
    again = Context(question(), ASKED, thread=("I once mended a test.",), reason="too_short")
    assert read(heard, again).probes[0].reason != "no_answer"


def test_an_aside_that_no_rule_knows_is_met_with_the_question_once() -> None:
    said = "Hang on, there is somebody with a parcel here, I am all yours in a second."
    heard = Heard(said, 0.9, seconds=5.0, meaning=Meaning({"remark": 0.9, "detail": 0.1}))
    flow = started(kind="behavioural")
    first = decide(flow, "answer", heard)
    assert (first.kind, first.answered) == ("reply", False)
    assert first.text.endswith(flow.at.question)
    flow = flow.take(first, "a", heard).settle("a", f"{first.lead} {first.text}")
    again = decide(flow, "answer", replace(heard, text=f"{said} And so it went."))
    assert again.answered, "whoever says the like again is taken at their word"
