"""Milestones: what there is to reach, and how far somebody has come.

They count what was done, never how often in a row; nothing that was reached is lost by a pause.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from backend.domain.progress import FEWEST_PAIRS
from backend.domain.scenario import DIFFICULTIES

KINDS = ("behavioural", "technical", "case", "hr_screen")
LONG = 8
"""Main questions. At three minutes each they take as long as a first interview at many firms."""


@dataclass(frozen=True, slots=True)
class Held:
    """An interview that was held to its end, with at least one answer. `length` counts the main
    questions planned, `answers` those answered, `figures` the answers that had a number."""

    ended_at: datetime
    kind: str
    mode: str
    difficulty: str
    role: str
    length: int
    answers: int = 0
    figures: int = 0

    @property
    def complete(self) -> bool:
        return 0 < self.length <= self.answers


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide that was read, and whether its exercise was done."""

    read_at: datetime
    course: str = ""
    exercise_done: bool = False


@dataclass(frozen=True, slots=True)
class History:
    """What somebody has done so far. `pairs` has when each matched pair of a calm answer and one
    under pressure was complete; `courses` how many steps there are in each."""

    held: tuple[Held, ...] = ()
    pairs: tuple[datetime, ...] = ()
    guides: tuple[Guide, ...] = ()
    documents: tuple[datetime, ...] = ()
    courses: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Milestone:
    """`steps` gives the moments at which it came nearer, and `target` how many it takes."""

    key: str
    title: str
    how: str
    target: int
    steps: Callable[[History], list[datetime]]


@dataclass(frozen=True, slots=True)
class Standing:
    """`reached_at` is None until it is reached."""

    milestone: Milestone
    value: int
    reached_at: datetime | None


Item = TypeVar("Item")


def standings(history: History) -> list[Standing]:
    """Every milestone in the order they are shown in."""
    return [_standing(each, history) for each in MILESTONES]


def _standing(milestone: Milestone, history: History) -> Standing:
    steps = sorted(milestone.steps(history))
    reached = steps[milestone.target - 1] if len(steps) >= milestone.target else None
    return Standing(milestone, min(len(steps), milestone.target), reached)


def _interviews(history: History) -> list[datetime]:
    return [each.ended_at for each in history.held]


def _where(chosen: Callable[[Held], bool]) -> Callable[[History], list[datetime]]:
    return lambda history: [each.ended_at for each in history.held if chosen(each)]


def _first_of_each(
    history: History, of: Callable[[Held], str], wanted: Iterable[str] | None = None
) -> list[datetime]:
    """When each different one was met for the first time."""
    first: dict[str, datetime] = {}
    for each in sorted(history.held, key=lambda held: held.ended_at):
        first.setdefault(of(each), each.ended_at)
    return [at for name, at in first.items() if wanted is None or name in wanted]


def _each_time(history: History, of: Callable[[Held], int]) -> list[datetime]:
    """The end of an interview as often as something happened in it."""
    return [each.ended_at for each in history.held for _ in range(of(each))]


def _courses(history: History) -> list[datetime]:
    """When the last exercise of each course was done."""
    done = sorted(
        (each for each in history.guides if each.course and each.exercise_done),
        key=lambda guide: guide.read_at,
    )
    counts = Counter(each.course for each in done)
    last = {each.course: each.read_at for each in done}
    return [at for name, at in last.items() if 0 < history.courses.get(name, 0) <= counts[name]]


MILESTONES: tuple[Milestone, ...] = (
    Milestone("first_interview", "First interview", "Hold an interview.", 1, _interviews),
    Milestone("five_interviews", "Five interviews", "Hold five interviews.", 5, _interviews),
    Milestone("twenty_interviews", "Twenty interviews", "Hold twenty interviews.", 20, _interviews),
    Milestone(
        "five_days",
        "Spread over time",
        "Practise on five different days, whenever they are.",
        5,
        lambda history: _first_of_each(history, lambda held: held.ended_at.date().isoformat()),
    ),
    Milestone(
        "every_difficulty",
        "Every level",
        "Hold an interview at each of the four levels of difficulty.",
        len(DIFFICULTIES),
        lambda history: _first_of_each(history, lambda held: held.difficulty, DIFFICULTIES),
    ),
    Milestone(
        "every_kind",
        "Every kind",
        "Hold a behavioural, a technical, a case and an HR interview.",
        len(KINDS),
        lambda history: _first_of_each(history, lambda held: held.kind, KINDS),
    ),
    Milestone(
        "three_roles",
        "Three roles",
        "Hold interviews for three different roles.",
        3,
        lambda history: _first_of_each(history, lambda held: held.role.casefold()),
    ),
    Milestone(
        "long_interview",
        "The full length",
        f"Answer {LONG} main questions or more in one interview.",
        1,
        _where(lambda held: held.answers >= LONG),
    ),
    Milestone(
        "case_finished",
        "A case, start to finish",
        "Answer every step of a case interview.",
        1,
        _where(lambda held: held.kind == "case" and held.complete),
    ),
    Milestone(
        "stress_held",
        "Stress held",
        "Answer every question of an interview in stress mode.",
        1,
        _where(lambda held: held.mode == "stress" and held.complete),
    ),
    Milestone(
        "pressure_measured",
        "Calm and stress, side by side",
        f"Answer {FEWEST_PAIRS} questions in stress mode that match ones you answered calmly.",
        FEWEST_PAIRS,
        lambda history: list(history.pairs),
    ),
    Milestone(
        "fifty_answers",
        "Fifty answers",
        "Answer fifty main questions.",
        50,
        lambda history: _each_time(history, lambda held: held.answers),
    ),
    Milestone(
        "ten_figures",
        "Ten answers with a figure",
        "Put a number into ten of your answers.",
        10,
        lambda history: _each_time(history, lambda held: held.figures),
    ),
    Milestone(
        "own_document",
        "Your own papers",
        "Hand in a CV or a job description, so that the questions are about you.",
        1,
        lambda history: list(history.documents),
    ),
    Milestone(
        "first_guide",
        "First guide",
        "Read a guide.",
        1,
        lambda history: [each.read_at for each in history.guides],
    ),
    Milestone(
        "first_exercise",
        "First exercise",
        "Do the spoken exercise at the end of a guide.",
        1,
        lambda history: [each.read_at for each in history.guides if each.exercise_done],
    ),
    Milestone(
        "first_course",
        "A whole course",
        "Do every exercise of a course.",
        1,
        _courses,
    ),
)
