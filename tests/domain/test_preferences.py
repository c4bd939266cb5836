"""Who needs more time gets it: for silences, for timed answers, and in what is said about them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.domain.interview import InterviewFlow
from backend.domain.preferences import Preferences
from backend.domain.scenario import Scenario
from tests.domain.flows import GOOD, a_flow, step


def patient(times: float, **scenario: str) -> InterviewFlow:
    """An interview that was just begun with somebody who is given so many times as long."""
    return step(replace(a_flow(**scenario), patience=times), "start")[1]


@pytest.mark.parametrize(
    ("second_language", "longer_pauses", "times"),
    [(False, False, 1.0), (True, False, 1.5), (False, True, 2.0), (True, True, 2.0)],
)
def test_how_much_more_time(second_language: bool, longer_pauses: bool, times: float) -> None:
    said = Preferences(second_language=second_language, longer_pauses=longer_pauses)
    assert said.patience == times


@pytest.mark.parametrize(("mode", "usual_s"), [("practice", 20), ("real", 20), ("stress", 10)])
def test_a_silence_may_last_longer_in_every_mode(mode: str, usual_s: float) -> None:
    for times in (1.0, 1.5, 2.0):
        assert patient(times, mode=mode).patience_s == usual_s * times


@pytest.mark.parametrize(
    ("times", "limit_s", "told"),
    [(1.0, 90, "a minute and a half"), (1.5, 135, "two and a quarter minutes"),
     (2.0, 180, "three minutes")],
)  # fmt: skip
def test_timed_answers_get_it_too_and_it_is_announced(
    times: float, limit_s: float, told: str
) -> None:
    flow = patient(times, mode="stress", kind="behavioural")
    assert flow.move is not None
    assert flow.move.limit_s == flow.at.limit_s == limit_s
    assert f"You have {told} for your answer." in flow.move.lead
    move, flow = step(flow, "answer", GOOD)
    assert (move.kind, move.limit_s) == ("challenge", 60 * times)


def test_a_recorded_interview_gives_longer_to_prepare_and_to_answer() -> None:
    move = patient(1.5, format="one_way").move
    assert move is not None
    assert (move.preparation_s, move.limit_s) == (45, 180)
    assert "three minutes" in move.lead


def test_the_usual_interview_is_the_preferred_one() -> None:
    assert Preferences().usual_scenario == Scenario()
    preferred = Preferences({"role": "Chef", "minutes": 30}).usual_scenario
    assert preferred == Scenario(role="Chef", minutes=30)
