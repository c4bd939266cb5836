"""Whether an answer tells of anything at all: what happened once, or how its speaker goes about it.

Who was asked about something they did tells it in the past, with deeds in it and a time, or tells
how they act. Of the labelled answers that do neither, none was an answer (docs/benchmarks.md).
"""

from __future__ import annotations

from backend.domain import gaps
from backend.domain.deeds import deeds
from backend.domain.language import NAME, sentences, words
from backend.domain.numbers import spoken_numbers
from backend.domain.signs.telling import HABIT, OCCASION
from backend.domain.verbs import is_past, is_present_deed

FEW_DEEDS, FEW_WAYS = 3, 2
FACTS = 3
"""Figures and names with which somebody tells of a matter, be it another one."""

_SUBJECTS = frozenset("i we you one".split())
_LEADING = frozenset(
    "always usually often also then just first normally never simply still even only have need"
    " to should must would will".split()
)
"""What may stand between somebody and what they do in general."""
_SEEN = frozenset("use get find come bet mean".split())
"""What anybody does with a thing that is there, and says nothing of how they work."""


def tells_of_nothing(text: str, asked: str) -> bool:
    """Whether neither an occasion nor a way of acting is told in it. A word of the question that
    is wondered at is nobody's deed, and what the listener is asked is no way of acting."""
    told = gaps.substance(text, asked)
    said = words(told)
    if not said:
        return True
    stated = " ".join(each for each in sentences(told) if not each.endswith("?"))
    if ways(stated) >= FEW_WAYS or HABIT.count(stated) >= FEW_WAYS:
        return False
    echoed = frozenset(words(asked)) | gaps.SAYING
    if gaps.happens(told, echoed):
        return False
    done = deeds(told, besides=echoed).all
    past = sum(is_past(word) for word in said if word not in echoed)
    dated = OCCASION.search(told) and (done or past > 1)
    return not dated and done < FEW_DEEDS


def ways(text: str) -> int:
    """How often somebody does something in general: "I ring them first", "you write it down"."""
    return sum(map(_ways, sentences(text)))


def holds_facts(text: str) -> bool:
    """Whether there are figures and names enough to be told of something."""
    return len(spoken_numbers(text)) + len(NAME.findall(text)) >= FACTS


def _ways(sentence: str) -> int:
    found, acting = 0, False
    for word in words(sentence):
        subject = word.removesuffix("'d") if word != "you'd" else ""
        if subject in _SUBJECTS:
            acting = True
        elif acting and is_present_deed(word) and word not in _SEEN:
            found, acting = found + 1, False
        elif word not in _LEADING:
            acting = False
    return found
