"""What the guides as a whole have to be: complete, in order, readable without a network."""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from backend.domain.language import content_words, words
from backend.domain.recommendation import GAP_TAGS
from backend.domain.scorecard import METRICS
from backend.recommendations.guide import Guide, TagGroup, reading_minutes
from backend.recommendations.loading import DATA, GuideData, load_guides

LEAST = {"guides": 32, "courses": 6}
LEAST_STEPS = 3
BODY_WORDS = (250, 500)
QUESTION_WORDS = 35
"""As in the question bank: what can be kept in mind when it is heard once."""
SAME = 0.3
"""Share of topic words in common from which two guides are taken to say the same."""
OWN_GROUPS: tuple[TagGroup, ...] = ("kind", "skill", "situation")
"""The tags of these groups are there for the guides alone."""

_LINK = re.compile(r"https?:|www\.|\]\(|\]\[|^\s*\[[^\]]+\]:|\w@\w|<[a-z/!]", re.I | re.M)
"""Links, images, addresses and HTML: what could die, or load something."""
_TOP_HEADING = re.compile(r"^#\s", re.M)
_HARD_TO_SAY = re.compile(r"[*_`#<>{}\[\]|\\/;]")


def faults(data: GuideData) -> list[str]:
    """Everything that is wrong with guides that are sound one by one."""
    return [
        *_too_few(data),
        *(fault for guide in data.guides for fault in _unsound(guide, data)),
        *_doubled(data),
        *_broken_courses(data),
        *_uncovered(data),
    ]


def _too_few(data: GuideData) -> Iterator[str]:
    for what, least in LEAST.items():
        have = len(getattr(data, what))
        if have < least:
            yield f"{have} {what}, and {least} are wanted"


def _unsound(guide: Guide, data: GuideData) -> Iterator[str]:
    count = body_words(guide.body)
    if not BODY_WORDS[0] <= count <= BODY_WORDS[1]:
        yield f"{guide.slug}: {count} words, and it should be {BODY_WORDS[0]} to {BODY_WORDS[1]}"
    if guide.minutes != (right := reading_minutes(count)):
        yield f"{guide.slug}: {count} words take {right} minutes to read, not {guide.minutes}"
    yield from (f"{guide.slug}: {tag} is no tag" for tag in guide.tags if tag not in data.tags)
    if len(set(guide.tags)) < len(guide.tags):
        yield f"{guide.slug}: a tag is there twice"
    spoken = guide.exercise.say + guide.exercise.question if guide.exercise else ""
    if found := _LINK.search(f"{guide.body}\n{guide.summary}\n{spoken}"):
        yield f"{guide.slug}: {found.group()!r} is a link, an address or HTML"
    if _TOP_HEADING.search(guide.body):
        yield f"{guide.slug}: the title is the only heading of its level"
    if guide.exercise:
        yield from _unspeakable(guide.slug, guide.exercise.question)


def _unspeakable(slug: str, question: str) -> Iterator[str]:
    if question.count("?") != 1 or not question.endswith("?"):
        yield f"{slug}: not one question: {question}"
    if len(words(question)) > QUESTION_WORDS:
        yield f"{slug}: the question has more than {QUESTION_WORDS} words"
    if found := _HARD_TO_SAY.search(question):
        yield f"{slug}: {found.group()!r} can't be spoken: {question}"


def body_words(body: str) -> int:
    """Words as they are read: what has a letter or a digit in it, between spaces."""
    return sum(any(each.isalnum() for each in part) for part in body.split())


def _doubled(data: GuideData) -> Iterator[str]:
    for named in ([each.slug for each in data.guides], [each.title for each in data.guides]):
        yield from (f"{name} is there twice" for name, count in Counter(named).items() if count > 1)
    questions = Counter(each.exercise.question for each in data.guides if each.exercise)
    yield from (f"two exercises ask: {text}" for text, count in questions.items() if count > 1)
    topics = [(each.slug, content_words(each.body)) for each in data.guides]
    for (one, here), (other, there) in combinations(topics, 2):
        if len(here & there) / max(len(here | there), 1) >= SAME:
            yield f"{one} and {other} say the same"


def _broken_courses(data: GuideData) -> Iterator[str]:
    steps: dict[str, list[int]] = {}
    for guide in data.guides:
        if guide.course:
            steps.setdefault(guide.course, []).append(guide.step)
    known = [course.id for course in data.courses]
    yield from (f"course {name} is not known" for name in steps if name not in known)
    yield from (f"course {name} is there twice" for name in set(known) if known.count(name) > 1)
    for name in known:
        found = sorted(steps.get(name, []))
        if len(found) < LEAST_STEPS or found != list(range(1, len(found) + 1)):
            yield f"course {name} has the steps {found}"


def _uncovered(data: GuideData) -> Iterator[str]:
    """Whatever can be found to be weak has a guide, and no tag of ours leads nowhere."""
    used = {tag for guide in data.guides for tag in guide.tags}
    helped = {guide.metric for guide in data.guides}
    yield from (f"no guide helps {metric}" for metric in METRICS if metric not in helped)
    yield from (f"no guide has the tag {tag}" for tag in set(GAP_TAGS.values()) - used)
    for tag in data.tags.values():
        if tag.group in OWN_GROUPS and tag.name not in used:
            yield f"no guide has the tag {tag.name}"


def main() -> int:
    """Print what is wrong with the guides in a folder (default: ours); 1 where something is."""
    try:
        data = load_guides(Path(sys.argv[1]) if len(sys.argv) > 1 else DATA)
    except ValueError as error:
        sys.stdout.write(f"{error}\n")
        return 1
    found = faults(data)
    length = sum(body_words(guide.body) for guide in data.guides)
    summary = f"{len(data.guides)} guides, {len(data.courses)} courses, {length} words"
    sys.stdout.write("\n".join([*found, summary, ""]))
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
