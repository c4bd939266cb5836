"""Relevance, structure, specificity and communication, 1 to 5 by the anchors of `rubric`.

Every rule is a sentence that the person is shown: `Mark.why`. Whether something is right, or a
problem well solved, isn't among them: no rule can tell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backend.domain.gaps import is_closed
from backend.domain.plan import PlannedQuestion
from backend.domain.rubric import is_practical
from backend.domain.scorecard import Metric
from backend.domain.scoring_signs import Told, is_empty

DETAILS = (1, 3, 4, 8)
"""From how many details on an answer is a 2, a 3, a 4 and a 5. A figure, a name, a time, a
condition, a point of the reference and a dozen new words are a detail each. Chosen on four fifths
of the labelled answers at a time (benchmarks/content_answers, dev and dev_2), such bounds came to
a kappa of 0.72 to 0.77 for ordinary answers on the fifth left out; 1, 3, 5 and 7 came to 0.70."""
FEW_WORDS, SOME_WORDS = 40, 60
"""An answer of 40 words takes 18 s at 135 words a minute, the slow end of the usual; one of 60
takes half a minute, half of what coaches ask for (climbtheladder.com)."""
BROKEN, WORDS_PER_BREAK, WORDS_THROUGHOUT = 3, 40, 30
"""Of 160 labelled answers that could be followed at once, none breaks off more than twice in 100
words or thrice in all (benchmarks/content_answers, interviewer_answers)."""
MOST_INITIALS, WORDS_PER_INITIALS = 4, 12
"""Abbreviations that a listener may be expected to know, or to ask about."""
SHARED_STORY = 3
SOME_LINKS = 2
WANDERS = 2
LIST_OF_GUESSES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    value: int
    why: str


_TO_COME = re.compile(
    r"\b(?:in (?:\w+) years(?:['’] time)?(?! ago)\b.*\?|see yourself|your (?:plans?|ambitions?|next"
    r" step)|would you like to (?:do|learn|become|be))",
    re.I,
)
"""A question for what is still to come."""


def marks(
    told: Told, question: PlannedQuestion, *, contradicted: bool = False
) -> dict[Metric, Mark]:
    """Every metric that rules can tell; the caller leaves out what isn't called for. Reasons that
    were `contradicted` don't hang together."""
    by_kind: Mapping[str, Mapping[Metric, Callable[[Told], Mark]]] = {
        "behavioural": {"relevance": _occasion, "structure": _story},
        "technical": {"relevance": _matter, "structure": _reasons},
        "case": {"relevance": _task, "structure": _parts},
        "hr_screen": {"relevance": _direct, "structure": _motives},
    }
    found = {name: rule(told) for name, rule in by_kind[question.type].items()}
    if contradicted and question.type == "hr_screen" and found["structure"].value > 2:
        found["structure"] = Mark(2, "It doesn't fit with something else that you said.")
    if is_broken(told) and found["structure"].value > 3:
        found["structure"] = Mark(3, "The thread has to be picked up again and again.")
    if looks_back(told, question):
        found["relevance"] = Mark(2, "It tells what was, and not what is to come.")
    if is_practical(question):
        found["relevance"], found["specificity"] = _fact(told, question)
    else:
        found["specificity"] = _details(told)
    found["communication"] = _clear(told, question)
    if found["communication"].value > 4 and _serves_in_part(told, found):
        found["communication"] = Mark(4, "It is easy to follow; not all of it serves the point.")
    return found


def _serves_in_part(told: Told, found: Mapping[Metric, Mark]) -> bool:
    """Whether what can be followed at once doesn't come to the point, or is thin."""
    thin = found["structure"].value <= 3 and found["specificity"].value <= 3
    return found["relevance"].value <= 3 or (thin and told.words >= FEW_WORDS)


def _details(told: Told) -> Mark:
    value = 1 + sum(told.details >= least for least in DETAILS)
    if not (is_empty(told) or told.vague or told.padding):
        value = max(value, 2)
    why = {
        1: "It could have been said by anybody, of anything.",
        2: "There is little in it that could be checked.",
        3: "There are a few details; the decisive ones are missing.",
        4: "There are details that could be checked.",
        5: "Figures, names, times or conditions throughout.",
    }
    return Mark(value, why[value])


def is_broken(told: Told) -> bool:
    """Whether so much is left in the middle that it takes effort to follow."""
    return told.breaks >= BROKEN and told.breaks * WORDS_PER_BREAK >= told.words


def is_roundabout(told: Told, question: PlannedQuestion) -> bool:
    """Whether a closed question is answered at length before its yes, no or fact is said."""
    return is_closed(question.text) and not told.direct and told.words >= FEW_WORDS


def is_abbreviated(told: Told, question: PlannedQuestion) -> bool:
    """Whether it is told in initials, to somebody who need not be of the trade."""
    many = told.initials > MOST_INITIALS and told.initials * WORDS_PER_INITIALS >= told.words
    return many and question.type != "technical"


def looks_back(told: Told, question: PlannedQuestion) -> bool:
    """Whether what was is told where what is to come was asked for."""
    return _TO_COME.search(question.text) is not None and not told.ahead


def _fact(told: Told, question: PlannedQuestion) -> tuple[Mark, Mark]:
    """A practical question wants a date, a figure, a yes or a no."""
    if is_roundabout(told, question):
        why = "The answer has to be worked out from what is told."
        return Mark(3, why), Mark(3, why)
    if told.figures or told.names or told.times:
        return Mark(5, "It answers what was asked."), Mark(5, "It names the fact.")
    if told.words < FEW_WORDS:
        return Mark(4, "It answers shortly."), Mark(3, "A date or a figure would settle it.")
    return Mark(2, "It goes round what was asked."), Mark(1, "It names no fact.")


def _occasion(told: Told) -> Mark:
    if is_empty(told):
        return Mark(2, "It holds views, and no occasion.")
    if not told.occasion or "no_answer" in told.found:
        return Mark(3, "It tells what you do in general, and not one occasion.")
    if not told.own and told.shared < SHARED_STORY:
        return Mark(3, "It tells what happened, and not what you did.")
    if told.words < FEW_WORDS or told.details < DETAILS[0] + 1:
        return Mark(4, "It is an occasion of the kind asked for, told without its details.")
    return Mark(5, "It tells one occasion of the kind asked for.")


def _story(told: Told) -> Mark:
    """Situation, own action, result."""
    if is_empty(told):
        return Mark(1 if not told.own else 2, "No situation, action or result can be made out.")
    if not told.occasion or "no_answer" in told.found:
        return Mark(2, "There is a way of acting, but no situation and no result.")
    if not told.own:
        if told.shared < SHARED_STORY:
            return Mark(2, "There is no action of your own in it.")
        return Mark(
            4 if told.result else 3, "It says “we” throughout, so your own part is unclear."
        )
    if not told.result:
        value = 4 if told.words >= SOME_WORDS else 3
        return Mark(value, "Situation and action are there; how it came out is missing.")
    if told.words < FEW_WORDS or told.details < DETAILS[0] + 1:
        return Mark(3, "Situation, action and result are there in miniature.")
    if told.digressions >= WANDERS or "rambling" in told.found:
        return Mark(3, "All three parts are there, but they have to be picked out.")
    if not told.late_result:
        return Mark(4, "All three parts are there; it doesn't end on the result.")
    return Mark(5, "Situation, your own action and the result, in order.")


def _matter(told: Told) -> Mark:
    if is_empty(told):
        return Mark(2, "It stays with words that fit any problem.")
    if "off_question" in told.found or "no_answer" in told.found:
        return Mark(2, "It hardly touches what was asked.")
    if "wrong" in told.found:
        return Mark(4, "It is about the question; no usual point was recognised in it.")
    return Mark(5, "It answers what was asked.")


def _reasons(told: Told) -> Mark:
    if is_empty(told):
        return Mark(2, "No reason leads from one sentence to the next.")
    if told.links >= 5 and told.words >= SOME_WORDS:
        return Mark(5, "Reasons and steps follow from one another.")
    if told.links >= 4 or (told.links >= 2 and told.words >= FEW_WORDS + 10):
        return Mark(4, "There are steps with reasons; the order could be clearer.")
    return Mark(3 if told.links else 2, "There is a claim, and hardly a step from it.")


def _task(told: Told) -> Mark:
    if is_empty(told):
        return Mark(2, "It describes a method, and not this business.")
    if told.guesses >= LIST_OF_GUESSES:
        return Mark(4, "It is about the question, and ends in no answer.")
    if not told.figures and told.links < SOME_LINKS:
        return Mark(3, "It is about the subject, and doesn't come to the question.")
    if not told.advice:
        return Mark(4, "It works on the question; what you advise isn't said.")
    return Mark(5, "It works on the question up to an answer.")


def _parts(told: Told) -> Mark:
    if is_empty(told) or told.guesses >= LIST_OF_GUESSES:
        return Mark(2, "The parts of the question aren't taken in turn.")
    if not told.figures and told.links < SOME_LINKS:
        return Mark(2, "There are remarks, and no line of thought.")
    if told.links >= 5 and told.words >= SOME_WORDS:
        return Mark(5, "It splits the question and works through the parts.")
    if told.links >= 3:
        return Mark(4, "There is an order; some parts are only touched.")
    return Mark(3, "It follows a single line of thought.")


def _direct(told: Told) -> Mark:
    if is_empty(told) or "recital" in told.found:
        return Mark(3, "It could be said to any employer.")
    return Mark(5, "It answers what was asked.")


def _motives(told: Told) -> Mark:
    if is_empty(told) or "recital" in told.found:
        return Mark(2, "No reason of your own can be made out.")
    if told.details >= DETAILS[2]:
        return Mark(5, "The reasons lead to one another.")
    return Mark(4 if told.details >= DETAILS[1] else 3, "The reasons stand side by side.")


def _clear(told: Told, question: PlannedQuestion) -> Mark:
    """Neither accent nor grammar, fillers or hesitation counts."""
    if is_empty(told):
        return Mark(2 if told.padding >= 4 else 3, "It is easy to follow and says little.")
    if told.breaks > BROKEN and told.breaks * WORDS_THROUGHOUT >= told.words:
        return Mark(2, "It breaks off and begins anew throughout.")
    if told.digressions >= WANDERS:
        return Mark(2 if told.words > 2 * SOME_WORDS else 3, "It leaves the point and comes back.")
    if "rambling" in told.found:
        return Mark(3, "It is long, and the point is hard to find in it.")
    if is_broken(told):
        return Mark(3, "It breaks off now and then, which takes effort to follow.")
    if is_abbreviated(told, question):
        return Mark(2, "Only somebody of the same trade could follow the abbreviations.")
    if told.guesses >= LIST_OF_GUESSES:
        return Mark(3, "One possibility follows the other, and none is held.")
    if is_practical(question):
        return _terse(told, question)
    little = DETAILS[1] if told.words < SOME_WORDS else DETAILS[0] + 1
    if question.type == "behavioural" and told.details < little:
        return Mark(3, "It is easy to follow and says little.")
    return Mark(5, "One hearing is enough.")


def _terse(told: Told, question: PlannedQuestion) -> Mark:
    if is_roundabout(told, question):
        return Mark(2, "It takes long to come to what was asked.")
    if told.figures or told.names or told.times or told.words < FEW_WORDS:
        return Mark(5, "To the point.")
    return Mark(3, "It is easy to follow and says little.")
