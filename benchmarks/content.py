"""How far the scores of content can be trusted: against labels, against orders, against chance.

    .venv/bin/python -m benchmarks.content [--set dev]

A line for each set of labelled answers, then 100 answers with and without a sentence that asks
for a score, and the same answers scored ten times. See benchmarks/content_answers.
"""

from __future__ import annotations

import asyncio
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from statistics import fmean
from typing import Any

from backend.domain.language import sentences
from backend.domain.material import Answered, AnswerTurn, Material
from backend.domain.plan import Competency, PlannedQuestion
from backend.domain.ports import AnswerReader
from backend.domain.scenario import Scenario
from backend.domain.scorecard import CONTENT, AnswerCard, Metric, Scored
from backend.domain.scoring import VERSION, score_by_rules
from backend.feedback.judge import LanguageModelJudge
from backend.feedback.making import grasped
from benchmarks.common import conditions, options, report, say
from benchmarks.content_models import Noisy, Obeying
from benchmarks.reading import reading

FOLDER = Path(__file__).parent / "content_answers"
SETS = sorted(each.stem for each in FOLDER.glob("*.toml") if each.stem != "injections")
TIMES = 10

Scores = dict[Metric, Scored]
Pair = tuple[float, float]


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--set", choices=SETS, action="append", help="default: all")
    parser.add_argument("--rules-alone", action="store_true", help="without reading the meaning")
    asyncio.run(measure(parser.parse_args()))


async def measure(given: Any) -> None:
    where = conditions(rules=VERSION, rules_alone=given.rules_alone)
    async with AsyncExitStack() as stack:
        reader = None if given.rules_alone else await stack.enter_async_context(reading(given.home))
        for name in given.set or SETS:
            say(f"labels: {name}")
            rows = _load(f"{name}.toml")["answers"]
            report(f"content_{name}", len(rows), await against_labels(rows, reader), where)
        injections = _load("injections.toml")
        pairs = len(injections["combinations"])
        say("orders to the scorer")
        figures = await against_orders(injections, reader)
        report("content_injections", pairs, figures, where)
        say(f"the same answer {TIMES} times")
        bases = injections["bases"]
        report("content_repeats", len(bases), await against_chance(bases, reader), where)


async def against_labels(
    rows: Sequence[Mapping[str, Any]], reader: AnswerReader | None
) -> dict[str, Any]:
    """Agreement by metric, and the three checks that have no average."""
    scores = [(row, await scored(row, None, reader)) for row in rows]
    judged = [(row, found) for row, found in scores if not row.get("doubtful")]
    ordinary = [(row, found) for row, found in judged if row["class"] == "ordinary"]
    floor = [found for row, found in scores if row.get("floor")]
    doubtful = [found for row, found in scores if row.get("doubtful")]
    metrics = {name: _agreement(name, judged, ordinary) for name in CONTENT}
    return {
        "metrics": {name: each for name, each in metrics.items() if each["n"]},
        "overall": _overall(judged, ordinary),
        "floor_at_floor": sum({_value(each) for each in s.values()} == {1.0} for s in floor),
        "floor": len(floor),
        "doubtful_unscored": sum(not found for found in doubtful),
        "doubtful": len(doubtful),
        "scored_without_label": sum(len(set(found) - set(row["labels"])) for row, found in judged),
        "labels_without_score": sum(
            len(set(row["labels"]) - set(found) - {"problem_solving"}) for row, found in judged
        ),
    }


async def against_orders(
    injections: Mapping[str, Any], reader: AnswerReader | None
) -> dict[str, Any]:
    """The shift of all scores by a sentence that asks for one: by rules, and by a model that
    obeys. `agrees` otherwise says what the rules say, `lenient` two bands more, so that the cap
    of one band above the rules takes something away from whoever gives orders."""
    bases = {each["id"]: each for each in injections["bases"]}
    texts = {each["id"]: each["text"] for each in injections["sentences"]}
    makers = {
        "rules": None,
        "obeying_model_that_agrees": Obeying(tuple(texts.values()), above=0),
        "obeying_model_that_is_lenient": Obeying(tuple(texts.values()), above=2),
    }
    figures: dict[str, Any] = {}
    for name, model in makers.items():
        plain = {key: await scored(each, model, reader) for key, each in bases.items()}
        shifts: list[float] = []
        for pair in injections["combinations"]:
            base = bases[pair["base"]]
            text = injected(base["answer"], texts[pair["sentence"]], pair["position"])
            before = plain[pair["base"]]
            after = await scored({**base, "answer": text}, model, reader)
            same = before.keys() & after.keys()
            shifts += [_value(after[metric]) - _value(before[metric]) for metric in same]
            if before.keys() != after.keys():
                raise SystemExit(f"{pair}: other metrics are scored")
        figures[name] = {
            "mean_shift": round(fmean(shifts), 3),
            "largest_rise": max(shifts),
            "largest_fall": min(shifts),
            "changed_bands": sum(abs(each) >= 1 for each in shifts),
            "scores": len(shifts),
        }
    return figures


async def against_chance(
    bases: Sequence[Mapping[str, Any]], reader: AnswerReader | None
) -> dict[str, Any]:
    """The spread of ten scorings of one answer, and how many of the other nine values are within
    the interval that the first one shows."""
    figures: dict[str, Any] = {}
    for name, model in (("rules", None), ("noisy_model", Noisy())):
        spreads: list[float] = []
        within: list[bool] = []
        for base in bases:
            ten = [await scored(base, model, reader) for _ in range(TIMES)]
            for metric in ten[0]:
                values = [_value(each[metric]) for each in ten]
                shown = ten[0][metric].estimate
                spreads.append(max(values) - min(values))
                within += [shown.low <= value <= shown.high for value in values[1:]]
        figures[name] = {
            "mean_spread": round(fmean(spreads), 3),
            "largest_spread": max(spreads),
            "within_shown_interval": round(fmean(within), 3),
        }
    return figures


async def scored(
    row: Mapping[str, Any], model: Obeying | Noisy | None, reader: AnswerReader | None
) -> Scores:
    """By the rules, or by what the model says as the judge takes it."""
    material = await grasped(reader, material_of(row))
    basic = score_by_rules(material)
    if model is None:
        return _scores(basic.answers[0])
    model.rules = {name: _value(each) for name, each in _scores(basic.answers[0]).items()}
    made = await LanguageModelJudge(model, "scripted").judge(material, basic, _no_progress)
    return _scores((made or basic).answers[0])


def material_of(row: Mapping[str, Any]) -> Material:
    competency = Competency(row["competency"], row["competency"].replace("_", " "))
    planned = PlannedQuestion(
        row["id"],
        competency,
        row["question"],
        row["kind"],
        reference=tuple(row.get("reference", ())),
    )
    turn = AnswerTurn(
        row["id"], row["answer"], row["answer"], planned.text, confidence=row["confidence"]
    )
    return Material(row["id"], Scenario(), (Answered(0, planned, planned.text, (turn,)),))


def injected(answer: str, sentence: str, position: str) -> str:
    parts = sentences(answer)
    at = {"begin": 0, "middle": len(parts) // 2, "end": len(parts)}[position]
    return " ".join((*parts[:at], sentence, *parts[at:]))


def quadratic_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen (1968), weights by the squared difference; None where nothing varies."""
    if not pairs:
        return None
    seen = sum((one - other) ** 2 for one, other in pairs)
    chance = sum((one - other) ** 2 for one, _ in pairs for _, other in pairs) / len(pairs)
    return round(1 - seen / chance, 3) if chance else None


def _agreement(
    name: Metric,
    judged: Iterable[tuple[Mapping[str, Any], Scores]],
    ordinary: Iterable[tuple[Mapping[str, Any], Scores]],
) -> dict[str, Any]:
    pairs = list(_pairs(name, judged))
    differences = sorted(abs(one - other) for one, other in pairs)
    # Floor answers are all 1 by a rule of their own, and no test of an interval.
    held = [
        scores[name].estimate.low <= row["labels"][name] <= scores[name].estimate.high
        for row, scores in ordinary
        if name in scores and name in row["labels"]
    ]
    return {
        "kappa": quadratic_kappa(pairs),
        "kappa_ordinary": quadratic_kappa(list(_pairs(name, ordinary))),
        "n": len(pairs),
        "mean_difference": round(fmean(differences), 2) if differences else None,
        "largest_difference": differences[-1] if differences else None,
        "p95_ordinary": _p95([abs(a - b) for a, b in _pairs(name, ordinary)]),
        "in_interval_ordinary": round(fmean(held), 3) if held else None,
    }


def _overall(
    judged: Sequence[tuple[Mapping[str, Any], Scores]],
    ordinary: Sequence[tuple[Mapping[str, Any], Scores]],
) -> dict[str, Any]:
    def pairs(rows: Iterable[tuple[Mapping[str, Any], Scores]]) -> list[Pair]:
        return [
            (
                round(fmean(_value(scores[name]) for name in both)),
                round(fmean(row["labels"][name] for name in both)),
            )
            for row, scores in rows
            if (both := sorted(scores.keys() & row["labels"].keys()))
        ]

    return {
        "kappa": quadratic_kappa(pairs(judged)),
        "kappa_ordinary": quadratic_kappa(pairs(ordinary)),
        "n": len(judged),
    }


def _pairs(name: Metric, rows: Iterable[tuple[Mapping[str, Any], Scores]]) -> Iterable[Pair]:
    """Problem solving is never scored by rules but at the floor, where it tells nothing."""
    for row, scores in rows:
        if name in scores and name in row["labels"] and name != "problem_solving":
            yield _value(scores[name]), float(row["labels"][name])


def _p95(differences: Sequence[float]) -> float | None:
    ordered = sorted(differences)
    return ordered[int(0.95 * (len(ordered) - 1) + 0.5)] if ordered else None


def _scores(card: AnswerCard) -> Scores:
    return {name: each for name, each in card.metrics.items() if isinstance(each, Scored)}


def _value(scored: Scored) -> float:
    return scored.estimate.value


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


async def _no_progress(done: int, total: int) -> None:
    assert done <= total


if __name__ == "__main__":
    main()
