"""The flow as JSON, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from backend.domain.interview import InterviewFlow, Move, Place
from backend.domain.plan import Competency, InterviewPlan, PlannedQuestion, Scenario

VERSION = 1


def to_state(flow: InterviewFlow) -> dict[str, Any]:
    return {"version": VERSION, **asdict(flow)}


def from_state(state: dict[str, Any]) -> InterviewFlow:
    """The flow that `to_state` was given. Raises `ValueError` for a form that isn't known."""
    if state.get("version") != VERSION:
        raise ValueError("The interview was stored by another version of the program.")
    values = {key: value for key, value in state.items() if key != "version"}
    try:
        values["plan"] = _plan(values["plan"])
        values["asked"] = tuple(values["asked"])
        values["move"] = move_from(values["move"])
        values["before"] = Place(**values["before"]) if values["before"] else None
        return InterviewFlow(**values)
    except (KeyError, TypeError) as error:
        raise ValueError("The stored interview is damaged.") from error


def move_from(values: dict[str, Any] | None) -> Move | None:
    return Move(**values) if values else None


def _plan(values: dict[str, Any]) -> InterviewPlan:
    questions = tuple(
        PlannedQuestion(each["id"], Competency(**each["competency"]), each["text"])
        for each in values["questions"]
    )
    scenario = Scenario(**values["scenario"])
    return InterviewPlan(scenario, questions, values["follow_ups_per_question"])
