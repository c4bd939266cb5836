"""Reads the bank's data files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from backend.bank.schema import (
    CaseEntry,
    CompetencyEntry,
    CompetencyFile,
    IndustryEntry,
    QuestionEntry,
    QuestionFile,
    RoleEntry,
    RoleFile,
)

DATA = Path(__file__).with_name("data")

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class BankData:
    """All that the files hold, in the order of file names and entries."""

    competencies: Mapping[str, CompetencyEntry]
    industries: tuple[IndustryEntry, ...]
    roles: tuple[RoleEntry, ...]
    questions: tuple[QuestionEntry, ...]
    cases: tuple[CaseEntry, ...]


def load_data(folder: Path = DATA) -> BankData:
    """The bank in a folder. Raises `ValueError` with the file and the entry at fault."""
    competencies = read_file(folder / "competencies.toml", CompetencyFile, within="competencies")
    roles = read_file(folder / "roles.toml", RoleFile)
    questions = [
        entry
        for file in sorted((folder / "questions").glob("*.toml"))
        for entry in read_file(file, QuestionFile).questions
    ]
    cases = [read_file(file, CaseEntry) for file in sorted((folder / "cases").glob("*.toml"))]
    return BankData(
        competencies.competencies,
        roles.industries,
        roles.roles,
        tuple(questions),
        tuple(cases),
    )


@cache
def bank_data() -> BankData:
    """The bank that comes with the program."""
    return load_data()


def read_file(file: Path, model: type[Model], within: str = "") -> Model:
    """A TOML file as its model. Raises `ValueError` with the place of every fault."""
    try:
        data: Any = tomllib.loads(file.read_text(encoding="utf-8"))
        return model.model_validate({within: data} if within else data)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name} is not TOML: {error}") from None
    except ValidationError as error:
        places = "; ".join(_place(file, data, each) for each in error.errors())
        raise ValueError(places) from None


def _place(file: Path, data: Any, fault: Any) -> str:
    """Where the fault is, with the entry's own id where it has one."""
    steps, at = [], data
    for step in fault["loc"]:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            steps.append(str(step))
            continue
        name = at.get("id") if isinstance(at, dict) else None
        steps.append(str(name or step))
    return f"{file.name}: {'.'.join(steps)}: {fault['msg']}"
