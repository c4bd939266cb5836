"""Words that fill: "um" and "uh", and "like" and "you know" where they mean nothing else.

Rules on a word's neighbours, which leave a doubtful one out: what is counted is "at least".
"So", "well" and "right" are never counted, since they nearly always do some work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from audio_pipeline.phrases import FILLERS

Kind = Literal["um", "like", "you_know"]

_TOKEN = re.compile(r"[\w']+(?:-[\w']+)*|[.,;:!?…—–]")

_LIKE_FILLS_AFTER = frozenset(
    """and but so or because cause then when if although though just really""".split()
)
_LIKE_FILLS_BEFORE = frozenset(
    """really very super totally literally pretty so kind sort two three four five six seven eight
    nine ten eleven twelve fifteen twenty thirty forty fifty sixty hundred thousand half
    every""".split()
)
_LIKE_IS_MEANT_AFTER = frozenset(
    """is was are were be been being 's it's that's he's she's what's there's isn't wasn't am i'm
    look looks looked looking feel feels felt feeling sound sounds sounded sounding seem seems
    seemed something anything nothing things i you we they""".split()
)
"""After a clause has opened, or before a number or a strong word, "like" does nothing; after a
form of "be" or a verb of seeming it compares. A noun before it ("tools like Git") is an example,
and so is what a comma parts from it ("bugs, like this one")."""
_SUBJECTS = frozenset("i we you they he she it i'm we're it's they're there there's".split())
_RECALLING = frozenset("said mentioned say told".split())
_KNOW = frozenset("y'know yknow".split())
_KNOW_IS_MEANT_AFTER = frozenset(
    """do did does if would should could might may will didn't don't as let when because since
    that what how where who why until once before make everything anything something all
    how'd""".split()
)
_KNOW_IS_MEANT_BEFORE = frozenset(
    "what how who whom whose where when why which that if whether about him her them it".split()
)


@dataclass(frozen=True, slots=True)
class Marker:
    """A filler, and which of the texts given holds its first word."""

    kind: Kind
    index: int


def markers(texts: Sequence[str]) -> list[Marker]:
    """The fillers of one answer, given as the texts of its words with their punctuation."""
    tokens = [
        (token.lower(), index)
        for index, text in enumerate(texts)
        for token in _TOKEN.findall(text.replace("’", "'"))
    ]
    said = [token for token, _ in tokens]
    found: list[Marker] = []
    for at, (token, index) in enumerate(tokens):
        if token in FILLERS:
            found.append(Marker("um", index))
        elif token == "like" and _is_filling_like(said, at):
            found.append(Marker("like", index))
        elif (length := _length_of_know(said, at)) and _is_filling_know(said, at, length):
            found.append(Marker("you_know", index))
    return found


def likes(texts: Sequence[str]) -> int:
    """Every "like", whatever it means: the figure that ratings were compared with."""
    return sum(token == "like" for text in texts for token in _TOKEN.findall(text.lower()))


def _is_filling_like(said: Sequence[str], at: int) -> bool:
    before, after = _around(said, at, 1)
    if after in {",", "…", "—", "–"}:
        return before not in _LIKE_IS_MEANT_AFTER
    recalls = at + 2 < len(said) and said[at + 2] in _RECALLING
    if before == "," or before in _LIKE_FILLS_AFTER:
        return not recalls and (after in _SUBJECTS or after in _LIKE_FILLS_BEFORE)
    return after in _LIKE_FILLS_BEFORE and before not in _LIKE_IS_MEANT_AFTER and before != ""


def _length_of_know(said: Sequence[str], at: int) -> int:
    """How many tokens "you know" is here, 0 where it isn't said."""
    if said[at] in _KNOW:
        return 1
    return 2 if list(said[at : at + 2]) == ["you", "know"] else 0


def _is_filling_know(said: Sequence[str], at: int, length: int) -> bool:
    before, after = _around(said, at, length)
    return before not in _KNOW_IS_MEANT_AFTER and after not in _KNOW_IS_MEANT_BEFORE


def _around(said: Sequence[str], at: int, length: int) -> tuple[str, str]:
    """The tokens on both sides, "" where there is none; hesitations are looked past."""
    before = next((each for each in reversed(said[:at]) if each not in FILLERS), "")
    after = next((each for each in said[at + length :] if each not in FILLERS), "")
    return before, after
