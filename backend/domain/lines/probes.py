"""Follow-ups and challenges in fixed words, around the candidate's own."""

from __future__ import annotations

import re

from backend.domain.address import is_clause, reported
from backend.domain.deeds import deeds
from backend.domain.follow_up import Probe
from backend.domain.lines.speech import pick, quoted
from backend.domain.plan import PlannedQuestion
from backend.domain.scenario import Persona

_ACKNOWLEDGEMENTS: dict[Persona, tuple[str, ...]] = {
    "friendly": (
        "I see.",
        "Okay, thank you.",
        "Thanks, I follow.",
        "All right.",
        "Thank you for that.",
    ),
    "neutral": ("I see.", "Okay.", "All right.", "Understood.", "Right.", "Thank you."),
    "tough": ("Hm.", "Right.", "Okay.", "All right.", "Noted."),
}
_CHALLENGE_LEADS: dict[Persona, tuple[str, ...]] = {
    "friendly": (
        "Let me push on that a little.",
        "Let me play the sceptic.",
        "One moment.",
        "Let me turn that around.",
    ),
    "neutral": (
        "Let me push on that.",
        "I'd like to question that.",
        "Let me stop there.",
        "Let me test that.",
    ),
    "tough": (
        "I'm not convinced yet.",
        "Let me be blunt.",
        "I want to test that.",
        "That needs more.",
    ),
}
_OFF_QUESTION = (
    "Let me bring you back to what I asked.",
    "My question was a different one.",
    "I'd like to come back to my question.",
)
_NO_ANSWER = ("That's all right.", "That's fine.", "No problem.")

# "{told}" is what was said, turned to the candidate, and "{quote}" the words themselves.
_STAND_INS: dict[str, tuple[str, ...]] = {
    "no_answer": (
        "Is there any example you could give, even a small one?",
        "Could you tell me about something that comes close to it?",
        "What would you do if it came up tomorrow?",
    ),
    "off_question": ("{asked}",),
    "too_short": (
        "You said {told}. Could you walk me through that, step by step?",
        "You told me {told}. What happened, from the beginning to the end?",
        "So {told}. Can you tell me the whole story?",
    ),
    "too_short hr_screen": (
        "You said {told}. Could you say a little more about that?",
        "So {told}. What would be an example of it?",
        "You told me {told}. Why is that?",
    ),
    "no_situation": (
        "You said {told}. When did that last come up, and what did you do?",
        "You said {told}. Can you take me to one time when that really happened?",
        "You told me {told}. Which real case shows that?",
    ),
    "no_action": (
        "So {told}. What did you do about it yourself?",
        "You said {told}. What was your own first step?",
        "You told me {told}. Which part of what followed came from you?",
    ),
    "no_result": (
        "So {told}. How did that turn out in the end?",
        "You said {told}. What changed because of it?",
        "You told me {told}. And what came of it?",
    ),
    "we_no_i": (
        "You said “{quote}”. Which part of that was yours?",
        "When you say “{quote}”, what did you do yourself, apart from the others?",
        "You said “{quote}”. What would have been missing without you?",
    ),
    "no_number": (
        "You said {told}. How much was that, in numbers?",
        "You told me {told}. By how much, roughly?",
        "So {told}. What figure would you put on that?",
    ),
    "vague": (
        "When you say “{quote}”, what does that mean in practice?",
        "You said {told}. What exactly did that involve?",
        "You told me {told}. Could you name one thing that was part of it?",
    ),
    "doubtful_claim": (
        "You said {told}. How do you know that?",
        "You told me {told}. How was that measured?",
        "You said {told}. Who could confirm it, and what would they say?",
    ),
    "contradiction": (
        "{source} “{before}”, and now “{quote}”. How do the two fit together?",
        "{source} “{before}”. How does that fit with “{quote}”?",
    ),
    "rambling": (
        "That was a lot. If I remember one thing from it, what should it be?",
        "Could you give me the same in two sentences?",
        "There was a lot in that. What was the heart of it?",
    ),
    "recital": (
        "You said {told}. Could you say that in plain words, with something that happened?",
        "You told me {told}. Which day would you take as an example, and what happened on it?",
    ),
    "wrong": (
        "You said {told}. How would you check that it's right?",
        "You told me {told}. What would happen if that were not so?",
        "You said {told}. What makes you sure of it?",
    ),
    "detail would": (
        "You said {told}. What makes you begin there?",
        "So {told}. What could go wrong with that?",
        "You told me {told}. What else would you consider?",
    ),
    "detail now": (
        "You said {told}. Why do you do it that way?",
        "So {told}. What is the hardest part of it?",
        "You told me {told}. What would you change about it?",
    ),
    "detail": (
        "You said {told}. What made you decide on that?",
        "So {told}. What was the hardest part of it?",
        "You told me {told}. What else did you consider?",
        "You said {told}. How did you know that it was the right thing to do?",
        "So {told}. What would you do differently if you did it again?",
    ),
}
_BARE_STAND_INS: dict[str, tuple[str, ...]] = {
    "too_short": (
        "Could you walk me through it, step by step?",
        "Can you tell me the whole story?",
    ),
    "too_short hr_screen": ("Could you say a little more about that?", "Why is that?"),
    "no_situation": ("Which one occasion shows that?", "Could you give me one real example?"),
    "no_action": ("What did you do about it yourself?", "What was your own first step?"),
    "no_result": ("How did that turn out in the end?", "What came of it?"),
    "we_no_i": ("Which part of that was yours?", "What did you do yourself?"),
    "no_number": ("How much was that, in numbers?", "By how much, roughly?"),
    "vague": ("What exactly do you mean by that?", "What was that in practice?"),
    "doubtful_claim": ("How do you know that?", "How was that measured?"),
    "contradiction": ("How does that fit with what you said before?",),
    "recital": (
        "Could you tell me that again in plain words, with one thing that really happened?",
    ),
    "wrong": ("How would you check that it's right?", "What makes you sure of it?"),
    "detail": ("{probe}",),
}
_WOULD = re.compile(r"i(?:['’]d| would)\b", re.I)
_PROBE = "Could you tell me more about that?"

_CHALLENGES: dict[Persona, tuple[str, ...]] = {
    "friendly": (
        "You said {told}. What would somebody who sees it differently say?",
        "You said {told}. What part of that would you be least sure of?",
        "You told me {told}. What would have happened anyway, without you?",
    ),
    "neutral": (
        "You said {told}. What would somebody who disagrees point out?",
        "You told me {told}. What would have happened without you?",
        "You said {told}. What did that cost, and who paid for it?",
        "You said {told}. How much of that was luck?",
    ),
    "tough": (
        "You said {told}. How do I know that that was your doing?",
        "You told me {told}. Anybody could say so. What is your evidence?",
        "You said {told}. What did you get wrong on the way?",
        "You say {told}. Who would tell me the opposite, and why?",
        "You told me {told}. What would your harshest colleague say to that?",
    ),
}
_DEED_CHALLENGES = (
    "You told me {told}. What did you get wrong on the way?",
    "You said {told}. Why that, and not something quicker?",
    "You told me {told}. What would your harshest colleague say to that?",
    "You said {told}. What would have happened if you hadn't?",
)


def acknowledgement(persona: Persona, number: int, reason: str) -> str:
    """A first clause that can be spoken while the follow-up is still being worded."""
    if reason == "challenge":
        return pick(_CHALLENGE_LEADS[persona], number)
    if reason == "no_answer":
        return pick(_NO_ANSWER, number)
    if reason == "off_question":
        return pick(_OFF_QUESTION, number)
    return pick(_ACKNOWLEDGEMENTS[persona], number)


def you_said(quote: str) -> str:
    """What was said, as a sentence to begin with; "" for scraps, in which nothing is said."""
    told = quoted(quote)
    return f"You said {reported(told)}." if is_clause(told) else ""


def stand_in(probe: Probe, question: PlannedQuestion, number: int) -> str:
    """A follow-up in fixed words; one of the question's own probes where there is no gap."""
    needs_before = probe.reason == "contradiction"
    quote, before = quoted(probe.quote), quoted(probe.before)
    told = quote and (before or not needs_before)
    kind = _tense(quote) if probe.reason == "detail" else question.type
    key = f"{probe.reason} {kind}"
    reason = key if key in _STAND_INS else probe.reason
    variants = _STAND_INS[reason]
    if not told and reason in _BARE_STAND_INS:
        variants = _BARE_STAND_INS[reason]
    return pick(variants, number).format(
        told=reported(quote) if quote else "",
        quote=quote,
        before=before,
        source="Your CV says" if probe.from_cv else "Earlier you said",
        probe=pick(question.probes, number) if question.probes else _PROBE,
        asked=question.text,
    )


def _tense(quote: str) -> str:
    """Whether something was done, is done, or would be."""
    if not quote or deeds(quote).own:
        return "past"
    return "would" if _WOULD.match(quote) else "now"


def softened(question: str, number: int) -> str:
    """A challenge as a friendly interviewer puts it; every other question as it stood."""
    for templates in (*_CHALLENGES.values(), _DEED_CHALLENGES):
        for template in templates:
            before, after = template.split("{told}")
            if question.startswith(before) and question.endswith(after):
                told = question[len(before) : len(question) - len(after)]
                return pick(_CHALLENGES["friendly"], number).format(told=told)
    return question


def challenge(persona: Persona, quote: str, number: int, *, deed: bool = False) -> str:
    """Hard on what was said, never on who said it; a `deed` is nothing to be proved."""
    variants = _DEED_CHALLENGES if deed else _CHALLENGES[persona]
    return pick(variants, number).format(told=reported(quoted(quote)))
