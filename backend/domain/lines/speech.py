"""Small tools for text that is spoken."""

from __future__ import annotations

from collections.abc import Sequence

_NUMBERS = (
    "no one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
_SECONDS = {
    30: "half a minute",
    60: "one minute",
    90: "a minute and a half",
    120: "two minutes",
    135: "two and a quarter minutes",
    180: "three minutes",
    240: "four minutes",
}


def pick(variants: Sequence[str], number: int) -> str:
    return variants[number % len(variants)]


def counted(count: int, what: str) -> str:
    """ "three questions"; numbers above twenty in digits, as they are read out well."""
    number = _NUMBERS[count] if 0 <= count < len(_NUMBERS) else str(count)
    return f"{number} {what}" if count == 1 else f"{number} {what}s"


def seconds_spoken(seconds: float) -> str:
    whole = round(seconds)
    return _SECONDS.get(whole, f"{whole} seconds")


def figure(value: float) -> str:
    """A number as it is read out: 1440 as "1,440", 0.5 as "0.5"."""
    rounded = round(value, 2)
    return f"{rounded:,.0f}" if rounded == round(rounded) else f"{rounded:,}"


def quoted(text: str) -> str:
    """The candidate's words inside a line: no quotation marks within, and no braces, which a
    template would take for its own."""
    return text.translate(str.maketrans("", "", '{}“”"')).strip()
