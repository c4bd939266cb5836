"""A case: figures are released when asked for, sums are checked, and steps follow in order."""

from __future__ import annotations

from dataclasses import replace

from backend.domain import lines
from backend.domain.follow_up import Context, read
from backend.domain.gaps import NUMBER
from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.language import clauses, content_words, sentences, words
from backend.domain.moves import Move
from backend.domain.numbers import spoken_numbers
from backend.domain.plan import CasePack, PlannedQuestion, Sum
from backend.domain.steps import hint, next_question, stay


def fact(flow: InterviewFlow, question: PlannedQuestion, heard: Heard) -> Move | None:
    """The answer to a question about the case, one fact at a time."""
    pack = flow.plan.case_of(question)
    if pack is None:
        return None
    text = matching(pack, heard.text) or _told_before(flow, question, heard.text) or pack.unknown
    return stay(flow, "fact", text, limit_s=flow.at.limit_s)


def matching(pack: CasePack, asked: str) -> str:
    """What is told of the fact whose longest key occurs in the question; "" for none."""
    plain = f" {' '.join(words(asked))} "
    found = [
        (len(key), each.say)
        for each in pack.facts
        for key in each.keys
        if f" {' '.join(words(key))} " in plain or f" {' '.join(words(key))}s " in plain
    ]
    return max(found)[1] if found else ""


def _told_before(flow: InterviewFlow, question: PlannedQuestion, asked: str) -> str:
    """The figure that the case itself began with: the sentence that has one, and shares most
    with the question; "" where none shares anything."""
    prompt = next(
        (
            each.step.prompt
            for each in flow.plan.questions
            if each.step and question.step and each.step.case == question.step.case
        ),
        "",
    )
    wanted = content_words(asked)
    told = [each for each in sentences(prompt) if NUMBER.search(each)]
    best = max(told, key=lambda each: len(wanted & content_words(each)), default="")
    return lines.said_before(best) if wanted & content_words(best) else ""


def on_answer(
    flow: InterviewFlow, question: PlannedQuestion, heard: Heard, elapsed_s: float
) -> Move:
    """The next step, after one probe where the step has not been answered."""
    step = question.step
    if step and step.sum:
        return _on_sum(flow, step.sum, heard, elapsed_s)
    reading = read(heard, Context(question, flow.at.question, flow.at.ledger, flow.at.thread, None))
    thin = next(
        (each for each in reading.probes if each.reason in ("no_answer", "too_short")), None
    )
    if thin and flow.plan.scenario.helps and flow.at.hints < len(lines.hints(question)):
        return hint(flow, question, lead=lines.support(flow.at.answers), why=thin.why)
    if flow.at.follow_ups >= flow.plan.follow_ups or not question.probes:
        return next_question(flow, elapsed_s, answered=True)
    if thin or flow.at.follow_ups == 0:
        return _probe(flow, question, thin.why if thin else "")
    return next_question(flow, elapsed_s, answered=True)


def _probe(flow: InterviewFlow, question: PlannedQuestion, why: str) -> Move:
    at = flow.at
    number = min(at.follow_ups, len(question.probes) - 1)
    return Move(
        "follow_up",
        at.index,
        at.follow_ups + 1,
        question.probes[number],
        lead=lines.acknowledgement(flow.persona, at.answers, "detail"),
        why=why or "A step of a case is looked at from one more side before the next.",
        reason="detail",
        hints=at.hints,
        answered=True,
        limit_s=at.limit_s,
    )


def _on_sum(flow: InterviewFlow, wanted: Sum, heard: Heard, elapsed_s: float) -> Move:
    """A right figure leads on; a wrong one is looked at once together, and then given."""
    if is_right(wanted, heard.text):
        move = next_question(flow, elapsed_s, answered=True)
        return _led(move, lines.sum_right(flow.at.answers))
    if flow.at.follow_ups == 0:
        at = flow.at
        unsure = _badly_heard(heard)
        text = lines.show_the_way(at.answers)
        why = "Your figure wasn't the one that the case leads to, so you were asked for the way."
        if unsure:
            text = lines.check_hearing(unsure)
            why = "Your figure was hard to hear, so it was made sure of."
        elif not spoken_numbers(heard.text):
            text = lines.which_figure(at.answers)
            why = "There was no figure in your answer yet."
        return Move(
            "follow_up",
            at.index,
            1,
            text,
            lead=lines.acknowledgement(flow.persona, at.answers, "wrong"),
            why=why,
            reason="hearing" if unsure else "wrong",
            hints=at.hints,
            answered=True,
            limit_s=at.limit_s,
        )
    move = next_question(flow, elapsed_s, answered=True)
    return _led(move, lines.sum_wrong(wanted.method, wanted.answer, wanted.unit))


def _badly_heard(heard: Heard) -> str:
    """The clause with a figure that the recogniser was unsure of; "" for none."""
    unsure = {word for word in heard.doubtful if spoken_numbers(word)}
    return next((each for each in clauses(heard.text) if unsure & set(words(each))), "")


_SCALES = {"thousand": 1e3, "million": 1e6}


def is_right(wanted: Sum, said: str) -> bool:
    """Whether one of the numbers said is the answer, within its tolerance. Percentages may be
    said as a share or in percent, thousands with or without the word."""
    answers = {wanted.answer, wanted.answer * 100, wanted.answer / 100}
    if "percent" not in wanted.unit and "%" not in wanted.unit:
        scale = _SCALES.get(wanted.unit.split(" ")[0], 1.0)
        answers = {wanted.answer, wanted.answer * scale}
    return any(
        abs(number - answer) <= wanted.tolerance * abs(answer) + 1e-9
        for number in spoken_numbers(said)
        for answer in answers
    )


def _led(move: Move, lead: str) -> Move:
    return replace(move, lead=f"{lead} {move.lead}".strip())
