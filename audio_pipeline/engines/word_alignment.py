"""Which sounds of a sentence belong to which of its words.

A synthesiser's phonemes come in groups that are not words: unstressed words run together
("was the"), and one written word may be several groups. So every word is also phonemised
alone, and the two sequences of phonemes are aligned at the least cost (Needleman and
Wunsch, 1970), cheaper where a group begins with a word.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

VOWELS = frozenset("aeiouyæɐɑɒɔəɚɛɜɝɞɪʊʌøœɨʉɯɤɵɘ")
STRESS = frozenset("ˈˌ")
PAUSES = frozenset(".,;:!?¡¿…—–-\"()'^$_«»„“” ")
"""What stands between the sounds: punctuation, spaces, and Piper's own marks."""
MODIFIERS = frozenset("ːˑʲʰʷˠˤ̴̩̯̃̊̍̆ʼ")

GAP = 0.7
"""A sound that only one of the two sequences has."""
OTHER_VOWEL, OTHER_CONSONANT, OTHER_KIND = 0.4, 0.8, 1.3
"""One sound for another: in running speech vowels weaken more often than consonants change."""
GROUP_INSIDE_WORD, WORD_INSIDE_GROUP = 0.6, 0.2
"""A pause within a word is unlikely, two words in one group are common."""
BAND = 24
"""How far the alignment may stray from the diagonal, in sounds."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A phoneme with its marks of stress and length; `start` and `end` in samples.

    `opens` says that a new group begins with it.
    """

    symbol: str
    start: int
    end: int
    opens: bool


def sounds(phonemes: Iterable[tuple[str, int]]) -> list[Sound]:
    """Join marks to the sounds they modify; pauses only leave their time behind."""
    found: list[Sound] = []
    position, opens, begun = 0, True, None
    for symbol, samples in phonemes:
        end = position + samples
        if symbol in PAUSES:
            opens, begun = True, None
        elif symbol in STRESS:
            begun = position if begun is None else begun
        elif symbol in MODIFIERS and found and begun is None:
            last = found[-1]
            found[-1] = Sound(last.symbol, last.start, end, last.opens)
        else:
            found.append(Sound(symbol, position if begun is None else begun, end, opens))
            opens, begun = False, None
        position = end
    return found


def word_ends(heard: Sequence[Sound], words: Sequence[Sequence[str]]) -> list[int]:
    """Where each word ends, in samples, given the phonemes of each word alone.

    The ends never fall. A word of which nothing was heard ends where the one before it does.
    """
    expected = [(symbol, n == 0) for word in words for n, symbol in enumerate(word)]
    owner = [number for number, word in enumerate(words) for _ in word]
    last_of: list[int | None] = [None] * len(words)
    first_of: list[int | None] = [None] * len(words)
    for i, j in _align(heard, expected):
        word = owner[j]
        last_of[word] = i
        if first_of[word] is None:
            first_of[word] = i
    ends: list[int] = []
    position = 0
    for number in range(len(words)):
        last = last_of[number]
        if last is not None:
            following = next((i for i in first_of[number + 1 :] if i is not None), len(heard))
            while last + 1 < following and not heard[last + 1].opens:
                last += 1  # sounds that nothing matched stay with the word before them
            position = heard[last].end
        ends.append(position)
    return ends


def _align(heard: Sequence[Sound], expected: Sequence[tuple[str, bool]]) -> list[tuple[int, int]]:
    """Pairs of positions in both sequences, in order, at the least total cost."""
    rows, columns = len(heard), len(expected)
    far = float("inf")
    band = BAND + abs(rows - columns)
    cost = [[far] * (columns + 1) for _ in range(rows + 1)]
    step = [[0] * (columns + 1) for _ in range(rows + 1)]
    cost[0] = [GAP * j for j in range(columns + 1)]
    for i in range(1, rows + 1):
        sound, above, here, steps = heard[i - 1], cost[i - 1], cost[i], step[i]
        here[0], steps[0] = GAP * i, 1
        for j in range(max(1, i - band), min(columns, i + band) + 1):
            symbol, begins = expected[j - 1]
            best, way = above[j - 1] + _difference(sound, symbol, begins), 0
            if above[j] + GAP < best:
                best, way = above[j] + GAP, 1
            if here[j - 1] + GAP < best:
                best, way = here[j - 1] + GAP, 2
            here[j], steps[j] = best, way
    pairs: list[tuple[int, int]] = []
    i, j = rows, columns
    while i and j:
        way = step[i][j]
        if way == 0:
            pairs.append((i - 1, j - 1))
        i, j = (i - 1, j - 1) if way == 0 else (i - 1, j) if way == 1 else (i, j - 1)
    return pairs[::-1]


def _difference(sound: Sound, symbol: str, begins: bool) -> float:
    cost = 0.0
    if sound.opens != begins:
        cost = GROUP_INSIDE_WORD if sound.opens else WORD_INSIDE_GROUP
    if sound.symbol == symbol:
        return cost
    vowels = (sound.symbol in VOWELS) + (symbol in VOWELS)
    return cost + (OTHER_CONSONANT, OTHER_KIND, OTHER_VOWEL)[vowels]
