"""Small, plain tools for English text: words, sentences, clauses."""

from __future__ import annotations

import re
import unicodedata

from backend.domain.numbers import NUMBER_WORDS

_WORD = re.compile(r"[^\W_]+(?:['’.,\-][^\W_]+)*%?")
NAME = re.compile(r"(?<=[a-z,;] )(?!I\b|I['’])[A-Z][\w.]*")
"""A capital where no sentence begins: a name, of somebody or something."""
COARSE = re.compile(
    r"\b(?:(?:mother)?fuck\w*|(?:bull)?shit(?:s|ty|ting|head\w*)?|piss(?:ed)? off|arse(?:hole)?s?"
    r"|assholes?|bastards?|bitch\w*|bollocks|crap(?:py)?|cunts?|damn(?:ed|it)?|dickheads?"
    r"|fag(?:got)?s?|go to hell|nigg(?:er|a)s?|retard(?:s|ed)?|sluts?|twats?|wank(?:ers?|ing)?"
    r"|whores?|wtf)\b",
    re.I,
)
"""What an interviewer says to nobody, and doesn't say back to whoever said it."""
_SENTENCE_END = re.compile(r"(?<=[.!?…])\s+|\n+")
_NUMBER_GOES_ON = (
    rf"(?:(?<=hundred)|(?<=thousand)|(?<=million))\s+and\s+(?:{'|'.join(sorted(NUMBER_WORDS))})\b"
)
_CLAUSE_END = re.compile(
    r"[,;:.!?…—–]+(?:\s+|$)"
    rf"|(?<!\ba)(?!{_NUMBER_GOES_ON})\s+"
    r"(?=(?:and|but|because|so|which|while|when|although|then)\s)",
    re.I,
)
_FILLER = re.compile(
    r"^(?:(?:and|but|so|well|then|um+|uh+|er+|ah|like|basically|actually|you know|i mean|i think"
    r"|i guess|i'd say|i would say|let's say|because|also|(?:yeah|yes|no)(?=,)|okay|in the end"
    r"|at the end"
    r"|to be honest|honestly|funnily enough|of course|as i said|by the way|so yeah)[\s,]+)+",
    re.I,
)

# Words that say nothing about a topic: grammar, and what every answer in an interview has.
_EMPTY_WORDS = frozenset(
    """
    a about above after again all also always am an and another any anything are as ask at away
    back be because been before being both but by can could did do does doing done down during
    each either else ever every for from get gets getting go goes going gone got had has have
    having he her here hers him his how i if in into is it its just kind know let like little lot
    made make makes making many may maybe me mean might mine more most much must my never no not
    nothing now of off often on once one only or other others our ours out over own part perhaps
    please put quite rather really right said same say see she should so some something sort still
    such sure take taken tell than thank thanks that the their theirs them then there these they
    thing things think this those though through to today together too took two under until up
    upon us use used very want wanted was way we well went were what when where which while who
    whom whose why will with without would yeah yes yet you your yours able actually basically
    first second last next
    example describe explain walk share question answer interview moment bit good great nice
    didn don doesn isn wasn weren wouldn couldn shouldn ve ll re
    """.split()
)
_STEM_LENGTH = 5
_JOINTS = frozenset(
    "in on at by for with from into after before until over under about around of to and or but"
    " because that which who when while where as than within during through between".split()
)
_PARTICLES = frozenset("in on up out off down over away back through along".split())
"""What belongs to the verb before it where a joint follows: "carry on | with the others"."""
_APPROXIMATE = frozenset("about around over under".split())
LONGEST_NUMBER = 6
"""Words by which a quote may be longer for a number's sake."""
SHORTEST_CUT = 4
"""Words that have to be left where a text is cut before a joint."""


def clean(text: str) -> str:
    """The text as it can be stored and compared: no control characters, no half characters."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    kept = (each if each.isprintable() else " " for each in unicodedata.normalize("NFC", whole))
    return " ".join("".join(kept).split())


def normalised(text: str) -> str:
    """What stays the same when only case, spacing or punctuation changes."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    return [each.replace("’", "'") for each in _WORD.findall(text.lower())]


def content_words(text: str) -> set[str]:
    """Stems of the words that carry the topic; numbers count."""
    found: set[str] = set()
    for word in words(text):
        bare = word.split("'")[0]
        if bare not in _EMPTY_WORDS and (len(bare) > 2 or bare.isdigit()):
            found.add(bare[:_STEM_LENGTH])
    return found


def sentences(text: str) -> list[str]:
    return [each.strip() for each in _SENTENCE_END.split(text) if each.strip()]


def clauses(text: str) -> list[str]:
    """The text in pieces short enough to be quoted, without the fillers they open with."""
    pieces = (_FILLER.sub("", each.strip() + " ").strip() for each in _CLAUSE_END.split(text))
    return [each for each in pieces if words(each)]


def _in_number(parts: list[str], at: int) -> bool:
    """Whether a cut before this word would leave another number than was said: "two hundred" of
    "two hundred and fifty"."""
    before = [each.lower() for each in parts[max(at - 2, 0) : at] if each.lower() != "and"]
    after = [each.lower() for each in parts[at : at + 2] if each.lower() != "and"]
    return bool(before and after) and NUMBER_WORDS.issuperset((before[-1], after[0]))


def _past_number(parts: list[str], limit: int) -> int:
    """The limit, or where the number ends that it lies in, unless that takes too long."""
    end = limit
    while end <= limit + LONGEST_NUMBER and _in_number(parts, end):
        end += 1
    return end if end <= limit + LONGEST_NUMBER else limit


def shortened(text: str, limit: int) -> str:
    """At most `limit` words from the front, ending where something ends: not in a word that leads
    nowhere, nor in the middle of "in about ten minutes"."""
    parts = text.split()
    kept = parts[: _past_number(parts, limit)]
    if len(parts) > len(kept):
        joints = [
            at
            for at, word in enumerate(kept)
            if word.lower() in _JOINTS and not _in_number(parts, at)
        ]
        if joints and joints[-1] >= SHORTEST_CUT:
            joint, kept = kept[joints[-1]].lower(), kept[: joints[-1]]
            if kept[-1].lower() in _PARTICLES and joint not in _APPROXIMATE:
                return " ".join(kept)
        while len(kept) > 1 and not content_words(kept[-1]):
            kept.pop()
    return " ".join(kept).rstrip(",;:.!?…—–- ")
