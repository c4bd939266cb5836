"""The course of an interview: opening, from question to question, and goodbye."""

from __future__ import annotations

from datetime import date

from backend.domain.lines.speech import counted, pick, quoted, seconds_spoken
from backend.domain.plan import InterviewPlan
from backend.domain.scenario import Kind, Persona, Scenario

GREETING_AFTER_INTERRUPTION = "Hello. Let's begin."
WELCOME_BACK = "Welcome back."

_GREETINGS: dict[Persona, str] = {
    "friendly": "Hello{name}, and welcome. It's good to have you here.",
    "neutral": "Hello{name}, and welcome.",
    "tough": "Hello{name}. Thank you for being on time.",
}
_KINDS = {
    "behavioural": "about things you have done",
    "technical": "about the work itself",
    "case": "that build on one another",
    "hr_screen": "about you and this position",
    "mixed": "about you and your work",
}
_TRANSITIONS: dict[Persona, tuple[str, ...]] = {
    "friendly": (
        "Thank you for telling me. Let's go on.",
        "Thanks. Here is another one.",
        "All right, thank you. Let's turn to something else.",
        "Thank you. Let's look at another side of your work.",
        "Okay, thanks. On to the next one.",
        "Thank you, I've noted that. Next I'd like to hear about this.",
    ),
    "neutral": (
        "Thank you. Let's move on.",
        "All right. Here is the next one.",
        "Okay, thank you. Let's turn to something else.",
        "Thanks. My next question is this.",
        "Thank you. Something different now.",
        "All right, thank you. On to the next question.",
    ),
    "tough": (
        "All right. Next question.",
        "Noted. Let's move on.",
        "Okay. Something else.",
        "Right. The next one.",
        "Enough of that. Next.",
        "Moving on.",
    ),
}
_SHORT: dict[Persona, str] = {
    "friendly": "Thanks a lot.",
    "neutral": "Thank you.",
    "tough": "All right.",
}
_NEXT_STEPS = (
    "Thank you. Let's go on.",
    "All right. The next step.",
    "Okay. Let's take it further.",
)
_LAST_TRANSITION = "Thank you. This is the last question."
_ACKNOWLEDGED_LAST: dict[Persona, str] = {
    "friendly": "Thank you. Those were all my questions, so now it's your turn.",
    "neutral": "Thank you. Those were my questions.",
    "tough": "All right. That's all from my side.",
}
_NUDGES: dict[Persona, tuple[str, ...]] = {
    "friendly": (
        "Take your time. There's no hurry.",
        "I'm still here. Begin wherever you like.",
        "You can also ask me to repeat the question, or to skip it.",
    ),
    "neutral": (
        "Take your time.",
        "There's no hurry. Whenever you are ready.",
        "I'm still here. You can also ask me to repeat the question, or to skip it.",
    ),
    "tough": (
        "Take the time you need.",
        "I'm listening whenever you are ready.",
        "If you'd rather go on, tell me to skip this question.",
    ),
}
_CLARIFICATIONS = (
    "Sorry, I didn't catch that. Could you say it again?",
    "I'm sorry, I still couldn't hear that well. Could you say it once more?",
    "I have trouble hearing you. You can type your answer instead, or say it once more.",
)
_UNKNOWN = (
    "I don't know that; the description I have doesn't say.",
    "That isn't in what I was given, so I'd rather not guess.",
    "I can't tell you that. It's something to ask the people you would work with.",
)
_ANYTHING_ELSE = (
    "Is there anything else you'd like to ask?",
    "What else would you like to know?",
    "Is there one more thing you'd like to ask?",
)
_GOODBYES: dict[Persona, str] = {
    "friendly": "Thank you for the conversation, and for your time. Take care. Goodbye.",
    "neutral": "Thank you for your time. Goodbye.",
    "tough": "Thank you for your time. Goodbye.",
}
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_ALL_SAID: dict[Persona, str] = {
    "friendly": "Then that's everything from both of us.",
    "neutral": "That's everything.",
    "tough": "Then we're done.",
}


def opening(plan: InterviewPlan) -> str:
    """Who speaks, for what, how long it takes, and what the candidate may do. A language model
    has no part in it, so it promises nothing that doesn't happen."""
    scenario = plan.scenario
    name = f", {scenario.candidate}" if scenario.candidate else ""
    at = f" at {scenario.company}" if scenario.company else ""
    count = counted(len(plan.questions), "question")
    day = _day(scenario)
    parts = [
        _GREETINGS[scenario.persona].format(name=name),
        "I'm an AI interviewer" + (f", and this is practice for {day}." if day else "."),
        f"This takes about {counted(plan.minutes, 'minute')}: {count} "
        f"{_KINDS[_kind(plan)]}, for the role of {_lowered(scenario.role)}{at}.",
    ]
    if scenario.format == "one_way":
        parts.append("You prepare each answer before you give it, and I won't follow up.")
    elif scenario.mode == "stress":
        parts.append(
            "It will be demanding: your time is limited and I will push back. "
            "Say “please ease off” whenever you want that to stop."
        )
    elif scenario.mode == "practice":
        parts.append("This is practice: think as long as you like, and ask me for a hint.")
    else:
        parts.append("Now and then I'll follow up. Take all the time you need to think.")
    return " ".join([*parts, "Let's begin."])


def _kind(plan: InterviewPlan) -> Kind:
    """What the questions are about: where nothing is known of a role's work, not about that."""
    asked = plan.scenario.kind
    unknown = asked == "technical" and all(each.type != asked for each in plan.questions)
    return "behavioural" if unknown else asked


def transition(
    persona: Persona, index: int, total: int, *, halfway: bool, minutes_left: int | None
) -> str:
    """Before a main question; `index` counts from 0."""
    if index == total - 1:
        return _LAST_TRANSITION
    if minutes_left is not None and minutes_left <= 5:
        return f"{_SHORT[persona]} We have about {counted(max(minutes_left, 1), 'minute')} left."
    return (
        f"{_SHORT[persona]} We're about halfway." if halfway else pick(_TRANSITIONS[persona], index)
    )


def next_step(index: int) -> str:
    """Between the steps of a case, which build on one another."""
    return pick(_NEXT_STEPS, index)


def acknowledged_last(persona: Persona) -> str:
    return _ACKNOWLEDGED_LAST[persona]


def nudge(persona: Persona, number: int) -> str:
    return _NUDGES[persona][min(number, 2)]


def clarification(number: int) -> str:
    """What is said to words that weren't understood; the third time it offers typing."""
    return _CLARIFICATIONS[min(number, len(_CLARIFICATIONS) - 1)]


def confirm_end() -> str:
    return "Shall we stop the interview here? Say yes to stop, or go on with your answer."


def their_questions() -> str:
    return "Do you have any questions for me about the role or the company?"


def added() -> str:
    """What is said to a remark where a question was invited."""
    return "Thank you for adding that."


def told_by_employer(sentence: str) -> str:
    return f"The job description says: {sentence.rstrip('.!?')}."


def unknown_about_employer(number: int) -> str:
    return pick(_UNKNOWN, number)


def anything_else(number: int) -> str:
    return pick(_ANYTHING_ELSE, number)


def farewell(scenario: Scenario) -> str:
    """The end, with good wishes for the interview that this one was practice for."""
    persona = scenario.persona
    day = _day(scenario)
    wishes = f"All the best for {day}. " if day else ""
    return f"{_ALL_SAID[persona]} {wishes}{_GOODBYES[persona]}"


def early_farewell(persona: Persona) -> str:
    return f"All right, let's stop here. {_GOODBYES[persona]}"


def goodbye() -> str:
    return "Thank you. Goodbye."


def about_cv(line: str) -> str:
    return f"Your CV says “{quoted(line)}”. How did that come about, and what was your own part?"


def about_job(line: str) -> str:
    """A task, "You will …", or a demand, "Experience with …"."""
    if line.lower().startswith(("you will", "you'll")):
        return f"The job description says “{quoted(line)}”. When have you done something like it?"
    wanted = quoted(line[:1].lower() + line[1:])
    return f"The job description asks for “{wanted}”. When did you last need that?"


def source(source: str) -> str:
    return "This one is from your own list." if source == "own" else ""


def time_limit(seconds: float) -> str:
    return f"You have {seconds_spoken(seconds)} for your answer."


def preparation(seconds: float) -> str:
    return f"Take {seconds_spoken(seconds)} to prepare first."


def _day(scenario: Scenario) -> str:
    """ "your interview on December 3"; "" where no date was given."""
    if not scenario.interview_date:
        return ""
    day = date.fromisoformat(scenario.interview_date)
    return f"your interview on {_MONTHS[day.month - 1]} {day.day}"


def _lowered(role: str) -> str:
    """The role inside a sentence; abbreviations keep their capitals."""
    first, _, rest = role.partition(" ")
    kept = first if first.isupper() or not first.istitle() else first.lower()
    return f"{kept} {rest}".strip()
