"""The ready-made interviews that come with the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from backend.bank.loading import BankData, read_file
from backend.bank.schema import CaseEntry, Entry, Id
from backend.domain.plan import MINUTES_PER_QUESTION
from backend.domain.scenario import Difficulty, Format, Kind, Mode, Persona
from backend.literal import A_NUMBER

FILE = Path(__file__).with_name("data") / "scenarios.toml"


class ScenarioOptions(Entry):
    """What an interview is apart from its role, industry and difficulty."""

    kind: Kind = "mixed"
    persona: Persona = "neutral"
    mode: Mode = "real"
    format: Format = "live"
    questions: Annotated[int, Field(ge=1, le=20), A_NUMBER] = 3
    minutes: Annotated[int | None, Field(ge=5, le=90), A_NUMBER] = None


class ScenarioEntry(ScenarioOptions):
    slug: Id
    name: Annotated[str, Field(min_length=3, max_length=120)]
    about: Annotated[str, Field(min_length=3, max_length=300)]
    industry: Id
    role: Id
    difficulty: Difficulty

    @property
    def length(self) -> int:
        """Main questions, about."""
        return self.minutes // MINUTES_PER_QUESTION if self.minutes else self.questions

    @property
    def options(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ScenarioOptions.model_fields}


class ScenarioFile(Entry):
    scenarios: tuple[ScenarioEntry, ...]


def load_scenarios(file: Path = FILE) -> tuple[ScenarioEntry, ...]:
    """Raises `ValueError` with the entry at fault."""
    return read_file(file, ScenarioFile).scenarios


def faults(scenarios: tuple[ScenarioEntry, ...], bank: BankData) -> Iterator[str]:
    """What the bank can't hold of them."""
    roles = {role.id: role for role in bank.roles}
    slugs = [each.slug for each in scenarios]
    for each in scenarios:
        role = roles.get(each.role)
        if slugs.count(each.slug) > 1:
            yield f"{each.slug}: there are several"
        if role is None or each.industry not in role.industries:
            yield f"{each.slug}: {each.role} in {each.industry} is not in the bank"
        elif each.kind == "technical" and _technical(bank, each.role) < each.length:
            yield f"{each.slug}: the bank has too few technical questions for {each.role}"
        elif each.kind == "case" and not any(_suits(case, each) for case in bank.cases):
            yield f"{each.slug}: the bank has no case for {each.role} or {each.industry}"


def _technical(bank: BankData, role: str) -> int:
    return sum(each.kind == "technical" and role in each.roles for each in bank.questions)


def _suits(case: CaseEntry, scenario: ScenarioEntry) -> bool:
    return scenario.role in case.roles or scenario.industry in case.industries
