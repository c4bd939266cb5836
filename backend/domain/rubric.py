"""What 1, 3 and 5 mean for each kind of question, and which metrics a question calls for.

2 and 4 lie between their neighbours. What counts is what was said: accent, grammar, hesitations
and fillers take nothing away, and length is neither good nor bad. The anchors are our own, in the
manner of behaviourally anchored scales (Smith & Kendall 1963).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from backend.domain import gaps
from backend.domain.plan import PlannedQuestion, QuestionType
from backend.domain.scorecard import CONTENT, Metric


@dataclass(frozen=True, slots=True)
class Anchors:
    one: str
    three: str
    five: str


NO_ANSWER = "no answer, or one to another question"
UNCLEAR = "can't be followed"

_BEHAVIOURAL: Mapping[Metric, Anchors] = {
    "relevance": Anchors(
        NO_ANSWER,
        "on the subject, but a habit or a view, or an occasion that fits only partly",
        "an occasion of just the kind asked for, and every part of the question answered",
    ),
    "structure": Anchors(
        "neither situation nor own action nor result can be made out",
        "two of the three are clear, or all three out of order or in miniature",
        "situation, own action and result in order, and the result follows from the action",
    ),
    "specificity": Anchors(
        "generalities that anybody could say",
        "one occasion with a detail or two, where the decisive step or the effect stays vague",
        "names, places, times, steps or figures that could be checked, the effect among them",
    ),
    "problem_solving": Anchors(
        "nothing is worked on, or chance or others solved it",
        "a sensible step, but its cause isn't looked for, or it is unclear whose step it was",
        "finds the cause, chooses for a reason, and sees whether it worked",
    ),
    "communication": Anchors(
        UNCLEAR,
        "can be followed with effort, or is easy to follow and says little",
        "one hearing is enough, and all of it serves the point",
    ),
}
_TECHNICAL: Mapping[Metric, Anchors] = {
    "relevance": Anchors(
        NO_ANSWER,
        "about the subject, but what was asked is met only partly",
        "answers just what was asked, all of it",
    ),
    "structure": Anchors(
        "no reasoning, or no thread",
        "a claim with a reason, or steps without an order that matters",
        "reasons or steps in a sensible order, from cause or first measure to check",
    ),
    "specificity": Anchors(
        "words that fit any problem",
        "names some mechanisms or tools, without conditions or values",
        "mechanisms, values, limits or tests, and when each applies",
    ),
    "problem_solving": Anchors(
        "wrong on the main points, or none of them there",
        "about half of the reference points right, or right with a serious gap, no trade-off",
        "the reference points that matter are right, with why, and what the choice costs",
    ),
    "communication": Anchors(
        UNCLEAR,
        "followed with effort, or muddled in places, or easy and saying little",
        "one hearing is enough for a colleague",
    ),
}
_CASE: Mapping[Metric, Anchors] = {
    "relevance": Anchors(
        NO_ANSWER,
        "about the subject, without coming to the question that was put",
        "works on the question that was put, up to an answer",
    ),
    "structure": Anchors(
        "no order at all",
        "some parts are named, not kept to, or there is a single line of thought",
        "the question is split into parts that cover it, worked through in turn",
    ),
    "specificity": Anchors(
        "no figure, and nothing of this business",
        "a figure or a concrete cause or two",
        "works with the figures given, states assumptions, says which data it wants",
    ),
    "problem_solving": Anchors(
        "no hypothesis, no sum, no advice",
        "one of them is good: a right sum, a plausible hypothesis, or advice with a reason",
        "hypothesis, right arithmetic and advice that follows, with its risk or its test",
    ),
    "communication": Anchors(
        UNCLEAR,
        "followed with effort, or easy and saying little",
        "one hearing is enough, and the answer stands out",
    ),
}
_HR: Mapping[Metric, Anchors] = {
    "relevance": Anchors(
        NO_ANSWER,
        "an answer in form that could be given to anybody",
        "what was asked is answered straight, all of it",
    ),
    "structure": Anchors(
        "reasons can't be made out",
        "reasons that stand side by side",
        "the reasons lead to one another and to this post, and nothing contradicts anything else",
    ),
    "specificity": Anchors(
        "phrases: passion, growth, culture",
        "one reason of one's own, without proof",
        "reasons of one's own that could be checked, or the date, the figure, the yes or no",
    ),
    "communication": Anchors(
        UNCLEAR, "padded, roundabout, or easy and saying little", "to the point"
    ),
}
ANCHORS: Mapping[QuestionType, Mapping[Metric, Anchors]] = {
    "behavioural": _BEHAVIOURAL,
    "technical": _TECHNICAL,
    "case": _CASE,
    "hr_screen": _HR,
}

_NOTHING_TO_SOLVE = re.compile(
    r"\b(?:(?:broke|bent|broken) (?:a|the) rule|missed (?:a|your|the) (?:target|deadline)|bad news"
    r"|feedback|criticism|criti[cq]\w*|learn(?:ed|t|ing)?|lessons?|taught|mistakes?|regret\w*"
    r"|got (?:something|it) wrong|wrong in|fail(?:ed|ure)?|strengths?|weakness\w*|proud\w*"
    r"|changed your (?:mind|view|opinion)|let (?:somebody|someone|a person) go|train(?:ed|ing)?"
    r"|goal|values?|admire\w*|motivat\w*|surpris\w+|enjoy\w*|kind of person|describe yourself)\b",
    re.I,
)
"""A behavioural question with one of these asks what was received, learnt or owned up to."""
_TO_SOLVE = re.compile(
    r"\b(?:solv\w+|fix\w*|found out|find out|before it|recover\w*|put (?:it )?right|explain\w*)\b",
    re.I,
)
_PRACTICAL = re.compile(
    r"\b(?:salar\w+|pay|paid|wages?|notice|licen[cs]es?|visa|permit|which (?:days|hours|shifts)"
    r"|when (?:can|could|would|are) you|start (?:date|work)|available|availability|commute"
    r"|relocat\w+|how (?:far|long|soon|many|much) )\b",
    re.I,
)


def is_practical(question: PlannedQuestion) -> bool:
    """Whether a date, a figure, or a yes or no is wanted, and no more."""
    if question.type != "hr_screen":
        return False
    return gaps.is_closed(question.text) or _PRACTICAL.search(question.text) is not None


def calls_for(question: PlannedQuestion) -> tuple[Metric, ...]:
    """The content metrics that an answer to the question can be held against."""
    without: set[Metric] = set()
    if is_practical(question) or _is_sum(question):
        without.add("structure")
    if not _solves(question):
        without.add("problem_solving")
    return tuple(name for name in CONTENT if name not in without)


def why_not(metric: Metric, question: PlannedQuestion) -> str:
    """Why a question doesn't call for it, as a sentence for the person."""
    if metric == "problem_solving":
        return "The question asks for no problem to be solved."
    if _is_sum(question):
        return "A sum is answered by a figure and the way to it."
    return "A practical question is answered in a sentence."


def _is_sum(question: PlannedQuestion) -> bool:
    return question.step is not None and question.step.sum is not None


def _solves(question: PlannedQuestion) -> bool:
    if question.type != "behavioural":
        return question.type in ("technical", "case")
    asked = question.text
    return _TO_SOLVE.search(asked) is not None or _NOTHING_TO_SOLVE.search(asked) is None
