"""The question bank, read from the data file beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.domain.plan import Competency, PlannedQuestion
from backend.domain.scenario import Scenario

BANK_FILE = Path(__file__).with_name("questions.toml")


@dataclass(frozen=True, slots=True)
class FileBank:
    """Questions with the roles they are for; no roles means everybody."""

    entries: tuple[tuple[PlannedQuestion, frozenset[str]], ...]

    def questions_for(self, scenario: Scenario) -> Sequence[PlannedQuestion]:
        role = scenario.role.casefold()
        return [question for question, roles in self.entries if not roles or role in roles]


def load_bank(path: Path = BANK_FILE) -> FileBank:
    """The bank in a TOML file. Raises `ValueError` where an entry is incomplete or doubled."""
    with path.open("rb") as file:
        data = tomllib.load(file)
    competencies = {key: Competency(key, name) for key, name in data["competencies"].items()}
    entries: list[tuple[PlannedQuestion, frozenset[str]]] = []
    for entry in data["questions"]:
        try:
            question = PlannedQuestion(
                entry["id"], competencies[entry["competency"]], entry["text"]
            )
        except KeyError as error:
            which = entry.get("id", "?")
            raise ValueError(f"{path.name}: question {which} lacks {error}") from None
        entries.append((question, frozenset(role.casefold() for role in entry.get("roles", []))))
    if len({question.id for question, _roles in entries}) != len(entries):
        raise ValueError(f"{path.name}: two questions have the same id")
    return FileBank(tuple(entries))
