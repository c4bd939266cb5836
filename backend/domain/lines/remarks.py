"""What is said to a remark that is no answer. It leads back to the question."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backend.domain.language import content_words
from backend.domain.lines.speech import counted, pick
from backend.domain.plan import InterviewPlan, QuestionType

if TYPE_CHECKING:
    from backend.domain.remarks import Remark

_GLOSSARY = {
    "stakeholder": "anybody who has an interest in the work or is touched by it",
    "trade-off": "giving up some of one thing to get more of another",
    "ownership": "looking after something as if it were your own, from start to end",
    "initiative": "starting something without being asked",
    "priority": "what has to come first when not everything can be done",
    "conflict": "a disagreement that got in the way of the work",
    "deadline": "the moment by which the work has to be done",
    "impact": "what was different afterwards because of it",
    "metric": "a figure that shows how well something goes",
    "feedback": "what others told you about your work",
    "competency": "something that a person can do and show",
    "scope": "what belongs to the work and what does not",
    "root cause": "the reason at the bottom of a problem",
    "escalate": "bringing a matter to somebody with more say",
    "delegate": "handing work to somebody else, with the say that goes with it",
    "mentor": "helping somebody learn over a longer time",
    "constraint": "a limit that can't be moved",
    "assumption": "something taken as true without knowing it",
    "hypothesis": "a guess that can be tested",
    "downtime": "the time in which something doesn't work",
}
_MEANING = {
    "behavioural": "I mean something you have lived through. Any example that fits will do.",
    "hr_screen": "I mean it quite simply. Tell me what is true for you.",
    "technical": "I mean it as it comes up in the daily work. Say what you'd assume, and go on.",
    "case": "Take it as openly as it sounds. Say what you assume, and work from that.",
}
_PROGRESS = (
    "I don't give marks while we talk. Just go on as you would.",
    "I'd rather not judge in the middle of it. Let's go on.",
)
_SWEARING = (
    "I understand that this can be tiring. Let's keep it professional and go on.",
    "Let's leave that aside. We can also stop here if you'd like.",
)
_LANGUAGE = "I'm afraid I can only hold this interview in English for now."
_THINK = ("Take the time you need.", "Of course. I'll wait.", "Sure, no hurry.")
_PAUSE = "Of course. I'll be quiet until you speak again."
_BACK: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b(?:what|how) (?:do|would|did|are) you\b|\byour (?:view|opinion)\b", re.I),
        "I'd like to hear your own view first.",
    ),
    (
        re.compile(
            r"\b(?:should|shall|can|could|may|do|must) i\b|\byou (?:want|mean|need|looking)\b"
            r"|\b(?:is it|are we|does it|do we)\b",
            re.I,
        ),
        "That's for you to decide. Say what you assume, and go on.",
    ),
)
_JOB = re.compile(
    r"\b(?:salary|pay|paid|wage|bonus|benefits?|remote\w*|home office|office|shifts?|rota|hours"
    r"|overtime|holidays?|vacation|parking|contract|probation|on[ -]call|team|position|job|role"
    r"|department|start date|training|promotion|location|advert\w*|ad)\b",
    re.I,
)
_ABOUT_ANSWER = re.compile(
    r"\b(?:should|shall|must) i\b|\byou (?:want|mean|looking|prefer)\b"
    r"|\b(?:can|could|may) i (?:just |also )?(?:talk|tell|use|take|give|start|begin|answer|choose"
    r"|pick|say|describe|assume)\b",
    re.I,
)
_LATER = "There will be time for your questions at the end."
_ABOUT_ITSELF: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"\b(?:real|human|person|robot|bot|machine|computer|ai|artificial)\b", re.I),
        "I'm an AI interviewer, not a person.",
    ),
    (
        re.compile(
            r"\b(?:record\w*|stored?|sav(?:e|ed)|keep|kept|privacy|who (?:can|will))\b", re.I
        ),
        "What you say is kept with this interview, for you alone.",
    ),
    (re.compile(r"\byour name\b", re.I), "I have no name; I'm an AI interviewer."),
    (re.compile(r"\bhear me\b", re.I), "Yes, I can hear you."),
)


def reply(
    remark: Remark,
    question: str,
    plan: InterviewPlan,
    *,
    minutes_left: int | None = None,
    number: int,
    type: QuestionType = "behavioural",
) -> str:
    """What is said to a remark; `question` is the one in force, of `type`, which follows again
    unless the candidate only wants to think."""
    if remark.kind == "think":
        return pick(_THINK, number)
    if remark.kind == "pause":
        return _PAUSE
    return f"{_said(remark, plan, minutes_left, number, type)} {question}".strip()


def _said(
    remark: Remark,
    plan: InterviewPlan,
    minutes_left: int | None,
    number: int,
    type: QuestionType,
) -> str:
    if remark.kind == "meaning":
        return _meaning(remark.about, type)
    if remark.kind == "progress":
        return pick(_PROGRESS, number)
    if remark.kind == "time":
        return f"About {counted(max(minutes_left or 1, 1), 'minute')} to go."
    if remark.kind == "ease_off":
        timed = " There is no time limit any more." if plan.scenario.stressful else ""
        return f"Of course. I'll go easier from here.{timed}"
    if remark.kind == "swearing":
        return pick(_SWEARING, number)
    if remark.kind == "language":
        return _LANGUAGE
    if remark.kind == "greeting":
        return "Hello, I can hear you."
    about = next((text for pattern, text in _ABOUT_ITSELF if pattern.search(remark.about)), "")
    if about or is_about_job(remark.about):
        return about or _LATER
    return next((text for pattern, text in _BACK if pattern.search(remark.about)), _LATER)


def is_about_job(asked: str) -> bool:
    """Whether a question is one about the position, and not about what was asked."""
    return _JOB.search(asked) is not None and not _ABOUT_ANSWER.search(asked)


def _meaning(about: str, type: QuestionType) -> str:
    asked = content_words(about)
    for term, meaning in _GLOSSARY.items():
        if asked and content_words(term) <= asked:
            return f"By {term} I mean {meaning}."
    return _MEANING[type]
