"""Numbers as they are spoken or written down by a recogniser."""

from __future__ import annotations

import re

_UNITS = {
    word: number
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
        " fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
_SCALES = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "k": 1e3, "m": 1e6}
NUMBER_WORDS = frozenset((*_UNITS, *_TENS, "hundred", "thousand", "million", "billion"))
_SHARES = {"half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25}
_OTHERS = {"dozen": 12.0, "couple": 2.0, "twice": 2.0}
_ONES = "|".join(word for word, size in _UNITS.items() if 0 < size < 10)
YEAR = (
    rf"(?:(?:19|20)\d\d|(?:nineteen|twenty)[ -](?:(?:{'|'.join(_TENS)})(?:[ -](?:{_ONES}))?"
    rf"|(?:oh|o)[ -](?:{_ONES})|{'|'.join(word for word, size in _UNITS.items() if size > 9)})\b"
    rf"|two thousand(?: and)?(?: (?:{_ONES}))?\b)"
)
"""A year as it is written or spoken: "2019", "twenty nineteen", "nineteen ninety-eight"."""
_TOKEN = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[a-z]+|%", re.I)


def spoken_numbers(text: str) -> tuple[float, ...]:
    """Every number in the text, in order: "1,200", "2.5 million", "one thousand four hundred and
    forty", "a quarter", "twelve percent" (12). Ordinals and "one" as a pronoun are not told
    from numbers; whoever compares decides what counts."""
    found: list[float] = []
    value: float | None = None  # of the number being read, above its current scale
    part = 0.0
    pending = False  # something of a number was read that "and" may continue

    def close() -> None:
        nonlocal value, part, pending
        if pending:
            found.append((value or 0.0) + part)
        value, part, pending = None, 0.0, False

    tokens = [token.lower() for token in _TOKEN.findall(text.replace("-", " "))]
    for at, token in enumerate(tokens):
        if token[0].isdigit():
            scaled = tokens[at + 1 : at + 2] and tokens[at + 1] in _SCALES
            if not (scaled and value and part == 0):
                close()  # and "4 million 320 thousand" goes on
            part, pending = float(token.replace(",", "")), True
        elif token in _UNITS or token in _TENS:
            size = _UNITS.get(token, _TENS.get(token, 0))
            if pending and not _continues(part, size):
                close()
            part, pending = part + size, True
        elif token in _SCALES and pending:
            scale = _SCALES[token]
            if scale == 100.0:
                part *= 100.0
            else:
                value, part = (value or 0.0) + part * scale, 0.0
        elif token in ("hundred", "thousand", "million", "billion") and not pending:
            if at and tokens[at - 1] in ("a", "an"):
                value, part, pending = None, _SCALES[token], True
        elif token in _SHARES:
            whole = part if pending and part else 1.0
            value, part, pending = None, whole * _SHARES[token], True
        elif token in _OTHERS:
            part, pending = (part if pending and part else 1.0) * _OTHERS[token], True
        elif token == "and" and pending and (part >= 100 or value):
            continue
        elif token in ("a", "an", "of") and pending and part < 1:
            continue  # "half a million"
        else:
            close()
    close()
    return tuple(found)


def year_of(text: str) -> float:
    """The year that a text matching `YEAR` names."""
    if text[0].isdigit():
        return float(text)
    first, *rest = text.lower().replace("-", " ").split()
    sizes = [_UNITS.get(word, _TENS.get(word, 0)) for word in rest if word != "and"]
    return float({"nineteen": 1900, "twenty": 2000, "two": 2000}[first] + sum(sizes))


def _continues(part: float, size: int) -> bool:
    """Whether a word of this size can follow in the same number: "forty two", "hundred and
    ten", and not "two three"."""
    if part == 0:
        return True
    if part % 100 == 0:
        return True
    return part % 10 == 0 and part % 100 >= 20 and size < 10
