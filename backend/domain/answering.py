"""From an answer to the next move: probe, challenge, help, or go on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from backend.domain import casework, lines, prompts
from backend.domain.follow_up import Context, Probe, Reading, read
from backend.domain.heard import Heard
from backend.domain.interview import DOUBTFUL_CONFIDENCE, InterviewFlow
from backend.domain.language import normalised
from backend.domain.moves import Move
from backend.domain.plan import PlannedQuestion
from backend.domain.planning import PRACTICAL
from backend.domain.steps import FOLLOW_UP_LIMIT_S, hint, next_question, stay

MOST_VARIANTS = 6
"""More than any line has."""


def on_answer(flow: InterviewFlow, heard: Heard, elapsed_s: float) -> Move:
    """What follows from an answer to the question in force."""
    if heard.timed_out:
        return on_time_up(flow, heard, elapsed_s)
    question = flow.current
    trusted = heard.typed or heard.confidence >= DOUBTFUL_CONFIDENCE
    if question is not None and not trusted:
        return next_question(flow, elapsed_s, lead=lines.not_understood(), answered=True)
    if question is None or flow.plan.scenario.format == "one_way":
        return next_question(flow, elapsed_s, answered=True)
    if question.step:
        return casework.on_answer(flow, question, heard, elapsed_s)
    reading = read_answer(flow, question, heard)
    move = probing(flow, question, reading)
    if move is None and reading.probes and reading.probes[0].reason == "no_answer":
        # That there was no answer doesn't go unnoticed.
        last = flow.at.index + 2 == len(flow.plan.questions)
        lead = lines.left_open(flow.at.answers, last=last)
        return next_question(flow, elapsed_s, lead=lead, answered=True)
    return move or next_question(flow, elapsed_s, answered=True)


def read_answer(flow: InterviewFlow, question: PlannedQuestion, heard: Heard) -> Reading:
    at = flow.at
    latest = at.reasons[-1] if at.reasons else None
    context = Context(question, at.question, at.ledger, at.thread, latest)
    return read(heard, context)


def probing(flow: InterviewFlow, question: PlannedQuestion, reading: Reading) -> Move | None:
    """The follow-up that an answer deserves, None where it is time to go on."""
    at = flow.at
    left = flow.plan.follow_ups - at.follow_ups
    if left <= 0:
        return None
    probes = [probe for probe in reading.probes if _still_asks(flow, probe)]
    if probes and probes[0].reason == "no_answer":
        return _after_no_answer(flow, question, probes[0])
    if probes and probes[0].reason == "hearing":
        return _asked(
            flow,
            "follow_up",
            lines.check_hearing(probes[0].quote),
            lead="",
            why=probes[0].why,
            reason="hearing",
        )
    challenge = _challenge(flow, reading) if _challenges(flow, reading, probes) else None
    if challenge:
        return challenge
    for probe in probes:
        deeper = probe.reason == "detail"
        move = (_deeper if deeper else follow_up)(flow, question, probe)
        if move:
            return move
    return None


def _still_asks(flow: InterviewFlow, probe: Probe) -> bool:
    """Whether a reason may be used here again: each once for a question, and the depth of a
    technical one rung by rung."""
    used = flow.at.reasons
    if probe.reason == "detail":
        question = flow.current
        rungs = question.ladder is not None if question else False
        scenario = flow.plan.scenario
        # A screening goes on once a question is answered, unless a friendly person holds it.
        curious = scenario.kind != "hr_screen" or scenario.persona == "friendly"
        if question and question.competency.id == PRACTICAL:
            return False
        if used[-1:] in (("contradiction",), ("hearing",)):
            # What was cleared up is not dug into.
            return False
        return curious and (rungs or "detail" not in used)
    return probe.reason not in used


def _challenges(flow: InterviewFlow, reading: Reading, probes: list[Probe]) -> bool:
    """Stress challenges what was just claimed, and a good answer most of all, even one that only
    tells what was done; a tough interviewer does so once for a question, where nothing is
    missing."""
    gaps = [probe for probe in probes if probe.reason != "detail"]
    made = flow.at.reasons.count("challenge")
    if flow.stressed:
        return not gaps or (made == 0 and reading.strongest != "")
    return reading.strongest != "" and flow.persona == "tough" and not gaps and made == 0


def _fresh(flow: InterviewFlow, worded: Callable[[int], str]) -> str:
    """The first of a line's variants that was not put yet, "" where every one was: who says the
    same again is not asked the same again."""
    asked = {normalised(each) for each in flow.asked}
    numbers = range(flow.at.answers, flow.at.answers + MOST_VARIANTS)
    return next((text for text in map(worded, numbers) if normalised(text) not in asked), "")


def _challenge(flow: InterviewFlow, reading: Reading) -> Move | None:
    persona, number = flow.persona, flow.at.answers
    done = next((each.quote for each in reading.probes if each.reason == "detail"), "")
    quote, deed = reading.strongest or done, not reading.strongest
    text = _fresh(flow, lambda variant: lines.challenge(persona, quote, variant, deed=deed))
    if not text or not quote:
        return None
    claimed = f"You said “{quote}”: a strong claim, so you were asked to stand by it."
    told = f"You said “{quote}”, and nothing was missing, so it was looked at from the other side."
    return _asked(
        flow,
        "challenge",
        text,
        lead=lines.acknowledgement(persona, number, "challenge"),
        why=told if deed else claimed,
        reason="challenge",
        task="" if deed else prompts.challenge_task(quote),
        quote=quote,
    )


def follow_up(flow: InterviewFlow, question: PlannedQuestion, probe: Probe) -> Move | None:
    lead = lines.acknowledgement(flow.persona, flow.at.answers, probe.reason)
    text = _fresh(flow, lambda variant: lines.stand_in(probe, question, variant))
    if probe.reason == "off_question":
        text = question.text  # once more, on purpose
        lead = f"{lines.you_said(probe.quote)} {lead}".strip()
    if not text:
        return None
    return _asked(
        flow,
        "follow_up",
        text,
        lead=lead,
        why=probe.why,
        reason=probe.reason,
        task=prompts.task(probe),
        quote=probe.quote,
    )


def _deeper(flow: InterviewFlow, question: PlannedQuestion, probe: Probe) -> Move | None:
    """The next rung of a technical question's ladder, else more about one thing said."""
    ladder, reached = question.ladder, flow.at.reasons.count("detail")
    if ladder is None:
        return follow_up(flow, question, probe)
    rungs = (ladder.why, ladder.trade_off, ladder.failure)
    if reached >= len(rungs):
        return None
    persona, number = flow.persona, flow.at.answers
    return _asked(
        flow,
        "follow_up",
        rungs[reached],
        lead=lines.acknowledgement(persona, number, "detail"),
        why="Your answer held, so the next question went a step deeper.",
        reason="detail",
    )


def _asked(
    flow: InterviewFlow,
    kind: Literal["follow_up", "challenge"],
    text: str,
    *,
    lead: str,
    why: str,
    reason: str,
    task: str = "",
    quote: str = "",
) -> Move:
    at = flow.at
    return Move(
        kind,
        at.index,
        at.follow_ups + 1,
        text,
        lead=lead,
        why=why,
        reason=reason,
        task=task,
        quote=quote,
        hints=at.hints,
        answered=True,
        limit_s=FOLLOW_UP_LIMIT_S * flow.patience if flow.stressed else 0.0,
    )


def _after_no_answer(flow: InterviewFlow, question: PlannedQuestion, probe: Probe) -> Move | None:
    """Practice helps, every other interview offers one way in, which stress insists upon; and a
    follow-up that somebody has nothing to say to is left alone."""
    number = flow.at.answers
    if flow.plan.scenario.helps and flow.at.hints < len(lines.hints(question)):
        return hint(flow, question, lead=lines.support(number), why=probe.why)
    if flow.at.question_kind != "main":
        return None
    lead = lines.insisting(number) if flow.stressed else ""
    if flow.plan.scenario.helps:
        lead = lines.support(number)
    text = _fresh(flow, lambda variant: lines.easier(question, variant))
    if not text:
        return None
    # Who did say something is shown that it was heard, and isn't comforted.
    lead = lead or lines.you_said(probe.quote)
    return _asked(
        flow,
        "follow_up",
        text,
        lead=lead or lines.acknowledgement(flow.persona, number, "no_answer"),
        why=probe.why,
        reason="no_answer",
    )


def give_hint(flow: InterviewFlow) -> Move:
    """A hint that was asked for: in practice only, as long as there are any."""
    question = flow.current
    if not flow.plan.scenario.helps:
        return stay(flow, "reply", f"{lines.not_in_this_mode('hints')} {flow.at.question}")
    if question is None or flow.at.hints >= len(lines.hints(question)):
        return stay(flow, "reply", f"{lines.no_more_hints()} {flow.at.question}")
    return hint(flow, question, lead="")


def on_time_up(flow: InterviewFlow, heard: Heard, elapsed_s: float) -> Move:
    """The time for an answer is over: the courteous interruption that can't be talked over, and
    the next question; what was said until then counts."""
    answered = bool(heard.text.strip())
    move = next_question(flow, elapsed_s, answered=answered)
    lead = lines.time_up(len(flow.at.records), typed=heard.typed)
    return replace(move, lead=f"{lead} {move.lead}".strip(), firm=True)


def released_fact(flow: InterviewFlow, heard: Heard) -> Move | None:
    """The figure of a case that was asked for; None where no case is on."""
    question = flow.current
    return casework.fact(flow, question, heard) if question and question.step else None


__all__ = ["give_hint", "on_answer", "on_time_up", "probing", "read_answer", "released_fact"]
