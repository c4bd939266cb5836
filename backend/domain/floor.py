"""Answers that are none: nothing said, nothing that means anything, or wholly beside the question.

They score 1 whatever else is in them, so only plain signs count.
"""

from __future__ import annotations

import re

from backend.domain import gaps
from backend.domain.language import content_words, words
from backend.domain.plan import PlannedQuestion
from backend.domain.relevance import is_about_something_else
from backend.domain.signs.telling import CLICHE
from backend.domain.signs.wording import GENERAL, JARGON, LEISURE, LINE, WORK

SALAD_WORDS = 8
MOST_IMPOSSIBLE, IMPOSSIBLE_THROUGHOUT = 0.03, 0.12
"""Of all pairs of words. Whoever restarts a sentence makes one such pair in fifty words, but
hardly speaks without saying "I", "we" or "it"; only where nobody is named the first is enough."""
NOISE = 0.4
"""The share of words that can't be spoken before it is taken for hands on a keyboard."""
PRIVATE = 2
RECITED = 3
"""Set phrases that make an answer an empty one: low, but no answer to another question."""

NOTHING = "There was no answer in it."
MEANINGLESS = "No sentence could be made out in it."
BESIDE = "It was about something else than the question."

_ARTICLES = frozenset("the a an my your his her our their".split())
_PREPOSITIONS = frozenset("of for with from at into under during between".split())
_AFTER_NEITHER = frozenset(
    "the a an and or but because if of did was were is are am be who why does do has had".split()
)
_PRONOUNS = frozenset(
    "i i'm i've i'd i'll we we're we've it it's he he's she she's they they're you you're that"
    " that's there there's this what everybody nobody somebody people".split()
)
_ANY_QUESTION = content_words("time times somebody someone something people day situation")
_UNSPOKEN = re.compile(r"^(?:[^aeiouy]{4,}|.*[^aeiouy]{6,}.*|(.)\1{3,}|(\w{1,3})\2{2,})$")


def floor_of(text: str, question: PlannedQuestion, asked: str) -> str:
    """Why an answer is none, as a sentence for the person; "" where it is one."""
    if gaps.is_non_answer(text, asked) or _only_sounds(text, asked) or _is_line_talk(text):
        return NOTHING
    if is_gibberish(text):
        return MEANINGLESS
    recited = question.type == "behavioural" and padding(text) >= RECITED
    elsewhere = not recited and is_about_something_else(text, question, asked)
    return BESIDE if elsewhere or _is_private(text, question, asked) else ""


def padding(text: str) -> int:
    """How many phrases in it could be said of anything."""
    return CLICHE.count(text) + JARGON.count(text) + GENERAL.count(text)


def is_gibberish(text: str) -> bool:
    """Whether the words make no sentences, or are no words."""
    said = words(text)
    if not said:
        return True
    noise = sum(_UNSPOKEN.match(word) is not None for word in said if word.isalpha())
    if noise / len(said) > NOISE:
        return True
    if len(said) < SALAD_WORDS:
        return False
    pairs = list(zip(said, said[1:], strict=False))
    impossible = sum(_is_impossible(*pair) for pair in pairs) / len(pairs)
    speaks = any(word in _PRONOUNS for word in said)
    return impossible > (IMPOSSIBLE_THROUGHOUT if speaks else MOST_IMPOSSIBLE)


def _is_impossible(one: str, other: str) -> bool:
    """Whether the second can't follow the first; a word said twice is only said twice."""
    if one == other or other not in _AFTER_NEITHER:
        return False
    return one in _ARTICLES or (one in _PREPOSITIONS and other not in _ARTICLES)


def _only_sounds(text: str, asked: str) -> bool:
    return (
        len(content_words(text)) < 2 and not gaps.is_closed(asked) and not gaps.NUMBER.search(text)
    )


def _is_line_talk(text: str) -> bool:
    """Whether somebody only tries out whether they are heard."""
    parts = gaps.segments(text)
    heard = [each for each in parts if LINE.search(each)]
    return bool(heard) and not content_words(" ".join(p for p in parts if p not in heard))


def _is_private(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether it tells of spare time only, and shares no word with what was asked. An example
    from outside work is one where it fits the question."""
    if question.type not in ("behavioural", "hr_screen") or WORK.search(text):
        return False
    told = (question.text, question.competency.name, question.competency.about, asked)
    topic = content_words(" ".join((*told, *question.strong, *question.probes)))
    return LEISURE.count(text) >= PRIVATE and not (topic - _ANY_QUESTION) & content_words(text)
