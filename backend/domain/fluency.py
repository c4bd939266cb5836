"""How often an answer breaks off and begins anew, and how much of it is initials.

A hesitation is no break, and neither is a slip of grammar: "the, um, the boiler" goes on where it
was, "so the, it was the other one" doesn't.
"""

from __future__ import annotations

import re

_HESITATION = re.compile(
    r"(?:^|[,\s]+)(?:(?:um+|uh+|er+m?|ah|hm+|mm+)\b[,.…]*|(?:like|you know),)(?=\s|$)", re.I
)
_STUTTER = re.compile(r"\b(\w+)(?:,? \1\b)+", re.I)
_LEFT = (
    r"(?:an?|the|of|from|my|your|his|our|their|and|but|because|if|when|who|which|he|she|they|we|i"
    r"|(?:it|that|there|he|she|you|we|i|who)(?:['’](?:s|d|re)))"
)
"""Words that no clause ends on."""
_BREAK = re.compile(
    rf"\b{_LEFT}\s*(?:,(?! (?:for|in|of) )|\.(?!\w)|…|[–—-]\s)"
    r"|\b(?:is|was|were|are|would)(?:,(?! (?:for|in|of|i) )|…|\s[–—-]\s)",
    re.I,
)
_ANEW = re.compile(
    r"(?:^|[,.]\s)(?:no,? (?:that|it|wait|before|after|sorry|they|he|she)\b"
    r"|(?:well|or) (?:it|he|she|they|i|we|that) (?:was|were|did)(?:n['’]t)?\b"
    r"|or (?:just|rather)\b|i mean|anyway\b|(?:where|what) was i\b"
    r"|scratch that|sorry,? (?:that|it|i mean|no)\b)",
    re.I,
)
"""What was just said is taken back, or left."""
_INITIALS = re.compile(r"\b(?!I\b)(?:[A-Z]{2,}s?|[a-z]+[A-Z]\w*|[a-z]+\d\w*[a-z]\w*)\b")


def breaks(text: str) -> int:
    """How many sentences or clauses are left before they have said anything."""
    told = _STUTTER.sub(r"\1", _HESITATION.sub("", text))
    return len(_BREAK.findall(told)) + len(_ANEW.findall(told))


def initials(text: str) -> int:
    """How many different abbreviations are in it; whoever isn't of the trade knows none of them."""
    return len({each.group() for each in _INITIALS.finditer(text)})
