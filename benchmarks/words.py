"""Word error rate, with both sides written the same way first."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from num2words import num2words

_ABBREVIATIONS = {
    "mr": "mister",
    "mrs": "missus",
    "ms": "miss",
    "dr": "doctor",
    "st": "saint",
    "vs": "versus",
    "ok": "okay",
    "%": "percent",
    "&": "and",
}
_HESITATIONS = frozenset("uh uhh um umm uhm er erm hm hmm mm mhm ah eh".split())
"""Whisper leaves them out as often as not, and no transcript is worse for it."""

_TOKEN = re.compile(r"\d+(?:\.\d+)?(?:st|nd|rd|th)?|[a-z']+|[%&]")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}\b)")


def spoken_words(text: str) -> list[str]:
    """Lower-case words without punctuation, accents or hesitations; numbers spelled out."""
    plain = unicodedata.normalize("NFKD", text.replace("\u2019", "'"))
    plain = _GROUPED.sub("", plain.encode("ascii", "ignore").decode().lower())
    words: list[str] = []
    for token in _TOKEN.findall(plain):
        if token[0].isdigit():
            words += _spelled(token)
        elif word := token.replace("'", ""):
            words.append(_ABBREVIATIONS.get(word, word))
    return [word for word in words if word not in _HESITATIONS]


def _spelled(number: str) -> list[str]:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)(st|nd|rd|th)?", number)
    assert match is not None
    digits, ordinal = match.groups()
    if len(digits) > 4 or (len(digits) > 1 and digits[0] == "0"):
        # Nobody says a longer one in one breath; a zero in front is said.
        return [part for digit in digits for part in _spelled(digit) if digit.isdigit()]
    value = float(digits) if "." in digits else int(digits)
    said = num2words(value, to="ordinal" if ordinal else "cardinal")
    return re.findall(r"[a-z]+", said.replace(" and ", " "))


@dataclass(frozen=True, slots=True)
class Errors:
    """Word errors over any number of texts; they add up."""

    words: int = 0
    substituted: int = 0
    inserted: int = 0
    deleted: int = 0

    def __add__(self, other: Errors) -> Errors:
        return Errors(
            self.words + other.words,
            self.substituted + other.substituted,
            self.inserted + other.inserted,
            self.deleted + other.deleted,
        )

    @property
    def percent(self) -> float | None:
        """Errors for each 100 words of the reference; None of no words."""
        wrong = self.substituted + self.inserted + self.deleted
        return round(100 * wrong / self.words, 2) if self.words else None


def word_errors(reference: Sequence[str], heard: Sequence[str]) -> Errors:
    """The fewest edits that make `heard` of `reference` (Levenshtein), by kind."""
    row = [(count, 0, count, 0) for count in range(len(heard) + 1)]
    for index, word in enumerate(reference, 1):
        diagonal, row[0] = row[0], (index, 0, 0, index)
        for at, other in enumerate(heard, 1):
            wrong = word != other
            choices = (
                (diagonal[0] + wrong, diagonal[1] + wrong, diagonal[2], diagonal[3]),
                (row[at - 1][0] + 1, row[at - 1][1], row[at - 1][2] + 1, row[at - 1][3]),
                (row[at][0] + 1, row[at][1], row[at][2], row[at][3] + 1),
            )
            diagonal, row[at] = row[at], min(choices, key=lambda choice: choice[0])
    return Errors(len(reference), *row[-1][1:])
