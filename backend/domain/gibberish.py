"""Words that make no English sentences: keys hit at random, words in no order, other languages."""

from __future__ import annotations

import re

from backend.domain.language import words

SALAD_WORDS = 8
NOISE = 0.4
"""The share of words that can't be spoken before it is taken for hands on a keyboard."""
IMPOSSIBLE = 0.03
"""The share of pairs of words that can't follow one another. In 145 answers that people could
have given, read for it, the most was 0.017; in word salads the least was 0.036."""
FOREIGN, ENGLISH = 0.2, 0.15
"""Shares of the small words that hold a language together."""

_BREAK = re.compile(r"[,.;:!?…—–]+")
"""Whoever starts a sentence anew makes a break, which recognisers write as a comma."""
_UNSPOKEN = re.compile(r"^(?:[^aeiouy]{3,}|.*[^aeiouy]{6,}.*|(.)\1{3,}|(\w{1,3})\2{2,})$")
_DETERMINERS = frozenset("the a an my your his our their".split())
_PREPOSITIONS = frozenset("of for with from at into under during between".split())
_PLACES = frozenset("of to in on at by for with from into".split())
_SUBJECTS = frozenset("i we he she they".split())
_VERBS = frozenset(
    "was were is are am did does has had be can could will would should must might".split()
)
_CONJUNCTIONS = frozenset("and or but because if so".split())
_DOES = frozenset("did does do".split())
_NAMED = frozenset(
    "i i'm i've i'd i'll we we're we've it it's he he's she she's they they're you you're that"
    " that's there there's this what everybody nobody somebody people".split()
)
_FOREIGN_WORDS = frozenset(
    """
    de la le les el los las que et des est pas pour une dans je vous por una para con muy pero como
    der die das und ich nicht ist ein eine mit auf wir aber auch sich zu den il che di non per sono
    della è nie się na jest że em uma não com het een van ik niet dat
    """.split()
)
"""Of Spanish, French, German, Italian, Polish, Portuguese and Dutch."""
_ENGLISH_WORDS = frozenset(
    "the a and of to in it i was that is my we for on with he she they you at this had have not so"
    " but then from be were it's i'm".split()
)


def is_gibberish(text: str) -> bool:
    """Whether the words make no sentences, or are no words. One pair that can't be is a slip of
    somebody who speaks of themselves or of something; where nobody and nothing is named, and
    where it goes on so, it is none."""
    said = words(text)
    if not said:
        return True
    noise = sum(_UNSPOKEN.match(word) is not None for word in said if word.isalpha())
    if noise > NOISE * len(said):
        return True
    if len(said) < SALAD_WORDS:
        return False
    parts = [words(part) for part in _BREAK.split(text)]
    pairs = [pair for part in parts for pair in zip(part, part[1:], strict=False)]
    wrong = sum(_is_impossible(*pair) for pair in pairs)
    slip = 1 if _NAMED & set(said) else 0
    return wrong > slip and wrong > IMPOSSIBLE * len(pairs)


def is_foreign(text: str) -> bool:
    """Whether it isn't in English, which is all that can be scored."""
    said = words(text)
    if len(said) < SALAD_WORDS:
        return False
    foreign = sum(word in _FOREIGN_WORDS for word in said) / len(said)
    english = sum(word in _ENGLISH_WORDS for word in said) / len(said)
    return foreign >= FOREIGN and english < ENGLISH


def _is_impossible(one: str, other: str) -> bool:
    """Whether the second can't follow the first; a word said twice is only said twice."""
    if one == other:
        return False
    if one in _DETERMINERS:
        return other in _DETERMINERS | _CONJUNCTIONS | _VERBS | _SUBJECTS | _PLACES
    if one == "of" and other in _PLACES:
        return True
    if one in _PREPOSITIONS:
        return other in _VERBS | _SUBJECTS or other in ("of", "or", "but") and one != "from"
    if one in _SUBJECTS:
        return other in _DETERMINERS | _PREPOSITIONS or other in ("and", "to", "in", "on")
    return one in _DOES and other == "of"
