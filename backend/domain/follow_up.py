"""Why to probe: which part of an answer is missing, vague, or worth more.

Every rule can be told to the candidate in the words of its `why`; none needs a model.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from backend.domain.language import clauses, content_words, sentences, shortened, words

Reason = Literal[
    "no_answer", "too_short", "no_own_action", "no_number", "vague", "no_result", "detail"
]

SHORT_ANSWER_WORDS = 15
QUOTE_WORDS = 10
LEAST_QUOTE_WORDS = 3
_SHORT_NON_ANSWER_WORDS = 12

_NON_ANSWER = re.compile(
    r"\b(?:i (?:really |honestly )?(?:do not|don'?t) (?:really )?(?:know|remember"
    r"|have (?:one|any|an (?:answer|example)))|no idea|not sure"
    r"|nothing comes to mind|i can'?t think of|i have nothing|no comment|pass)\b",
    re.I,
)
_OWN_ACTION = re.compile(r"\b(?:i|i'?(?:d|ve)|my (?:part|role|job|task|own))\b", re.I)
_TEAM = re.compile(r"\b(?:we|our|us|the team)\b", re.I)
_CLAIM = re.compile(
    r"\b(?:improv\w+|reduc\w+|increas\w+|decreas\w+|grew|grow\w*|sav(?:ed|ing)|doubl\w+|tripl\w+"
    r"|faster|slower|cheaper|cut (?:down|costs?|the)|better|boost\w*|optimi[sz]\w+|scal(?:ed|ing)"
    r"|sped up|speed(?:ed|ing)? up|more (?:customers|sales|users|traffic))\b",
    re.I,
)
_NUMBER = re.compile(
    r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty"
    r"|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|percent|half|twice"
    r"|dozen|quarter|third)\b",
    re.I,
)
_VAGUE = re.compile(
    r"\b(?:stuff|things like that|some things?|some kind of|some sort of|various|several issues"
    r"|a bunch of|a lot of things|and so on|et cetera|etc|somehow|whatever|basically everything"
    r"|everything|certain (?:problems|issues))\b",
    re.I,
)
_RESULT = re.compile(
    r"\b(?:result\w*|outcome|in the end|ended up|eventually|finally|learn(?:ed|t)|ship(?:ped)?"
    r"|deliver(?:ed)?|launch(?:ed)?|released|succe\w+|managed to|achiev\w+|since then|to this day"
    r"|it worked|paid off|went (?:well|live)|so that)\b",
    re.I,
)
_CONCESSION = re.compile(
    r"\W*(?:(?:yeah|yes|well|so|and|but|um|uh)\W+)*(?:although|though|even though|while|whereas|"
    r"as much as|despite|in spite of)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Probe:
    """What to ask more about. `quote` is the candidate's own words, empty where there are none;
    `why` may be shown to the candidate."""

    reason: Reason
    why: str
    quote: str = ""


def read(answer: str) -> Probe | None:
    """The first thing worth probing in an answer, or None where it stands by itself."""
    said = words(answer)
    if not said or _is_non_answer(answer, len(said)):
        return Probe("no_answer", "There was no answer to the question yet.")
    if len(said) < SHORT_ANSWER_WORDS:
        return Probe(
            "too_short", "The answer was too short to show how you work.", best_quote(answer)
        )
    for rule in (_no_own_action, _no_number, _vague, _no_result):
        found = rule(answer)
        if found:
            return found
    if _NUMBER.search(answer):
        return None
    quote = best_quote(answer)
    return Probe("detail", f"“{quote}” deserves a closer look.", quote) if quote else None


def _is_non_answer(answer: str, length: int) -> bool:
    return length <= _SHORT_NON_ANSWER_WORDS and _NON_ANSWER.search(answer) is not None


def _no_own_action(answer: str) -> Probe | None:
    if len(_TEAM.findall(answer)) < 2 or _OWN_ACTION.search(answer):
        return None
    quote = _quote_where(answer, lambda clause: bool(_TEAM.search(clause)))
    return Probe("no_own_action", "You said “we”, and not yet what you did yourself.", quote)


def _no_number(answer: str) -> Probe | None:
    for sentence in sentences(answer):
        if _CLAIM.search(sentence) and not _NUMBER.search(sentence):
            quote = _quote_where(sentence, lambda clause: bool(_CLAIM.search(clause)))
            return Probe("no_number", f"“{quote}” is a claim without a number.", quote)
    return None


def _vague(answer: str) -> Probe | None:
    match = _VAGUE.search(answer)
    if match is None:
        return None
    quote = _quote_where(answer, lambda clause: bool(_VAGUE.search(clause)))
    return Probe("vague", f"“{match.group().lower()}” leaves open what it really was.", quote)


def _no_result(answer: str) -> Probe | None:
    if _RESULT.search(answer) or not _OWN_ACTION.search(answer):
        return None
    return Probe(
        "no_result", "You told what you did, and not yet how it turned out.", best_quote(answer)
    )


def _quote_where(text: str, wanted: Callable[[str], bool]) -> str:
    found = next((clause for clause in clauses(text) if wanted(clause)), "")
    return shortened(found, QUOTE_WORDS) or best_quote(text)


def best_quote(answer: str) -> str:
    """The clause that carries most of the topic, at most ten words; "" where none is worth it:
    an interjection says nothing, and a concession is not what the answer is about."""
    candidates = [
        shortened(clause, QUOTE_WORDS)
        for clause in clauses(answer)
        if len(words(clause)) >= LEAST_QUOTE_WORDS and not _CONCESSION.match(clause)
    ]
    return max(candidates, key=lambda each: len(content_words(each)), default="")
