"""How far an evasion, or another question's answer, is told from an answer by its meaning.

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
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from backend.domain.language import words
from backend.meaning import CLASSES, FEWEST_WORDS, WEIGHTS, features
from benchmarks.common import conditions, options, report
from benchmarks.reading import embedding

FOLDER = Path(__file__).parent / "meaning_answers"
OPEN = ("dev", "dev_c", "dev_d")
"""Of the interviewer's labelled answers, those that rules may be written beside."""
NO_SUBJECT = ("remark", "unclear_hearing")
"""Neither an answer nor none, and found by other rules."""
FOLDS = 10
STRENGTH = 1.0
"""Inverse of the regularisation; its neighbours at a tenth and ten times do no better."""
THRESHOLDS = (0.5, 0.6, 0.7, 0.8, 0.9)


@dataclass(frozen=True, slots=True)
class Labelled:
    question: str
    answer: str
    label: str


def labelled() -> list[Labelled]:
    """What is trained on; answers of hardly any words are left to the rules, as they are there."""
    found = [
        Labelled(each["question"], each["answer"], each["label"])
        for path in sorted(FOLDER.glob("*.toml"))
        for each in _answers(path)
    ]
    for name in OPEN:
        for each in _answers(FOLDER.parent / "interviewer_answers" / f"{name}.toml"):
            if each["label"] not in NO_SUBJECT:
                label = each["label"] if each["label"] in CLASSES else "answer"
                found.append(Labelled(each["question"], each["answer"], label))
    return [each for each in found if len(words(each.answer)) >= FEWEST_WORDS]


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


def figures(
    answers: Sequence[Labelled], rows: NDArray[np.float64], model: LogisticRegression
) -> dict[str, Any]:
    labels = np.array([each.label for each in answers])
    told = cross_val_predict(
        model,
        rows,
        labels,
        groups=[each.question for each in answers],
        cv=StratifiedGroupKFold(FOLDS, shuffle=True, random_state=0),
        method="predict_proba",
    )
    # The classes in the order of the alphabet, which is that of CLASSES.
    good = labels == "answer"
    found: dict[str, Any] = {"answers": dict(Counter(labels.tolist()))}
    for name in CLASSES[1:]:
        told_so = told[:, CLASSES.index(name)]
        found[name] = {
            "area": area(told_so[labels == name], told_so[good]),
            "by_threshold": {
                str(least): {
                    "caught": round(float((told_so[labels == name] >= least).mean()), 3),
                    "caught_as_either": round(
                        float((told[labels == name, 1:].max(axis=1) >= least).mean()), 3
                    ),
                    "answers_taken_for_it": round(float((told_so[good] >= least).mean()), 3),
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
    model = LogisticRegression(C=STRENGTH, max_iter=5000)
    report("meaning", len(answers), figures(answers, rows, model), conditions())
    if given.write:
        model.fit(rows, np.array([each.label for each in answers]))
        keep = {
            "classes": model.classes_.tolist(),
            "trained_on": len(answers),
            "weights": np.round(model.coef_, 4).tolist(),
            "biases": np.round(model.intercept_, 4).tolist(),
        }
        WEIGHTS.write_text(json.dumps(keep) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
