"""Is an answer about the question at all? Only plain signs count: a false alarm offends."""

from __future__ import annotations

import re

from backend.domain import gaps
from backend.domain.language import content_words, words
from backend.domain.plan import PlannedQuestion

FEWEST_WORDS = 20
FEWEST_TOPIC_STEMS = 4
STATIONS = 3
"""Different signs of a life's course that make an answer an introduction of oneself."""
LONG_ENOUGH_FOR_A_PERSON = 50
"""Whoever tells so much about a person mentions them."""

_STATIONS: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern, re.I)
    for pattern in (
        r"\bi (?:studied|graduated|majored|finished (?:school|university|in|my)|have a (?:degree"
        r"|diploma|master|bachelor))|\bmy (?:degree|studies|diploma)\b",
        r"\b(?:certificate|certified|certification|licen[cs]ed?)\b",
        r"\bi (?:speak|am fluent)\b|\blanguages\b",
        r"\b(?:internship|apprenticeship|trainee(?:ship)?)\b",
        r"\bi(?:'m| am) (?:a|an) \w+(?: \w+)? (?:from|in|at|with|based)\b|\bi(?:'m| am)"
        r" (?:freelance|self-employed|originally from)\b",
        r"\bi (?:work|have worked|'ve worked|write|design|build|sell|teach) for\b",
        r"\b(?:my portfolio|won (?:a|an|the) (?:\w+ )?(?:award|prize))\b",
        r"\b(?:years of experience|i(?:'ve| have) been (?:a|an|in|with|working))\b",
        r"\b(?:went to (?:a|an|the) \w+|joined (?:a|an|the)|moved to (?:a|an|the)) .{0,40}\b(?:in|"
        r"and) (?:[12]\d{3}|twenty|nineteen)",
    )
)
_ABOUT_ONESELF = re.compile(
    r"\b(?:about yourself|introduce|background|your (?:career|cv|experience|path|way|journey"
    r"|studies|training|qualifications|education)|brought you|who are you"
    r"|why (?:do|are|did|should) (?:you|we)|what (?:attracts|draws|interests|makes) you)\b",
    re.I,
)
_SOMEBODY = (
    "customer client guest patient parent colleague manager boss resident pupil student supplier"
    " editor teammate coworker candidate employee visitor user learner volunteer donor"
).split()
_ASKED_ABOUT = re.compile(
    rf"\b(?:a|an|one|another) (?:\w+ ){{0,2}}({'|'.join(_SOMEBODY)})\b|\b(some(?:body|one))\b", re.I
)
_A_PERSON = re.compile(
    r"\b(?:he|she|him|her|his|hers|guy|man|men|woman|women|lady|gentleman|person|people|some(?:body"
    r"|one)|mother|father|mum|mom|dad|wife|husband|family|boy|girl|lead|chef|nurse|doctor|director"
    r"|owner|head|buyer|teacher|engineer|developer|analyst|assistant|colleagues?|team ?mates?"
    r"|everyone|everybody|nobody|no one)\b",
    re.I,
)


def is_about_something_else(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether nothing in an answer points to its question. A story with one's own part in it is
    taken to be an example of something, unless it is one's life, or misses the person whom the
    question is about."""
    said = words(text)
    if len(said) < FEWEST_WORDS or question.type == "hr_screen":
        # What draws somebody to a job may be anything.
        return False
    behavioural = question.type == "behavioural"
    if behavioural and _misses_the_person(text, said, asked):
        return True
    told = (question.text, question.competency.name, asked, *question.strong)
    topic = content_words(" ".join((*told, *question.reference, *question.probes)))
    if topic & content_words(text):
        return False
    if behavioural and _introduces_itself(text, asked):
        return True
    if behavioural and (gaps.own_actions(text) > 1 or gaps.is_story(text)):
        return False
    shared = gaps.TEAM.search(text) or gaps.GENERAL.search(text)
    return len(topic) >= FEWEST_TOPIC_STEMS and not (behavioural and shared)


def _introduces_itself(text: str, asked: str) -> bool:
    found = sum(pattern.search(text) is not None for pattern in _STATIONS)
    return found >= STATIONS and not _ABOUT_ONESELF.search(asked)


def _misses_the_person(text: str, said: list[str], asked: str) -> bool:
    wanted = _ASKED_ABOUT.search(asked)
    if wanted is None or len(said) < LONG_ENOUGH_FOR_A_PERSON:
        return False
    return not _A_PERSON.search(text) and not set(_SOMEBODY) & {each.rstrip("s") for each in said}
