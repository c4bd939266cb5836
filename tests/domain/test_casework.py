"""A case: what is told when it is asked for, and sums that are checked."""

from __future__ import annotations

import pytest

from backend.bank.catalogue import Catalogue
from backend.domain.casework import is_right
from backend.domain.interview import InterviewFlow, begin
from backend.domain.plan import Sum
from backend.domain.planning import make_plan
from backend.domain.scenario import Scenario
from tests.domain.flows import step

SUM = Sum(4_320_000, "a year", "360 times 12 thousand.")


def a_case() -> InterviewFlow:
    plan = make_plan(Scenario(kind="case", questions=4), Catalogue(), seed=7)
    return step(begin(plan), "start")[1]


def at_a_sum() -> InterviewFlow:
    flow = a_case()
    while not (flow.current and flow.current.step and flow.current.step.sum):
        flow = step(flow, "skip")[1]
    return flow


def test_a_figure_of_the_case_is_told_when_it_is_asked_for() -> None:
    flow = a_case()
    question = flow.current
    assert question
    pack = flow.plan.case_of(question)
    assert pack
    move, flow = step(flow, "answer", f"What about {pack.facts[0].keys[0]}?")
    assert (move.kind, move.text) == ("fact", pack.facts[0].say)
    move, flow = step(flow, "answer", "And what is the name of the dog?")
    assert (move.kind, move.text) == ("fact", pack.unknown)


def test_what_the_case_began_with_is_said_again() -> None:
    flow = a_case()
    assert flow.current
    assert flow.current.step
    assert "200 thousand customers" in flow.current.step.prompt
    move, _ = step(flow, "answer", "How many customers do they have?")
    assert "As I said at the beginning" in move.text
    assert "200 thousand customers" in move.text


def test_a_sum_that_was_not_done_is_asked_for_and_then_given() -> None:
    flow = at_a_sum()
    move, flow = step(flow, "answer", "I would multiply one with the other.")
    assert move.kind == "follow_up"
    assert "figure" in move.text or "calculate" in move.text
    move, flow = step(flow, "answer", "It is thirteen.")
    assert move.kind == "main"
    assert move.lead.startswith("I have ")


def test_a_wrong_sum_is_looked_at_together() -> None:
    move, _ = step(at_a_sum(), "answer", "I get thirteen.")
    assert (move.kind, move.reason) == ("follow_up", "wrong")
    assert "another figure" in move.text or "different one" in move.text


@pytest.mark.parametrize("said", ["4,320,000", "four million 320 thousand", "about 4.3 million"])
def test_a_right_sum_may_be_rounded_and_said_in_words(said: str) -> None:
    assert is_right(SUM, said)
    assert not is_right(SUM, "about 3 million")
