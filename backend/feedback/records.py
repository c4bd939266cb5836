"""Scorecards as rows, and back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from pydantic import TypeAdapter, ValidationError

from backend.domain.estimates import Estimate
from backend.domain.progress import OVERALL, Series
from backend.domain.scorecard import (
    Absent,
    AnswerCard,
    Basis,
    Evidence,
    Impression,
    Judged,
    Metric,
    Scorecard,
    Scored,
)
from models import Score

VERSION = 1

_CARD = TypeAdapter(Scorecard)
_EVIDENCE = TypeAdapter(tuple[Evidence, ...])


def body_of(card: Scorecard) -> dict[str, Any]:
    """All of a scorecard but its scores, which have rows of their own."""
    bare = replace(
        card,
        metrics=_absent(card.metrics),
        answers=tuple(replace(each, metrics=_absent(each.metrics)) for each in card.answers),
    )
    left_out = {"engine", "version", "summary"}
    return {"version": VERSION, "card": _CARD.dump_python(bare, mode="json", exclude=left_out)}


def scores_of(card: Scorecard) -> Iterator[Score]:
    """Those of the interview have no turn."""
    yield from _scores(card.metrics, None)
    for answer in card.answers:
        yield from _scores(answer.metrics, UUID(answer.turn_id))


def card_of(body: Mapping[str, Any], scores: Iterable[Score], engine: str, made: str) -> Scorecard:
    """The scorecard that the rows were made from, without its summary. Raises `ValueError` for a
    form that isn't known; the scores can be read all the same."""
    if body.get("version") != VERSION:
        raise ValueError("The feedback was stored by another version of the program.")
    try:
        bare = _CARD.validate_python({**body["card"], "engine": engine, "version": made})
    except (KeyError, ValidationError):
        # Not chained: the details would put what was said into a log.
        raise ValueError("The stored feedback is damaged.") from None
    found = by_turn(scores)
    return replace(
        bare,
        metrics={**bare.metrics, **found.get(None, {})},
        answers=tuple(
            replace(each, metrics={**each.metrics, **found.get(each.turn_id, {})})
            for each in bare.answers
        ),
    )


def by_turn(scores: Iterable[Score]) -> dict[str | None, dict[Metric, Judged]]:
    """The scores of each turn, and under None those of the whole interview."""
    found: dict[str | None, dict[Metric, Judged]] = {}
    for each in scores:
        scored = Scored(
            Estimate(each.value, each.low, each.high),
            cast(Basis, each.basis),
            _EVIDENCE.validate_python(each.evidence),
        )
        turn = str(each.turn_id) if each.turn_id else None
        found.setdefault(turn, {})[cast(Metric, each.metric)] = scored
    return found


def progress_of(card: Scorecard) -> dict[str, Any] | None:
    """What a point of the curve keeps of a scorecard; None where there is no overall."""
    if card.overall is None:
        return None
    scored: dict[Series, Estimate] = {
        name: each.estimate for name, each in card.metrics.items() if isinstance(each, Scored)
    }
    overall = card.overall.estimate
    bounds: dict[Series, Estimate] = {OVERALL: overall, **scored}
    return {
        "engine": card.engine,
        "score": overall.value,
        "metrics": {name: each.value for name, each in scored.items()},
        "intervals": {name: [each.low, each.high] for name, each in bounds.items()},
        "features": features_of(card.impression),
        "answers": [_answer(each) for each in card.answers],
        "feedback": card.summary,
    }


def features_of(impression: Impression | Absent) -> dict[str, float]:
    return impression.features if isinstance(impression, Impression) else {}


def _answer(answer: AnswerCard) -> dict[str, Any]:
    worth = answer.overall
    return {
        "question": answer.question_id,
        "matches": answer.matches,
        "pressed": answer.pressed,
        "figure": answer.figure,
        "score": [worth.value, worth.low, worth.high] if worth else None,
    }


def _scores(metrics: Mapping[Metric, Judged], turn_id: UUID | None) -> Iterator[Score]:
    for name, each in metrics.items():
        if isinstance(each, Scored):
            yield Score(
                turn_id=turn_id,
                metric=name,
                value=each.estimate.value,
                low=each.estimate.low,
                high=each.estimate.high,
                basis=each.basis,
                evidence=_EVIDENCE.dump_python(each.evidence, mode="json"),
            )


def _absent(metrics: Mapping[Metric, Judged]) -> dict[Metric, Judged]:
    return {name: each for name, each in metrics.items() if isinstance(each, Absent)}
