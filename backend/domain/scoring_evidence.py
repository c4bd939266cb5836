"""The candidate's own words behind a score, and where they are said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from backend.domain import gaps
from backend.domain.address import is_clause
from backend.domain.alignment import occurring, seconds_of
from backend.domain.instructions import without_instructions
from backend.domain.language import clauses, content_words, sentences, shortened, words
from backend.domain.material import AnswerTurn
from backend.domain.plan import PlannedQuestion
from backend.domain.quotes import best_quote, own_deed
from backend.domain.scorecard import Evidence, Metric
from backend.domain.scoring_metrics import Mark
from backend.domain.signs.telling import CLAIM, CLICHE, HABIT, OCCASION, RESULT, VAGUE
from backend.domain.signs.wording import DIGRESSION, GENERAL, GUESSES, JARGON

QUOTE_WORDS = 14
LEAST_WORDS = 3
SHARED = 2
"""Stems that a clause has in common with a point before it is taken to be about it."""
_WOULD = re.compile(r"\b(?:i['’]d|i would|i['’]ll|i will)\b", re.I)

Wanted = Callable[[str], bool]


def evidence(turn: AnswerTurn, quote: str, why: str) -> Evidence | None:
    """None where the words don't occur in the turn as they stand."""
    found = occurring(quote, turn.text)
    if not found:
        return None
    start_s, end_s = seconds_of(found, turn) or (None, None)
    return Evidence(turn.turn_id, found, why, start_s, end_s)


def first(turns: Sequence[AnswerTurn], wanted: Wanted, why: str) -> Evidence | None:
    """The first clause that is wanted, in any turn."""
    for turn, clause in _clauses(turns):
        if wanted(clause) and (found := evidence(turn, clause, why)):
            return found
    return None


def anything(turns: Sequence[AnswerTurn], why: str) -> Evidence | None:
    """The clause that says most; of an answer without one, its first words."""
    for turn in turns:
        kept = without_instructions(turn.text)
        opening = (shortened(each, QUOTE_WORDS) for each in sentences(kept))
        for quote in (best_quote(kept), *opening):
            if quote and (found := evidence(turn, quote, why)):
                return found
    return None


def evidence_for(
    metric: Metric, mark: Mark, question: PlannedQuestion, turns: Sequence[AnswerTurn]
) -> tuple[Evidence, ...]:
    """What the score rests on: for a story each of its parts, else the words that say most for
    or against it."""
    story = question.type == "behavioural" and mark.value >= 3
    if metric == "structure" and story and (parts := _parts(turns)):
        return parts
    if metric == "relevance" and mark.value >= 4 and (found := _nearest(question, turns, story)):
        return (replace(found, why=mark.why),)
    for each in _FOR[metric] if mark.value >= 4 else _AGAINST[metric]:
        if found := first(turns, each, mark.why):
            return (found,)
    found = anything(turns, mark.why)
    return (found,) if found else ()


def deed(turns: Sequence[AnswerTurn], why: str = "What you did") -> Evidence | None:
    """The clause that tells most of what the speaker did. "I'd ask" isn't done yet."""
    for turn in turns:
        kept = sentences(without_instructions(turn.text))
        told = " ".join(each for each in kept if not _WOULD.search(each))
        if (quote := own_deed(told)) and (found := evidence(turn, quote, why)):
            return found
    return None


def outcome(turns: Sequence[AnswerTurn]) -> Evidence | None:
    """The last clause that tells how it came out, in the second half of the answer."""
    told = list(_clauses(turns))
    for turn, clause in reversed(told[len(told) // 2 :]):
        if (
            is_clause(clause)
            and _is_outcome(clause)
            and (found := evidence(turn, clause, "How it came out"))
        ):
            return found
    return None


def about(point: str, turns: Sequence[AnswerTurn]) -> Evidence | None:
    """The clause that has most in common with a text, where it is more than one stem."""
    stems = content_words(point)
    shared = [(len(stems & content_words(c)), -at, t, c) for at, (t, c) in _numbered(turns)]
    if not shared:
        return None
    most, _, turn, clause = max(shared, key=lambda each: each[:2])
    return evidence(turn, clause, "") if most >= SHARED else None


def _nearest(
    question: PlannedQuestion, turns: Sequence[AnswerTurn], story: bool
) -> Evidence | None:
    if story:
        return deed(turns)
    return about(" ".join((question.text, *question.reference)), turns)


def _parts(turns: Sequence[AnswerTurn]) -> tuple[Evidence, ...]:
    told = list(_clauses(turns))
    opening = told[: max(len(told) // 2, 1)]
    dated = [each for each in opening if OCCASION.search(each[1])] or opening[:1]
    situation = next((evidence(*each, "The situation") for each in dated), None)
    found = {each.quote: each for each in (situation, deed(turns), outcome(turns)) if each}
    return tuple(found.values())


def _numbered(turns: Sequence[AnswerTurn]) -> Iterator[tuple[int, tuple[AnswerTurn, str]]]:
    return enumerate(_clauses(turns))


def _clauses(turns: Sequence[AnswerTurn]) -> Iterator[tuple[AnswerTurn, str]]:
    for turn in turns:
        for sentence in sentences(without_instructions(turn.text)):
            for clause in clauses(sentence):
                if len(words(clause)) >= LEAST_WORDS:
                    yield turn, shortened(clause, QUOTE_WORDS)


def _is_outcome(clause: str) -> bool:
    return RESULT.search(clause) is not None or CLAIM.search(clause) is not None


def _is_general(clause: str) -> bool:
    return any(each.search(clause) for each in (CLICHE, JARGON, GENERAL))


_FOR: dict[Metric, tuple[Wanted, ...]] = {
    "relevance": (),
    "structure": (lambda each: any(word in words(each) for word in ("because", "first", "if")),),
    "specificity": (
        lambda each: gaps.MEASURE.search(each) is not None,
        lambda each: gaps.NUMBER.search(each) is not None,
    ),
    "communication": (),
}
_AGAINST: dict[Metric, tuple[Wanted, ...]] = {
    "relevance": (lambda each: HABIT.search(each) is not None, _is_general),
    "structure": (_is_general, lambda each: gaps.TEAM.search(each) is not None),
    "specificity": (lambda each: VAGUE.search(each) is not None, _is_general),
    "communication": (
        lambda each: DIGRESSION.search(each) is not None,
        lambda each: GUESSES.search(each) is not None,
        _is_general,
    ),
}
