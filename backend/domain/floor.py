"""Answers that are none: nothing said, nothing that means anything, or wholly beside the question.

They score 1 whatever else is in them, so only plain signs count.
"""

from __future__ import annotations

import re

from backend.domain import gaps
from backend.domain.commonplace import own_share
from backend.domain.deeds import deeds
from backend.domain.gibberish import is_gibberish
from backend.domain.language import content_words, words
from backend.domain.meaning import Meaning
from backend.domain.occasions import FEW_WAYS, holds_facts, tells_of_nothing, ways
from backend.domain.plan import PlannedQuestion
from backend.domain.relevance import is_about_something_else
from backend.domain.signs import Signs
from backend.domain.signs.evading import EVADING
from backend.domain.signs.telling import CLICHE, HABIT, OCCASION, VIEW
from backend.domain.signs.wording import GENERAL, JARGON, LEISURE, LINE, WORK

PRIVATE, MOSTLY_PRIVATE = 2, 3
"""Different signs of spare time, where there are none of work, and where there are some."""
FEWEST_WORDS = 20
THINGS = 0.7
"""The part of its matter that is its own: views on work are full of commonplaces."""
RECITED = 3
"""Set phrases that make an answer an empty one: low, but no answer to another question."""

SURELY = 0.9
"""That nothing of what was asked is in an answer, as its meaning tells (`meaning`): in
cross-validation 66 of 100 such answers, and one of 100 that do answer. What tells of
something else isn't told well enough for a 1."""

A_POINT = 2
"""Words that an answer shares with one of the reference points, and the question doesn't."""

NOTHING = "There was no answer in it."
MEANINGLESS = "No sentence could be made out in it."
BESIDE = "It was about something else than the question."

_SOUND = re.compile(r"(?:[hu]*m+h*m*|e+[rhm]+|u+h+|a+h+|o+h+|hm+)$")
_PRIVATE_ASKED = re.compile(
    r"\b(?:outside|hobb\w+|free time|spare time|interests?|yourself|fun|weekends?|relax|unwind"
    r"|private|personal)\b",
    re.I,
)
_LEISURE = tuple(Signs((each,)) for each in LEISURE)
_ANY_QUESTION = content_words("time times somebody someone something people day situation")


def floor_of(
    text: str, question: PlannedQuestion, asked: str, meaning: Meaning | None = None
) -> str:
    """Why an answer is none, as a sentence for the person; "" where it is one."""
    if gaps.is_non_answer(text, asked) or _only_sounds(text, asked) or _is_line_talk(text):
        return NOTHING
    if is_gibberish(text):
        return MEANINGLESS
    recited = padding(text) >= RECITED
    elsewhere = not recited and is_about_something_else(text, question, asked)
    if not recited and _is_untold(text, question, asked):
        return BESIDE if holds_facts(text) else NOTHING
    elsewhere = elsewhere or _misses_the_matter(text, question, asked)
    elsewhere = elsewhere or is_private(text, question, asked)
    if elsewhere or _is_elsewhere(text, question, asked):
        return BESIDE
    means_nothing = meaning is not None and meaning.nothing >= SURELY and not recited
    return NOTHING if means_nothing and not _has_a_point(text, question, asked) else ""


def _has_a_point(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether something that such an answer rests on is in it, whatever it seems to mean. What the
    steps of a case ask for isn't known to whoever tells meanings."""
    said = content_words(text) - content_words(asked)
    touched = (len(content_words(point) & said) >= A_POINT for point in question.reference)
    return question.type == "case" or any(touched)


def padding(text: str) -> int:
    """How many phrases in it could be said of anything."""
    return CLICHE.count(text) + JARGON.count(text) + GENERAL.count(text)


def _is_untold(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether nothing happens in an answer to what somebody did, nor any word of it is taken up:
    talk, evasions, or the facts of something else. Views on the matter are on the subject."""
    long_enough = question.type == "behavioural" and len(words(text)) >= FEWEST_WORDS
    talk = EVADING.search(text) or holds_facts(text)
    touched = _touches(text, question, asked)
    return bool(long_enough and talk) and not touched and tells_of_nothing(text, asked)


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


def is_private(text: str, question: PlannedQuestion, asked: str, least: int = PRIVATE) -> bool:
    """Whether it tells of spare time in so many ways at `least`, shares no word with what was
    asked, and tells of no work. An example from outside work is one where it fits the question."""
    if _PRIVATE_ASKED.search(asked) or _touches(text, question, asked):
        return False
    private = sum(each.search(text) is not None for each in _LEISURE)
    work = WORK.count(text)
    if not work:
        return private >= least
    return private >= MOSTLY_PRIVATE and private > work


def _misses_the_matter(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether an answer to a question with reference points has not one word of it or of them."""
    long_enough = len(words(text)) >= FEWEST_WORDS and padding(text) < PRIVATE
    return bool(question.reference) and long_enough and not _touches(text, question, asked)


def _touches(text: str, question: PlannedQuestion, asked: str) -> bool:
    about = question.competency
    told = (question.text, asked, about.name, about.about, *question.strong, *question.probes)
    topic = content_words(" ".join((*told, *question.reference))) - _ANY_QUESTION
    return bool(topic & content_words(text))


def _is_elsewhere(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether an answer to what somebody did tells of things at length, and of nothing that
    they or anybody they work with did."""
    short = question.type != "behavioural" or len(words(text)) < FEWEST_WORDS
    if short or WORK.search(text) or _touches(text, question, asked):
        return False
    told = deeds(text)
    views = HABIT.search(text) or VIEW.search(text) or OCCASION.search(text)
    general = bool(views or _PRIVATE_ASKED.search(asked)) or ways(text) >= FEW_WAYS
    return (
        not (told.own or told.shared or told.now or general)
        and own_share(text, question.text) > THINGS
    )
