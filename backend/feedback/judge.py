"""What a strong model says of the answers, held against what the rules say of them.

The rules decide what is no answer and what was heard too badly; the model scores the rest, and
only with words that were said. See docs/feedback.md.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from backend.domain.estimates import Estimate
from backend.domain.floor import floor_of
from backend.domain.instructions import holds_instructions
from backend.domain.material import Answered, Material
from backend.domain.ports import JsonModel, LanguageModel, Progress
from backend.domain.rubric import calls_for
from backend.domain.scorecard import (
    HIGHEST,
    LOWEST,
    Absent,
    AnswerCard,
    Evidence,
    Judged,
    Metric,
    Scorecard,
    Scored,
)
from backend.domain.scoring import interval, put_together, said_in, unscorable
from backend.feedback.judge_checks import quoted, stronger, told
from backend.feedback.judge_form import Verdict, ask, form_for
from backend.feedback.judge_prompt import messages_for

log = logging.getLogger(__name__)

VERSION = "1"
"""Grows with every change that gives other scores."""
BAND = 1.0
HALF_WIDTH = 2.0
"""As far as the rules are off for specificity (`scoring.HALF_WIDTHS`): how far a
given model is off what people say hasn't been measured."""
MISQUOTED = "The language model's score rested on words that weren't said, so it isn't shown."
UNREADABLE = "The language model's score couldn't be read, so it isn't shown."


@dataclass(frozen=True, slots=True)
class _Opinion:
    score: float
    evidence: Evidence


class LanguageModelJudge:
    """`ports.Judge`. `engine` names the model where the scorecard says who made it."""

    def __init__(self, llm: JsonModel | LanguageModel, engine: str) -> None:
        self._llm = llm
        self._engine = engine

    async def judge(
        self, material: Material, basic: Scorecard, progress: Progress
    ) -> Scorecard | None:
        """See `ports.Judge`. Answer by answer; one that the model can't score stays as it is."""
        asked = {each.turns[0].turn_id: each for each in material.questions if each.turns}
        cards: list[AnswerCard] = []
        for number, card in enumerate(basic.answers, start=1):
            answered = asked.get(card.turn_id)
            cards.append(await self._judged(answered, card) if answered else card)
            await progress(number, len(basic.answers))
        if all(_is_by_rules(each) for each in cards):
            return None
        return put_together(material, tuple(cards), self._engine, VERSION)

    async def _judged(self, answered: Answered, basic: AnswerCard) -> AnswerCard:
        text = said_in(answered)
        nothing = floor_of(text, answered.planned, answered.text, answered.meaning)
        if nothing or unscorable(answered):
            return basic
        metrics = calls_for(answered.planned)
        form = form_for(metrics)
        first = await ask(self._llm, messages_for(answered, metrics, form), form)
        if first is None:
            log.warning("A model's scores couldn't be read")
            return _without_problem_solving(basic, UNREADABLE)
        verdicts = [first]
        if _disagrees(first, basic, metrics):
            second = await ask(self._llm, messages_for(answered, metrics, form, again=True), form)
            verdicts += [second] if second else []
        cap = _cap(basic) if any(holds_instructions(each.text) for each in answered.turns) else {}
        made: dict[Metric, Judged] = {
            name: _combined(name, verdicts, answered, basic, cap) for name in metrics
        }
        return replace(
            basic,
            metrics={**basic.metrics, **made},
            strength=told(first.strength, answered.turns) or basic.strength,
            next_step=told(first.next_step, answered.turns) or basic.next_step,
            stronger=stronger(first.stronger, answered),
        )


def _disagrees(verdict: Verdict, basic: AnswerCard, metrics: Sequence[Metric]) -> bool:
    """Whether it is off the rules by more than a band anywhere."""
    return any(
        isinstance(ruled := basic.metrics.get(name), Scored)
        and abs(verdict.rated(name).score - ruled.estimate.value) > BAND
        for name in metrics
    )


def _cap(basic: AnswerCard) -> Mapping[Metric, float]:
    """One band above the rules, and above their mean where they have no score: for an answer
    that held orders to whoever scores it."""
    ruled = {
        name: each.estimate.value
        for name, each in basic.metrics.items()
        if isinstance(each, Scored) and each.basis == "rules"
    }
    mean = fmean(ruled.values()) if ruled else LOWEST
    return {name: min(ruled.get(name, mean) + BAND, HIGHEST) for name in basic.metrics}


def _combined(
    name: Metric,
    verdicts: Sequence[Verdict],
    answered: Answered,
    basic: AnswerCard,
    cap: Mapping[Metric, float],
) -> Judged:
    """The mean of what was said with a quote that holds; the rules' score where none does. Two
    scores that lie apart widen the interval by half of what is between them."""
    opinions = [each for verdict in verdicts if (each := _opinion(name, verdict, answered, cap))]
    if not opinions:
        ruled = basic.metrics[name]
        return Absent("not_made", MISQUOTED) if isinstance(ruled, Absent) else ruled
    scores = [each.score for each in opinions]
    half = HALF_WIDTH + (max(scores) - min(scores)) / 2
    estimate: Estimate = interval(fmean(scores), half, answered)
    evidence = {each.evidence.quote: each.evidence for each in opinions}
    return Scored(estimate, "model", tuple(evidence.values()))


def _opinion(
    name: Metric, verdict: Verdict, answered: Answered, cap: Mapping[Metric, float]
) -> _Opinion | None:
    rated = verdict.rated(name)
    found = quoted(rated.quote, rated.reason, answered.turns)
    return _Opinion(min(float(rated.score), cap.get(name, HIGHEST)), found) if found else None


def _without_problem_solving(basic: AnswerCard, why: str) -> AnswerCard:
    absent = basic.metrics.get("problem_solving")
    if not isinstance(absent, Absent) or absent.state == "not_called_for":
        return basic
    return replace(basic, metrics={**basic.metrics, "problem_solving": Absent("not_made", why)})


def _is_by_rules(card: AnswerCard) -> bool:
    return not any(isinstance(e, Scored) and e.basis == "model" for e in card.metrics.values())
