"""Why to probe: which part of an answer is missing, vague, doubtful, or worth more.

Every rule can be told to the candidate in the words of its `why`; none needs a model.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Literal

from backend.domain import gaps
from backend.domain.claims import Claim, Ledger, conflicts, extract
from backend.domain.floor import MOSTLY_PRIVATE, is_private
from backend.domain.gibberish import is_gibberish
from backend.domain.heard import Heard
from backend.domain.language import clauses, content_words, sentences, words
from backend.domain.meaning import Meaning
from backend.domain.occasions import holds_facts, tells_of_nothing
from backend.domain.plan import PlannedQuestion
from backend.domain.quotes import best_quote, own_deed, quote_where, strongest_claim
from backend.domain.relevance import is_about_something_else
from backend.domain.signs.evading import EVADING
from backend.domain.signs.telling import BOLD, CLAIM, HABIT, RESULT, VAGUE

Reason = Literal[
    "no_answer", "off_question", "too_short", "no_situation", "no_action", "no_result",
    "we_no_i", "no_number", "vague", "doubtful_claim", "contradiction", "rambling", "recital",
    "wrong", "hearing", "detail",
]  # fmt: skip

SHORT_ANSWER_WORDS = 22
SHORT_SCREENING_WORDS, SHORT_OPEN_WORDS = 5, 12
"""A screening asks for facts, and "Yes, from the first of May" is one; a reason takes more."""
RAMBLING_WORDS, RAMBLING_S = 320, 150.0
"""Coaches ask for one to two minutes (climbtheladder.com); at 130 words a minute two and a half
are 320 words."""
RECITAL_CLICHES = 5
_CONFIRMED = re.compile(
    r"^\W*(?:(?:um+|uh+|well|oh)\W+)*(?:yes|yeah|yep|right|correct|exactly|you did|that'?s (?:right"
    r"|correct|it))\b",
    re.I,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|nor|without|instead|rather than|(?:is|are|was|were|do|does|did|can|could"
    r"|will|would|should|must|has|have|had|wo|ca)n'?t|cannot|avoid\w*|remove\w*|prevent\w*)\b",
    re.I,
)
_PART = re.compile(r"[,;:]|\b(?:that|which|and|but|because|so)\b")
MEANT_AS_HEARD = 0.5
"""Mean word probability; below it, words that make no sentence are more likely misheard."""
MEANS_NOTHING, MEANS_ELSEWHERE = 0.7, 0.8
"""In cross-validation these catch 84 and 36 of 100, rules not counted, and take 3 of 100 answers,
most of them hard ones, for either (`benchmarks.meaning`, docs/benchmarks.md)."""
NOTHING_YET = "There was no answer to the question yet."
VAGUE_THROUGHOUT = 2
"""With so many vague words a figure would only measure something that nobody can picture."""
COVERED = 2
"""Stems of a reference point that an answer shares before it counts as touched."""


@dataclass(frozen=True, slots=True)
class Probe:
    """What to ask more about. `quote` is the candidate's own words, empty where there are none;
    `before` the words that it contradicts, which their CV says where it is `from_cv`; `why` may
    be shown to the candidate."""

    reason: Reason
    why: str
    quote: str = ""
    before: str = ""
    from_cv: bool = False


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
    meant = heard.typed or heard.confidence >= MEANT_AS_HEARD
    nothing = gaps.is_non_answer(heard.text, context.asked) or (meant and is_gibberish(text))
    if not said or nothing:
        return Reading((Probe("no_answer", NOTHING_YET),))
    kind = context.question.type
    learnt = gaps.is_recital(text, said, RECITAL_CLICHES)
    untold, evades = not learnt and _is_untold(text, context), EVADING.search(text)
    if untold and (evades or not holds_facts(text)):
        why = "Nothing that you did was in the answer yet."
        quote = "" if evades else best_quote(text, heard.doubtful)
        return Reading((Probe("no_answer", why, quote),))
    covered = _covered(context, text)
    first = context.reason is None and not context.thread and not covered and kind != "case"
    meaning = heard.meaning if first and not learnt and heard.meaning else Meaning()
    if meaning.nothing >= MEANS_NOTHING:
        why = "What was asked for wasn't in the answer yet."
        return Reading((Probe("no_answer", why, best_quote(text, heard.doubtful)),))
    claims = extract(Heard(text, heard.confidence, heard.doubtful), "now")
    doubts = _doubts(text, claims, context, heard)
    elsewhere = untold or is_about_something_else(text, context.question, context.asked)
    if kind == "behavioural" and len(said) >= SHORT_ANSWER_WORDS and not elsewhere:
        elsewhere = is_private(text, context.question, context.asked, MOSTLY_PRIVATE)
    elsewhere = elsewhere or meaning.elsewhere >= MEANS_ELSEWHERE
    if context.reason is None and elsewhere and not learnt:
        why = "What you told was about something else than the question."
        off = Probe("off_question", why, best_quote(text, heard.doubtful))
        return Reading((*doubts, off), claims=claims)
    if kind in ("technical", "case"):
        found = _technical(text, said, context, covered, heard)
    elif kind == "hr_screen":
        found = _screening(text, said, context, heard)
    else:
        found = _behavioural(text, said, context, heard)
    # A bold answer to a technical question is right or wrong, and that comes first.
    bold = [] if kind in ("technical", "case") else _boldness(text, said, heard)
    probes = [*_shape(text, said, heard), *doubts, *bold, *found]
    complete = not probes
    if complete and len(said) >= SHORT_ANSWER_WORDS:
        quote = own_deed(text, heard.doubtful, anything=kind in ("technical", "case"))
        why = f"“{quote}” deserves a closer look." if quote else "One step deeper into the same."
        probes.append(Probe("detail", why, quote))
    strongest = strongest_claim(text, heard.doubtful)
    return Reading(tuple(probes), strongest, complete, claims, covered)


def _is_untold(text: str, context: Context) -> bool:
    """Whether a question for something done was met with talk in which nothing happens."""
    first = context.question.type == "behavioural" and not context.thread
    long_enough = gaps.length(text) >= SHORT_ANSWER_WORDS
    return first and long_enough and tells_of_nothing(text, context.asked)


def _doubts(text: str, claims: tuple[Claim, ...], context: Context, heard: Heard) -> list[Probe]:
    found: list[Probe] = []
    for conflict in conflicts(claims, context.ledger, context.asked)[:1]:
        if conflict.now.doubtful:
            why = "Your answer was hard to hear here, and it mattered, so you were asked again."
            return [Probe("hearing", why, conflict.now.text)]
        from_cv = conflict.before.source == "cv"
        where = "your CV says" if from_cv else "earlier you said"
        before, now = conflict.before.text, conflict.now.text
        why = f"You said “{now}”, and {where} “{before}”: the two don't fit together."
        found.append(Probe("contradiction", why, now, before, from_cv))
    return found


def _shape(text: str, said: list[str], heard: Heard) -> list[Probe]:
    """Too much: of an answer whose point is lost, nothing single is asked first."""
    if len(said) > RAMBLING_WORDS or (
        heard.seconds > RAMBLING_S and len(said) > RAMBLING_WORDS / 2
    ):
        why = "The answer was long, and the point hard to find in it."
        return [Probe("rambling", why, best_quote(text, heard.doubtful))]
    return []


def _boldness(text: str, said: list[str], heard: Heard) -> list[Probe]:
    """Learnt by heart, or too big to be let pass."""
    if gaps.is_recital(text, said, RECITAL_CLICHES):
        quote = best_quote(text, heard.doubtful)
        return [Probe("recital", "It sounded learnt by heart: general words, no detail.", quote)]
    if gaps.is_bold(text):
        quote = quote_where(text, lambda each: bool(BOLD.search(each)), heard.doubtful)
        why = f"“{quote}” is hard to believe without more." if quote else "That is a big claim."
        return [Probe("doubtful_claim", why, quote)]
    return []


def _is_short(text: str, context: Context, fewest: int) -> bool:
    """Of what was said to the matter itself; a few words are enough for a follow-up."""
    told = gaps.substance(text, context.asked)
    return context.reason is None and gaps.length(told) < fewest


def _behavioural(text: str, said: list[str], context: Context, heard: Heard) -> list[Probe]:
    whole = " ".join((*context.thread, text))
    if _is_short(text, context, SHORT_ANSWER_WORDS):
        if gaps.is_nothing(text):
            return [Probe("no_answer", NOTHING_YET)]
        quote = best_quote(text, heard.doubtful)
        return [Probe("too_short", "The answer was too short to show how you work.", quote)]
    found: list[Probe] = []
    if context.reason == "no_answer":
        # They were let off with something easier, so no whole story is asked for any more.
        return _vague(text, heard)
    own, team = gaps.own_deeds(whole), len(gaps.TEAM.findall(whole))
    if gaps.is_habit(whole) or (own == 0 and gaps.is_imagined(text)):
        quote = quote_where(text, lambda each: bool(HABIT.search(each)), heard.doubtful)
        why = "You told what you do in general, and not yet about one occasion."
        found.append(Probe("no_situation", why, quote))
    elif own == 0 and team >= 3:
        quote = best_quote(text, heard.doubtful, lambda each: bool(gaps.TEAM.search(each)))
        why = "You said “we”, and not yet what you did yourself."
        found.append(Probe("we_no_i", why, quote))
    elif own == 0:
        quote = best_quote(text, heard.doubtful)
        why = "You told what happened, and not yet what you did about it."
        found.append(Probe("no_action", why, quote))
    blurred = [_unmeasured(text, heard), _vague(text, heard)]
    if VAGUE.count(text) >= VAGUE_THROUGHOUT:
        blurred.reverse()
    found += [probe for each in blurred for probe in each]
    ends = [_end(each) for each in (*context.thread, text)]
    if not any(RESULT.search(end) or CLAIM.search(end) for end in ends):
        quote = best_quote(text, heard.doubtful)
        why = "You told what you did, and not yet how it turned out."
        found.append(Probe("no_result", why, quote))
    return found


def _unmeasured(text: str, heard: Heard) -> list[Probe]:
    """A figure somewhere else doesn't measure the claim: it has to stand beside it."""
    parts = sentences(text)
    claimed = [at for at, each in enumerate(parts) if any(map(gaps.claims_effect, clauses(each)))]
    near = [" ".join(parts[at : at + 2]) for at in claimed]
    if not claimed or any(gaps.MEASURE.search(each) for each in near):
        return []
    quote = quote_where(text, gaps.claims_effect, heard.doubtful)
    return [Probe("no_number", f"“{quote}” is a claim without a number.", quote)]


def _end(text: str) -> str:
    """The last part of an answer, where people tell how it came out."""
    parts = text.split()
    return " ".join(parts[len(parts) * 3 // 5 :])


def _vague(text: str, heard: Heard) -> list[Probe]:
    match = VAGUE.search(text)
    if match is None:
        return []
    quote = quote_where(text, lambda each: bool(VAGUE.search(each)), heard.doubtful)
    return [Probe("vague", f"“{match.group().lower()}” leaves open what it really was.", quote)]


def _screening(text: str, said: list[str], context: Context, heard: Heard) -> list[Probe]:
    closed = gaps.is_closed(context.asked)
    fewest = SHORT_SCREENING_WORDS if closed else SHORT_OPEN_WORDS
    settled = gaps.settles(text, context.asked)
    if not settled and _is_short(text, context, fewest):
        quote = best_quote(text, heard.doubtful)
        return [Probe("too_short", "The answer was too short to tell you apart.", quote)]
    vague = _vague(text, heard)
    return vague if len(said) < 60 else []


def _technical(
    text: str, said: list[str], context: Context, covered: tuple[int, ...], heard: Heard
) -> list[Probe]:
    quote = best_quote(text, heard.doubtful)
    points = context.question.reference
    if _is_short(text, context, SHORT_ANSWER_WORDS):
        matter = content_words(" ".join((*points, context.question.text)))
        if points and not matter & content_words(text):
            return [Probe("no_answer", NOTHING_YET)]
        return [Probe("too_short", "The answer was too short to show what you know.", quote)]
    if points and not covered and context.reason is None:
        why = "Nothing that such an answer usually rests on was recognised in it."
        return [Probe("wrong", why, quote)]
    return _vague(text, heard) if len(covered) <= len(points) / 3 else []


def _covered(context: Context, text: str) -> tuple[int, ...]:
    """Which reference points were touched, in words that say yes where the point does and no
    where it does: "you don't need the keyboard" covers no "full keyboard use"."""
    asked = content_words(context.question.text)
    said: dict[bool, set[str]] = {True: set(), False: set()}
    for segment in gaps.segments(" ".join((*context.thread, text))):
        said[_denies(segment)] |= content_words(segment)

    def touched(point: str) -> set[str]:
        parts = _PART.split(point)
        return {stem for part in parts for stem in content_words(part) & said[_denies(part)]}

    return tuple(
        number
        for number, point in enumerate(context.question.reference)
        if len(touched(point) - asked) >= COVERED
    )


def _denies(text: str) -> bool:
    return len(_NEGATION.findall(text)) % 2 == 1
