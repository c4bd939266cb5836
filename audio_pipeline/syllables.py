"""How many words and syllables a transcript is said with. English only."""

from __future__ import annotations

import re
from collections.abc import Sequence

from audio_pipeline.engines.spoken import spell_out
from audio_pipeline.phrases import FILLERS, words_of

_VOWELS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"[^aeiouyl]e$|[aeiouy]le$|[^aeiouytd]ed$|[^aeiouyscxzgh]es$")
_APART = re.compile(r"(?<![tscgx])i[ao]|(?<![qg])ua|[aeiouy]ing$|ien|(?<=d)ea$|(?<!p)eo(?!u)")
"""Neighbouring vowels that are two syllables: "reli-able", "situ-ation", "do-ing"."""


def spoken_tokens(texts: Sequence[str]) -> list[str]:
    """The words of a transcript as they are said, lower case and without hesitations: numbers
    are spelled out, and an abbreviation stays one word, as in a transcript made by hand."""
    tokens: list[str] = []
    for text in texts:
        if any(character.isdigit() for character in text):
            text = " ".join(word.spoken for word in spell_out(text))
        tokens += [word for word in words_of(text) if word not in FILLERS]
    return tokens


def syllables(word: str) -> int:
    """From the groups of vowel letters, less the silent ones: right for nine of ten words, and
    the misses cancel out over an answer."""
    letters = re.sub(r"[^a-z]", "", word.lower())
    groups = len(_VOWELS.findall(letters)) + len(_APART.findall(letters))
    if groups > 1 and _SILENT.search(letters):
        groups -= 1
    return max(groups, 1)
