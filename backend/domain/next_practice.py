"""Which interview to hold next, and why, as far as what was said so far supports it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from backend.domain.follow_up import Reason
from backend.domain.recommendation import (
    GAP_TOLD,
    HABIT,
    STRONG,
    Known,
    Practised,
    score_told,
)
from backend.domain.scenario import DIFFICULTIES, Difficulty, Kind, Mode
from backend.domain.scorecard import Metric

MOST = 2
"""Two ways to go on are a choice, more are a menu."""
OFTEN = 0.25
"""Of the answers: a gap in every fourth comes up in each interview of the usual length."""
READY_AFTER = 3
"""Strong interviews in a row before a harder one is suggested; two may be luck."""

Because = Literal["start", "gap", "score", "harder", "untried"]

KIND_OF_GAP: Mapping[Reason, Kind] = {
    "no_situation": "behavioural",
    "no_action": "behavioural",
    "we_no_i": "behavioural",
    "no_result": "behavioural",
    "no_number": "behavioural",
}
"""These are only ever found in answers to behavioural questions; the others in any."""
KIND_OF_METRIC: Mapping[Metric, Kind] = {
    "structure": "behavioural",
    "specificity": "behavioural",
    "problem_solving": "technical",
}
"""What a metric shows best in; the others show in any kind."""
TRIED: tuple[Kind, ...] = ("behavioural", "technical", "hr_screen")
"""Kinds that every role is interviewed in; a case isn't."""
NAMES: Mapping[Kind, str] = {
    "behavioural": "A behavioural interview",
    "technical": "A technical interview",
    "case": "A case",
    "hr_screen": "A first conversation",
    "mixed": "A mixed interview",
}


@dataclass(frozen=True, slots=True)
class Practice:
    """An interview to hold. `role` and `industry` are "" where nothing is known of them."""

    kind: Kind
    difficulty: Difficulty
    mode: Mode
    role: str
    industry: str
    because: Because
    why: str


def practise_next(known: Known) -> tuple[Practice, ...]:
    """At most two different ones, the weightiest first."""
    if not known.interviews:
        why = "A first conversation, easy and with hints, shows you how it works here."
        return (Practice("hr_screen", "easy", "practice", "", "", "start", why),)
    last = known.interviews[0]
    found: dict[tuple[Kind, Difficulty, Mode], Practice] = {}
    for each in _candidates(known, last):
        found.setdefault((each.kind, each.difficulty, each.mode), each)
    return tuple(found.values())[:MOST]


def _candidates(known: Known, last: Practised) -> Iterator[Practice]:
    yield from _for_gap(known, last)
    yield from _for_score(known, last)
    yield from _harder(known, last)
    yield from _untried(known, last)


def _for_gap(known: Known, last: Practised) -> Iterator[Practice]:
    reason = max(known.gaps, key=lambda each: known.gaps[each], default=None)
    if reason is None:
        return
    count = known.gaps[reason]
    if count < HABIT or count < OFTEN * known.answers:
        return
    why = f"In {count} of your last {known.answers} answers {GAP_TOLD[reason]}."
    yield _like(last, KIND_OF_GAP.get(reason, last.kind), last.difficulty, "gap", why)


def _for_score(known: Known, last: Practised) -> Iterator[Practice]:
    scores = {
        metric: score
        for metric, score in known.scores.items()
        if score.value < STRONG and (metric != "delivery" or known.rate_delivery)
    }
    metric = min(scores, key=lambda each: scores[each].value, default=None)
    if metric is None:
        return
    why = score_told(metric, scores[metric], known.scored)
    yield _like(last, KIND_OF_METRIC.get(metric, last.kind), last.difficulty, "score", why)


def _harder(known: Known, last: Practised) -> Iterator[Practice]:
    latest = [each for each in known.interviews if each.score is not None][:READY_AFTER]
    alike = {(each.kind, each.difficulty) for each in latest} == {(last.kind, last.difficulty)}
    strong = all(each.score is not None and each.score >= STRONG for each in latest)
    if len(latest) < READY_AFTER or not alike or not strong:
        return
    told = f"Your last {READY_AFTER} at {last.difficulty} were all at {STRONG:.0f} or above."
    level = DIFFICULTIES.index(last.difficulty)
    if level + 1 < len(DIFFICULTIES):
        yield _like(last, last.kind, DIFFICULTIES[level + 1], "harder", told)
    elif last.mode != "stress":
        yield Practice(
            last.kind, last.difficulty, "stress", last.role, last.industry, "harder",
            f"{told} Stress mode limits the time and pushes back.",
        )  # fmt: skip


def _untried(known: Known, last: Practised) -> Iterator[Practice]:
    kinds = {each.kind for each in known.interviews}
    if "mixed" in kinds:
        return
    for kind in TRIED:
        if kind not in kinds:
            why = "You haven't tried one lately, and it asks something else of you."
            yield _like(last, kind, last.difficulty, "untried", why)


def _like(
    last: Practised, kind: Kind, difficulty: Difficulty, because: Because, why: str
) -> Practice:
    """For the same job; helped or not as last time, but never under stress, which is for what
    goes well already."""
    mode: Mode = "real" if last.mode == "stress" else last.mode
    told = f"{NAMES[kind]} at {difficulty}: {why[0].lower()}{why[1:]}"
    return Practice(kind, difficulty, mode, last.role, last.industry, because, told)
