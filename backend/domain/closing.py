"""The end of an interview: the candidate's own questions, and goodbye."""

from __future__ import annotations

import re

from backend.domain import lines
from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.language import content_words, words
from backend.domain.moves import Move

MAX_THEIR_QUESTIONS = 3

_NONE = re.compile(
    r"^\W*(?:(?:um+|uh+|well|oh|okay|ok|so|i think|i guess)\W+)*"
    r"(?:no+|nope|nah|not (?:really|at the moment|right now|now)|nothing|none"
    r"|that'?s (?:all|it|everything)|i(?:'m| am) (?:good|fine|all set|okay)|i don'?t"
    r"|(?:all|everything) (?:is )?(?:clear|good|covered)|you'?ve (?:answered|covered))\b",
    re.I,
)
_QUESTION = re.compile(
    r"\?|(?:^|[.,!;:]|\b(?:and|but|so|um|uh|yes|yeah|okay|ok|well|sure|then))\s*"
    r"(?:what|how|why|when|where|who|which|can|could|do|does|did|is|are|will|would|should|may"
    r"|might|tell me)\b(?! not\b)"
    r"|\b(?:wonder\w*|curious|(?:like|want|love) to know|interested in|know (?:if|whether|more))\b",
    re.I,
)
"""A question as it is spoken, where no mark tells it: by the word that it begins with."""
_LEAVING = re.compile(r"\b(?:thanks?|thank you|bye|goodbye|good day|take care|see you)\b", re.I)
_FEW_WORDS, _NO_WORDS = 8, 3
_CALENDAR = content_words("day days week weeks month months year years hour hours time")
"""What any two sentences may share."""


def close(flow: InterviewFlow, text: str, *, lead: str = "", answered: bool = False) -> Move:
    return Move(
        "close",
        flow.at.index,
        flow.at.follow_ups,
        text,
        lead=lead,
        hints=flow.at.hints,
        answered=answered,
        closing=True,
    )


def invite(flow: InterviewFlow, *, lead: str = "", answered: bool = False) -> Move:
    """Ask for the candidate's own questions, or close where nobody is there to answer them."""
    persona = flow.persona
    if flow.plan.scenario.format == "one_way":
        return close(flow, lines.farewell(flow.plan.scenario), lead=lead, answered=answered)
    return Move(
        "invite",
        flow.at.index,
        0,
        lines.their_questions(),
        lead=lead or lines.acknowledged_last(persona),
        why="The candidate's own questions.",
        answered=answered,
    )


def on_their_turn(flow: InterviewFlow, heard: Heard) -> Move:
    """Answer a question about the job from what its description says, or admit not to know."""
    said = words(heard.text)
    asks = _QUESTION.search(heard.text) is not None
    done = _NONE.match(heard.text) is not None
    number = flow.at.follow_ups + 1
    leaves = done or (len(said) <= _FEW_WORDS and _LEAVING.search(heard.text))
    if not asks and not leaves and len(said) > _NO_WORDS and number == 1:
        text = f"{lines.added()} {lines.anything_else(number)}"
        return Move("reply", flow.at.index, number, text)
    if not asks or (done and len(said) <= _FEW_WORDS):
        return close(flow, lines.farewell(flow.plan.scenario))
    if number > MAX_THEIR_QUESTIONS:
        return close(
            flow, lines.farewell(flow.plan.scenario), lead=lines.unknown_about_employer(number)
        )
    known = employer_facts(flow, heard.text)
    text = " ".join(
        [
            lines.told_by_employer(known[0]) if known else lines.unknown_about_employer(number),
            lines.anything_else(number),
        ]
    )
    return Move(
        "reply",
        flow.at.index,
        number,
        text,
        quote=known[0] if known else "",
    )


def employer_facts(flow: InterviewFlow, question: str, at_least: int = 1) -> tuple[str, ...]:
    """The sentences of the job description that touch what was asked, in so many stems, the
    closest first."""
    wanted = content_words(question) - _CALENDAR
    background = flow.plan.scenario.background
    sentences = dict.fromkeys((*background.employer, *background.job))
    scored = [(len(wanted & content_words(each)), each) for each in sentences]
    close_enough = sorted(
        (pair for pair in scored if pair[0] >= at_least), key=lambda pair: -pair[0]
    )
    return tuple(sentence for _shared, sentence in close_enough[:2])
