"""What an answer has to do with its question, from how near their meanings are.

A model gives each text a direction (`audio_pipeline.engines.minilm`). A linear classifier, trained
by `benchmarks.meaning` on labelled answers, takes these, and what rules find in the answer, for
evidence. meaning.json holds its weights.
"""

from __future__ import annotations

import json
import logging
import math
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.domain import gaps
from backend.domain.commonplace import own_share
from backend.domain.deeds import deeds
from backend.domain.floor import padding
from backend.domain.language import NAME, content_words, sentences, words
from backend.domain.meaning import Meaning
from backend.domain.numbers import spoken_numbers
from backend.domain.occasions import holds_facts, tells_of_nothing
from backend.domain.signs.evading import EVADING
from backend.domain.signs.telling import CLAIM, HABIT, OCCASION, RESULT, VAGUE, VIEW
from backend.domain.verbs import is_past

log = logging.getLogger(__name__)

WEIGHTS = Path(__file__).with_name("meaning.json")
CLASSES = ("answer", "no_answer", "off_question")
FEWEST_WORDS = 4
"""Less has hardly a meaning of its own: "Yes, from May" answers one question and not another."""

MOST_SENTENCES = 24
"""Some 300 words, a few hundredths of a second of CPU."""

MOST_KNOWN = 256
"""Texts whose direction is kept in memory, some 3 MB."""


Embed = Callable[[str], Awaitable[Sequence[float]]]


@dataclass(frozen=True, slots=True)
class Classifier:
    """Multinomial logistic regression: for each of `CLASSES` a row of weights, and a bias."""

    weights: Sequence[Sequence[float]]
    biases: Sequence[float]

    def meaning(self, features: Sequence[float]) -> Meaning:
        sums = [
            bias + dot(row, features) for row, bias in zip(self.weights, self.biases, strict=True)
        ]
        shares = [math.exp(each - max(sums)) for each in sums]
        _answer, nothing, elsewhere = (each / sum(shares) for each in shares)
        return Meaning(nothing, elsewhere)


def classifier(path: Path = WEIGHTS) -> Classifier:
    """As it was trained."""
    told = json.loads(path.read_text(encoding="utf-8"))
    return Classifier(told["weights"], told["biases"])


async def features(embed: Embed, asked: str, text: str) -> list[float]:
    """What the classifier is given of a question and an answer: what the answer is about as a
    whole and in the mean of its sentences, how near whole, nearest, first and last sentence are
    to the question, how long it is, and what rules count in it. The factors bring them to a like
    size. Raises what `embed` raises."""
    question, whole = await embed(asked), await embed(text)
    parts = [await embed(each) for each in sentences(text)[:MOST_SENTENCES]] or [whole]
    mean = [sum(column) / len(parts) for column in zip(*parts, strict=True)]
    near = [dot(question, each) for each in parts]
    return [
        *(3.0 * each for each in whole),
        *(4.0 * each for each in mean),
        *(3.0 * each for each in (dot(question, whole), max(near), near[0], near[-1])),
        1.5 * math.log1p(len(words(text))),
        *counts(asked, text),
    ]


def counts(asked: str, text: str) -> list[float]:
    """What rules find: deeds, details, ways of talking. Numbers of things by their logarithm, since
    the second figure says less than the first."""
    said, done = words(text), deeds(text)
    topic = content_words(asked)
    many = (
        done.own,
        done.shared,
        done.now,
        sum(each != 1 for each in spoken_numbers(text)),
        len(NAME.findall(text)),
        OCCASION.count(text),
        VAGUE.count(text),
        padding(text),
    )
    whether = (
        RESULT.search(text) or CLAIM.search(text),
        HABIT.search(text),
        VIEW.search(text),
        EVADING.search(text),
        holds_facts(text),
        tells_of_nothing(text, asked),
        gaps.is_non_answer(text, asked),
        gaps.is_imagined(text),
        "?" in text,
    )
    shares = (
        10.0 * sum(map(is_past, said)) / max(len(said), 1),
        own_share(text, asked),
        len(topic & content_words(text)) / max(len(topic), 1),
    )
    return [*map(math.log1p, many), *(float(bool(each)) for each in whether), *shares]


def dot(one: Sequence[float], other: Sequence[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


class MeaningReader:
    """A `ports.AnswerReader`."""

    def __init__(self, embed: Embed, trained: Classifier | None = None) -> None:
        self._model = embed
        self._classifier = trained or classifier()
        self._known: OrderedDict[str, Sequence[float]] = OrderedDict()

    async def grasp(self, asked: str, text: str) -> Meaning | None:
        if len(words(text)) < FEWEST_WORDS:
            return None
        try:
            found = await features(self._embed, asked, text)
        except Exception as error:  # the engine has its own type, which isn't known here
            log.warning("An answer is read by rules alone: %s", type(error).__name__)
            return None
        return self._classifier.meaning(found)

    async def _embed(self, text: str) -> Sequence[float]:
        """An answer is read at each of its pauses, and most of its sentences have been before."""
        if text not in self._known:
            self._known[text] = await self._model(text)
        self._known.move_to_end(text)
        while len(self._known) > MOST_KNOWN:
            self._known.popitem(last=False)
        return self._known[text]
