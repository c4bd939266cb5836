"""Why to probe: which part of an answer is missing, vague, doubtful, or worth more.

Every rule can be told to the candidate in the words of its `why`; none needs a model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from backend.domain import gaps
from backend.domain.claims import Claim, Ledger, conflicts, extract
from backend.domain.heard import Heard
from backend.domain.language import content_words, sentences, words
from backend.domain.plan import PlannedQuestion
from backend.domain.relevance import is_about_something_else

Reason = Literal[
    "no_answer", "off_question", "too_short", "no_situation", "no_action", "no_result",
    "we_no_i", "no_number", "vague", "doubtful_claim", "contradiction", "rambling", "recital",
    "wrong", "hearing", "detail",
]  # fmt: skip

SHORT_ANSWER_WORDS = 20
SHORT_SCREENING_WORDS, SHORT_OPEN_WORDS = 5, 12
"""A screening asks for facts, and "Yes, from the first of May" is one; a reason takes more."""
RAMBLING_WORDS, RAMBLING_S = 320, 150.0
"""Coaches ask for one to two minutes (climbtheladder.com); at 130 words a minute two and a half
are 320 words."""
RECITAL_CLICHES = 5
_OPEN = re.compile(
    r"\W*(?:(?:and|so)\W+)?(?:why|what (?:attracts|draws|do you|would|made)|how do"
    r"|tell|describe|explain)\b",
    re.I,
)
_CONFIRMED = re.compile(
    r"^\W*(?:(?:um+|uh+|well|oh)\W+)*(?:yes|yeah|yep|right|correct|exactly|you did|that'?s (?:right"
    r"|correct|it))\b",
    re.I,
)
VAGUE_THROUGHOUT = 2
"""With so many vague words a figure would only measure something that nobody can picture."""
COVERED = 2
"""Stems of a reference point that an answer shares before it counts as touched."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What to ask more about. `quote` is the candidate's own words, empty where there are none;
    `before` the words that it contradicts; `why` may be shown to the candidate."""

    reason: Reason
    why: str
    quote: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Context:
    """What the answer has to be held against. `asked` is the question in force as it was worded,
    `thread` the earlier answers to the same main question, `reason` what the follow-up in force
    was after, None where there is none."""

    question: PlannedQuestion
    asked: str
    ledger: Ledger = field(default_factory=Ledger)
    thread: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """`probes` has the worthiest first, and is empty where the answer stands by itself.
    `strongest` is the boldest claim just made, "" for none. `covered` are the reference points
    that were touched."""

    probes: tuple[Probe, ...] = ()
    strongest: str = ""
    complete: bool = False
    claims: tuple[Claim, ...] = ()
    covered: tuple[int, ...] = ()


def read(heard: Heard, context: Context) -> Reading:
    """What an answer says, and what is worth probing in it."""
    if context.reason == "hearing" and context.thread and _CONFIRMED.match(heard.text):
        sure = replace(heard, text=f"{context.thread[-1]} {heard.text}", doubtful=())
        return read(sure, replace(context, thread=context.thread[:-1], reason=None))
    text = gaps.without_commands(heard.text)
    said = words(text)
    if not said or gaps.is_non_answer(text, said):
        return Reading((Probe("no_answer", "There was no answer to the question yet."),))
    claims = extract(Heard(text, heard.confidence, heard.doubtful), "now")
    doubts = _doubts(text, claims, context, heard)
    kind = context.question.type
    covered = _covered(context, text)
    if context.reason is None and is_about_something_else(text, context.question, context.asked):
        off = Probe("off_question", "What you told was about something else than the question.")
        return Reading((*doubts, off), claims=claims)
    if kind in ("technical", "case"):
        found = _technical(text, said, context, covered, heard)
    elif kind == "hr_screen":
        found = _screening(text, said, context, heard)
    else:
        found = _behavioural(text, said, context, heard)
    probes = [*doubts, *_shape(text, said, heard), *found]
    complete = not probes
    if complete:
        quote = gaps.best_quote(text, heard.doubtful)
        if quote and len(said) >= SHORT_ANSWER_WORDS:
            probes.append(Probe("detail", f"“{quote}” deserves a closer look.", quote))
    strongest = gaps.strongest_claim(text, heard.doubtful)
    return Reading(tuple(probes), strongest, complete, claims, covered)


def _doubts(text: str, claims: tuple[Claim, ...], context: Context, heard: Heard) -> list[Probe]:
    found: list[Probe] = []
    for conflict in conflicts(claims, context.ledger)[:1]:
        if conflict.now.doubtful:
            why = "Your answer was hard to hear here, and it mattered, so you were asked again."
            return [Probe("hearing", why, conflict.now.text)]
        where = "your CV says" if conflict.before.source == "cv" else "earlier you said"
        before, now = conflict.before.text, conflict.now.text
        why = f"You said “{now}”, and {where} “{before}”: the two don't fit together."
        found.append(Probe("contradiction", why, now, before))
    bold = gaps.EXTREME.findall(text)
    if (len(bold) >= 2 or gaps.IMPOSSIBLE.search(text)) and gaps.own_actions(text) + len(
        gaps.OWN.findall(text)
    ) > 0:
        quote = gaps.quote_where(text, lambda each: bool(gaps.EXTREME.search(each)), heard.doubtful)
        why = f"“{quote}” is hard to believe without more." if quote else "That is a big claim."
        found.append(Probe("doubtful_claim", why, quote))
    return found


def _shape(text: str, said: list[str], heard: Heard) -> list[Probe]:
    """Too much, or learnt by heart."""
    if len(said) > RAMBLING_WORDS or (
        heard.seconds > RAMBLING_S and len(said) > RAMBLING_WORDS / 2
    ):
        why = "The answer was long, and the point hard to find in it."
        return [Probe("rambling", why, gaps.best_quote(text, heard.doubtful))]
    cliches = gaps.cliches(text)
    concrete = gaps.NUMBER.search(text) or gaps.OCCASION.search(text)
    if cliches >= RECITAL_CLICHES or (cliches >= 3 and not concrete and len(said) > 25):
        quote = gaps.best_quote(text, heard.doubtful)
        return [Probe("recital", "It sounded learnt by heart: general words, no detail.", quote)]
    return []


def _behavioural(text: str, said: list[str], context: Context, heard: Heard) -> list[Probe]:
    whole = " ".join((*context.thread, text))
    short = len(said) < SHORT_ANSWER_WORDS and context.reason is None
    if short:
        quote = gaps.best_quote(text, heard.doubtful)
        return [Probe("too_short", "The answer was too short to show how you work.", quote)]
    found: list[Probe] = []
    actions, team = gaps.own_actions(whole), len(gaps.TEAM.findall(whole))
    occasion = len(gaps.OCCASION.findall(whole))
    general = len(gaps.GENERAL.findall(whole))
    habits = (general > occasion and actions <= 1) or (not occasion and general and actions <= 2)
    if habits and not (gaps.is_story(whole) and general <= occasion + 1):
        quote = gaps.quote_where(text, lambda each: bool(gaps.GENERAL.search(each)), heard.doubtful)
        why = "You told what you do in general, and not yet about one occasion."
        found.append(Probe("no_situation", why, quote))
    elif team >= 3 and actions <= 0:
        quote = gaps.quote_where(text, lambda each: bool(gaps.TEAM.search(each)), heard.doubtful)
        why = "You said “we”, and not yet what you did yourself."
        found.append(Probe("we_no_i", why, quote))
    elif actions <= 0:
        quote = gaps.best_quote(text, heard.doubtful)
        why = "You told what happened, and not yet what you did about it."
        found.append(Probe("no_action", why, quote))
    blurred = [_unmeasured(text, heard), _vague(text, heard)]
    if len(gaps.VAGUE.findall(text)) >= VAGUE_THROUGHOUT:
        blurred.reverse()
    found += [probe for each in blurred for probe in each]
    if not gaps.RESULT.search(_end(whole)) and not gaps.CLAIM.search(_end(whole)):
        quote = gaps.best_quote(text, heard.doubtful)
        why = "You told what you did, and not yet how it turned out."
        found.append(Probe("no_result", why, quote))
    return found


def _unmeasured(text: str, heard: Heard) -> list[Probe]:
    """A figure somewhere else doesn't measure the claim: it has to stand beside it."""
    parts = sentences(text)
    claimed = [at for at, each in enumerate(parts) if gaps.CLAIM.search(each)]
    near = [" ".join(parts[at : at + 2]) for at in claimed]
    if not claimed or any(gaps.MEASURE.search(each) for each in near):
        return []
    quote = gaps.quote_where(text, lambda each: bool(gaps.CLAIM.search(each)), heard.doubtful)
    return [Probe("no_number", f"“{quote}” is a claim without a number.", quote)]


def _end(text: str) -> str:
    """The last part of an answer, where people tell how it came out."""
    parts = text.split()
    return " ".join(parts[len(parts) * 3 // 5 :])


def _vague(text: str, heard: Heard) -> list[Probe]:
    match = gaps.VAGUE.search(text)
    if match is None:
        return []
    quote = gaps.quote_where(text, lambda each: bool(gaps.VAGUE.search(each)), heard.doubtful)
    return [Probe("vague", f"“{match.group().lower()}” leaves open what it really was.", quote)]


def _screening(text: str, said: list[str], context: Context, heard: Heard) -> list[Probe]:
    open_question = _OPEN.match(context.asked) is not None
    fewest = SHORT_OPEN_WORDS if open_question else SHORT_SCREENING_WORDS
    if len(said) < fewest and context.reason is None:
        quote = gaps.best_quote(text, heard.doubtful)
        return [Probe("too_short", "The answer was too short to tell you apart.", quote)]
    vague = _vague(text, heard)
    return vague if len(said) < 60 else []


def _technical(
    text: str, said: list[str], context: Context, covered: tuple[int, ...], heard: Heard
) -> list[Probe]:
    quote = gaps.best_quote(text, heard.doubtful)
    if len(said) < SHORT_ANSWER_WORDS and context.reason is None:
        return [Probe("too_short", "The answer was too short to show what you know.", quote)]
    points = context.question.reference
    if points and not covered and context.reason is None:
        why = "None of what this answer rests on was in it yet."
        return [Probe("wrong", why, quote)]
    return _vague(text, heard) if len(covered) <= len(points) / 3 else []


def _covered(context: Context, text: str) -> tuple[int, ...]:
    said = content_words(" ".join((*context.thread, text)))
    asked = content_words(context.question.text)
    return tuple(
        number
        for number, point in enumerate(context.question.reference)
        if len((content_words(point) - asked) & said) >= COVERED
    )
