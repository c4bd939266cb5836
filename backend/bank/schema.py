"""The form of the bank's data files. What can be seen in one entry is checked here; what takes
the whole bank is checked in `checking`."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Difficulty = Literal["easy", "medium", "hard", "expert"]
QuestionKind = Literal["behavioural", "technical", "hr_screen"]

Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(?:[-_][a-z0-9]+)*$", max_length=64)]
Text = Annotated[str, Field(min_length=3, max_length=700)]


class Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CompetencyEntry(Entry):
    """`about` completes "A question about …"."""

    name: Text
    about: Text


class IndustryEntry(Entry):
    id: Id
    name: Text


class RoleEntry(Entry):
    """`competencies` stand in the order of their weight for the role. `aliases` are what it is
    called elsewhere, in lower case; a title that holds one is taken for this role."""

    id: Id
    name: Text
    aliases: tuple[Text, ...] = ()
    industries: Annotated[tuple[Id, ...], Field(min_length=1)]
    competencies: Annotated[tuple[Id, ...], Field(min_length=4)]


class LadderEntry(Entry):
    """Four questions, each deeper than the one before."""

    what: Text
    why: Text
    trade_off: Text
    failure: Text


class QuestionEntry(Entry):
    """A question and what is known about good answers to it.

    No `roles` means that it suits every role. `reference` holds what a correct technical answer
    rests on; `hints` lead towards it without giving it away.
    """

    id: Id
    kind: QuestionKind
    competency: Id
    difficulty: Difficulty
    roles: tuple[Id, ...] = ()
    text: Text
    strong: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    probes: Annotated[tuple[Text, ...], Field(min_length=2, max_length=4)]
    reference: tuple[Text, ...] = ()
    ladder: LadderEntry | None = None
    hints: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _technical_is_complete(self) -> QuestionEntry:
        if self.kind == "technical":
            if len(self.reference) < 3 or self.ladder is None or len(self.hints) < 2:
                raise ValueError("a technical question needs 3 references, a ladder and 2 hints")
            if not self.roles:
                raise ValueError("a technical question needs the roles it is for")
        return self


class FactEntry(Entry):
    """Told when the candidate asks for it: when a question has one of the `keys` in it."""

    keys: Annotated[tuple[Text, ...], Field(min_length=1)]
    say: Text


class ExhibitEntry(Entry):
    """A small table that is shown; `say` introduces it and does not interpret it."""

    id: Id
    title: Text
    say: Text
    columns: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    rows: Annotated[tuple[tuple[str, ...], ...], Field(min_length=2, max_length=10)]
    note: str = ""

    @model_validator(mode="after")
    def _rows_fit(self) -> ExhibitEntry:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError("a row of the exhibit has another number of cells than its columns")
        return self


class SumEntry(Entry):
    """Arithmetic that the candidate is asked to do. `formula` uses numbers, + - * / and
    brackets, and gives `answer`; `method` says in words how."""

    formula: Text
    answer: float
    unit: str
    method: Text
    tolerance: Annotated[float, Field(ge=0, le=0.2)] = 0.05


class StepEntry(Entry):
    """One question of a case, in order. `shows` names the exhibit that goes with it."""

    kind: Literal["structure", "analysis", "arithmetic", "synthesis"]
    text: Text
    strong: Annotated[tuple[Text, ...], Field(min_length=2, max_length=6)]
    probes: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    hints: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    shows: str = ""
    sum: SumEntry | None = None

    @model_validator(mode="after")
    def _sums_are_arithmetic(self) -> StepEntry:
        if (self.kind == "arithmetic") != (self.sum is not None):
            raise ValueError("an arithmetic step, and no other, has a sum")
        return self


class CaseEntry(Entry):
    """A case to be worked through: a prompt that is spoken, facts released when asked for,
    exhibits, and steps from structure to synthesis."""

    id: Id
    title: Text
    difficulty: Difficulty
    industries: Annotated[tuple[Id, ...], Field(min_length=1)]
    roles: tuple[Id, ...] = ()
    prompt: Text
    facts: Annotated[tuple[FactEntry, ...], Field(min_length=4)]
    unknown: Text
    exhibits: Annotated[tuple[ExhibitEntry, ...], Field(min_length=1, max_length=4)]
    steps: Annotated[tuple[StepEntry, ...], Field(min_length=4, max_length=8)]

    @model_validator(mode="after")
    def _steps_are_a_case(self) -> CaseEntry:
        kinds = [step.kind for step in self.steps]
        if kinds[0] != "structure" or kinds[-1] != "synthesis" or "arithmetic" not in kinds:
            raise ValueError("a case goes from structure over arithmetic to synthesis")
        known = {exhibit.id for exhibit in self.exhibits}
        shown = {step.shows for step in self.steps if step.shows}
        if shown != known:
            raise ValueError("every exhibit is shown by a step, and a step shows none but these")
        return self


class CompetencyFile(Entry):
    competencies: dict[Id, CompetencyEntry]


class RoleFile(Entry):
    industries: tuple[IndustryEntry, ...]
    roles: tuple[RoleEntry, ...]


class QuestionFile(Entry):
    questions: tuple[QuestionEntry, ...]
