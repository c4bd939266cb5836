"""What the candidate has said about themselves, so that it can be held against the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from backend.domain.deeds import deeds
from backend.domain.heard import Heard
from backend.domain.language import COARSE, clauses, content_words, shortened, words
from backend.domain.numbers import YEAR, spoken_numbers, year_of

MOST_CLAIMS = 200
CLAIM_WORDS = 9
"""Of each of two things that don't fit together: with more the question is lost behind them."""
WORDS_OF_A_NUMBER = 5
"""Before what is counted: "one hundred and twenty people", "three and a half years"."""
SAME_TOPIC = 2
"""Stems that two claims have to share before their figures are held against one another: with
one, "three years in Lyon" would contradict "two years in sales"."""

ROUNDING = 0.25
"""People round: a quarter more or less is the same figure told twice."""
SINCE = "year of beginning"
"""The unit of a station of a CV that goes on: nobody was there before."""
AT_MOST = "years at most"
"""The unit of a station of a CV: less time may be told of it, more may not."""

_UNIT = re.compile(
    r"\b(years?|months?|weeks?|days?|hours?|people|person|colleagues|engineers|developers|nurses"
    r"|employees|staff|reports|customers|clients|patients|pupils|students|percent|per cent|euros"
    r"|dollars|pounds|beds|stores|shops|sites|countries|projects|languages)\b|%",
    re.I,
)
_SINCE = re.compile(rf"\b(?P<word>since|in|from|until|till|between)\s+(?P<year>{YEAR})", re.I)
_OPEN = re.compile(
    r"\b(?:(?:[A-Z][a-z]{2,8})\.? )?(?P<year>(?:19|20)\d\d)\s*(?:-|–|—|to|until)\s*"
    r"(?:present|now|today|date)\b",
    re.I,
)
"""A station of a CV that goes on."""
_SPAN = re.compile(
    r"\b(?:(?P<m1>[A-Z][a-z]{2,8})\.? )?(?P<y1>(?:19|20)\d\d)\s*(?:-|–|—|to|until)\s*"
    r"(?:(?P<m2>[A-Z][a-z]{2,8})\.? )?(?P<y2>(?:19|20)\d\d)\b"
)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_NEVER = re.compile(
    r"\b(?:never(?! (?:more|less|fewer))|no experience|not a single|have(?:n't| not) (?:ever )?)\b",
    re.I,
)
_UNTIL_THEN = re.compile(
    r"\b(?:had never|i'd never|before|until|till|yet|so far|back then)\b", re.I
)
"""What was never so may have become so since."""
_CANNOT = re.compile(
    r"\b(?:can'?t|cannot|can not|couldn'?t|won'?t|wouldn'?t|not (?:able|possible|available|willing"
    r"|allowed)|unable|impossible|no way)\b",
    re.I,
)
_CAN = re.compile(
    r"\b(?:no problem|(?:am|i'?m|i'?d be|would be) (?:very |quite |really )?(?:happy|willing|able"
    r"|fine|open|available|glad)|any ?time|of course i|i (?:can|could)(?!'?t|not)|suits me"
    r"|works for me|fine (?:for|by) me|don'?t mind|not an issue|whenever)\b",
    re.I,
)
_WAS_MINE = re.compile(r"\b(?:my|our) \w+.*\b(?:was|were|had)\b", re.I)
_HAVE_DONE = re.compile(r"\b(?:i|we)(?:['’]ve| have) (?:had to|got to|\w+(?:ed|en))\b", re.I)
_ALWAYS = re.compile(r"\balways\b", re.I)
WHETHER = "possible"
"""The unit of what somebody can or can't do: value 1 or 0."""
DID = "done"
"""The unit of what somebody says they did, without a figure."""
_SELF = re.compile(r"\b(?:i|i'?(?:ve|d|m)|my|me|myself|we)\b", re.I)
_ALONE = re.compile(
    r"\b(?:on my own|by myself|alone|single-?handed\w*|without (?:any )?help)\b", re.I
)
_TOGETHER = re.compile(
    r"\b(?:(?:we|our team) all|together with|with (?:two|three|four|five|six|my|our) \w+)\b", re.I
)
_FEW_UNITS = {"per cent": "percent", "%": "percent"} | dict.fromkeys(
    "person colleagues engineers developers nurses employees staff reports".split(), "people"
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One checkable statement. `text` is the candidate's own words, at most a clause; `topic`
    are the stems of what it is about; `value` and `unit` its figure, None and "" without one;
    `source` is "cv" or the number of the answer, from "1". A `doubtful` claim rests on a word
    that the recogniser was unsure of, and is never held against anybody."""

    text: str
    topic: tuple[str, ...]
    value: float | None = None
    unit: str = ""
    source: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two claims that can't both be right, the later one first."""

    now: Claim
    before: Claim


@dataclass(frozen=True, slots=True)
class Ledger:
    claims: tuple[Claim, ...] = ()

    def with_(self, fresh: Iterable[Claim]) -> Ledger:
        """The ledger with these claims, each once; the oldest answers give way at the limit,
        what the CV says does not."""
        known = {(claim.text, claim.source) for claim in self.claims}
        claims = [
            *self.claims,
            *(claim for claim in fresh if (claim.text, claim.source) not in known),
        ]
        while len(claims) > MOST_CLAIMS:
            oldest = next((at for at, claim in enumerate(claims) if claim.source != "cv"), 0)
            del claims[oldest]
        return Ledger(tuple(claims))


def extract(heard: Heard, source: str) -> tuple[Claim, ...]:
    """What an answer states about the candidate: a figure, a year, a "never", a deed, or what
    is possible for them."""
    all_told = clauses(heard.text)
    found: list[Claim] = []
    for at, clause in enumerate(all_told):
        if not _SELF.search(clause) or COARSE.search(clause):
            continue  # it would be said back where another statement contradicts it
        stated = _stated(clause)
        # "I've never | so much as written a warning": what never was comes after it.
        whole = clause if content_words(clause) - _LIGHT else " ".join(all_told[at : at + 2])
        found += [
            _about(whole if each.unit == "times" else clause, each, source, heard.doubtful)
            for each in stated
        ]
        done = deeds(clause).own or _HAVE_DONE.search(clause)
        told = done or _WAS_MINE.search(clause) or _ALWAYS.search(clause)
        if not stated and told:
            found.append(_about(clause, _Stated(DID, 1.0, len(clause)), source, heard.doubtful))
        possible = _CAN.search(clause) is not None
        if possible or _CANNOT.search(clause):
            # "I have my girls every weekend, I can't leave the house": the reason tells of what.
            around = " ".join(all_told[max(at - 1, 0) : at + 2])
            claim = _about(around, _Stated(WHETHER, float(possible), 0), source, heard.doubtful)
            found.append(replace(claim, text=shortened(clause, CLAIM_WORDS)))
    return tuple(found)


def from_document(told: Iterable[str]) -> tuple[Claim, ...]:
    """What the sentences of a CV state, likewise."""
    return tuple(
        _about(line, stated, "cv", ()) for line in told for stated in (*_stay(line), *_stated(line))
    )


def conflicts(fresh: Iterable[Claim], ledger: Ledger, asked: str = "") -> tuple[Conflict, ...]:
    """Which of the fresh claims can't be right if an earlier one is. One that was badly heard
    itself is among them: what was said has to be made sure of first. What somebody can do is
    compared only where it has to do with what was `asked`."""
    matter = content_words(asked)
    return tuple(
        Conflict(now, before)
        for now in fresh
        for before in ledger.claims
        if not before.doubtful and (_excludes(now, before, ledger) or _recants(now, before, matter))
    )


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure, and where its words end in the text."""

    unit: str
    value: float
    end: int


def _stated(clause: str) -> list[_Stated]:
    """Everything that a clause states."""
    found: list[_Stated] = []
    for match in _UNIT.finditer(clause):
        counted = " ".join(clause[: match.start()].split()[-WORDS_OF_A_NUMBER:])
        numbers = [each for each in spoken_numbers(counted) if not 1950 <= each <= 2100]
        found += [_Stated(_unit(match.group()), each, match.end()) for each in numbers[-1:]]
    year = None if _SPAN.search(clause) or _OPEN.search(clause) else _SINCE.search(clause)
    if year:
        found.append(_Stated("year", year_of(year["year"]), year.end()))
    elif not found and (alone := _ALONE.search(clause)):
        found.append(_Stated("people", 1.0, alone.end()))
    if _NEVER.search(clause) and not _UNTIL_THEN.search(clause):
        found.append(_Stated("times", 0.0, len(clause)))
    return found


def _about(clause: str, stated: _Stated, source: str, doubtful: tuple[str, ...]) -> Claim:
    text = shortened(clause, CLAIM_WORDS)
    if len(clause.split()) > CLAIM_WORDS and stated.unit not in (DID, WHETHER, "times"):
        # The words that lead up to the figure: a quote without it would contradict nothing.
        text = " ".join(clause[: stated.end].split()[-CLAIM_WORDS:])
    # What is counted, and how many, is the claim's value and says nothing of what it is about.
    about = " ".join(word for word in words(clause) if not spoken_numbers(word))
    stems = content_words(_UNIT.sub(" ", about)) - _LIGHT
    topic = tuple(sorted(stems))
    shaky = bool(set(words(text)) & set(doubtful))
    return Claim(text, topic, stated.value, stated.unit, source, shaky)


_LIGHT = content_words(
    "never own alone myself work worked working lot really always time times everybody anybody"
    " nobody somebody things fifteen"
)
"""Stems that two things may share without being about the same."""


def _stay(line: str) -> list[_Stated]:
    """How long a station of a CV lasted: "June 2021 - Dec 2022" is one and a half years."""
    match = _SPAN.search(line)
    if match is None:
        begun = _OPEN.search(line)
        return [_Stated(SINCE, float(begun["year"]), begun.end())] if begun else []
    months = [(match[name] or "")[:3].lower() for name in ("m1", "m2")]
    first, last = (_MONTHS.index(each) / 12 if each in _MONTHS else 0.0 for each in months)
    # "2018 - 2021" may be anything from two years and a day to four: the middle of it.
    whole = 1 / 12 if all(each in _MONTHS for each in months) else 0.0
    years = float(match["y2"]) + last - float(match["y1"]) - first + whole
    return [_Stated(AT_MOST, max(years, 0.5), match.end())]


def _unit(written: str) -> str:
    unit = _FEW_UNITS.get(written.lower(), written.lower())
    return unit if unit.endswith("s") or unit in ("people", "percent") else f"{unit}s"


def _recants(now: Claim, before: Claim, matter: set[str]) -> bool:
    """Whether what was impossible is possible now, or the other way round."""
    if (now.unit, before.unit) != (WHETHER, WHETHER) or now.value == before.value:
        return False
    return bool(set(now.topic) & set(before.topic) & matter)


def _names(line: str) -> set[str]:
    """Stems of what has a capital within a line of a CV: an employer's name, not a title."""
    return content_words(" ".join(word for word in line.split()[1:] if word[:1].isupper()))


def _never_was(now: Claim, before: Claim, ledger: Ledger) -> bool:
    """Whether one says "never" of what the other tells. All that an answer says was never so
    counts together: "never argued with an editor, never went over anybody's head"."""
    if now.unit == DID and _ALWAYS.search(now.text) and set(before.topic) <= set(now.topic):
        return bool(before.topic)
    if now.unit == "times":
        # "I have never worked nights", after "on my night shifts": all of it, and one's own.
        mine = re.search(rf"\b(?:my|our) {'|'.join(now.topic)}", before.text, re.I)
        whole = bool(now.topic) and set(now.topic) <= set(before.topic)
        return whole and (len(now.topic) >= SAME_TOPIC or mine is not None)
    never = {
        stem
        for each in ledger.claims
        if (each.unit, each.source) == ("times", before.source)
        for stem in each.topic
    }
    shared = set(now.topic) & never
    return len(shared) >= SAME_TOPIC and bool(shared & set(before.topic))


def _excludes(now: Claim, before: Claim, ledger: Ledger) -> bool:
    shared = set(now.topic) & set(before.topic)
    if now.value is None or before.value is None or now.text == before.text:
        return False
    if WHETHER in (now.unit, before.unit):
        return False
    zero = {now.value, before.value} != {0.0} and 0.0 in (now.value, before.value)
    if zero and "times" in (now.unit, before.unit):
        return _never_was(now, before, ledger)
    if before.unit == AT_MOST:
        longer = now.unit == "years" and now.value > (1 + ROUNDING) * before.value
        return longer and (len(shared) >= SAME_TOPIC or bool(shared & _names(before.text)))
    if before.unit == SINCE:
        earlier = now.unit == "year" and now.value < before.value - 1
        return earlier and bool(shared & _names(before.text))
    if now.unit != before.unit or len(shared) < SAME_TOPIC:
        return False
    if now.unit == "year":
        return now.value != before.value
    return abs(now.value - before.value) > ROUNDING * max(now.value, before.value)
