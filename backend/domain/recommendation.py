"""What to read next, and why: which guides fit what somebody's answers were like.

Every part of a guide's weight can be told in a sentence; the heaviest one is its `why`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from backend.domain.estimates import Estimate
from backend.domain.follow_up import Reason
from backend.domain.progress import counted
from backend.domain.scenario import Difficulty, Kind, Mode
from backend.domain.scorecard import HIGHEST, LABELS, LOWEST, Metric

STRONG = 4.0
"""On the scale of 1 to 5, whose anchors stand at 1, 3 and 5: from here on a score is nearer to the
best anchor than to the middle one, and there is nothing to mend."""
HABIT = 2
"""Answers with the same gap before it is called one; a single one may be the question's fault."""
UNSURE = 2
"""Answers added to those that were counted, so that one of one isn't taken for always (Laplace's
rule of succession has the same two)."""

GAP = 3.0
"""Counted in answers, and the thing to do about it is plain, so it weighs most: a gap in every
third answer weighs as much as what somebody told about themselves."""
WEAK = 2.0
"""A score is an estimate with a wide interval, so it weighs less than what was counted."""
TOLD = 1.0
"""What people tell about how they speak is true, but may not be what they want help with."""
BEGUN = 0.75
"""Going on with a course is easier than beginning one, and still less than a clear weakness."""
KIND, INDUSTRY, ROLE = 0.5, 0.4, 0.3
"""What somebody practises for says what questions will be about, not that anything is amiss. The
kind of interview changes most of what is asked, a role's competencies least: many share them."""
START, ANYBODY = 0.5, 0.1
"""Where nothing is known of a person, this only orders what suits everybody; afterwards it stands
behind all that is about them."""
UNDONE = 0.25
"""Of its weight for a guide that was read without speaking its exercise: behind every unread one
for the same thing, but not forgotten."""
SAME_REASON = 2
"""Guides for one reason; more of the same would hide the second weakness."""
WEIGHTY = 0.5
"""Of the heaviest part, for a second sentence to be worth reading."""
TOP_COMPETENCIES = 3
"""Of a role's competencies, which stand by weight: the plan of an interview leans on these."""

GAP_TAGS: Mapping[Reason, str] = {
    "no_answer": "not-knowing",
    "off_question": "answer-first",
    "too_short": "detail",
    "no_situation": "one-occasion",
    "no_action": "own-part",
    "we_no_i": "own-part",
    "no_result": "result",
    "no_number": "numbers",
    "vague": "plain-words",
    "doubtful_claim": "evidence",
    "contradiction": "consistency",
    "rambling": "length",
    "recital": "own-words",
    "wrong": "thinking-aloud",
}
"""The tag of guides that help with what the interviewer had to ask about. `hearing` and `detail`
are no faults of an answer."""
GAP_TOLD: Mapping[Reason, str] = {
    "no_answer": "there was no answer yet",
    "off_question": "you were brought back to the question",
    "too_short": "you were asked to tell more",
    "no_situation": "you were asked for one occasion",
    "no_action": "you were asked what you did yourself",
    "we_no_i": "you were asked for your own part",
    "no_result": "you were asked how it turned out",
    "no_number": "you were asked for a figure",
    "vague": "you were asked what exactly you meant",
    "doubtful_claim": "you were asked how you know",
    "contradiction": "two things that you said didn't fit together",
    "rambling": "you were asked for the point",
    "recital": "you were asked for what really happened",
    "wrong": "you were asked to check what you had said",
}
KIND_TOLD: Mapping[Kind, str] = {
    "behavioural": "behavioural interviews",
    "technical": "technical interviews",
    "case": "cases",
    "hr_screen": "first conversations",
}

Why = Literal["gap", "score", "told", "course", "kind", "industry", "role", "start"]


@dataclass(frozen=True, slots=True)
class Guide:
    """Of a guide, what its place depends on. `course` and `step` are "" and 0 where it stands by
    itself; `exercise` says that it ends in one."""

    slug: str
    metric: str
    tags: frozenset[str] = frozenset()
    course: str = ""
    course_title: str = ""
    step: int = 0
    exercise: bool = False


@dataclass(frozen=True, slots=True)
class Practised:
    """An interview that was begun; names as they were shown."""

    role: str
    industry: str
    kind: Kind
    mode: Mode
    difficulty: Difficulty
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """Something that guides have a tag for. `told` completes a sentence about it."""

    tag: str
    told: str


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known of a person here. `interviews` are the latest, the latest first; `answers`
    were given in them, `gaps` says how many of those needed asking, by reason. `scores` are means
    over `scored` interviews. `read` maps the slugs of what was read to whether its exercise was
    done. `industries` and `competencies` are those practised for, the weightiest first."""

    interviews: tuple[Practised, ...] = ()
    answers: int = 0
    gaps: Mapping[Reason, int] = field(default_factory=dict)
    scores: Mapping[Metric, Estimate] = field(default_factory=dict)
    scored: int = 0
    read: Mapping[str, bool] = field(default_factory=dict)
    industries: tuple[Topic, ...] = ()
    competencies: tuple[Topic, ...] = ()
    second_language: bool = False
    longer_pauses: bool = False
    rate_delivery: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One reason for a guide; `about` is the same for parts that say the same thing."""

    why: Why
    about: str
    weight: float
    told: str


@dataclass(frozen=True, slots=True)
class Recommended:
    slug: str
    weight: float
    because: Why
    why: str


@dataclass(frozen=True, slots=True)
class _Ranked:
    guide: Guide
    parts: tuple[Part, ...]
    weight: float
    read: bool


def recommend(guides: Iterable[Guide], known: Known, limit: int = 6) -> tuple[Recommended, ...]:
    """The `limit` guides that fit best, the best first; at most two for one reason while there
    are others. Those read to the end, exercise and all, are left out."""
    every = list(guides)
    begun = _next_steps(every, known)
    ranked = [
        _ranked(guide, parts, known) for guide in every if (parts := _parts(guide, known, begun))
    ]
    ranked.sort(key=lambda each: (-each.weight, each.guide.step, each.guide.slug))
    return tuple(_told(each) for each in _varied(ranked)[:limit])


def _parts(guide: Guide, known: Known, begun: frozenset[str]) -> list[Part]:
    """Why to read a guide, the heaviest first; nothing where there is no reason to."""
    done = known.read.get(guide.slug)
    if done or (done is False and not guide.exercise):
        return []
    found = [
        *_gap_parts(guide, known),
        *_score_parts(guide, known),
        *_told_parts(guide, known),
        *_topic_parts(guide, known),
    ]
    if guide.slug in begun:
        told = f"You have begun the course “{guide.course_title}”, and this is its next step."
        found.append(Part("course", guide.course, BEGUN, told))
    if "start" in guide.tags:
        first = not known.interviews
        told = "A good place to begin." if first else "It suits everybody."
        found.append(Part("start", "start", START if first else ANYBODY, told))
    return sorted(found, key=lambda part: -part.weight)


def _gap_parts(guide: Guide, known: Known) -> Iterator[Part]:
    for reason, count in known.gaps.items():
        if count < HABIT or GAP_TAGS.get(reason) not in guide.tags:
            continue
        told = f"In {count} of your last {known.answers} answers {GAP_TOLD[reason]}."
        yield Part("gap", reason, GAP * count / (known.answers + UNSURE), told)


def need(score: Estimate, interviews: int) -> float:
    """From 0 to 1, how much there is to gain; one interview says little, so it counts half."""
    far = max(0.0, STRONG - score.value) / (STRONG - LOWEST)
    return far * interviews / (interviews + 1)


def _score_parts(guide: Guide, known: Known) -> Iterator[Part]:
    for metric, score in known.scores.items():
        if metric != guide.metric or (metric == "delivery" and not known.rate_delivery):
            continue
        if weight := WEAK * need(score, known.scored):
            yield Part("score", metric, weight, score_told(metric, score, known.scored))


def score_told(metric: Metric, score: Estimate, interviews: int) -> str:
    """A mean in a sentence, and what it rests on."""
    over = "your last interview" if interviews == 1 else f"your last {interviews} interviews"
    told = f"{LABELS[metric]} was about {score.value:.1f} of {HIGHEST:.0f} in {over}."
    return f"{told} One interview is little to go by." if interviews == 1 else told


def _told_parts(guide: Guide, known: Known) -> Iterator[Part]:
    if known.second_language and "second-language" in guide.tags:
        told = "You told us that English isn't your first language."
        yield Part("told", "second-language", TOLD, told)
    if known.longer_pauses and "adjustments" in guide.tags:
        yield Part("told", "adjustments", TOLD, "You told us that you need longer pauses.")


def _topic_parts(guide: Guide, known: Known) -> Iterator[Part]:
    for kind, told in KIND_TOLD.items():
        times = sum(each.kind == kind for each in known.interviews)
        if times and kind in guide.tags:
            share = times / len(known.interviews)
            yield Part("kind", kind, KIND * share, f"You have been practising {told}.")
    for topic in known.industries:
        if topic.tag in guide.tags:
            yield Part("industry", topic.tag, INDUSTRY, f"It is for {topic.told}, among others.")
            break
    for place, topic in enumerate(known.competencies[:TOP_COMPETENCIES]):
        if topic.tag in guide.tags:
            weight = ROLE * (TOP_COMPETENCIES - place) / TOP_COMPETENCIES
            yield Part("role", topic.tag, weight, topic.told)
            break


def _next_steps(guides: Sequence[Guide], known: Known) -> frozenset[str]:
    """The first step that isn't finished, of each course of which something was read."""
    begun = {guide.course for guide in guides if guide.course and guide.slug in known.read}
    found: dict[str, Guide] = {}
    for guide in sorted(guides, key=lambda each: each.step):
        if guide.course in begun and not known.read.get(guide.slug):
            found.setdefault(guide.course, guide)
    return frozenset(guide.slug for guide in found.values())


def _ranked(guide: Guide, parts: Sequence[Part], known: Known) -> _Ranked:
    read = guide.slug in known.read
    weight = sum(part.weight for part in parts)
    return _Ranked(guide, tuple(parts), weight * UNDONE if read else weight, read)


def _varied(ranked: Sequence[_Ranked]) -> list[_Ranked]:
    """The same, with those behind that would be a third for their reason."""
    seen: Counter[str] = Counter()
    first: list[_Ranked] = []
    rest: list[_Ranked] = []
    for each in ranked:
        about = each.parts[0].about
        seen[about] += 1
        (first if seen[about] <= SAME_REASON else rest).append(each)
    return [*first, *rest]


def _told(each: _Ranked) -> Recommended:
    best = each.parts[0]
    told = [part.told for part in each.parts[:2] if part.weight >= WEIGHTY * best.weight]
    if each.read:
        told = [best.told, "You have read it; its exercise is still to be spoken."]
    return Recommended(each.guide.slug, each.weight, best.why, " ".join(told))


def basis_told(known: Known) -> str:
    """What the recommendations rest on, in a sentence or two."""
    if not known.interviews:
        return (
            "You haven't had an interview here yet, so this is where most people can begin. "
            "It isn't about you yet."
        )
    times = len(known.interviews)
    held = "your last interview" if times == 1 else f"your last {times} interviews"
    if not known.answers:
        return f"You gave no answer yet in {held}, so this goes by what you practised for."
    rests = f"This rests on {counted(known.answers, 'answer')} in {held}"
    if not known.scored:
        return f"{rests}; nothing is scored yet."
    return f"{rests}, and on the scores of {counted(known.scored, 'interview')}."
