"""Answers that are none: nothing said, nothing that means anything, or wholly beside the question.

They score 1 whatever else is in them, so only plain signs count.
"""

from __future__ import annotations

import re

from backend.domain import gaps
from backend.domain.commonplace import own_share
from backend.domain.deeds import deeds
from backend.domain.language import content_words, words
from backend.domain.plan import PlannedQuestion
from backend.domain.relevance import is_about_something_else
from backend.domain.signs.telling import CLICHE, HABIT, OCCASION, VIEW
from backend.domain.signs.wording import GENERAL, JARGON, LEISURE, LINE, WORK

SALAD_WORDS = 8
MOST_IMPOSSIBLE, IMPOSSIBLE_THROUGHOUT = 0.03, 0.12
"""Of all pairs of words. Whoever restarts a sentence makes one such pair in fifty words, but
hardly speaks without saying "I", "we" or "it"; only where nobody is named the first is enough."""
NOISE = 0.4
"""The share of words that can't be spoken before it is taken for hands on a keyboard."""
PRIVATE = 2
FEWEST_WORDS = 20
THINGS = 0.7
"""The part of its matter that is its own: views on work are full of commonplaces."""
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
_AFTER_NO_OF = frozenset("of in on at by from with for to".split())
_SOUND = re.compile(r"(?:[hu]*m+h*m*|e+[rhm]+|u+h+|a+h+|o+h+|hm+)$")
_PRIVATE_ASKED = re.compile(
    r"\b(?:outside|hobb\w+|free time|spare time|interests?|yourself|fun|weekends?|relax|unwind"
    r"|private|personal)\b",
    re.I,
)
_FOREIGN = frozenset(
    """
    de la le les el los las que et des est pas pour une dans je vous por una para con muy pero como
    der die das und ich nicht ist ein eine mit auf wir aber auch sich zu den il che di non per sono
    della è nie się na jest że em um uma não com het een van ik niet dat
    """.split()
)
"""Small words of Spanish, French, German, Italian, Polish, Portuguese and Dutch."""
FOREIGN_SHARE, ENGLISH_SHARE = 0.2, 0.15
_ENGLISH = frozenset(
    "the a and of to in it i was that is my we for on with he she they you at this had have not so"
    " but then from be were it's i'm".split()
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
    if one == other:
        return False
    if one == "of" and other in _AFTER_NO_OF:
        return True
    if other not in _AFTER_NEITHER:
        return False
    return one in _ARTICLES or (one in _PREPOSITIONS and other not in _ARTICLES)


def _only_sounds(text: str, asked: str) -> bool:
    spoken = [word for word in words(text) if not _SOUND.match(word)]
    few = len(content_words(" ".join(spoken))) < 2
    unasked = not gaps.is_closed(asked) and not gaps.NUMBER.search(text)
    return not spoken or (few and unasked)


def _is_line_talk(text: str) -> bool:
    """Whether somebody only tries out whether they are heard."""
    parts = gaps.segments(text)
    heard = [each for each in parts if LINE.search(each)]
    return bool(heard) and not content_words(" ".join(p for p in parts if p not in heard))


def is_foreign(text: str) -> bool:
    """Whether it isn't in English, which is all that can be scored."""
    said = words(text)
    if len(said) < SALAD_WORDS:
        return False
    foreign = sum(word in _FOREIGN for word in said) / len(said)
    english = sum(word in _ENGLISH for word in said) / len(said)
    return foreign >= FOREIGN_SHARE and english < ENGLISH_SHARE


def _is_private(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether it tells of spare time only, and shares no word with what was asked. An example
    from outside work is one where it fits the question."""
    if WORK.search(text) or _PRIVATE_ASKED.search(asked):
        return False
    told = (question.text, question.competency.name, question.competency.about, asked)
    topic = content_words(
        " ".join((*told, *question.strong, *question.probes, *question.reference))
    )
    if (topic - _ANY_QUESTION) & content_words(text):
        return False
    return LEISURE.count(text) >= PRIVATE or _is_elsewhere(text, question)


def _is_elsewhere(text: str, question: PlannedQuestion) -> bool:
    """Whether an answer to what somebody did tells of things at length, and of nothing that
    they or anybody they work with did."""
    if question.type != "behavioural" or len(words(text)) < FEWEST_WORDS:
        return False
    told = deeds(text)
    general = HABIT.search(text) or VIEW.search(text) or OCCASION.search(text)
    return (
        not (told.own or told.shared or told.now or general)
        and own_share(text, question.text) > THINGS
    )
