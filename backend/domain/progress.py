"""How somebody gets on over their interviews, like compared with like."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean
from typing import Literal, NamedTuple, get_args
from uuid import UUID

from backend.domain.estimates import Change, Estimate, Z, change, spread, t_quantile
from backend.domain.trend import Trend

Series = Literal[
    "overall", "communication", "structure", "relevance", "specificity", "problem_solving",
    "delivery",
]  # fmt: skip

OVERALL: Literal["overall"] = "overall"
SERIES: tuple[Series, ...] = get_args(Series)
FEWEST_PAIRS = 4
"""With three differences the interval is half as wide again as with four (Student's t for two
degrees of freedom against three), and one odd question decides all."""
COMPARED_WITH = 10
"""Earlier interviews that one is compared with: people change, and older ones say less."""

Features = Mapping[str, float]
"""How an interview was delivered: the means of what was measured, by feature."""
Direction = Literal["better", "worse", "no_clear_change", "too_few", "first"]


class Group(NamedTuple):
    """What has to be the same for two interviews to be compared; `engine` because a change of who
    scores is no change of the person."""

    kind: str
    mode: str
    difficulty: str
    engine: str


@dataclass(frozen=True, slots=True)
class Point:
    """One interview. `scores` are by metric, and "overall"."""

    interview_id: UUID
    date: datetime
    role: str
    industry: str
    group: Group
    scores: Mapping[Series, Estimate]
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer to a main question. `matches` is the calm sibling that was picked for comparison
    when the question was planned, "" for none."""

    interview_id: UUID
    date: datetime
    engine: str
    question: str
    matches: str
    pressed: bool
    figure: bool
    score: Estimate | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two questions of the same sort, one answered calmly, one under pressure; both were scored."""

    calm: Answered
    pressed: Answered
    calm_score: Estimate
    pressed_score: Estimate

    @property
    def difference(self) -> float:
        return self.pressed_score.value - self.calm_score.value

    @property
    def error(self) -> float:
        return math.hypot(self.pressed_score.error, self.calm_score.error)


def grouped(points: Iterable[Point]) -> dict[Group, list[Point]]:
    """Like with like, each in order of date, the group with the most first."""
    groups: dict[Group, list[Point]] = {}
    for point in sorted(points, key=lambda each: each.date):
        groups.setdefault(point.group, []).append(point)
    return dict(sorted(groups.items(), key=lambda each: -len(each[1])))


def series(points: Iterable[Point], name: Series) -> list[Estimate]:
    """The values of one metric, without the interviews that have none."""
    return [each.scores[name] for each in points if name in each.scores]


def against(
    earlier: Sequence[Point], now: Mapping[Series, Estimate]
) -> dict[Series, Change | None]:
    """How each score differs from the latest comparable interviews, given in order of date. None
    where there are none."""
    latest = earlier[-COMPARED_WITH:]
    return {name: change(series(latest, name), value) for name, value in now.items()}


def pairs(answers: Iterable[Answered]) -> list[Pair]:
    """Each answer under pressure with the latest earlier calm one to its matching question, in
    order of date. A calm answer serves one pair only: one good day must not count twice."""
    calm: dict[tuple[str, str], list[tuple[Answered, Estimate]]] = {}
    found: list[Pair] = []
    for answer in sorted(answers, key=lambda each: each.date):
        if answer.score is None:
            continue
        if not answer.pressed:
            calm.setdefault((answer.engine, answer.question), []).append((answer, answer.score))
            continue
        waiting = calm.get((answer.engine, answer.matches)) if answer.matches else None
        if waiting:
            sibling, score = waiting.pop()
            found.append(Pair(sibling, answer, score, answer.score))
    return found


def gap(found: Sequence[Pair]) -> Estimate | None:
    """The mean difference of answers under pressure from calm ones; None below four pairs.

    The interval is the widest of three: what the doubt of the scores gives, what the spread of
    the pairs gives, and, from three interviews under pressure on, what the spread of their means
    gives, since the answers of one day have the day in common.
    """
    if len(found) < FEWEST_PAIRS:
        return None
    differences = [each.difference for each in found]
    half = Z * math.sqrt(sum(each.error**2 for each in found)) / len(found)
    by_interview: dict[UUID, list[float]] = {}
    for each in found:
        by_interview.setdefault(each.pressed.interview_id, []).append(each.difference)
    days = [fmean(each) for each in by_interview.values()]
    for values in (differences, days if len(days) > 2 else differences):
        count = len(values)
        half = max(half, t_quantile(count - 1) * spread(values) / math.sqrt(count))
    mean = fmean(differences)
    return Estimate(mean, mean - half, mean + half)


def direction(found: Change | None) -> Direction:
    if found is None:
        return "first"
    if found.missing:
        return "too_few"
    if not found.real:
        return "no_clear_change"
    return "better" if found.difference > 0 else "worse"


def told(found: Change | None) -> str:
    """A change in a sentence."""
    if found is None:
        return "The first interview of this sort: there is nothing to compare it with yet."
    if found.missing:
        more = counted(found.missing, "more interview")
        return f"{more} of this sort until a difference can be told from chance."
    amount = f"{abs(found.difference):.1f}"
    before = f"the mean of {counted(found.earlier, 'earlier interview')} of this sort"
    if not found.real:
        return f"No more than the usual ups and downs against {before}."
    side = "above" if found.difference > 0 else "below"
    return f"{amount} {side} {before}, which is more than the usual ups and downs."


def trend_told(label: str, found: Trend | None, real: bool, missing: int) -> str:
    """A trend in a sentence; `missing` interviews are too few for one."""
    if found is None:
        more = counted(missing, "more interview")
        return f"{more} of this sort until a change of this can be told from chance."
    over = f"over {found.count} interviews"
    if not real:
        return f"{label} has no change that is clearer than chance {over}."
    went = "rose" if found.difference > 0 else "fell"
    return f"{label} {went} from about {found.first:.1f} to about {found.last:.1f} {over}."


def counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
