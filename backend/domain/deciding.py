"""What the interviewer does next. The same flow and words always give the same move."""

from __future__ import annotations

from dataclasses import replace

from backend.domain import answering, lines
from backend.domain.closing import close, employer_facts, invite, on_their_turn
from backend.domain.heard import Heard
from backend.domain.interview import DOUBTFUL_CONFIDENCE, InterviewFlow
from backend.domain.language import words
from backend.domain.moves import Cue, Move, MoveKind
from backend.domain.remarks import Remark, remark
from backend.domain.steps import ask, next_question, stay

MAX_CLARIFICATIONS = 3
"""Twice to say it again; the third time, typing is offered."""

_YES = frozenset("yes yeah yep sure correct please right okay ok stop end".split())


def decide(
    flow: InterviewFlow, cue: Cue, heard: Heard | None = None, elapsed_s: float = 0.0
) -> Move:
    """The next move; `elapsed_s` is the time since the interview began."""
    heard = heard or Heard()
    if flow.at.phase in ("closing", "closed"):
        return _over(flow, cue)
    if cue == "end":
        return close(flow, lines.early_farewell(flow.persona))
    if flow.at.phase == "waiting":
        return _open(flow)
    if cue == "answer":
        return _on_words(flow, heard, elapsed_s)
    if cue == "silence":
        return _on_silence(flow, heard, elapsed_s)
    if cue == "unclear":
        return _clarify(flow)
    if cue == "resume":
        return _resume(flow)
    return _on_control(flow, cue, elapsed_s)


def _open(flow: InterviewFlow) -> Move:
    return replace(ask(flow, 0, lines.opening(flow.plan)), kind="opening")


def _over(flow: InterviewFlow, cue: Cue) -> Move:
    early = cue in ("start", "resume") and flow.at.phase == "closing" and flow.move
    return close(flow, flow.move.text if early and flow.move else lines.goodbye())


def _resume(flow: InterviewFlow) -> Move:
    if flow.move and not flow.settled and flow.move.asks:
        lead = flow.move.lead if flow.move.kind == "opening" else lines.WELCOME_BACK
        return replace(flow.move, lead=lead, answered=False)
    return _again(flow, "resume", lines.WELCOME_BACK)


def _again(flow: InterviewFlow, kind: MoveKind, lead: str) -> Move:
    return stay(flow, kind, flow.at.question, lead=lead, limit_s=flow.at.limit_s)


def _clarify(flow: InterviewFlow) -> Move:
    text = lines.clarification(flow.clarifications)
    return stay(flow, "clarify", text, limit_s=flow.at.limit_s)


def _on_control(flow: InterviewFlow, cue: Cue, elapsed_s: float) -> Move:
    if cue == "skip":
        return skip(flow, elapsed_s)
    if cue == "hint":
        return answering.give_hint(flow)
    if cue == "retry":
        return _start_over(flow)
    return _again(flow, "repeat", lines.of_course(flow.replies))


def skip(flow: InterviewFlow, elapsed_s: float) -> Move:
    """On to the next question, at the candidate's wish."""
    if flow.at.phase == "their_turn":
        return close(flow, lines.farewell(flow.plan.scenario))
    return next_question(flow, elapsed_s, lead=lines.skipped(flow.replies))


def _start_over(flow: InterviewFlow) -> Move:
    """The main question again; what was said to it so far is no longer counted."""
    question = flow.current
    if question is None:
        return _again(flow, "repeat", lines.of_course(flow.replies))
    again = stay(flow, "repeat", question.text, lead=lines.from_the_top(flow.replies))
    return replace(again, follow_ups=0, restarts=True, limit_s=flow.at.limit_s)


def _on_silence(flow: InterviewFlow, heard: Heard, elapsed_s: float) -> Move:
    if heard.timed_out:
        return answering.on_time_up(flow, heard, elapsed_s)
    if flow.unheard:
        return _again(flow, "repeat", "")
    return stay(flow, "nudge", lines.nudge(flow.persona, flow.nudges))


def _on_words(flow: InterviewFlow, heard: Heard, elapsed_s: float) -> Move:
    if not words(heard.text):
        return _on_silence(flow, heard, elapsed_s)
    trusted = heard.typed or heard.confidence >= DOUBTFUL_CONFIDENCE
    if flow.at.confirming and trusted:
        if set(words(heard.text)[:4]) & _YES:
            return close(flow, lines.early_farewell(flow.persona))
        return _again(flow, "repeat", lines.of_course(flow.replies))
    their_turn = flow.at.phase == "their_turn"
    said = remark(heard, question=flow.at.question, their_turn=their_turn)
    base = flow.base()
    if base.at.phase == "waiting" and (said is None or said.kind == "greeting"):
        return ask(base, 0, lines.GREETING_AFTER_INTERRUPTION)
    if said and (trusted or said.kind in ("repeat", "think", "pause")):
        return _on_remark(flow, said, heard, elapsed_s)
    if not trusted and flow.clarifications < MAX_CLARIFICATIONS:
        return _clarify(flow)
    if base.at.phase == "their_turn":
        return on_their_turn(base, heard)
    return answering.on_answer(base, replace(heard, text=flow.whole(heard.text)), elapsed_s)


def _on_remark(flow: InterviewFlow, said: Remark, heard: Heard, elapsed_s: float) -> Move:
    number = flow.replies
    if said.kind == "repeat":
        return _again(flow, "repeat", lines.of_course(number))
    if said.kind == "skip":
        return skip(flow, elapsed_s)
    if said.kind == "hint":
        return answering.give_hint(flow)
    if said.kind == "start_over":
        return _start_over(flow)
    if said.kind == "end":
        return stay(flow, "confirm", lines.confirm_end())
    if said.kind in ("think", "pause"):
        text = lines.reply(said, flow.at.question, flow.plan, number=number)
        return replace(stay(flow, "nudge", text), waits=True)
    if said.kind == "question_back" and flow.at.phase == "their_turn":
        return on_their_turn(flow, heard)
    fact = answering.released_fact(flow, heard) if said.kind == "question_back" else None
    if fact:
        return fact
    stems = 1 if lines.is_about_job(heard.text) else 2
    known = employer_facts(flow, heard.text, stems) if said.kind == "question_back" else ()
    if known:
        # What is in the description need not wait for the end.
        text = f"{lines.told_by_employer(known[0])} {flow.at.question}"
        return stay(flow, "reply", text, limit_s=flow.at.limit_s)
    eases = said.kind == "ease_off"
    left = minutes_left(flow, elapsed_s)
    text = lines.reply(
        said,
        lines.softened(flow.at.question, number) if eases else flow.at.question,
        flow.plan,
        minutes_left=left,
        number=number,
        type=flow.current.type if flow.current else "behavioural",
    )
    return replace(stay(flow, "reply", text, limit_s=flow.at.limit_s), eases=eases)


def minutes_left(flow: InterviewFlow, elapsed_s: float) -> int:
    """About how long the interview still takes, by the questions left or the time agreed."""
    plan = flow.plan
    if plan.scenario.minutes:
        return max(1, round(plan.scenario.minutes - elapsed_s / 60))
    left = len(plan.questions) - max(flow.at.index, 0)
    return max(1, round(plan.minutes * left / len(plan.questions)))


__all__ = ["decide", "invite", "minutes_left", "skip"]
