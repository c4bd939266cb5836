"""What can be counted in an answer: who did what, when, how much, why, and how much is padding."""

from __future__ import annotations

import re
from dataclasses import dataclass

from backend.domain import gaps
from backend.domain.commonplace import own_matter, own_share
from backend.domain.deeds import deeds
from backend.domain.floor import padding
from backend.domain.fluency import breaks, initials
from backend.domain.follow_up import Context, Probe, read
from backend.domain.heard import Heard
from backend.domain.language import NAME, sentences, words
from backend.domain.numbers import spoken_numbers
from backend.domain.plan import PlannedQuestion
from backend.domain.signs.telling import CLAIM, OCCASION, RESULT, VAGUE
from backend.domain.signs.wording import DIGRESSION, GUESSES
from backend.domain.to_the_point import answers_from
from backend.domain.verbs import is_past

STEMS_PER_DETAIL = 10
"""Words about the matter, without commonplaces, that are worth as much as one figure."""
EMPTY_SHARE = 0.4
"""An answer of which less is its own could be given by anybody. Of the answers that were told
apart by reading them, real ones have 0.6 and more, recitals and phrases 0.1 to 0.45."""
MOST_FIGURES, MOST_NAMES, MOST_TIMES, MOST_STEMS = 4, 2, 2, 4
"""So that no single kind of detail makes an answer concrete by itself."""
MOST_CONDITIONS = 2
OPENING_WORDS = 20
"""About nine seconds, in which the answer to a plain question should have come."""
END = 0.6
"""Where the last part of an answer begins, in which people tell how it came out."""

_REASON = re.compile(
    r"\b(because|so|since|therefore|which means|that'?s why|if|then|first(?:ly)?|second(?:ly)?"
    r"|third(?:ly)?|next|finally|after(?:wards)?|before|until|when|but|unless|instead|rather than"
    r"|whereas|otherwise|in order to|(?:two|three|four) (?:things|parts|reasons|options|steps)"
    r"|(?:on (?:one|the other) hand)|for (?:example|instance)|split)\b",
    re.I,
)
_CONDITION = re.compile(r"\b(?:if|when|unless|until|because|since|whereas|depending)\b", re.I)
_AHEAD = re.compile(
    r"\b(?:i['’](?:d|ll)|i (?:would|will|want|hope|plan|aim|intend|see myself|can see)|going to"
    r"|next|one day|in (?:two|three|four|five|ten|a few) years|would (?:like|love)|by then"
    r"|learn(?:ing)?|become|becoming|goal)\b",
    re.I,
)
_ADVICE = re.compile(
    r"\b(?:i'?d|i would|i will|i'?ll|my (?:advice|answer|guess|recommendation)|i recommend"
    r"|so (?:yes|no)|you (?:should|could)|start(?:ing)? with|we should"
    r"|i (?:start|divide|split|look))\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Told:
    """The counts of one answer, over everything that was said to its question. `probes` are what
    `follow_up.read` finds missing. `details` is how concrete it is, `padding` how much of it could
    be said of anything, in phrases, and `own_share` the part of its matter that is no
    commonplace."""

    words: int
    own: int
    shared: int
    figures: int
    names: int
    times: int
    conditions: int
    covered: tuple[int, ...]
    links: int
    details: int
    padding: int
    own_share: float
    vague: int
    occasion: bool
    result: bool
    late_result: bool
    advice: bool
    digressions: int
    guesses: int
    breaks: int
    initials: int
    direct: bool
    ahead: bool
    lead_in: int | None
    probes: tuple[Probe, ...]

    @property
    def found(self) -> tuple[str, ...]:
        return tuple(each.reason for each in self.probes)


def told_in(text: str, question: PlannedQuestion, asked: str) -> Told:
    reading = read(Heard(text), Context(question, asked))
    done = deeds(text)
    # "One" is a pronoun more often than a figure.
    figures = sum(each != 1 for each in spoken_numbers(text))
    names = len({each.group() for each in NAME.finditer(text)})
    times = OCCASION.count(text)
    conditions = len(_CONDITION.findall(text))
    padded = padding(text)
    dated = times >= 2 and figures + names >= 2
    end = " ".join(text.split()[int(END * len(text.split())) :])
    last = (sentences(text) or [""])[-1]
    counted = gaps.MEASURE.search(last) is not None and not deeds(last).own
    result = counted or RESULT.search(text) is not None or CLAIM.search(text) is not None
    return Told(
        words=gaps.length(text),
        own=done.own + (done.now if dated or OCCASION.count(text) >= 2 else 0),
        shared=done.shared,
        figures=figures,
        names=names,
        times=times,
        conditions=conditions,
        covered=reading.covered,
        links=len({each.lower() for each in _REASON.findall(text)}),
        details=_details(text, question, figures, names, times, conditions, len(reading.covered))
        - padded
        - VAGUE.count(text),
        padding=padded,
        own_share=own_share(text, question.text),
        vague=VAGUE.count(text),
        occasion=dated or not gaps.is_habit(text),
        result=result,
        late_result=counted or RESULT.search(end) is not None or CLAIM.search(end) is not None,
        advice=_ADVICE.search(text) is not None,
        digressions=DIGRESSION.count(text),
        guesses=GUESSES.count(text),
        breaks=breaks(text),
        initials=initials(text),
        direct=_is_direct(text, asked),
        ahead=_looks_ahead(text),
        lead_in=answers_from(text.split(), asked),
        probes=reading.probes,
    )


def _is_direct(text: str, asked: str) -> bool:
    """Whether a closed question has its yes, no or fact near the front."""
    return gaps.settles(" ".join(text.split()[:OPENING_WORDS]), asked)


def _looks_ahead(text: str) -> bool:
    """Whether more is said of what is to come than of what was."""
    return len(_AHEAD.findall(text)) >= sum(map(is_past, words(text)))


def _details(
    text: str,
    question: PlannedQuestion,
    figures: int,
    names: int,
    times: int,
    conditions: int,
    covered: int,
) -> int:
    new = own_matter(text, question.text)
    found = min(figures, MOST_FIGURES) + min(names, MOST_NAMES)
    found += min(len(new) // STEMS_PER_DETAIL, MOST_STEMS) + covered
    if question.type == "behavioural":
        return found + min(times, MOST_TIMES)
    return found + min(conditions, MOST_CONDITIONS)


def heard_points(told: Told, question: PlannedQuestion) -> tuple[list[str], list[str]]:
    """The reference points that were touched, and those that weren't recognised."""
    heard = [question.reference[at] for at in told.covered]
    return heard, [each for each in question.reference if each not in heard]


def is_empty(told: Told) -> bool:
    """Whether hardly anything in it belongs to this question and nobody else's."""
    padded = told.padding >= 2 and told.details <= 1
    return padded or (told.own_share < EMPTY_SHARE and told.figures + told.names + told.times <= 2)
