"""What of a model's words may be shown: quotes that were said, and nothing invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from backend.domain.instructions import holds_instructions, without_instructions
from backend.domain.language import content_words, sentences, words
from backend.domain.material import Answered, AnswerTurn
from backend.domain.numbers import spoken_numbers
from backend.domain.scorecard import Evidence
from backend.domain.scoring_evidence import evidence

LONGEST_TEXT = 400
"""Characters of a strength or a next step."""
MOST_NEW = 0.4
"""The share of words about the matter in a stronger version that the answer doesn't have: what
links its facts better may be new, the facts may not."""
MOST_QUOTED, LEAST_QUOTED = 25, 2
"""Words: of a longer quote the beginning counts, and one that occurs in any answer is none."""
SHORTEST_VERSION = 8
LONGER = 1.6
"""How much longer than the answer a stronger version may be."""
_MARKS = "\"'“”‘’.,;:…— "
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]")
_GAP = re.compile(r"\[[^\[\]]{1,40}\]")
_NAME = re.compile(r"(?<![.!?…]\s)(?<!^)(?<![“\"\[])\b[A-Z][\w’']*")
_FORBIDDEN = re.compile(
    r"\b(?:nervous\w*|anxi\w+|confident|insecur\w+|emotion\w*|happy|sad|angry|personalit\w+"
    r"|hire[ds]?|hiring|employab\w+|recommend you|as an ai|json|rubric|score[sd]?|marks?)\b",
    re.I,
)
"""Feelings, character and chances aren't described; and the form is no matter for the person."""
_LINKS = frozenset(
    "afterwards altogether consequently earlier eventually finally however initially instead later"
    " meanwhile originally overall previously since specifically therefore within".split()
)
_I = frozenset("i i'm i've i'd i'll".split())


def quoted(quote: str, why: str, turns: Sequence[AnswerTurn]) -> Evidence | None:
    """The quote where it was said, outside of sentences that tell how to score; else None. Case
    and end of a quote are often tidied by a model, so the words decide."""
    wanted = " ".join(quote.split()[:MOST_QUOTED]).strip(_MARKS)
    for turn in turns:
        whole = len(words(wanted)) == len(words(turn.text))
        if not whole and not (len(words(wanted)) >= LEAST_QUOTED and content_words(wanted)):
            continue
        for said in (wanted, _as_said(wanted, turn.text)):
            if not said or holds_instructions(said):
                continue
            if _kept(said, turn) and (found := evidence(turn, said, why.strip())):
                return found
    return None


def told(text: str, turns: Sequence[AnswerTurn]) -> str:
    """A strength or a next step where it quotes the answer, and quotes it right; else ""."""
    quotes = _QUOTED.findall(text)
    sound = 0 < len(text) <= LONGEST_TEXT and not _FORBIDDEN.search(_QUOTED.sub(" ", text))
    said = quotes and all(quoted(each, "", turns) for each in quotes)
    return text.strip() if sound and said else ""


def stronger(text: str, answered: Answered) -> str:
    """The stronger version where every figure and name in it, and most of its matter, was in the
    answer; else ""."""
    said = " ".join(without_instructions(each.text) for each in answered.turns)
    bare = _GAP.sub(" ", text).strip()
    length = len(words(bare))
    if not SHORTEST_VERSION <= length <= LONGER * len(words(said)) or holds_instructions(text):
        return ""
    if not set(spoken_numbers(bare)) <= set(spoken_numbers(said)):
        return ""
    heard = {word.removesuffix("'s") for word in words(said)}
    names = {each.lower().replace("’", "'").removesuffix("'s") for each in _NAME.findall(bare)}
    if names - heard - _I or not _opens_with_its_own(bare, said):
        return ""
    new = content_words(bare) - content_words(said)
    return text.strip() if len(new) <= MOST_NEW * len(content_words(bare)) else ""


def _opens_with_its_own(text: str, said: str) -> bool:
    """Whether no sentence begins with a word about the matter that wasn't said: it may be a name,
    and its capital doesn't tell."""
    openers = [words(each)[0] for each in sentences(text) if words(each)]
    return content_words(" ".join(set(openers) - _LINKS)) <= content_words(said)


def _as_said(quote: str, text: str) -> str:
    """The passage of the text that has the quote's words in order, whatever stands between
    them but words."""
    parts = [re.escape(word) for word in re.findall(r"[\w'’%-]+", quote)]
    if not parts:
        return ""
    pattern = r"[^\w'’%]+".join(parts)
    found = re.search(rf"(?<!\w){pattern}(?!\w)", text, re.I)
    return found.group() if found else ""


def _kept(quote: str, turn: AnswerTurn) -> bool:
    """Whether it stands in what is left of the turn without orders to whoever scores."""
    return quote in turn.text and quote in without_instructions(turn.text)
