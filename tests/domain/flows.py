"""A small interview, and how to go through it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from backend.domain.deciding import decide as next_move
from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.moves import Cue, Move
from backend.domain.plan import Competency, InterviewPlan, PlannedQuestion
from backend.domain.scenario import Scenario

QUESTIONS = tuple(
    PlannedQuestion(f"q{number}", Competency(name.lower(), name), text)
    for number, (name, text) in enumerate(
        [
            ("Craft", "Which system did you design last?"),
            ("Teamwork", "When did you disagree with a colleague?"),
            ("Learning", "What would you do differently today?"),
        ]
    )
)
GOOD = (
    "I led the migration of 40 services to the new platform, I wrote the plan and ran it over six"
    " weeks, and in the end costs fell by 30 percent."
)
PROBED = (
    "We rebuilt the billing service together, and we moved our data because the old machine was"
    " slow and our customers complained for months."
)


SCREENING = Scenario(kind="hr_screen")
"""Completed answers aren't deepened in a screening, so that only gaps are followed up."""


def a_flow(**changes: Any) -> InterviewFlow:
    return InterviewFlow(InterviewPlan(replace(SCREENING, **changes), QUESTIONS))


def decide(flow: InterviewFlow, cue: Cue, text: str = "", confidence: float = 1.0) -> Move:
    return next_move(flow, cue, Heard(text, confidence))


def step(
    flow: InterviewFlow, cue: Cue, text: str = "", *, confidence: float = 1.0, item: str = "i"
) -> tuple[Move, InterviewFlow]:
    """Decide, take, and hear the reply to its end."""
    move = decide(flow, cue, text, confidence)
    taken = flow.take(move, item, Heard(text, confidence))
    return move, taken.settle(item, f"{move.lead} {move.text}")


def started(**changes: Any) -> InterviewFlow:
    return step(a_flow(**changes), "start")[1]
