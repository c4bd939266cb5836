"""The labelled answers have the form that their README promises."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

Entry = dict[str, Any]

FOLDER = Path(str(files("benchmarks"))) / "content_answers"
METRICS = ("relevance", "structure", "specificity", "problem_solving", "communication")
KINDS = {"behavioural": 22, "technical": 15, "case": 9, "hr_screen": 9}
CLASSES = {
    "excellent": 6,
    "empty": 6,
    "second_language": 6,
    "floor": 8,
    "doubtful": 4,
    "ordinary": 25,
}


def read(name: str) -> dict[str, list[Entry]]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


def answers(name: str) -> list[Entry]:
    return read(name)["answers"]


@pytest.fixture(params=["dev.toml", "held_out.toml"])
def labelled(request: pytest.FixtureRequest) -> list[Entry]:
    return answers(request.param)
