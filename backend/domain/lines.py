"""The interviewer's fixed lines, and the wording that stands in for the language model's.

Nothing here praises: a line must fit whatever the candidate just said.
"""

from __future__ import annotations

from backend.domain.follow_up import Probe, Reason
from backend.domain.plan import InterviewPlan

GREETING_AFTER_INTERRUPTION = "Hello. Let's begin."
WELCOME_BACK = "Welcome back."
FAREWELL = "That was my last question. Thank you for your time. Goodbye."
EARLY_FAREWELL = "All right, let's stop here. Thank you for your time. Goodbye."
GOODBYE = "Thank you. Goodbye."

_TRANSITIONS = ("Thank you. Let's move on.", "All right. Here is the next one.")
_LAST_TRANSITION = "Thank you. This is the last question."
_ACKNOWLEDGEMENTS = ("I see.", "Okay.", "All right.")
_NUDGES = (
    "Take your time.",
    "There's no hurry. Whenever you are ready.",
    "I'm still here. You can also ask me to repeat the question, or to skip it.",
)
_CLARIFICATIONS = (
    "Sorry, I didn't catch that. Could you say it again?",
    "I'm sorry, I still couldn't hear that well. Could you say it once more, or type it?",
)
_STAND_INS: dict[Reason, str] = {
    "no_answer": "Is there any example you could give, even a small one?",
    "too_short": "You said “{quote}”. Could you walk me through it, step by step?",
    "no_own_action": "You said “{quote}”. Which part of that was yours?",
    "no_number": "You said “{quote}”. How much was that, in numbers?",
    "vague": "You said “{quote}”. What exactly do you mean by that?",
    "no_result": "You said “{quote}”. How did that turn out in the end?",
    "detail": "You said “{quote}”. Could you tell me more about that?",
}
_BARE_STAND_INS: dict[Reason, str] = {
    "too_short": "Could you walk me through it, step by step?",
    "no_own_action": "Which part of that was yours?",
    "no_number": "How much was that, in numbers?",
    "vague": "What exactly do you mean by that?",
    "no_result": "How did that turn out in the end?",
    "detail": "Could you tell me more about that?",
}
_TASKS: dict[Reason, str] = {
    "too_short": "what happened, step by step?",
    "no_own_action": "what was your own part?",
    "no_number": "how much, in numbers?",
    "vague": "what exactly was it?",
    "no_result": "how did it turn out?",
    "detail": "how, or why?",
}


def opening(plan: InterviewPlan) -> str:
    count = len(plan.questions)
    return (
        f"Hello, and welcome. I'm an AI interviewer. This takes about {plan.minutes} minutes: "
        f"{_spelled(count)} for the role of {plan.scenario.role.lower()}, and now and then a "
        "follow-up. Take all the time you need to think. Let's begin."
    )


def transition(index: int, total: int) -> str:
    return _LAST_TRANSITION if index == total - 1 else _TRANSITIONS[index % len(_TRANSITIONS)]


def acknowledgement(index: int, probe: Probe) -> str:
    """A first clause that can be spoken while the follow-up is still being worded."""
    if probe.reason == "no_answer":
        return "That's all right."
    return _ACKNOWLEDGEMENTS[index % len(_ACKNOWLEDGEMENTS)]


def stand_in(probe: Probe) -> str:
    """A follow-up in fixed words around the candidate's own."""
    if not probe.quote and probe.reason in _BARE_STAND_INS:
        return _BARE_STAND_INS[probe.reason]
    return _STAND_INS[probe.reason].format(quote=probe.quote.replace("{", "").replace("}", ""))


def task(probe: Probe) -> str:
    """What the language model is told to ask; "" where fixed words serve better."""
    if probe.reason not in _TASKS:
        return ""
    about = f" on “{probe.quote}”" if probe.quote else ""
    return f"Follow up{about}: {_TASKS[probe.reason]}"


def nudge(count: int) -> str:
    return _NUDGES[min(count, len(_NUDGES) - 1)]


def clarification(count: int) -> str:
    return _CLARIFICATIONS[min(count, len(_CLARIFICATIONS) - 1)]


def _spelled(count: int) -> str:
    names = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
    number = names[count] if count < len(names) else str(count)
    return f"{number} question" if count == 1 else f"{number} questions"
