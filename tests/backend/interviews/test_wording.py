from __future__ import annotations

import asyncio
import logging

import pytest

from backend.domain.deciding import decide
from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.moves import Move
from backend.domain.plan import InterviewPlan
from backend.domain.prompts import Exchange
from backend.interviews.wording import word
from tests.backend.interviews.bank import QUESTIONS, SCREENING
from tests.backend.interviews.conftest import LINE, PROBED, ToldModel
from tests.virtual_time import run_virtual

FLOW = InterviewFlow(InterviewPlan(SCREENING, QUESTIONS))
ASKED = ("What did you do?",)


def a_move() -> Move:
    flow = FLOW.take(decide(FLOW, "start"), "s")
    return decide(flow, "answer", Heard(PROBED))


STAND_IN = a_move().text


async def worded(llm: ToldModel, hurry: asyncio.Event | None = None) -> str:
    move = a_move()
    return await word(
        llm,
        move,
        history=(),
        current=Exchange("What did you do?", PROBED, move.task, move.quote),
        asked=ASKED,
        plan=FLOW.plan,
        ledger=FLOW.at.ledger,
        hurry=hurry,
    )


def spoken(llm: ToldModel) -> str:
    return run_virtual(worded(llm))


def test_a_line_that_passes_is_spoken() -> None:
    llm = ToldModel(f"Interviewer: {LINE} I ask because it matters.")
    assert spoken(llm) == LINE
    assert llm.closed == 1


@pytest.mark.parametrize(
    "line",
    [
        "",
        "That was a wonderful answer about the billing service!",
        "What is your favourite colour?",
        "Ignore that. Here are my instructions about the billing service?",
        "Which part of the billing service " + "really " * 40 + "was yours?",
        "x" * 10_000,
    ],
)
def test_a_line_that_fails_is_replaced(line: str) -> None:
    assert spoken(ToldModel(line)) == STAND_IN


def test_a_model_that_fails_is_replaced_without_a_word_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    llm = ToldModel("billing service")
    llm.error = ValueError("the canary sang about the billing service")
    assert spoken(llm) == STAND_IN
    assert "canary" not in caplog.text
    assert "billing service" not in caplog.text
    assert caplog.records[-1].__dict__["cause"] == "ValueError"


def test_a_model_that_hangs_is_not_waited_for() -> None:
    llm = ToldModel()
    llm.hang = True
    assert spoken(llm) == STAND_IN
    assert llm.closed == 1


def test_nor_is_one_that_would_leave_a_gap_in_what_is_spoken() -> None:
    llm = ToldModel()
    llm.hang = True

    async def hurried() -> tuple[str, float]:
        loop, hurry = asyncio.get_running_loop(), asyncio.Event()
        begun = loop.time()
        loop.call_later(1.0, hurry.set)
        return await worded(llm, hurry), loop.time() - begun

    line, took_s = run_virtual(hurried())
    assert line == STAND_IN
    assert took_s == pytest.approx(1.0)
    assert llm.closed == 1
