"""The form of the guides' files. What can be seen in one guide is checked here; what takes all of
them is checked in `checking`."""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import Field, model_validator

from backend.bank.schema import Entry, Id
from backend.domain.scorecard import Metric

READING_WPM = 238
"""Mean silent reading rate of adults for English non-fiction (Brysbaert 2019, How many words do we
read per minute?, Journal of Memory and Language 109, 104047). Many read a second language more
slowly, so minutes are rounded up."""

TagGroup = Literal["kind", "industry", "competency", "skill", "situation"]


class Exercise(Entry):
    """Spoken at the end of a guide: `say` is how, `question` what to answer out loud."""

    say: Annotated[str, Field(min_length=60, max_length=400)]
    question: Annotated[str, Field(min_length=15, max_length=240)]
    seconds: Annotated[int, Field(ge=30, le=180)]


class Guide(Entry):
    """`metric` is the one that it helps most. A guide of a course has a `step`, counted from 1."""

    slug: Annotated[Id, Field(max_length=80)]
    title: Annotated[str, Field(min_length=10, max_length=80)]
    summary: Annotated[str, Field(min_length=40, max_length=160)]
    tags: Annotated[tuple[Id, ...], Field(min_length=2, max_length=8)]
    minutes: Annotated[int, Field(ge=1, le=10)]
    metric: Metric
    course: Id | Literal[""] = ""
    step: Annotated[int, Field(ge=0)] = 0
    exercise: Exercise | None = None
    body: str

    @model_validator(mode="after")
    def _steps_belong_to_courses(self) -> Guide:
        if bool(self.course) != bool(self.step):
            raise ValueError("a course has steps, and a step has a course")
        if self.course and self.exercise is None:
            raise ValueError("every step of a course ends in an exercise")
        return self


class CourseEntry(Entry):
    id: Id
    title: Annotated[str, Field(min_length=5, max_length=80)]
    summary: Annotated[str, Field(min_length=40, max_length=240)]


class TagEntry(Entry):
    """A tag, and what it is called where people see it."""

    name: Id
    label: Annotated[str, Field(min_length=2, max_length=40)]
    group: TagGroup


class CourseFile(Entry):
    courses: tuple[CourseEntry, ...]


class TagFile(Entry):
    """Those of our own; industries and competencies are the bank's."""

    kind: dict[Id, str]
    skill: dict[Id, str]
    situation: dict[Id, str]


def reading_minutes(words: int) -> int:
    """How long so many words take to read, in whole minutes."""
    return max(1, math.ceil(words / READING_WPM))
