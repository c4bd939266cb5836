"""The same question answered twice, or one like it: what differs, and what that may be called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.domain.estimates import Change, Estimate, change
from backend.domain.progress import OVERALL, Series
from backend.domain.scorecard import (
    CONTENT,
    METRICS,
    AnswerCard,
    Judged,
    Metric,
    Scored,
    overall_of,
)

NOT_SCORED = "It has no score yet that could be compared."
OTHER_SCORER = (
    "The two were scored by different engines or versions, so they can't be compared. Have both"
    " worked out again."
)
NONE_YET = "You haven't answered this question again yet."
LEARNT = "On an unseen question of this sort you did better than the first time, beyond the noise."
NOTHING_YET = (
    "Nothing so far shows that you learnt something: that takes an unseen question of this sort,"
    " answered better than the first time by more than the noise."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it was scored, None where it wasn't, and who scored it."""

    card: AnswerCard | None
    engine: str
    version: str


@dataclass(frozen=True, slots=True)
class Difference:
    """`change` is the later minus the first, with the interval that their own doubt gives."""

    metric: Series
    first: Estimate
    again: Estimate
    change: Change

    @property
    def beyond_noise(self) -> bool:
        """The reliable change of Jacobson & Truax (1991): zero lies outside the interval."""
        return not self.change.low <= 0 <= self.change.high


@dataclass(frozen=True, slots=True)
class Compared:
    """`differences` begins with the overall over those metrics that both have."""

    sibling: bool
    comparable: bool
    differences: tuple[Difference, ...]
    text: str

    @property
    def learning(self) -> bool:
        """Better by more than noise, on a question that had not been seen before."""
        return self.sibling and any(
            each.metric == OVERALL and each.beyond_noise and each.change.difference > 0
            for each in self.differences
        )


def compare(first: Answer, again: Answer, *, sibling: bool) -> Compared:
    if first.card is None or again.card is None:
        return Compared(sibling, False, (), NOT_SCORED)
    if (first.engine, first.version) != (again.engine, again.version):
        return Compared(sibling, False, (), OTHER_SCORER)
    found = _differences(first.card.metrics, again.card.metrics)
    if not found:
        return Compared(sibling, False, (), NOT_SCORED)
    return Compared(sibling, True, found, _told(found[0], sibling=sibling))


def told_of_all(compared: Sequence[Compared]) -> str:
    """What can be said of all tries together, in a sentence."""
    if not compared:
        return NONE_YET
    return LEARNT if any(each.learning for each in compared) else NOTHING_YET


def _differences(
    first: Mapping[Metric, Judged], again: Mapping[Metric, Judged]
) -> tuple[Difference, ...]:
    """The overall before all else; none at all where no metric of content has two scores."""
    one = {name: each for name in METRICS if isinstance(each := first.get(name), Scored)}
    two = {name: each for name in METRICS if isinstance(each := again.get(name), Scored)}
    both = [name for name in METRICS if name in one and name in two]
    before = overall_of({name: one[name] for name in both if name in CONTENT})
    after = overall_of({name: two[name] for name in both if name in CONTENT})
    if before is None or after is None:
        return ()
    pairs: list[tuple[Series, Estimate, Estimate]] = [
        (OVERALL, before.estimate, after.estimate),
        *((name, one[name].estimate, two[name].estimate) for name in both),
    ]
    return tuple(
        Difference(name, was, now, found)
        for name, was, now in pairs
        if (found := change([was], now))
    )


def _told(overall: Difference, *, sibling: bool) -> str:
    if not overall.beyond_noise:
        return "No difference that is clearer than the doubt of the scores."
    side = "better" if overall.change.difference > 0 else "worse"
    told = (
        f"{abs(overall.change.difference):.1f} {side} than the first time, which is more than the"
        " doubt of the scores."
    )
    if side == "worse":
        return told
    if sibling:
        return f"{told} You hadn't seen this question, so that is learning."
    return f"{told} It was the same question: that shows practice at it, and not yet learning."
