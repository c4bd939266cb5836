"""The flow as JSON, and back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from backend.domain.interview import InterviewFlow, Move, Place
from backend.domain.plan import (
    CasePack,
    CaseStep,
    Competency,
    Exhibit,
    Fact,
    InterviewPlan,
    Ladder,
    PlannedQuestion,
    Sum,
)
from backend.domain.scenario import Background, Scenario

VERSION = 2


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
    return InterviewPlan(
        _scenario(values["scenario"]),
        tuple(_question(each) for each in values["questions"]),
        values["follow_ups"],
        tuple(_case(each) for each in values["cases"]),
    )


def _scenario(values: dict[str, Any]) -> Scenario:
    background = {key: tuple(each) for key, each in values["background"].items()}
    return Scenario(**{**values, "background": Background(**background)})


def _question(values: dict[str, Any]) -> PlannedQuestion:
    lists = {key: tuple(values[key]) for key in ("strong", "probes", "reference", "hints")}
    ladder = Ladder(**values["ladder"]) if values["ladder"] else None
    step = _step(values["step"]) if values["step"] else None
    competency = Competency(**values["competency"])
    made = {**values, **lists, "competency": competency, "ladder": ladder, "step": step}
    return PlannedQuestion(**made)


def _step(values: dict[str, Any]) -> CaseStep:
    shown = values["exhibit"]
    exhibit = (
        Exhibit(
            shown["title"],
            tuple(shown["columns"]),
            tuple(tuple(row) for row in shown["rows"]),
            shown["note"],
        )
        if shown
        else None
    )
    asked = Sum(**values["sum"]) if values["sum"] else None
    return CaseStep(**{**values, "exhibit": exhibit, "sum": asked})


def _case(values: dict[str, Any]) -> CasePack:
    facts = tuple(Fact(tuple(each["keys"]), each["say"]) for each in values["facts"])
    return CasePack(values["id"], values["title"], facts, values["unknown"])
