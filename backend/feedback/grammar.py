"""Slips of grammar, shown beside an answer and scored by nobody.

Harper checks offline. A transcript has no spelling or punctuation of the speaker's, and restarts
and fillers are how people talk, so of what was spoken only rules are kept that look at the words
themselves. What was typed gets them all, but for matters of taste.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from harper import Dialect, Language, Lint, Linter

from backend.domain.alignment import occurring, seconds_of
from backend.domain.interview import DOUBTFUL_CONFIDENCE
from backend.domain.material import AnswerTurn, Material
from backend.domain.scorecard import AnswerCard, Note, Scorecard

SPOKEN_RULES = frozenset(
    """
    AdjectiveDoubleDegree AnA NominalWants PronounInflectionBe PronounVerbAgreement
    SimplePastToPastParticiple SinceDuration
    """.split()
)
"""Agreement, tense, article and comparison. Others misfire on speech: "there's loads" is said by
everybody, and "could of" is the recogniser's."""
TASTE = frozenset(
    "Enhancement Formatting Miscellaneous Readability Redundancy Regionalism Style".split()
)
MOST_NOTES = 5
"""For one answer: a page of red helps nobody."""
UNSURE_WORD = 0.5
"""A word that was heard no surer than this may be the recogniser's slip."""

_LINTING = threading.Lock()
"""A linter isn't to be called from two threads."""
_WORD_BEFORE = re.compile(r"[^\s.!?]+\s+$")


def annotate(material: Material, card: Scorecard) -> Scorecard:
    """The scorecard with a note for each slip. It takes up to some seconds the first time, and
    blocks: it belongs into a thread."""
    turns = {each.turn_id: each for question in material.questions for each in question.turns}
    return replace(card, answers=tuple(_annotated(each, turns) for each in card.answers))


def _annotated(answer: AnswerCard, turns: dict[str, AnswerTurn]) -> AnswerCard:
    kept = tuple(each for each in answer.notes if each.kind != "grammar")
    said = (turns[each] for each in answer.turns if each in turns)
    found = [note for turn in said for note in slips(turn)]
    return replace(answer, notes=(*kept, *found[:MOST_NOTES]))


def slips(turn: AnswerTurn) -> Iterator[Note]:
    """What Harper finds in one turn, in order."""
    if not turn.typed and not turn.corrected and turn.confidence < DOUBTFUL_CONFIDENCE:
        return
    with _LINTING:
        found = _in_writing(turn.text) if turn.typed else _in_speech(turn.text)
    for lint in sorted(found, key=lambda each: each.span.start):
        quote = _quote(lint, turn.text)
        if not quote or _is_unsure(quote, turn):
            continue
        start_s, end_s = seconds_of(quote, turn) or (None, None)
        yield Note("grammar", _told(lint), turn.turn_id, quote, start_s, end_s)


def _in_speech(text: str) -> list[Lint]:
    return _linter(Dialect.BRITISH, spoken=True).lint(text, language=Language.PLAINTEXT)


def _in_writing(text: str) -> list[Lint]:
    """A spelling is wrong where it is in British and American English alike, and the word is no
    name or abbreviation."""
    american = _linter(Dialect.AMERICAN, spoken=False).lint(text, language=Language.PLAINTEXT)
    misspelt = {(each.span.start, each.span.end) for each in american}
    found = _linter(Dialect.BRITISH, spoken=False).organized_lints(
        text, language=Language.PLAINTEXT
    )
    return [
        each
        for rule, lints in found.items()
        for each in lints
        if rule in SPOKEN_RULES or each.lint_kind not in TASTE
        if each.lint_kind != "Spelling"
        or ((each.span.start, each.span.end) in misspelt and each.problem_text.islower())
    ]


@lru_cache
def _linter(dialect: Dialect, *, spoken: bool) -> Linter:
    made = Linter(dialect)
    if spoken:
        made.set_lint_config({name: name in SPOKEN_RULES for name in made.get_lint_config()})
    return made


def _quote(lint: Lint, text: str) -> str:
    """The words in question, with the one before them, which they mostly have to agree with."""
    before = _WORD_BEFORE.search(text[: lint.span.start])
    start = before.start() if before else lint.span.start
    return occurring(text[start : lint.span.end].strip(), text)


def _told(lint: Lint) -> str:
    better = next((each.replacement_text for each in lint.suggestions), "")
    message = lint.message.replace("`", "“", 1).replace("`", "”", 1).replace("`", "")
    return f"{message} Perhaps: “{better}”." if better.strip() else message


def _is_unsure(quote: str, turn: AnswerTurn) -> bool:
    span = seconds_of(quote, turn)
    if span is None:
        return False
    return any(
        each.probability < UNSURE_WORD
        for each in turn.words
        if span[0] <= each.start_s and each.end_s <= span[1]
    )
