"""Follow-ups and challenges in fixed words, around the candidate's own."""

from __future__ import annotations

from backend.domain.follow_up import Probe
from backend.domain.lines.speech import pick, quoted
from backend.domain.plan import PlannedQuestion
from backend.domain.scenario import Persona

_ACKNOWLEDGEMENTS: dict[Persona, tuple[str, ...]] = {
    "friendly": ("I see.", "Okay, thank you.", "Thanks, I follow.", "All right."),
    "neutral": ("I see.", "Okay.", "All right.", "Understood."),
    "tough": ("Hm.", "Right.", "Okay.", "All right."),
}
_CHALLENGE_LEADS: dict[Persona, tuple[str, ...]] = {
    "friendly": ("Let me push on that a little.", "Let me play the sceptic.", "One moment."),
    "neutral": ("Let me push on that.", "I'd like to question that.", "Let me stop there."),
    "tough": ("I'm not convinced yet.", "Let me be blunt.", "I want to test that."),
}
_OFF_QUESTION = (
    "Let me bring you back to what I asked.",
    "My question was a different one.",
    "I'd like to come back to my question.",
)
_NO_ANSWER = ("That's all right.", "That's fine.", "No problem.")

_STAND_INS: dict[str, tuple[str, ...]] = {
    "no_answer": (
        "Is there any example you could give, even a small one?",
        "Could you tell me about something that comes close to it?",
        "What would you do if it came up tomorrow?",
    ),
    "off_question": ("{asked}",),
    "too_short": (
        "You said “{quote}”. Could you walk me through it, step by step?",
        "“{quote}”, you said. What happened from the beginning to the end?",
        "You mentioned “{quote}”. Can you tell me the whole story?",
    ),
    "no_situation": (
        "You said “{quote}”. Which one occasion shows that?",
        "“{quote}”, you said. When did you last do that, and what happened?",
        "You said “{quote}”. Could you take me to one real example of it?",
    ),
    "no_action": (
        "You said “{quote}”. What did you do about it yourself?",
        "“{quote}”, you said. What was your own first step then?",
        "You described “{quote}”. Which part of what followed came from you?",
    ),
    "no_result": (
        "You said “{quote}”. How did that turn out in the end?",
        "“{quote}”, you said. What changed because of it?",
        "You told me “{quote}”. What came of it?",
    ),
    "we_no_i": (
        "You said “{quote}”. Which part of that was yours?",
        "“{quote}”, you said. What did you do yourself, apart from the others?",
        "You said “{quote}”. What would have been missing without you?",
    ),
    "no_number": (
        "You said “{quote}”. How much was that, in numbers?",
        "“{quote}”, you said. By how much, roughly?",
        "You said “{quote}”. What figure would you put on that?",
    ),
    "vague": (
        "You said “{quote}”. What exactly do you mean by that?",
        "“{quote}”, you said. What was that in practice?",
        "You said “{quote}”. Could you name one thing that belongs to it?",
    ),
    "doubtful_claim": (
        "You said “{quote}”. How do you know that?",
        "“{quote}”, you said. How was that measured?",
        "You said “{quote}”. Who could confirm it, and what would they say?",
    ),
    "contradiction": (
        "I have “{before}” here, and now you said “{quote}”. How do the two fit together?",
        "You said “{quote}”, and I also have “{before}”. Which of the two is it?",
    ),
    "rambling": (
        "That was a lot. If I remember one thing from it, what should it be?",
        "Could you give me the same in two sentences?",
    ),
    "recital": (
        "You said “{quote}”. Could you say that in plain words, with something that happened?",
        "You said “{quote}”. What happened on the day you'd take as an example?",
    ),
    "wrong": (
        "You said “{quote}”. How would you check that it's right?",
        "“{quote}”, you said. What would happen if that were not so?",
        "You said “{quote}”. What makes you sure of it?",
    ),
    "detail": (
        "You said “{quote}”. {probe}",
        "Staying with “{quote}” for a moment. {probe}",
        "You mentioned “{quote}”. {probe}",
    ),
}
_BARE_STAND_INS: dict[str, tuple[str, ...]] = {
    "too_short": (
        "Could you walk me through it, step by step?",
        "Can you tell me the whole story?",
    ),
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
_PROBE = "Could you tell me more about that?"

_CHALLENGES: dict[Persona, tuple[str, ...]] = {
    "friendly": (
        "You said “{quote}”. What would somebody who sees it differently say?",
        "You said “{quote}”. What part of that would you be least sure of?",
        "“{quote}”, you said. What would have happened anyway, without you?",
    ),
    "neutral": (
        "You said “{quote}”. What would somebody who disagrees point out?",
        "“{quote}”, you said. What would have happened without you?",
        "You said “{quote}”. What did that cost, and who paid for it?",
        "You said “{quote}”. How much of that was luck?",
    ),
    "tough": (
        "You said “{quote}”. Why should I believe that?",
        "“{quote}”, you said. Anybody could say so. What is your evidence?",
        "You said “{quote}”. What did you get wrong on the way?",
        "You said “{quote}”. Who would tell me the opposite, and why?",
        "“{quote}”, you said. What would your harshest colleague say to that?",
    ),
}


def acknowledgement(persona: Persona, number: int, reason: str) -> str:
    """A first clause that can be spoken while the follow-up is still being worded."""
    if reason == "challenge":
        return pick(_CHALLENGE_LEADS[persona], number)
    if reason == "no_answer":
        return pick(_NO_ANSWER, number)
    if reason == "off_question":
        return pick(_OFF_QUESTION, number)
    return pick(_ACKNOWLEDGEMENTS[persona], number)


def stand_in(probe: Probe, question: PlannedQuestion, number: int) -> str:
    """A follow-up in fixed words; one of the question's own probes where there is no gap."""
    needs_before = probe.reason == "contradiction"
    quote, before = quoted(probe.quote), quoted(probe.before)
    told = quote and (before or not needs_before)
    variants = _STAND_INS[probe.reason]
    if not told and probe.reason in _BARE_STAND_INS:
        variants = _BARE_STAND_INS[probe.reason]
    return pick(variants, number).format(
        quote=quote,
        before=before,
        probe=pick(question.probes, number) if question.probes else _PROBE,
        asked=question.text,
    )


def softened(question: str, number: int) -> str:
    """A challenge as a friendly interviewer puts it; every other question as it stood."""
    for persona in _CHALLENGES:
        for template in _CHALLENGES[persona]:
            before, after = template.split("{quote}")
            if question.startswith(before) and question.endswith(after):
                quote = question[len(before) : len(question) - len(after)]
                return challenge("friendly", quote, number)
    return question


def challenge(persona: Persona, quote: str, number: int) -> str:
    """Hard on what was said, never on who said it."""
    return pick(_CHALLENGES[persona], number).format(quote=quoted(quote))
