"""What is said to an answer, or for want of one."""

from __future__ import annotations

from backend.domain.lines.speech import figure, pick, quoted
from backend.domain.plan import PlannedQuestion

_EASIER = {
    "behavioural": (
        "Is there any example you could give, even a small one?",
        "Could you tell me about something that comes close to it?",
        "If it came up tomorrow, what would you do first?",
    ),
    "hr_screen": (
        "What is the first thing that comes to your mind?",
        "Could you tell me just the main point?",
    ),
    "technical": (
        "What is the first thing you would look at?",
        "How would you start, if somebody asked you to do it tomorrow?",
        "Which part of it have you met before?",
    ),
    "case": ("Where would you start?", "Which one figure would you want to know first?"),
}
_HINTS = {
    "behavioural": (
        "Think of one day on which it really happened, and tell it from the beginning.",
        "Say what you did yourself, and what was different afterwards.",
    ),
    "hr_screen": (
        "One true reason with one example for it is enough.",
        "Say it as you would to a friend, and add one thing that shows it.",
    ),
    "technical": (
        "Begin with what you would look at first, and say why.",
        "Think of what could go wrong with it, and of who would notice.",
    ),
    "case": ("Say what you would need to know, and what you would do with it.",),
}
_SUPPORT = (
    "That's fine, let's take it step by step.",
    "No problem, that's what practice is for.",
    "That's all right, let me help a little.",
)
_OF_COURSE = ("Of course.", "Sure.", "Certainly.")
_SKIPPED = ("No problem.", "All right, we'll leave that one.", "Okay, on to the next one.")
_FROM_THE_TOP = ("Of course, from the beginning.", "Sure, start again.", "Certainly, once more.")
_TIME_UP = (
    "I have to stop you there, your time is up.",
    "Let me stop you there; that was your time.",
    "I'm sorry to interrupt, the time for this one is over.",
)
_TIME_UP_TYPED = ("Thank you, that was your time.", "Thank you, I have what you sent in time.")
_SUM_RIGHT = ("Yes, that's the figure I have.", "That's what I have, too.", "Yes, I agree.")
_SHOW_THE_WAY = (
    "I have another figure. How did you get to yours?",
    "My figure is a different one. Could you take me through your calculation?",
)
_INSISTING = (
    "I do need an answer to that.",
    "That leaves my question open.",
    "I'd still like an answer.",
)
_LEFT_OPEN = (
    "Let's leave that open and go on.",
    "All right, we'll leave that one.",
    "Then let's go on to something else.",
)
_WHICH_FIGURE = (
    "Which figure would you get, even roughly?",
    "What would you calculate, and what comes out of it?",
)


def easier(question: PlannedQuestion, number: int) -> str:
    """A way in, after a non-answer."""
    return pick(_EASIER[question.type], number)


def support(number: int) -> str:
    return pick(_SUPPORT, number)


def hints(question: PlannedQuestion) -> tuple[str, ...]:
    """The question's own hints, else those that help with every question of its type."""
    return question.hints or _HINTS[question.type]


def hint(text: str) -> str:
    return f"Here is a hint. {text.rstrip()}"


def no_more_hints() -> str:
    return "I have no more hints for this one, so just try what you have."


def not_in_this_mode(what: str) -> str:
    return f"I can't give {what} in this mode. Say as much as you can."


def check_hearing(quote: str) -> str:
    return f"I heard “{quoted(quote)}”. Did I get that right?"


def of_course(number: int) -> str:
    return pick(_OF_COURSE, number)


def skipped(number: int) -> str:
    return pick(_SKIPPED, number)


def from_the_top(number: int) -> str:
    return pick(_FROM_THE_TOP, number)


def time_up(number: int, *, typed: bool = False) -> str:
    """The courteous interruption; whoever typed has been told already, and sent what there was."""
    return pick(_TIME_UP_TYPED if typed else _TIME_UP, number)


def sum_right(number: int) -> str:
    return pick(_SUM_RIGHT, number)


def sum_wrong(method: str, answer: float, unit: str) -> str:
    """The right figure and the way to it."""
    return f"I have {figure(answer)} {unit}: {method.rstrip('.')}. Let's go on with that."


def show_the_way(number: int) -> str:
    return pick(_SHOW_THE_WAY, number)


def which_figure(number: int) -> str:
    """Where a sum was asked for, and none was done."""
    return pick(_WHICH_FIGURE, number)


def said_before(sentence: str) -> str:
    """A figure of a case that was told at its beginning."""
    return f"As I said at the beginning: {sentence}"


def not_understood() -> str:
    """Before the next question, where even the third attempt could not be understood."""
    return "I couldn't make that out, so I'll leave it open and go on. Typing works as well."


def insisting(number: int) -> str:
    """Under stress, where an answer was none."""
    return pick(_INSISTING, number)


def left_open(number: int, *, last: bool) -> str:
    """Before the next question, where the one before got no answer."""
    return (
        f"{pick(_LEFT_OPEN, number)} This is the last question."
        if last
        else (pick(_LEFT_OPEN, number))
    )
