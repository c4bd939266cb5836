"""Is a line that a language model wrote fit to be spoken by the interviewer?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal

from backend.domain.address import to_you
from backend.domain.language import COARSE, content_words, sentences, words
from backend.domain.verbs import is_base

Fault = Literal[
    "empty",
    "not_one_question",
    "too_long",
    "ungrounded",
    "repeated",
    "leak",
    "markup",
    "invented",
    "not_an_interviewer",
    "praise",
    "coarse",
    "quotes",
    "garbled",
]

MAX_WORDS = 35
_SAME_QUESTION = 0.6
"""Share of topic words in common from which two questions are the same one."""

_LABEL = re.compile(
    r"^\s*(?:[-*>#\d.)\s]*)(?:(?:interviewer|assistant|question|follow[- ]?up(?: question)?|you)"
    r"\s*:\s*)?",
    re.I,
)
_LEAK = re.compile(
    r"\b(?:system prompt|instructions?|language model|as an ai|follow-?up question|the candidate"
    r"|prompt|full marks|chatgpt|openai|qwen|task:|answer:)|</?answer",
    re.I,
)
_MARKUP = re.compile(r"[*_`#<>{}\[\]|\\]|https?://|\n")
_OTHER_SCRIPT = re.compile(r"[^\x00-\u024f\u2010-\u2027\u20a0-\u20bf]")
_OWN_STORY = re.compile(
    r"\b(?:my|mine|myself|our|ours|(?-i:us)|we|i['’](?:ve|d|m)"
    r"|i(?! (?:see|understand|hear|wonder|would)\b))\b",
    re.I,
)
_INTERVIEWERS_OWN = re.compile(r"\W*I (?:see|understand|hear|wonder|would)\b")
_AS_THE_CANDIDATE = re.compile(r"\W*(?:I|We|I['’](?:ve|d|m))\b")
_PRAISE = re.compile(
    r"\b(?:great|excellent|impressive|amazing|fantastic|wonderful|perfect|well done"
    r"|good (?:job|answer|point|example)|congratulations|brilliant|awesome|interesting)\b",
    re.I,
)
_ASKING = re.compile(r"\b(?:how (?:much|many|long|often)|how|what|when|where|who|why)\b", re.I)
_BROKEN = re.compile(
    r"\bwhich (?:made|did|was|were|is)\b|\b(\w+) \1\b|\b(?:the|a|an|of|to|with) ?\?"
    # Asked how much, and told it at once; a second question behind the first.
    r"|\bhow (?:much|many)\b[^?]*\b(?:loads|lots|a lot|a bit|massively|hugely|significantly) ?\?"
    r"|\bhow did\b[^?]*, and did\b",
    re.I,
)
_BEFORE_NOUNS = frozenset("the a an your his her their its this that these those my our".split())
_NEAR = frozenset("near behind between against towards toward beside among".split())
_DO = re.compile(r"\b(?:did|does|do)\b([^?]*)", re.I)
_HAPPENED_TO = re.compile(r"\bhappen(?:ed|s) to (\w+)", re.I)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def tidy(line: str) -> str:
    """The line without the label, quotation marks and afterthoughts that models add."""
    bare = _LABEL.sub("", line.strip(), count=1).strip().strip('"“”').strip()
    end = bare.find("?")
    return (bare[: end + 1] if end >= 0 else bare).strip()


def addressed(line: str) -> str:
    """The line said to the candidate: a small model quotes them as they spoke, "how much did my
    sales go up". One that speaks as the candidate from its first word stays as it is."""
    own = _INTERVIEWERS_OWN.match(line)
    if not own and _AS_THE_CANDIDATE.match(line):
        return line
    kept = own.end() if own else 0
    line = line[:kept] + to_you(line[kept:])
    return line[:1].upper() + line[1:]


def is_beyond_repair(written: str, max_words: int = MAX_WORDS) -> bool:
    """Whether a line of which only the beginning is there can't become one that may be spoken,
    so that nobody need wait for its end."""
    first = re.search(r"[.!?](?=\s)", written)
    statement = (
        first is not None and first.group() != "?" and len(words(written[: first.end()])) > 3
    )
    return statement or len(written.split()) > max_words


def faults(
    line: str,
    *,
    answer: str,
    asked: Iterable[str] = (),
    allowed: Iterable[str] = (),
    max_words: int = MAX_WORDS,
) -> Sequence[Fault]:
    """Everything that is wrong with a line; empty where it may be spoken.

    It is one question about something in `answer`, and none of those `asked` so far; of the
    candidate it says nothing that is neither in the answer nor in `allowed`, their earlier words.
    """
    if not words(line):
        return ("empty",)
    topic = content_words(line)
    told = " ".join((answer, *allowed))
    found: dict[Fault, bool] = {
        "not_one_question": line.count("?") != 1 or not line.endswith("?"),
        "too_long": len(line.split()) > max_words,
        "ungrounded": not topic & content_words(answer),
        "repeated": any(_alike(topic, content_words(each)) for each in asked),
        "leak": _LEAK.search(line) is not None,
        "markup": _MARKUP.search(line) is not None or _OTHER_SCRIPT.search(line) is not None,
        "invented": not set(_DIGITS.findall(line)) <= set(_DIGITS.findall(told))
        or not _names(line) <= set(words(told)),
        "not_an_interviewer": _OWN_STORY.search(line) is not None,
        # Inside them somebody else's "I" may stand; and the fixed wording quotes already.
        "quotes": re.search(r"[\"“”]", line) is not None,
        "praise": _PRAISE.search(line) is not None,
        "coarse": COARSE.search(line) is not None,
        "garbled": _is_garbled(line),
    }
    return tuple(fault for fault, present in found.items() if present)


def _is_garbled(line: str) -> bool:
    """What a small model makes of two phrases that it can't join: it asks the same twice ("when
    they left, when did that happen"), or says a thing twice in one sentence."""
    asking = [each.lower() for each in _ASKING.findall(line)]
    told = [word for word in words(line) if content_words(word)]
    pairs = list(zip(told, told[1:], strict=False))
    return (
        len(set(asking)) < len(asking)
        or any(_says_twice(each) for each in sentences(line))
        or len(set(pairs)) < len(pairs)
        or _BROKEN.search(line) is not None
        or _lacks_its_verb(line)
    )


def _says_twice(sentence: str) -> bool:
    """ "How much did the company save by saving the company money"."""
    told = Counter(stem for word in words(sentence) for stem in content_words(word))
    return sum(times > 1 for times in told.values()) > 1


def _lacks_its_verb(line: str) -> bool:
    """ "Why did the clinic near your house", "what happened to remove the picture"."""
    happened = _HAPPENED_TO.search(line)
    if happened and is_base(happened.group(1).lower()):
        return True
    asked = _DO.search(line)
    told = words(asked.group(1)) if asked else []
    # A word that isn't known may be a verb where no article says that it is a noun.
    return asked is not None and not any(
        is_base(word) or (content_words(word) and before not in _BEFORE_NOUNS and word not in _NEAR)
        for before, word in zip(["", *told], told, strict=False)
    )


def _names(line: str) -> set[str]:
    """Words written with a capital inside the sentence: a name, of something or somebody."""
    inside = re.findall(r"(?<![.!?“”\"‘’'])\s(?!I\b)([A-Z][\w-]+)", line)
    return {word.lower() for word in inside}


def _alike(one: set[str], other: set[str]) -> bool:
    together = one | other
    return bool(together) and len(one & other) / len(together) >= _SAME_QUESTION
