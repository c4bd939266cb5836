"""The candidate's words said to the candidate: "I moved my team" becomes "you moved your team"."""

from __future__ import annotations

import re

from backend.domain.verbs import is_past

_TO_YOU: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\bI am\b", "you are"),
        (r"\bI['’]m\b", "you're"),
        (r"\b(?:I|[Ww]e)(['’])(re|ve|d|ll)\b", r"you\1\2"),
        (r"\bI (was|wasn['’]t)\b", r"you \1"),
        (r"\bI\b(?!['’])|\b[Ww]e\b(?!['’])", "you"),
        (r"\byou was\b", "you were"),
        (r"\byou wasn(['’])t\b", r"you weren\1t"),
        (r"\b[Mm]yself\b", "yourself"),
        (r"\b[Oo]urselves\b", "yourselves"),
        (r"\b(?:[Mm]ine|[Oo]urs)\b", "yours"),
        (r"\b(?:[Mm]y|[Oo]ur)\b", "your"),
        (r"\b(?:[Mm]e|us)\b", "you"),
    )
)
_I = re.compile(r"\bi(?=['’](?:m|ve|d|ll)\b|\b(?!['’.-]))")
_LOWERED = re.compile(
    r"(?:The|A|An|It|They|He|She|There|This|That|These|Those|In|On|At|After|Before|When|So|And|But"
    r"|Then|Our|My|Your|We|You|People|Everybody|Everyone|Nobody|All|Some|Most|Two|Three|Four|Five"
    r"|Six|Seven|Eight|Nine|Ten|For|From|With|By|Every|Each|One|Not|What|Within|Since)\b"
)
"""Words that stand with a capital only because a sentence began. Any other may be a name."""
_OWN = re.compile(r"i(?:['’](?:m|ve|d|ll))?\b", re.I)


def to_you(text: str) -> str:
    """First person turned into second. Speech has no capital "i" before it is written down."""
    text = _I.sub("I", text)
    for pattern, said in _TO_YOU:
        text = pattern.sub(said, text)
    return text


def reported(quote: str) -> str:
    """A quote as reported speech, to stand after "you said": "you moved the shop". It stays a
    quotation, in its marks, where it is no clause, or doesn't begin as one: nobody says "you said
    absolute chaos"."""
    first = quote.split()[0] if quote else ""
    lowers = _LOWERED.match(first[:1].upper() + first[1:]) or _OWN.match(first)
    if not is_clause(quote) or not lowers:
        return f"“{quote}”"
    told = to_you(quote)
    return told[:1].lower() + told[1:]


def is_clause(quote: str) -> bool:
    """Whether somebody does, or is, something in it."""
    said = quote.lower().replace("’", "'").split()
    opens = said and "'" in said[0] and said[0] not in ("don't", "didn't", "can't", "won't")
    pronoun = len(said) > 1 and said[0] in _PRONOUNS
    return bool(opens) or pronoun or any(is_past(word) or word in _PRESENT for word in said[1:])


_PRONOUNS = frozenset("i we you they he she it".split())
_PRESENT = frozenset(
    """
    is are was were am i'm it's that's they're we're you're he's she's has have had do does did
    don't doesn't didn't isn't aren't wasn't weren't can can't could couldn't will won't would
    wouldn't should shouldn't must need needs want wants make makes take takes go goes get gets
    know knows think thinks say says work works use uses
    """.split()
)
