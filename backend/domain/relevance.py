"""Is an answer about the question at all? Only plain signs count: a false alarm offends."""

from __future__ import annotations

import re

from backend.domain import gaps
from backend.domain.deeds import deeds
from backend.domain.language import content_words, words
from backend.domain.occasions import FEW_WAYS, ways
from backend.domain.plan import PlannedQuestion
from backend.domain.signs import Signs
from backend.domain.signs.career import CAREER
from backend.domain.signs.telling import DEPARTURE, HABIT
from backend.domain.themes import names_its_people

FEWEST_WORDS = 20
FEWEST_TOPIC_STEMS = 4
SOME_WORDS = 15
STATIONS = 3
"""Different signs of a life's course that make an answer an introduction of oneself."""
ENOUGH_TOPIC_STEMS, LONG_TECHNICAL = 8, 60
"""Of a question with reference points, and of an answer to it: of 29 such answers that were about
their question the longer ones shared two stems and more with it, of answers to other questions
six in ten none."""
LEADING_WORDS = 40
"""Within which somebody says that they'll speak of something else."""
LONG_ENOUGH = 40
"""Whoever tells so much names whom they were asked about."""

_CAREER = tuple(Signs((each,)) for each in CAREER)
_OWN = frozenset("i i'm i've i'd i'll my me mine myself we we're we've we'd our us".split())
_ABOUT_ONESELF = re.compile(
    r"\b(?:about yourself|introduce|background|your (?:career|cv|experience|path|way|journey"
    r"|studies|training|qualifications|education|last job)|brought you|who are you"
    r"|why (?:do|are|did|should) (?:you|we)|what (?:attracts|draws|interests|makes) you"
    r"|learn(?:ed|t|ing)?|taught|train(?:ed|ing)?)\b",
    re.I,
)
_WOULD = re.compile(
    r"\b(?:i'?d|i (?!think|guess|mean|know|was|am|have|had|suppose|believe|don'?t|see|hope)\w+"
    r"|you (?:can|have|need|just|set|use|put|take|don'?t))\b",
    re.I,
)


def is_about_something_else(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether nothing in an answer points to its question. A story with one's own part in it is
    taken to be an example of something, unless it is one's life, or has nobody in it of those
    that were asked about."""
    said = words(text)
    if question.type == "hr_screen":
        # What draws somebody to a job may be anything, and has to do with them.
        return _is_of_others(text, said, asked)
    if len(said) < FEWEST_WORDS:
        return False
    behavioural = question.type == "behavioural"
    told = (question.text, question.competency.name, asked, *question.strong)
    topic = content_words(" ".join((*told, *question.reference, *question.probes)))
    shared = topic & content_words(text)
    if behavioural and len(shared) <= 1 and _introduces_itself(text, asked):
        return True
    story = gaps.own_deeds(text) > 1 or gaps.is_story(text)
    if not behavioural and question.reference and len(topic) >= ENOUGH_TOPIC_STEMS:
        return len(shared) <= (1 if len(said) >= LONG_TECHNICAL else 0)
    if shared:
        return False
    if not behavioural:
        # What somebody does, or would do, in other words is a wrong answer, not another one.
        does = deeds(text).own <= 1 and _WOULD.search(text)
        return len(topic) >= FEWEST_TOPIC_STEMS and not does
    if DEPARTURE.search(" ".join(text.split()[:LEADING_WORDS])):
        return True
    if story:
        return len(said) >= LONG_ENOUGH and not names_its_people(asked, said)
    in_general = gaps.TEAM.search(text) or HABIT.search(text) or ways(text) >= FEW_WAYS
    return len(topic) >= FEWEST_TOPIC_STEMS and not in_general


def _is_of_others(text: str, said: list[str], asked: str) -> bool:
    """Whether an answer at some length to what somebody wants, can or knows names neither them
    nor anything that was asked about."""
    if len(said) < SOME_WORDS or gaps.YES_OR_NO.match(text):
        return False
    return not (_OWN & set(said) or content_words(asked) & content_words(text))


def _introduces_itself(text: str, asked: str) -> bool:
    found = sum(each.search(text) is not None for each in _CAREER)
    return found >= STATIONS and not _ABOUT_ONESELF.search(asked)
