"""Which of the candidate's words to take up."""

from __future__ import annotations

import re
from collections.abc import Callable

from backend.domain.address import is_clause
from backend.domain.deeds import deeds
from backend.domain.gaps import MEASURE, SAYING, claims_effect
from backend.domain.language import COARSE, clauses, content_words, shortened, words
from backend.domain.signs.telling import BOLD, CLAIM, HABIT, RESULT, SUCCESS

QUOTE_WORDS = 12
LEAST_QUOTE_WORDS = 3
_ENOUGH_CONTENT = 6

_CONCESSION = re.compile(
    r"\W*(?:(?:yeah|yes|well|so|and|but|um|uh)\W+)*(?:although|though|even though|while|whereas|"
    r"as much as|despite|in spite of)\b",
    re.I,
)
_HANGING = re.compile(
    r"\W*(?:who|whom|whose|which|that|what|how|why|where|when|while|to|of|for|with|without|by|from|as|than|if|unless|whether|or"
    r"|not|even|just|only|like|let's|thanks?|thank you|sorry)\b",
    re.I,
)
"""How a clause begins that says nothing by itself."""
_SUBJECT = re.compile(
    r"(?:i|we|he|she|they|it|you|the|my|our|his|her|their|there|nobody|everybody|people|one|two|in"
    r"|on|at|after|last|this|that)\b",
    re.I,
)


_BY_ONESELF = re.compile(r"i(?:['’]ve|['’]d)?\b", re.I)
_WOULD = re.compile(r"i(?:['’]d| would)\b(?! (?:say|think|guess|like|love|be|have|want))", re.I)
_LIKES = re.compile(
    r"i (?:\w+ly |do |just )?(?:love|like|enjoy|hate|prefer|hope|live|feel|mean)\b", re.I
)
_STUTTER = re.compile(r"\b(\w+)(?: \1\b)+", re.I)


def best_quote(
    text: str,
    doubtful: tuple[str, ...] = (),
    wanted: Callable[[str], bool] = lambda _: True,
) -> str:
    """The clause that is most worth it of those `wanted`: in which the speaker does something, or
    something comes of it, that stands by itself and carries most of the topic; "" for none."""

    def worth(quote: str) -> tuple[bool, int, int]:
        told = deeds(quote)
        happens = 2 * (told.own + told.shared > 0) + bool(
            CLAIM.search(quote) or RESULT.search(quote)
        )
        stands = bool(_SUBJECT.match(quote))
        return is_clause(quote), happens + stands, min(len(content_words(quote)), _ENOUGH_CONTENT)

    sure = [
        each for each in _quotable(text, doubtful) if wanted(each) and not _CONCESSION.match(each)
    ]
    return max(sure, key=worth, default="")


def own_deed(text: str, doubtful: tuple[str, ...] = (), *, anything: bool = False) -> str:
    """The clause that tells most of what the speaker did; where there is none, of what they do,
    or would do, or said; else, with `anything`, of themselves at all; "" for nothing."""
    own = [each for each in _quotable(text, doubtful) if _BY_ONESELF.match(each)]
    once = [each for each in own if not HABIT.search(each)]
    kinds = (
        [each for each in once if deeds(each, besides=SAYING).own],
        [
            each
            for each in once
            if _WOULD.match(each) or (deeds(each).now and not _LIKES.match(each))
        ],
        [each for each in once if deeds(each).own],
        own if anything else [],
    )
    found = next(filter(None, kinds), [])
    return max(found, key=lambda each: min(len(content_words(each)), _ENOUGH_CONTENT), default="")


def quote_where(text: str, wanted: Callable[[str], bool], doubtful: tuple[str, ...] = ()) -> str:
    """The first clause that `wanted` accepts, rather one that stands by itself; else the best of
    the others."""
    every = (_quotable(text, doubtful), _quotable(text, doubtful, hanging=True))
    found = (each for clauses in every for each in clauses if wanted(each))
    return next(found, "") or best_quote(text, doubtful)


def strongest_claim(text: str, doubtful: tuple[str, ...] = ()) -> str:
    """The boldest thing that was claimed: something extreme, then an effect with a figure, then
    an effect; "" where nothing was. What somebody merely did is no claim to be fought over."""
    kinds: tuple[Callable[[str], bool], ...] = (
        lambda each: bool(BOLD.search(each)),
        lambda each: claims_effect(each) and MEASURE.search(each) is not None,
        claims_effect,
        lambda each: bool(SUCCESS.search(each)),
    )
    sure = [each for each in _quotable(text, doubtful) if is_clause(each)]
    return next((each for kind in kinds for each in sure if kind(each)), "")


def _quotable(text: str, doubtful: tuple[str, ...], *, hanging: bool = False) -> list[str]:
    """The clauses that rest on no doubtful word, have no coarse one and are long enough,
    shortened; those that say little by themselves only where they are wanted."""
    unsure = set(doubtful)
    told = clauses(_STUTTER.sub(r"\1", text))
    short = [shortened(each, QUOTE_WORDS) for each in told if hanging or not _HANGING.match(each)]
    return [
        each
        for each in short
        if len(words(each)) >= LEAST_QUOTE_WORDS
        and not unsure & set(words(each))
        and not COARSE.search(each)
    ]
