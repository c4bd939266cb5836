"""The scorecard by rules alone: the same material gives the same scores, and each says why.

Rules can tell whether an answer is about the question, how it is built, how concrete it is and
whether it keeps to its point. They can't tell whether it is right, or a problem well solved:
those stay without a score, with what was recognised in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from backend.domain.casework import is_right
from backend.domain.delivery import delivered, impression, judged
from backend.domain.estimates import Estimate, mean_of
from backend.domain.floor import floor_of
from backend.domain.gaps import MEASURE, is_non_answer
from backend.domain.gibberish import is_foreign, is_gibberish
from backend.domain.instructions import without_instructions
from backend.domain.interview import DOUBTFUL_CONFIDENCE
from backend.domain.material import Answered, AnswerTurn, Material
from backend.domain.rubric import calls_for, why_not
from backend.domain.scorecard import (
    CONTENT,
    HIGHEST,
    LABELS,
    LOWEST,
    Absent,
    AnswerCard,
    Evidence,
    Impression,
    Judged,
    Metric,
    Scorecard,
    Scored,
    overall_of,
    weakest,
)
from backend.domain.scoring_advice import instead, next_step, openness, strength
from backend.domain.scoring_evidence import anything, evidence_for
from backend.domain.scoring_metrics import Mark, marks
from backend.domain.scoring_notes import notes_on
from backend.domain.scoring_signs import Told, heard_points, told_in

ENGINE, VERSION = "basic", "3"
"""The version grows with every change that gives other scores."""

HALF_WIDTHS: Mapping[Metric, float] = {
    "relevance": 3.0,
    "structure": 3.0,
    "specificity": 2.0,
    "communication": 3.0,
}
"""Half of the interval that is to hold the label in 95 of 100 cases: the 95th percentile of the
difference to the labels of ordinary answers that the rules hadn't been written beside, at their
first run on the newest of them (benchmarks/content_answers/held_out_2.toml, 30 answers). It was 1,
2, 2 and 3 on held_out.toml and 3, 2, 2 and 3 on dev_2.toml, when those were new."""
DOUBTFUL_PART = 1 / 3
"""Of an answer's words; where so much of it was badly heard, the rest can't stand for it."""
MEANT_AS_HEARD = 0.5
"""Below it, words that make no sentence are more likely misheard than said so."""
MOST_EVIDENCE = 3

UNHEARD = (
    "It was heard too badly to be scored. Correct the transcript, and it is scored: what you said"
    " may well have been good."
)
NOT_ENGLISH = "It isn't in English, and only English answers can be scored."
LISTEN = "Listen to it, and correct what was heard wrong: then it can be scored."
STRONGER = "Whether it is right and well solved needs a stronger language model than there is here."
IN_WRITING = "The interview was held in writing."
SUM_HEARD = "The figure that the case leads to was in your answer."
SUM_UNHEARD = "The figure that the case leads to wasn't recognised in your answer."
NOT_SPOKEN = "Nothing was spoken that could be measured."


def score_by_rules(material: Material) -> Scorecard:
    """`ports.Rules`. Questions to which nothing was said have no card."""
    cards = tuple(_card(each) for each in material.questions if each.turns)
    return put_together(material, cards, ENGINE, VERSION)


def put_together(
    material: Material, cards: tuple[AnswerCard, ...], engine: str, version: str
) -> Scorecard:
    """The scorecard of an interview from those of its answers, whoever scored them."""
    found = _impression(material)
    metrics: dict[Metric, Judged] = {name: _over_all(name, cards) for name in CONTENT}
    metrics["delivery"] = judged(found) if isinstance(found, Impression) else found
    return Scorecard(
        metrics=metrics,
        answers=cards,
        impression=found,
        engine=engine,
        version=version,
        overall=overall_of(metrics),
        practise=_practise(metrics, cards),
        summary=_summary(material, metrics, cards),
    )


def unscorable(answered: Answered) -> str:
    """Why nobody can score it, as a sentence for the person; "" where it can be scored."""
    text = " ".join(each.text for each in answered.turns)
    unsure = _sureness(answered) < MEANT_AS_HEARD and is_gibberish(text)
    if _is_doubtful(answered) or unsure:
        return UNHEARD
    return NOT_ENGLISH if is_foreign(text) else ""


def _is_doubtful(answered: Answered) -> bool:
    """Whether it was heard too badly to be judged. What was typed or corrected is as it is."""
    lengths = [(len(each.text.split()), _confidence(each)) for each in answered.turns]
    whole = sum(length for length, _ in lengths)
    unsure = sum(length for length, sure in lengths if sure < DOUBTFUL_CONFIDENCE)
    return whole > 0 and unsure > DOUBTFUL_PART * whole


def interval(value: float, half: float, answered: Answered) -> Estimate:
    """Doubt about the words widens it, and moves nothing: with half of the probability gone, by
    half."""
    half *= 2.0 - _sureness(answered)
    return Estimate(value, max(value - half, LOWEST), min(value + half, HIGHEST))


def _sureness(answered: Answered) -> float:
    """The mean word probability over all turns."""
    lengths = [(len(each.text.split()), _confidence(each)) for each in answered.turns]
    whole = sum(length for length, _ in lengths)
    return sum(length * each for length, each in lengths) / whole if whole else 1.0


def said_in(answered: Answered) -> str:
    """All that was said to a question, without sentences that tell how to score it, and without
    turns that say nothing where another one does."""
    texts = [without_instructions(each.text) for each in answered.turns]
    asked = [each.asked or answered.text for each in answered.turns]
    said = [
        text
        for text, question in zip(texts, asked, strict=True)
        if text and not is_non_answer(text, question)
    ]
    return " ".join(said or texts)


def _card(answered: Answered) -> AnswerCard:
    question, turns = answered.planned, answered.turns
    bare = AnswerCard(
        turn_id=turns[0].turn_id,
        asked=question.type,
        metrics={},
        turns=tuple(each.turn_id for each in turns),
        question_id=question.id,
        matches=question.matches,
        pressed=answered.pressed,
        figure=any(MEASURE.search(each.text) for each in turns),
        notes=notes_on(turns, answered.text),
    )
    called = calls_for(question)
    uncalled: dict[Metric, Judged] = {
        name: Absent("not_called_for", why_not(name, question))
        for name in CONTENT
        if name not in called
    }
    if why := unscorable(answered):
        unmade = {name: Absent("not_made", why) for name in called}
        step = LISTEN if why == UNHEARD else ""
        return replace(bare, metrics={**uncalled, **unmade}, next_step=step)
    text = said_in(answered)
    if nothing := floor_of(text, question, answered.text, answered.meaning):
        return replace(
            bare,
            metrics={**uncalled, **_floor(nothing, answered, called)},
            strength=openness(text),
            next_step=instead(nothing, question),
        )
    told = told_in(text, question, answered.text)
    contradicted = any(each.reason == "contradiction" for each in turns)
    found = marks(told, question, contradicted=contradicted)
    given = {name: mark for name, mark in found.items() if name in called}
    made: dict[Metric, Judged] = {
        name: _scored(name, mark, answered) for name, mark in given.items()
    }
    if "problem_solving" in called:
        made["problem_solving"] = Absent("not_made", _recognised(told, answered))
    return replace(
        bare,
        metrics={**uncalled, **made},
        strength=strength(given, told, question, turns),
        next_step=next_step(given, told, question, turns),
    )


def _scored(name: Metric, mark: Mark, answered: Answered) -> Judged:
    found = evidence_for(name, mark, answered.planned, answered.turns)
    if not found:
        return Absent("not_made", "No words could be quoted for it.")
    return Scored(interval(mark.value, HALF_WIDTHS[name], answered), "rules", found)


def _floor(why: str, answered: Answered, called: Sequence[Metric]) -> dict[Metric, Judged]:
    """Everything that the question calls for is 1: no answer is also no solution."""
    found = anything(answered.turns, why) or Evidence(answered.turns[0].turn_id, "", why)
    return {name: Scored(interval(LOWEST, 0.5, answered), "rules", (found,)) for name in called}


def _recognised(told: Told, answered: Answered) -> str:
    """What of the reference points was heard, which is no score."""
    heard, missing = heard_points(told, answered.planned)
    parts = []
    if (step := answered.planned.step) and step.sum:
        right = is_right(step.sum, said_in(answered))
        parts.append(SUM_HEARD if right else SUM_UNHEARD)
    if heard:
        parts.append(f"Recognised: {'; '.join(heard)}.")
    if missing:
        parts.append(f"Not recognised: {'; '.join(missing)}.")
    return " ".join((*parts, STRONGER))


def _confidence(turn: AnswerTurn) -> float:
    return 1.0 if turn.typed or turn.corrected else turn.confidence


def _impression(material: Material) -> Impression | Absent:
    turns = [each for answered in material.questions for each in answered.turns]
    spoken = [made for each in turns if not each.typed and (made := delivered(each.features))]
    if spoken:
        return impression(spoken, material.preferences)
    written = bool(turns) and all(each.typed for each in turns)
    return Absent("not_called_for", IN_WRITING) if written else Absent("not_made", NOT_SPOKEN)


def _over_all(name: Metric, cards: Sequence[AnswerCard]) -> Judged:
    """The mean over the answers that have it, with words from the weakest and the strongest."""
    found = [each.metrics[name] for each in cards if name in each.metrics]
    if any(isinstance(each, Absent) and each.why.endswith(STRONGER) for each in found):
        # What rules do score of it is where there was no answer: that alone would stand for all.
        return Absent("not_made", STRONGER)
    scored = [each for each in found if isinstance(each, Scored)]
    made = mean_of([each.estimate for each in scored])
    if made is None:
        absent = [each for each in found if isinstance(each, Absent)]
        unmade = [each for each in absent if each.state == "not_made"]
        return next(iter((*unmade, *absent)), Absent("not_made", "No question was answered."))
    ordered = sorted(scored, key=lambda each: each.estimate.value)
    shown = (ordered[0], ordered[-1]) if len(ordered) > 1 else ordered
    evidence = tuple(each for one in shown for each in one.evidence[:2])[:MOST_EVIDENCE]
    estimate = Estimate(made.value, max(made.low, LOWEST), min(made.high, HIGHEST))
    model = any(each.basis == "model" for each in scored)
    return Scored(estimate, "model" if model else "rules", evidence)


def _practise(metrics: Mapping[Metric, Judged], cards: Sequence[AnswerCard]) -> dict[Metric, str]:
    """For each metric the next step of the answer that was weakest in it."""
    found: dict[Metric, str] = {}
    for name in CONTENT:
        scored = [
            (each.estimate.value, at)
            for at, card in enumerate(cards)
            if isinstance(each := card.metrics.get(name), Scored) and card.next_step
        ]
        if scored and isinstance(metrics.get(name), Scored) and min(scored)[0] < HIGHEST:
            found[name] = cards[min(scored)[1]].next_step
    return found


def _summary(
    material: Material, metrics: Mapping[Metric, Judged], cards: Sequence[AnswerCard]
) -> str:
    answered = f"{len(cards)} of {len(material.questions)} questions answered"
    low = weakest(metrics)
    written = ", in writing" if cards and material.typed else ""
    if low is None:
        return f"{answered}{written}; nothing could be scored."
    return f"{answered}{written}. To practise next: {LABELS[low].lower()}."
