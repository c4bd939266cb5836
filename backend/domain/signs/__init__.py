"""What to look for in what somebody says, as data: a phrase in each row, and words that have it.

A row reads `phrase > example`, and a third part names words that look like it and are something
else. The example is there to be read and to be tested (tests/domain/test_signs.py): whoever has
seen a way of saying something that is missed adds a row, or a word to one. In a phrase

- `know/remember` is one word or the other, `think_of` several words in one place;
- `[really/quite]` may be there, any number of times;
- `improv*` is any word that begins so, and `~` any word at all.

Case, commas and missing apostrophes make no difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_BETWEEN = r"[,\s]+"


@dataclass(frozen=True, slots=True)
class Sign:
    phrase: str
    seen: str
    unseen: str = ""


class Signs:
    """A table: found where any of its rows is."""

    def __init__(self, rows: tuple[Sign, ...]) -> None:
        self.rows = rows
        found = "|".join(_pattern(each.phrase) for each in rows)
        self._pattern = re.compile(rf"(?<![\w'])(?:{found})(?!'?\w)", re.I)

    def __iter__(self) -> Iterator[Sign]:
        return iter(self.rows)

    def search(self, text: str) -> re.Match[str] | None:
        return self._pattern.search(_plain(text))

    def count(self, text: str) -> int:
        return sum(1 for _ in self._pattern.finditer(_plain(text)))


def table(text: str) -> Signs:
    """The rows of a text, one in each line."""
    lines = [line for line in text.splitlines() if line.strip()]
    return Signs(tuple(Sign(*(part.strip() for part in line.split(" > "))) for line in lines))


def _plain(text: str) -> str:
    """Nothing moves: a match is found at the same place in the text itself."""
    return text.replace("’", "'")


def _pattern(phrase: str) -> str:
    found = ""
    begun = False
    for token in phrase.split():
        any_of = "|".join(_word(each) for each in token.strip("[]").split("/"))
        optional = token.startswith("[")
        if begun:
            found += rf"(?:{_BETWEEN}(?:{any_of}))" + ("*" if optional else "")
        elif optional:
            found += rf"(?:(?:{any_of}){_BETWEEN})*"
        else:
            found += rf"(?:{any_of})"
            begun = True
    return found


def _word(each: str) -> str:
    words = (re.escape(word) for word in each.split("_"))
    spaced = _BETWEEN.join(words)
    return spaced.replace(r"\*", r"\w*").replace("'", "'?").replace(re.escape("~"), r"[\w'-]+")
