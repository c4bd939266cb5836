"""Main questions about what the candidate's own CV says, and what the job description asks for.

A line is quoted as it stands, without its dates: nothing is concluded from it, so nothing can be
wrong with the question but that it is an odd line to ask about.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from zlib import crc32

from backend.domain import lines
from backend.domain.gaps import NUMBER
from backend.domain.language import content_words, shortened, words
from backend.domain.plan import Competency, PlannedQuestion
from backend.domain.scenario import Background, Difficulty

CV = Competency("cv", "Your CV", "something that your CV says")
JOB = Competency("job", "This job", "something that the job description asks for")

LONG_ENOUGH_FOR_CV, LONG_ENOUGH_FOR_JOB = 3, 4
"""Main questions of an interview that has room for one about the CV, and for one about the job:
they come in place of the bank's."""
QUOTED_WORDS = 18
FEWEST_WORDS = 4

_DEED = re.compile(
    r"^(?:i )?(?:(?!need|unneed|relat|requir|bas)\w{2,}ed|led|built|ran|wrote|won|made|grew|taught"
    r"|took|drove|cut|sold|set up|brought|began|kept|held|gave|oversaw|rebuilt|rewrote|spoke|bought"
    r"|found|sought|shipped|dealt|put)\b",
    re.I,
)
_DATES = re.compile(
    r"[(\[]?\b(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? )?(?:19|20)\d\d"
    r"(?:\s*(?:-|–|—|to|until)\s*(?:(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
    r" )?(?:19|20)\d\d|now|today|present|date)?)?[)\]]?",
    re.I,
)
_WANTED = re.compile(
    r"\b(?:you (?:will|have|are|bring|can|know|like)|experience (?:with|in|of)|ability to"
    r"|responsib\w+ for|able to|knowledge of|comfortable (?:with|in))\b",
    re.I,
)
_PAPERS = re.compile(
    r"\b(?:degree|bachelor|master|diploma|licen[cs]e|certif\w+|fluent|native|right to work|permit"
    r"|salary|benefits?|holiday|pension|remote|on-?site|hybrid|report(?:s|ing)? to|apply|equal"
    r" opportunit\w+|references?|e-?mail|phone)\b|@",
    re.I,
)
"""What nobody can tell a story about."""


def about_cv(background: Background, asked_lately: Sequence[str]) -> PlannedQuestion | None:
    """A question about the strongest thing that the CV says was done, if it says any: one with a
    figure first, then what stands first. What was asked lately comes last."""
    deeds = [line for line in map(_undated, background.cv) if _DEED.match(line) and _quotable(line)]
    return _question(
        sorted(deeds, key=lambda line: not NUMBER.search(line)),
        asked_lately,
        CV,
        lines.about_cv,
        difficulty="easy",
        strong=("Says how it came about", "Tells what they did themselves", "Gives the result"),
        probes=("What was the hardest part of it?", "What would have happened without you?"),
    )


def about_job(background: Background, asked_lately: Sequence[str]) -> PlannedQuestion | None:
    """A question about what the job description asks for most, if it asks for anything that can
    be told about."""
    weights = {term: at for at, term in enumerate(reversed(background.terms), 1)}
    wanted = [line for line in background.job if _WANTED.search(line) and _quotable(line)]

    def weight(line: str) -> int:
        return sum(weights.get(word, 0) for word in set(words(line)))

    return _question(
        sorted(wanted, key=weight, reverse=True),
        asked_lately,
        JOB,
        lines.about_job,
        difficulty="medium",
        strong=("Names a time that comes close", "Tells what they did", "Says how it went"),
        probes=("What would be different here?", "Which part of it would be new to you?"),
    )


def _undated(line: str) -> str:
    return " ".join(_DATES.sub(" ", line).split()).strip(" ,;:-–—")


def _quotable(line: str) -> bool:
    long_enough = len(words(line)) >= FEWEST_WORDS and len(content_words(line)) >= 2
    return long_enough and not _PAPERS.search(line)


def _question(
    candidates: Sequence[str],
    asked_lately: Sequence[str],
    competency: Competency,
    worded: Callable[[str], str],
    *,
    difficulty: Difficulty,
    strong: tuple[str, ...],
    probes: tuple[str, ...],
) -> PlannedQuestion | None:
    if not candidates:
        return None
    named = {_id(competency, line): line for line in candidates}
    # Of the latest first: what isn't among them is the best choice, then the longest ago.
    ages = {id: at for at, id in enumerate(asked_lately)}
    chosen = max(named, key=lambda id: ages.get(id, len(asked_lately)))
    return PlannedQuestion(
        chosen,
        competency,
        worded(shortened(named[chosen], QUOTED_WORDS)),
        difficulty=difficulty,
        strong=strong,
        probes=probes,
    )


def _id(competency: Competency, line: str) -> str:
    """The same for the same line in every interview, so that it isn't asked again."""
    return f"{competency.id}-{crc32(line.encode()):08x}"
