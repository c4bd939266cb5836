"""Is an answer about the question at all? Only plain signs count: a false alarm offends."""

from __future__ import annotations

import re

from backend.domain import gaps
from backend.domain.language import content_words, words
from backend.domain.plan import PlannedQuestion
from backend.domain.themes import has_its_theme

FEWEST_WORDS = 20
FEWEST_TOPIC_STEMS = 4
STATIONS = 3
"""Different signs of a life's course that make an answer an introduction of oneself."""
LONG_ENOUGH = 40
"""Whoever tells so much uses a word of what they were asked about."""

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


def is_about_something_else(text: str, question: PlannedQuestion, asked: str) -> bool:
    """Whether nothing in an answer points to its question. A story with one's own part in it is
    taken to be an example of something, unless it is one's life, or has no word of the theme."""
    said = words(text)
    if len(said) < FEWEST_WORDS or question.type == "hr_screen":
        # What draws somebody to a job may be anything.
        return False
    behavioural = question.type == "behavioural"
    told = (question.text, question.competency.name, asked, *question.strong)
    topic = content_words(" ".join((*told, *question.reference, *question.probes)))
    if topic & content_words(text):
        return False
    if behavioural and _introduces_itself(text, asked):
        return True
    if behavioural and (gaps.own_actions(text) > 1 or gaps.is_story(text)):
        return len(said) >= LONG_ENOUGH and not has_its_theme(asked, said)
    shared = gaps.TEAM.search(text) or gaps.GENERAL.search(text)
    return len(topic) >= FEWEST_TOPIC_STEMS and not (behavioural and shared)


def _introduces_itself(text: str, asked: str) -> bool:
    found = sum(pattern.search(text) is not None for pattern in _STATIONS)
    return found >= STATIONS and not _ABOUT_ONESELF.search(asked)
