"""Plans, flows and moves as JSON, and back."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from backend.domain.interview import InterviewFlow
from backend.domain.moves import Move
from backend.domain.plan import InterviewPlan

VERSION = 2

_PLAN = TypeAdapter(InterviewPlan)
_FLOW = TypeAdapter(InterviewFlow)
_MOVE = TypeAdapter(Move)
Stored = TypeVar("Stored")


def plan_to_json(plan: InterviewPlan) -> dict[str, Any]:
    return {"version": VERSION, **_PLAN.dump_python(plan, mode="json")}


def to_state(flow: InterviewFlow) -> dict[str, Any]:
    """The flow without its plan, which never changes and is kept by itself, and without the
    person's patience, which is theirs and no part of a record."""
    exclude = {"plan", "patience"}
    return {"version": VERSION, **_FLOW.dump_python(flow, mode="json", exclude=exclude)}


def from_state(state: dict[str, Any], plan: dict[str, Any]) -> InterviewFlow:
    """The flow that `to_state` and `plan_to_json` were given. Raises `ValueError` for a form
    that isn't known."""
    return _load(_FLOW, {**state, "plan": _known(plan)})


def move_to_json(move: Move) -> dict[str, Any]:
    return dict(_MOVE.dump_python(move, mode="json"))


def move_from(values: dict[str, Any]) -> Move:
    """Raises `ValueError` as `from_state` does."""
    return _load(_MOVE, {"version": VERSION, **values})


def _load(adapter: TypeAdapter[Stored], values: dict[str, Any]) -> Stored:
    try:
        return adapter.validate_python(_known(values))
    except ValidationError:
        # Not chained: the details would put what was said into a log.
        raise ValueError("The stored interview is damaged.") from None


def _known(values: dict[str, Any]) -> dict[str, Any]:
    if values.get("version") != VERSION:
        raise ValueError("The interview was stored by another version of the program.")
    return {key: value for key, value in values.items() if key != "version"}
