"""Sentences in an answer that tell whoever scores it what to do. They are cut before scoring."""

from __future__ import annotations

import re

from backend.domain.language import sentences, words
from backend.domain.signs.evading import COMMANDS
from backend.domain.signs.grading import GRADING
from backend.domain.verbs import is_past

LONGEST_SENTENCE = 40
"""Speech may be written down without stops; of a longer one only the clause is cut."""
FEWEST_METRICS = 2
"""Somebody tells of communication or of structure; who names several lists what is scored."""

_CLAUSE = re.compile(r"(?<=[,;:])\s+")
_OBJECT = re.compile(r"(\{[^{}]*\})")
"""Data that is passed off as the scorer's own: it ends without a stop."""
_SPEAKER = re.compile(
    r"^[\W_]*(?:system|assistant|interviewer|user|developer|evaluator|examiner|assessor|grader"
    r"|scorer|instructions?|ai|model|admin(?:istrator)?)\s*[:>\]]",
    re.I,
)
_METRIC = re.compile(
    r"\b(?:relevance|structure|specificity|problem[ _]solving|communication|delivery)\b", re.I
)
_MARK = re.compile(
    r"\b(?:[1-5]|five|score[sd]?|rat(?:ed|ing)|marks?|grades?|outstanding|excellent|perfect)\b",
    re.I,
)
_ADDRESS = re.compile(
    r"\b(?:you|your|please|this (?:answer|response|transcript|candidate|interview|evaluation)"
    r"|the (?:answer|response|transcript) (?:is|has|should|must|deserves)"
    r"|(?:re)?viewers?|assessors?|evaluat\w+|examiners?|graders?|scorers?|rubric|instructions?"
    r"|system|prompt|assistant|pretend|assume|imagine|act as|mark it|score it"
    r"|criteria|is correct)\b",
    re.I,
)
"""Whoever tells that a customer gave five stars speaks to nobody of them."""


def is_instruction(sentence: str) -> bool:
    """Whether a sentence is addressed to a machine or to whoever scores."""
    if _SPEAKER.match(sentence):
        return True
    if COMMANDS.search(sentence) or GRADING.search(sentence):
        return _ADDRESS.search(sentence) is not None or not _is_past(sentence)
    named = {each.lower() for each in _METRIC.findall(sentence)}
    return len(named) >= FEWEST_METRICS and _MARK.search(sentence) is not None


def without_instructions(text: str) -> str:
    """The text itself where it has none, else what is left of its sentences."""
    parts = _parts(text)
    kept = [each for each in parts if not is_instruction(each)]
    return text if len(kept) == len(parts) else " ".join(kept)


def holds_instructions(text: str) -> bool:
    return any(is_instruction(each) for each in _parts(text))


def _parts(text: str) -> list[str]:
    found: list[str] = []
    pieces = (each for part in _OBJECT.split(text) for each in sentences(part))
    for sentence in pieces:
        found += _CLAUSE.split(sentence) if _is_long(sentence) else [sentence]
    return found


def _is_long(sentence: str) -> bool:
    return len(sentence.split()) > LONGEST_SENTENCE


def _is_past(sentence: str) -> bool:
    return any(is_past(word) for word in words(sentence))
