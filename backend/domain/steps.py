"""The plain moves: put a question, stay at it, go on to the next."""

from __future__ import annotations

from dataclasses import replace

from backend.domain import lines
from backend.domain.closing import invite
from backend.domain.interview import InterviewFlow
from backend.domain.moves import Move, MoveKind
from backend.domain.plan import PlannedQuestion
from backend.domain.scenario import PREPARATION_S

ANSWER_LIMIT_S = {"hr_screen": 60.0, "behavioural": 90.0, "technical": 90.0, "case": 120.0}
"""Stress mode. Coaches ask for answers of one to two minutes (climbtheladder.com); the middle of
that, less for the plain questions of a screening, more where there is something to work out."""
ONE_WAY_LIMIT_S = 120.0
FOLLOW_UP_LIMIT_S = 60.0
LAST_MINUTE_S = 60.0
"""No new question is begun in the last minute of an interview of agreed length."""


def stay(
    flow: InterviewFlow, kind: MoveKind, text: str, *, lead: str = "", limit_s: float = 0.0
) -> Move:
    """Something said without leaving the question in force."""
    at = flow.at
    return Move(kind, at.index, at.follow_ups, text, lead=lead, hints=at.hints, limit_s=limit_s)


def hint(flow: InterviewFlow, question: PlannedQuestion, *, lead: str, why: str = "") -> Move:
    """The next hint of a question that has one left, and what was asked again."""
    text = f"{lines.hint(lines.hints(question)[flow.at.hints])} {flow.at.question}"
    move = stay(flow, "hint", text, lead=lead, limit_s=flow.at.limit_s)
    return replace(move, why=why, hints=flow.at.hints + 1)


def answer_limit_s(flow: InterviewFlow, question: PlannedQuestion) -> float:
    """The time for an answer to a main question, 0 where there is no limit."""
    if flow.plan.scenario.format == "one_way":
        return ONE_WAY_LIMIT_S * flow.patience
    return ANSWER_LIMIT_S[question.type] * flow.patience if flow.stressed else 0.0


def ask(flow: InterviewFlow, index: int, lead: str, *, answered: bool = False) -> Move:
    """Put a main question."""
    question = flow.plan.questions[index]
    limit_s = answer_limit_s(flow, question)
    one_way = flow.plan.scenario.format == "one_way"
    preparation_s = PREPARATION_S * flow.patience if one_way else 0.0
    parts = [lead, lines.source(question.source)]
    if question.step:
        parts += [question.step.prompt, question.step.introduction]
    if limit_s:
        parts.append(lines.time_limit(limit_s))
    if preparation_s:
        parts.append(lines.preparation(preparation_s))
    about = question.competency.about or question.competency.name.lower()
    return Move(
        "main",
        index,
        0,
        question.text,
        lead=" ".join(part for part in parts if part),
        why=f"A question about {about}.",
        answered=answered,
        limit_s=limit_s,
        preparation_s=preparation_s,
    )


def next_question(
    flow: InterviewFlow, elapsed_s: float, *, lead: str = "", answered: bool = False
) -> Move:
    """The next main question, or what comes after the last."""
    plan, index = flow.plan, flow.at.index + 1
    total = len(plan.questions)
    over = plan.scenario.minutes and elapsed_s >= plan.scenario.minutes * 60 - LAST_MINUTE_S
    if index >= total or over:
        return invite(flow, lead=lead, answered=answered)
    step = plan.questions[index].step
    if step and not step.prompt and not lead:
        lead = lines.next_step(index)
    if not lead:
        left = round(plan.scenario.minutes - elapsed_s / 60) if plan.scenario.minutes else None
        lead = lines.transition(
            flow.persona,
            index,
            total,
            halfway=total >= 4 and index == (total + 1) // 2,
            minutes_left=left,
        )
    return ask(flow, index, lead, answered=answered)
