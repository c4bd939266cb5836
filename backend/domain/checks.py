"""Is a line that a language model wrote fit to be spoken by the interviewer?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from backend.domain.language import content_words, words

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
    r"\b(?:my|mine|myself|i['’](?:ve|d|m)|i(?! (?:see|understand|hear|wonder|would)\b))\b", re.I
)
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def tidy(line: str) -> str:
    """The line without the label, quotation marks and afterthoughts that models add."""
    bare = _LABEL.sub("", line.strip(), count=1).strip().strip('"“”').strip()
    end = bare.find("?")
    return (bare[: end + 1] if end >= 0 else bare).strip()


def faults(
    line: str, *, answer: str, asked: Iterable[str] = (), max_words: int = MAX_WORDS
) -> Sequence[Fault]:
    """Everything that is wrong with a follow-up to `answer`; empty where it may be spoken.

    `asked` is every question put so far: none is put twice.
    """
    if not words(line):
        return ("empty",)
    topic = content_words(line)
    found: dict[Fault, bool] = {
        "not_one_question": line.count("?") != 1 or not line.endswith("?"),
        "too_long": len(line.split()) > max_words,
        "ungrounded": not topic & content_words(answer),
        "repeated": any(_alike(topic, content_words(each)) for each in asked),
        "leak": _LEAK.search(line) is not None,
        "markup": _MARKUP.search(line) is not None or _OTHER_SCRIPT.search(line) is not None,
        "invented": not set(_DIGITS.findall(line)) <= set(_DIGITS.findall(answer)),
        "not_an_interviewer": _OWN_STORY.search(line) is not None,
    }
    return tuple(fault for fault, present in found.items() if present)


def _alike(one: set[str], other: set[str]) -> bool:
    together = one | other
    return bool(together) and len(one & other) / len(together) >= _SAME_QUESTION
