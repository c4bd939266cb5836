"""How far the reason to follow up an answer is told by its meaning.

    .venv/bin/python -m benchmarks.meaning [--write]

Trains the classifier of backend/meaning.py on labelled answers (benchmarks/meaning_answers, and the
open ones of the interviewer) and says how it does on those that it wasn't trained on, by
cross-validation in which no question is on both sides. `--write` keeps the weights.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from backend.domain.language import words
from backend.domain.meaning import UNANSWERED
from backend.meaning import FEWEST_WORDS, WEIGHTS, features
from benchmarks.common import conditions, options, report
from benchmarks.reading import embedding

FOLDER = Path(__file__).parent / "meaning_answers"
OPEN = ("dev", "dev_c", "dev_d", "held_out", "held_out_2", "held_out_3")
"""Of the interviewer's labelled answers, those that rules may be written beside."""
CLASSES = (
    "deepen", "doubtful_claim", "no_action", "no_answer", "no_number", "no_result", "no_situation",
    "off_question", "recital", "remark", "too_short", "vague", "we_no_i",
)  # fmt: skip
"""Labels that words and their meaning show. Left out is what rests on something else: on the CV, on
reference points, on how well it was heard, or on mere length."""
FOLDS = 10
STRENGTH = 0.3
"""Inverse of the regularisation; its neighbours at a third and three times do no better."""
EVENNESS = 0.5
"""By which power of their rarity the rare labels count more: between as often as they are in the
files (0), where hardly anything rare is told, and all alike (1), where too much is."""
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Labelled:
    question: str
    answer: str
    label: str


def labelled() -> list[Labelled]:
    """What is trained on; answers of hardly any words are left to the rules, as they are there."""
    files = [
        *sorted(FOLDER.glob("*.toml")),
        *(FOLDER.parent / "interviewer_answers" / f"{name}.toml" for name in OPEN),
    ]
    return [
        Labelled(each["question"], each["answer"], each["label"])
        for path in files
        for each in _answers(path)
        if each["label"] in CLASSES and len(words(each["answer"])) >= FEWEST_WORDS
    ]


def _answers(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["answers"]
    return found


async def read(answers: Sequence[Labelled], home: Path) -> NDArray[np.float64]:
    """The features of each, a row an answer."""
    async with embedding(home) as embed:
        return np.array([await features(embed, each.question, each.answer) for each in answers])


def area(hits: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Area under the receiver's curve: how often one of `hits` is above one of `others`."""
    above = (hits[:, None] > others).mean() + (hits[:, None] == others).mean() / 2
    return round(float(above), 3)


def fitted(rows: NDArray[np.float64], labels: NDArray[np.str_]) -> LogisticRegression:
    counts = Counter(labels.tolist())
    mean = len(labels) / len(counts)
    weights = [(mean / counts[each]) ** EVENNESS for each in labels.tolist()]
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    return model.fit(rows, labels, sample_weight=weights)


def told_apart(
    answers: Sequence[Labelled], rows: NDArray[np.float64], labels: NDArray[np.str_]
) -> NDArray[np.float64]:
    """The probability of each class, in the order of `CLASSES`, by models that were trained on
    other questions' answers."""
    told = np.zeros((len(answers), len(CLASSES)))
    groups = [each.question for each in answers]
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0)
    for train, test in folds.split(rows, labels, groups):
        told[test] = fitted(rows[train], labels[train]).predict_proba(rows[test])
    return told


def figures(answers: Sequence[Labelled], told: NDArray[np.float64]) -> dict[str, Any]:
    labels = np.array([each.label for each in answers])
    found: dict[str, Any] = {
        "agrees": round(float((np.array(CLASSES)[told.argmax(axis=1)] == labels).mean()), 3)
    }
    for name in CLASSES:
        told_so, hits = told[:, CLASSES.index(name)], labels == name
        found[name] = {"answers": int(hits.sum()), "area": area(told_so[hits], told_so[~hits])}
    unanswered = told[:, [CLASSES.index(name) for name in UNANSWERED]].sum(axis=1)
    none = np.isin(labels, UNANSWERED)
    found["unanswered"] = {
        "area": area(unanswered[none], unanswered[~none]),
        "by_threshold": {
            str(least): {
                "caught": round(float((unanswered[none] >= least).mean()), 3),
                "answers_taken_for_it": round(float((unanswered[~none] >= least).mean()), 3),
            }
            for least in THRESHOLDS
        },
    }
    return found


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--write", action="store_true", help="keep the weights")
    given = parser.parse_args(arguments)
    answers = labelled()
    rows = asyncio.run(read(answers, given.home))
    labels = np.array([each.label for each in answers])
    report(
        "meaning", len(answers), figures(answers, told_apart(answers, rows, labels)), conditions()
    )
    if given.write:
        model = fitted(rows, labels)
        keep = {
            # As the interviewer calls it.
            "classes": ["detail" if each == "deepen" else each for each in CLASSES],
            "trained_on": len(answers),
            "weights": np.round(model.coef_, 4).tolist(),
            "biases": np.round(model.intercept_, 4).tolist(),
        }
        WEIGHTS.write_text(json.dumps(keep) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
