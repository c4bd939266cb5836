"""What a CV and a job description say, digested once into short sentences.

Documents are somebody's text: whatever they say is data, and nothing in them is obeyed.
"""

from __future__ import annotations

import re
from collections import Counter

from backend.domain.language import clean, content_words, words
from backend.domain.scenario import Background

MOST_CHARACTERS = 60_000
MOST_SENTENCES = 40
SENTENCE_WORDS = 25
MOST_TERMS = 25
MOST_OWN, OWN_WORDS = 20, 60

_BREAK = re.compile(r"[\n\r•·▪◦]+|(?<=[.!?;])\s+")
_BULLET = re.compile(r"^[\s\-*–—•]*(?:\d{1,2}[.)]\s*)?")
_EMPLOYER = re.compile(
    r"\b(?:we(?:'re| are| have| offer| build| make| help| work| serve| believe)?|our|us|founded"
    r"|employees|headquarters|offices?|benefits?|holiday|leave|pension|salary|bonus|remote|hybrid"
    r"|on-?site|hours|shifts?|location|based in|team of|reports? to|customers include)\b",
    re.I,
)
_WANTED = re.compile(
    r"\b(?:must|required?|requirements?|experience (?:with|in|of)|you (?:will|have|are|bring)"
    r"|knowledge of|ability to|responsib\w+|skills?|proficien\w+|familiar\w*|degree|certif\w+)\b",
    re.I,
)


def digest(cv: str = "", job: str = "", own_questions: str = "") -> Background:
    """Both documents in short sentences, what the job asks for by weight, and the candidate's
    own questions, one for each line."""
    told = _sentences(job)
    return Background(
        cv=_sentences(cv),
        job=told,
        employer=tuple(each for each in told if _EMPLOYER.search(each)),
        terms=_terms(told),
        own_questions=_questions(own_questions),
    )


def _sentences(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for piece in _BREAK.split(text[:MOST_CHARACTERS]):
        line = clean(_BULLET.sub("", piece, count=1))
        parts = line.split()
        if len(words(line)) < 2:
            continue
        found.append(" ".join(parts[:SENTENCE_WORDS]))
        if len(found) == MOST_SENTENCES:
            break
    return tuple(found)


def _terms(told: tuple[str, ...]) -> tuple[str, ...]:
    """Words of the job description; what it demands counts three times."""
    counts: Counter[str] = Counter()
    for sentence in told:
        weight = 3 if _WANTED.search(sentence) else 1
        stems = content_words(sentence)
        for word in dict.fromkeys(words(sentence)):
            if content_words(word) & stems:
                counts[word] += weight
    return tuple(word for word, _count in counts.most_common(MOST_TERMS))


def _questions(text: str) -> tuple[str, ...]:
    found: list[str] = []
    for line in text[:MOST_CHARACTERS].splitlines():
        bare = clean(_BULLET.sub("", line, count=1)).rstrip(".?! ")
        if len(words(bare)) >= 2:
            found.append(" ".join(bare.split()[:OWN_WORDS]) + "?")
    return tuple(dict.fromkeys(found))[:MOST_OWN]
