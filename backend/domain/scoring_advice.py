"""One thing that was good in an answer, and one to do next time, in the candidate's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from backend.domain.alignment import occurring
from backend.domain.floor import BESIDE, MEANINGLESS
from backend.domain.gaps import MEASURE, NUMBER
from backend.domain.material import AnswerTurn
from backend.domain.plan import PlannedQuestion
from backend.domain.rubric import is_practical
from backend.domain.scorecard import Evidence, Metric
from backend.domain.scoring_evidence import about, deed, first, outcome
from backend.domain.scoring_metrics import (
    LIST_OF_GUESSES,
    WANDERS,
    Mark,
    is_abbreviated,
    is_broken,
    is_roundabout,
    looks_back,
)
from backend.domain.scoring_signs import Told, heard_points, is_empty
from backend.domain.signs.evading import EVADING
from backend.domain.signs.telling import CLICHE, VAGUE
from backend.domain.signs.wording import DIGRESSION, GENERAL, GUESSES, JARGON

_STEPS: Mapping[str, str] = {
    "no_situation": "Tell one occasion instead of “{quote}”: when, where, and who was there.",
    "we_no_i": "Say which part was yours: after “{quote}”, what did you do yourself?",
    "no_action": "After “{quote}”, say what you did about it yourself.",
    "no_number": "Put a figure to “{quote}”: from what to what, how many, or how long.",
    "vague": "Say what “{quote}” really was, so that somebody could picture it.",
    "doubtful_claim": "Say how you know that “{quote}”; so big a claim needs its proof.",
    "recital": "Take “{quote}” and tell the one time when it was true.",
    "contradiction": "Make “{quote}” fit with what you said before, or say what changed.",
}
"""What to do about each finding of `follow_up.read`, where there are words to take up."""


SUM = 3
"""Figures that it takes to work something out."""
ENOUGH = "Nothing is missing. Stop there, and let them ask."


def strength(
    marks: Mapping[Metric, Mark], told: Told, question: PlannedQuestion, turns: Sequence[AnswerTurn]
) -> str:
    """What was best, concretely."""
    if is_empty(told):
        kept = marks["relevance"].value >= 3
        return "You kept to the subject." if kept else "Your sentences were easy to follow."
    exact = first(turns, _is_measured, "") or first(turns, _is_numbered, "")
    if question.type == "behavioural":
        return _of_a_story(marks, turns, exact) or _best(marks)
    if is_practical(question):
        return f"You answered straight: “{exact.quote}”." if exact else _best(marks)
    covered, _ = heard_points(told, question)
    for point in covered:
        if met := about(point, turns):
            return f"“{met.quote}” meets a point that such an answer rests on."
    if exact and question.type == "case" and told.figures >= SUM:
        return f"You worked with figures: “{exact.quote}”."
    reason = first(turns, lambda each: "because" in each.lower().split(), "")
    if reason:
        return f"You gave a reason: “{reason.quote}”."
    if exact:
        return f"You were exact where it counts: “{exact.quote}”."
    return _best(marks)


def _of_a_story(
    marks: Mapping[Metric, Mark], turns: Sequence[AnswerTurn], exact: Evidence | None
) -> str:
    done, ended = deed(turns), outcome(turns)
    if ended and marks["structure"].value >= 4:
        return f"You said how it came out: “{ended.quote}”."
    if exact and marks["specificity"].value >= 4:
        return f"“{exact.quote}” is a detail that could be checked, which makes it believable."
    if done:
        return f"“{done.quote}” says plainly what you did yourself."
    return f"You named a figure: “{exact.quote}”." if exact else ""


def _best(marks: Mapping[Metric, Mark]) -> str:
    best = max(marks.values(), key=lambda each: each.value)
    return best.why if best.value >= 4 else "You kept to the subject."


def next_step(
    marks: Mapping[Metric, Mark], told: Told, question: PlannedQuestion, turns: Sequence[AnswerTurn]
) -> str:
    """The one thing that would raise the answer most."""
    if is_practical(question):
        if is_roundabout(told, question):
            return "Begin with yes or no, or with the figure: what lies behind it can follow."
        named = marks["specificity"].value == 5
        return ENOUGH if named else "Name the date or the figure; a range with its reason is one."
    for turn in turns:
        if turn.reason == "contradiction" and occurring(turn.quote, turn.text):
            return _STEPS["contradiction"].format(quote=turn.quote)
    settled = {"no_number", "vague"} if marks["specificity"].value >= 4 else set()
    if "structure" in marks and marks["structure"].value >= 4:
        settled.add("no_situation")
    for probe in told.probes:
        if probe.reason in settled:
            continue
        if (step := _STEPS.get(probe.reason)) and probe.quote:
            return step.format(quote=probe.quote)
    if looks_back(told, question):
        return "Say where you want to be then, and one step that you'd take towards it."
    if is_broken(told):
        return "Take one sentence at a time and end it: what it was, what you did, what came of it."
    if is_abbreviated(told, question):
        return "Say of each abbreviation what it does, as you would to somebody from another trade."
    general = first(turns, _is_general, "")
    if general and told.padding > 1:
        return f"“{general.quote}” could be said by anybody: put what you did in its place."
    wandering = first(turns, lambda each: DIGRESSION.search(each) is not None, "")
    if wandering and told.digressions >= WANDERS:
        return f"Leave out what comes with “{wandering.quote}”, and end on how it came out."
    guess = first(turns, lambda each: GUESSES.search(each) is not None, "")
    if guess and told.guesses >= LIST_OF_GUESSES:
        return f"“{guess.quote}”: choose the likeliest, say why, and how you would check it."
    if question.type == "behavioural":
        return _for_a_story(marks, told, turns)
    return _for_reasoning(marks, told, question, turns)


def instead(why: str, question: PlannedQuestion) -> str:
    """What to do next time where there was no answer: `why` is what `floor_of` says."""
    about = question.competency.about or question.competency.name.lower()
    if why == BESIDE:
        return f"Name what was asked in your first sentence: it was about {about}."
    if why == MEANINGLESS:
        return "Try it again in short sentences: what it was, what you did, what came of it."
    if question.type == "behavioural":
        return f"Keep one example about {about} ready, a small one too: two sentences are a start."
    if question.type in ("technical", "case"):
        return "Say what you do know and how you would find out the rest: thinking aloud counts."
    return "Answer in one sentence first, even if you have to say what it depends on."


def openness(text: str) -> str:
    """What was good about having no answer, where it was said."""
    return "You said openly that you had no answer." if EVADING.search(text) else ""


def _for_a_story(marks: Mapping[Metric, Mark], told: Told, turns: Sequence[AnswerTurn]) -> str:
    done = deed(turns)
    if not told.result and done:
        return f"Say how it came out: what was different after “{done.quote}”?"
    if not told.late_result and (ended := outcome(turns)):
        return f"End on the result: “{ended.quote}” belongs in your last sentence."
    if marks["specificity"].value < 4 and done:
        return f"Say how: “{done.quote}” leaves open what you said or did, step by step."
    if done:
        return f"Say why you chose it: “{done.quote}” had alternatives, and which were they?"
    return "Say what you did yourself, in the first person and step by step."


def _for_reasoning(
    marks: Mapping[Metric, Mark],
    told: Told,
    question: PlannedQuestion,
    turns: Sequence[AnswerTurn],
) -> str:
    _, missing = heard_points(told, question)
    if missing:
        return f"Say something about this too: {_lowered(missing[0])}."
    figure = first(turns, _is_measured, "")
    if question.type == "case" and (not figure or told.figures < SUM):
        return "Do one sum out loud, with assumptions that you name, before you advise."
    if question.type == "case" and figure:
        return f"Say what would change your advice: if “{figure.quote}” were wrong, then what?"
    if question.type == "technical":
        return "Say what your choice costs, and when you would choose otherwise."
    if marks["specificity"].value < 4:
        return "Give one proof of your reason: something you did, with its date or place."
    return "Tie your reason to this employer: name one thing of theirs that you looked up."


def _is_measured(clause: str) -> bool:
    return MEASURE.search(clause) is not None


def _is_numbered(clause: str) -> bool:
    return NUMBER.search(clause) is not None


def _is_general(clause: str) -> bool:
    return any(each.search(clause) for each in (CLICHE, JARGON, GENERAL, VAGUE))


def _lowered(point: str) -> str:
    """A reference point within a sentence; a name or an abbreviation keeps its capital."""
    lower = point[1:2].islower() or point[1:2] == " "
    return (point[:1].lower() + point[1:] if lower else point).rstrip(".")
