"""What somebody has to tell, and how to use the days until their interview."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from uuid import UUID

TOLD_WELL = 3.0
"""The middle of the scale, where an answer has what its question asks for (the rubric's 3)."""
SAME_STORY = 0.5
"""Half of the shorter one's telling words in common: a design choice. Two stories of one job share
its name and tools, and not half of what happened."""
FEWEST_WORDS = 12
"""Of fewer, half is chance."""
LONGEST_PLAN = 14
"""Days. Further ahead, a plan is a wish."""

_WORD = re.compile(r"[^\W\d_]{5,}")
"""Short words are the grammar of a language; the long ones are what it is about."""

Step = Literal["story", "interview", "pressure", "weakest", "sheet"]


@dataclass(frozen=True, slots=True)
class Story:
    """One scored answer. `value` is the mean of its content scores, from 1 to 5."""

    interview_id: UUID
    turn_id: UUID
    held_at: datetime
    role: str
    competency: str
    question: str
    text: str
    value: float


@dataclass(frozen=True, slots=True)
class Shelf:
    """What there is to tell of one competency. `best` is the answer that was told best; `gap`
    says that none was told well yet."""

    competency: str
    answers: int
    best: Story | None

    @property
    def gap(self) -> bool:
        return self.best is None or self.best.value < TOLD_WELL


@dataclass(frozen=True, slots=True)
class Overused:
    """One story, told for several questions of different interviews; the best telling first."""

    tellings: tuple[Story, ...]


@dataclass(frozen=True, slots=True)
class PlannedDay:
    day: date
    step: Step
    what: str


def shelves(stories: Iterable[Story], wanted: Sequence[str]) -> list[Shelf]:
    """One for each competency that was asked about or is `wanted`: the gaps among the wanted
    first, then by name."""
    told: dict[str, list[Story]] = {name: [] for name in wanted}
    for story in stories:
        told.setdefault(story.competency, []).append(story)
    found = [
        Shelf(name, len(each), max(each, key=lambda story: story.value, default=None))
        for name, each in told.items()
    ]
    return sorted(
        found, key=lambda shelf: (not (shelf.gap and shelf.competency in wanted), shelf.competency)
    )


def overused(stories: Sequence[Story]) -> list[Overused]:
    """Stories that were told for more than one question, the most often told first. Answering
    the same question again is practice, and doesn't count."""
    groups: list[list[tuple[Story, frozenset[str]]]] = []
    for story in stories:
        words = telling_words(story.text)
        home = next((each for each in groups if _same(words, each[0][1])), None)
        if home is None:
            groups.append([(story, words)])
        elif story.question not in {known.question for known, _words in home}:
            home.append((story, words))
    found = [
        Overused(tuple(sorted((story for story, _ in each), key=lambda story: -story.value)))
        for each in groups
        if len(each) > 1
    ]
    return sorted(found, key=lambda each: -len(each.tellings))


def telling_words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _same(one: frozenset[str], other: frozenset[str]) -> bool:
    fewest = min(len(one), len(other))
    return fewest >= FEWEST_WORDS and len(one & other) >= SAME_STORY * fewest


def plan(today: date, interview: date, gaps: Sequence[str], weakest: str) -> list[PlannedDay]:
    """A step for each day left, the last of them light. `gaps` are competencies, `weakest` is the
    name of the weakest metric, "" where there is none.

    Practice spread over days lasts longer than the same in one go (Cepeda, Pashler, Vul, Wixted
    and Rohrer, 2006), so there is one step a day, and what is missing comes first.
    """
    days = min((interview - today).days, LONGEST_PLAN)
    if days <= 0:
        return []
    steps = _steps(days - 1, gaps, weakest)
    dated = [PlannedDay(today + timedelta(days=at), *step) for at, step in enumerate(steps)]
    last = today + timedelta(days=days - 1)
    return [
        *dated,
        PlannedDay(last, "sheet", "Read your sheet once, out loud. Then stop: rest helps more."),
    ]


def _steps(count: int, gaps: Sequence[str], weakest: str) -> list[tuple[Step, str]]:
    stories: list[tuple[Step, str]] = [
        ("story", f"Find a story about {gap.lower()}, and tell it out loud in two minutes.")
        for gap in gaps
    ]
    rounds: list[tuple[Step, str]] = [
        ("interview", "Hold a whole interview for the role, without help."),
        ("pressure", "Hold one in stress mode, with the clock."),
    ]
    if weakest:
        what = f"Answer two questions with nothing but this in mind: {weakest.lower()}."
        rounds.insert(1, ("weakest", what))
    found: list[tuple[Step, str]] = []
    at = 0
    while len(found) < count:
        # Every other day something that is missing, as long as there is any.
        if stories and len(found) % 2 == 0:
            found.append(stories.pop(0))
        else:
            found.append(rounds[at % len(rounds)])
            at += 1
    return found
