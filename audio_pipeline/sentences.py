"""From the pieces in which a language model writes, to sentences that can be spoken."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_CHARS = 200
"""A longer sentence is cut at a clause, or else between two words."""
FIRST_CLAUSE_WORDS = 2
"""Words that the first clause must have, so that "So," is not spoken alone."""
LONG_FIRST_WORDS = 9
"""A first sentence of so many words without a pause is cut where it has a joint."""
FIRST_JOINT_WORDS = range(4, 9)
"""Words that may stand before that joint."""

_ENDS = ".!?…"
_PAUSES = ",;:—–"
_DASHES = frozenset({"-", "--", "–", "—"})
_OPENERS = "\"'“‘([{"
_CLOSERS = "\"'”’)]}"
_TITLES = frozenset("Mr Mrs Ms Mx Dr Prof Rev Hon Gen Col Capt Lt Sgt Sr Jr St Mt Messrs".split())
_LATIN = frozenset("e.g i.e cf vs viz approx al ca est dept".split())
"""Written with a full stop, and not the last word of a sentence."""
_BEFORE_NUMBERS = frozenset(
    "no nos vol fig pp jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
"""Abbreviations where a number follows, and words of their own elsewhere."""
_INITIALS = re.compile(r"[A-Z](\.[A-Z])*")
_JOINTS = frozenset(
    """and but or so because since while when where which that who if how what why whether
    after before although though until unless then about with for from during between
    without against""".split()
)
"""Words before which a speaker may draw breath."""


@dataclass(frozen=True, slots=True)
class _Nesting:
    """What is open at a place of the text: a straight quote, and how many brackets."""

    quoted: bool = False
    depth: int = 0

    def after(self, word: str) -> _Nesting:
        quoted, depth = self.quoted, self.depth
        for character in word:
            if character == '"':
                quoted = not quoted
            elif character in "“([{":
                depth += 1
            elif character in "”)]}":
                depth = max(0, depth - 1)
        return _Nesting(quoted, depth)

    @property
    def outside(self) -> bool:
        return not self.quoted and self.depth == 0


@dataclass(frozen=True, slots=True)
class _Cut:
    at: int
    nesting: _Nesting = _Nesting()


class SentenceSplitter:
    """Cuts growing text into pieces to be spoken: the first one early, then whole sentences.

    Joined by single spaces, the pieces are the text with its white space normalised, and they
    don't depend on how the text was cut into deltas. A sentence is known to be over when the
    next one begins, or a line ends: a line feed says that what comes next may take its time.
    What is left at the end comes from `flush`. No other piece ends inside a number, an address,
    an abbreviation, a quotation or brackets, unless it would otherwise be longer than
    `MAX_CHARS`; a single longer word stays whole.
    """

    def __init__(self) -> None:
        self._text = ""
        self._first = True
        self._nesting = _Nesting()

    def feed(self, delta: str) -> list[str]:
        """The pieces that are complete now, in order."""
        *lines, rest = delta.split("\n")
        pieces = [piece for line in lines for piece in self._line(line)]
        return [*pieces, *self._grow(rest)]

    def flush(self) -> list[str]:
        """What is left: as a rule one piece or none. The splitter is new afterwards."""
        pieces = self._line("")
        self._first = True
        return pieces

    def _line(self, rest: str) -> list[str]:
        """The pieces of a line that ends with `rest`."""
        pieces = self._grow(rest + " ")
        if last := self._text.strip():
            pieces.append(last)
            self._first = False
        self._text, self._nesting = "", _Nesting()
        return pieces

    def _grow(self, delta: str) -> list[str]:
        text = self._text + delta
        self._text = " ".join(text.split()) + (" " if text[-1:].isspace() else "")
        pieces = []
        while (cut := self._next_cut()) is not None:
            pieces.append(self._text[: cut.at])
            self._text = self._text[cut.at :].lstrip()
            self._nesting = cut.nesting
            self._first = False
        return pieces

    def _next_cut(self) -> _Cut | None:
        nesting = self._nesting
        joint: _Cut | None = None
        pause: _Cut | None = None
        gap: _Cut | None = None
        start = words = 0
        while (end := self._text.find(" ", start)) >= 0:
            word, following = self._text[start:end], self._text[end + 1 : end + 2]
            if end > MAX_CHARS and gap is not None:
                return pause if pause is not None and pause.at > MAX_CHARS // 3 else gap
            if self._may_part(word, words, nesting):
                joint = joint or gap
            words += 1
            nesting = nesting.after(word)
            gap = _Cut(end, nesting)
            if nesting.outside and _ends_sentence(word, following, first=words == 1):
                return gap
            if nesting.outside and _pauses(word):
                pause = gap
                if self._first and words >= FIRST_CLAUSE_WORDS:
                    return pause
            if self._first and joint is not None and words >= LONG_FIRST_WORDS:
                return joint
            start = end + 1
        return None

    def _may_part(self, word: str, words_before: int, nesting: _Nesting) -> bool:
        return words_before in FIRST_JOINT_WORDS and nesting.outside and word.lower() in _JOINTS


def _pauses(word: str) -> bool:
    return word in _DASHES or word.rstrip(_CLOSERS)[-1:] in tuple(_PAUSES)


def _ends_sentence(word: str, following: str, *, first: bool) -> bool:
    """Whether the sentence is over after this word, given the first character of the next."""
    core = word.rstrip(_CLOSERS)
    if core[-1:] not in tuple(_ENDS) or not _begins(following):
        return False
    stem = core[:-1].lstrip(_OPENERS)
    if core[-1] != "." or stem.endswith("."):
        return any(character.isalnum() for character in core)
    if not stem or (first and stem.isdigit()):
        return False
    if stem != "I" and _INITIALS.fullmatch(stem):
        return False
    if stem in _TITLES or stem.lower() in _LATIN:
        return False
    return not (stem.lower() in _BEFORE_NUMBERS and following.isdigit())


def _begins(character: str) -> bool:
    if not character:
        return False
    letter = character.isalnum() and not character.islower()
    return letter or character in _OPENERS or character in "¿¡"
