"""The bank as the planning of an interview sees it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from backend.bank.checking import siblings
from backend.bank.loading import BankData, bank_data
from backend.bank.schema import CaseEntry, QuestionEntry, RoleEntry
from backend.domain.language import words
from backend.domain.plan import (
    CasePack,
    CaseStep,
    Competency,
    Exhibit,
    Fact,
    Ladder,
    PlannedQuestion,
    QuestionType,
    Sum,
)
from backend.domain.planning import Case
from backend.domain.scenario import Scenario

STEP_COMPETENCIES = {
    "structure": "structure",
    "analysis": "analysis",
    "arithmetic": "numeracy",
    "synthesis": "synthesis",
}
_ARTICLE = re.compile(r"\b([Aa]) \{role\}")


class Catalogue:
    """A `QuestionBank` over the data files."""

    def __init__(self, data: BankData | None = None) -> None:
        self._data = data or bank_data()

    @cached_property
    def _competencies(self) -> dict[str, Competency]:
        return {
            key: Competency(key, entry.name, entry.about)
            for key, entry in self._data.competencies.items()
        }

    @cached_property
    def _siblings(self) -> dict[str, frozenset[str]]:
        questions = self._data.questions
        return {
            one.id: frozenset(other.id for other in questions if siblings(one, other))
            for one in questions
        }

    @cached_property
    def _titles(self) -> dict[str, RoleEntry]:
        return {
            " ".join(words(title)): each
            for each in self._data.roles
            for title in (each.name, *each.aliases)
        }

    def role(self, name: str) -> RoleEntry | None:
        """The role with this id or name, whatever its case; else the one whose name or alias is
        the longest that the title holds: "Senior Backend Engineer, Payments"."""
        wanted = name.strip().casefold()
        for each in self._data.roles:
            if wanted in (each.id, each.name.casefold()):
                return each
        title = f" {' '.join(words(wanted))} "
        held = [phrase for phrase in self._titles if f" {phrase} " in title]
        return self._titles[max(held, key=len)] if held else None

    def questions_for(self, scenario: Scenario, type: QuestionType) -> Sequence[PlannedQuestion]:
        role = self.role(scenario.role_id or scenario.role)
        return [
            self._question(entry, scenario)
            for entry in self._data.questions
            if entry.kind == type and (not entry.roles or (role and role.id in entry.roles))
        ]

    def cases_for(self, scenario: Scenario) -> Sequence[Case]:
        role = self.role(scenario.role_id or scenario.role)
        industry = (scenario.industry_id or scenario.industry).strip().casefold()
        names = {each.id: each.name.casefold() for each in self._data.industries}

        def distance(entry: CaseEntry) -> int:
            suits_role = role is not None and role.id in entry.roles
            suits_industry = any(industry in (each, names[each]) for each in entry.industries)
            return 2 * (not suits_role) + (not suits_industry)

        return [self._case(entry) for entry in sorted(self._data.cases, key=distance)]

    def competencies_of(self, role: str) -> Sequence[str]:
        found = self.role(role)
        return found.competencies if found else ()

    def siblings_of(self, question_id: str) -> frozenset[str]:
        return self._siblings.get(question_id, frozenset())

    def _question(self, entry: QuestionEntry, scenario: Scenario) -> PlannedQuestion:
        return PlannedQuestion(
            id=entry.id,
            competency=self._competencies[entry.competency],
            text=_filled(entry.text, scenario),
            type=entry.kind,
            difficulty=entry.difficulty,
            strong=entry.strong,
            probes=tuple(_filled(each, scenario) for each in entry.probes),
            reference=entry.reference,
            ladder=Ladder(**entry.ladder.model_dump()) if entry.ladder else None,
            hints=entry.hints,
        )

    def _case(self, entry: CaseEntry) -> Case:
        exhibits = {
            each.id: Exhibit(each.title, each.columns, each.rows, each.note)
            for each in entry.exhibits
        }
        introductions = {each.id: each.say for each in entry.exhibits}
        steps = tuple(
            PlannedQuestion(
                id=f"{entry.id}-{number}",
                competency=self._competencies[STEP_COMPETENCIES[step.kind]],
                text=step.text,
                type="case",
                difficulty=entry.difficulty,
                strong=step.strong,
                probes=step.probes,
                hints=step.hints,
                step=CaseStep(
                    case=entry.id,
                    kind=step.kind,
                    prompt=entry.prompt if number == 1 else "",
                    introduction=introductions.get(step.shows, ""),
                    exhibit=exhibits.get(step.shows),
                    sum=(
                        Sum(step.sum.answer, step.sum.unit, step.sum.method, step.sum.tolerance)
                        if step.sum
                        else None
                    ),
                ),
            )
            for number, step in enumerate(entry.steps, 1)
        )
        facts = tuple(Fact(each.keys, each.say) for each in entry.facts)
        pack = CasePack(entry.id, entry.title, facts, entry.unknown)
        return Case(pack, steps, entry.difficulty)


def _filled(text: str, scenario: Scenario) -> str:
    """The text with the role and the company in it, and the article that the role needs."""
    role = scenario.role.strip()
    lowered = role if role[:2].isupper() else role[:1].lower() + role[1:]
    article = "n" if lowered[:1].lower() in "aeiou" or lowered[:2] in ("HR", "IT") else ""
    text = _ARTICLE.sub(rf"\1{article} {{role}}", text)
    return text.replace("{role}", lowered).replace("{company}", scenario.company or "this company")
