"""Who did what in an answer: subjects, and the verbs that follow them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from backend.domain.verbs import PARTICIPLES, STATES, is_deed, is_past, is_present_deed

Who = Literal["own", "shared", "others", "nobody"]

_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|[.!?…,;:—–-]")
_LET_ME = re.compile(r"(?<!\bhe )(?<!\bit )(?<!\bshe )(?<!\bthey )\blet (?:me|us)\b", re.I)
"""What the speaker asks for is not done by anybody yet."""
_OWN = frozenset("i i'd i've".split())
_SHARED = frozenset("we we'd we've".split())
_OTHERS = frozenset(
    "he she they he'd she'd they'd who which there everybody everyone somebody someone"
    " nobody".split()
)
_OBJECTS = frozenset("it you that people it'd you'd".split())
"""Whoever these are, they may as well be what something was done to."""
_BETWEEN = frozenset(
    """
    then also just first finally actually really personally quickly immediately basically even
    simply always eventually still only never already soon later slowly carefully once twice
    honestly literally kind of sort had have has did 'd so myself ourselves both all
    """.split()
)
"""What may stand between a subject and its verb."""
_JOINS = frozenset("and then or but , ;".split())
_OPENS = frozenset("so and then well but yeah yes um uh okay also , first after that".split())
_PASSIVE = frozenset("was were been being got get is are".split())
_AUXILIARIES = frozenset("had did was were been done".split())
_DONE = frozenset("the a an it this that these those my our his her all both one two".split())
"""With these, "did" is no auxiliary: "I did the window"."""
_OBLIGES = frozenset("had needed got".split())
"""With "to": "I had to defend it" is done as well."""
_STOPS = frozenset(".!?…")


@dataclass(frozen=True, slots=True)
class Deeds:
    """How often somebody did something: the speaker, the speaker with others ("we"), others,
    and nobody who is named ("it was decided"). `now` counts the speaker's in the present."""

    own: int = 0
    shared: int = 0
    others: int = 0
    nobody: int = 0
    now: int = 0

    @property
    def all(self) -> int:
        return self.own + self.shared + self.others + self.nobody


def deeds(text: str, *, besides: frozenset[str] = frozenset()) -> Deeds:
    """Every past verb that tells of a deed, by whose it is; those in `besides` don't count. A
    verb that follows "and" belongs to the subject before it, and one that opens a sentence to
    the speaker: "Rang the bank, …"."""
    counts: dict[Who, int] = {"own": 0, "shared": 0, "others": 0, "nobody": 0}
    tokens = [each.lower().replace("’", "'") for each in _TOKEN.findall(_LET_ME.sub("", text))]
    tokens = ["made" if _is_main_did(tokens, at) else each for at, each in enumerate(tokens)]
    subject: Who = "own"
    meanwhile: Who | None = None  # who it would be if a verb followed
    fresh = True  # nothing but an opening word in this sentence yet
    reachable = False  # only words that may stand between since the subject, or a joining word
    previous, now, obliged = "", 0, False
    for token in tokens:
        whose: Who = meanwhile or subject
        if "to" not in (token, previous):
            obliged = token in _OBLIGES and not previous.endswith("'ve")
        if token not in _BETWEEN and token not in _PASSIVE:
            meanwhile = None
        if token in _STOPS:
            subject, fresh, reachable = "own", True, False
        elif token in _OWN:
            subject, fresh, reachable = "own", False, True
        elif token in _SHARED or (token in ("team", "us") and previous in ("the", "our", "of")):
            subject, fresh, reachable = "shared", False, True
        elif token in _OTHERS:
            subject, fresh, reachable = "others", False, True
        elif token in _OBJECTS:
            meanwhile, fresh, reachable = "others", False, True
        elif previous in _PASSIVE and (token in PARTICIPLES or token.endswith("ed")):
            counts["nobody"] += is_deed(token) or token in PARTICIPLES
            fresh = reachable = False
        elif (is_past(token) or token in PARTICIPLES) and token not in _AUXILIARIES:
            owns = token == "got" and (previous.endswith("'ve") or previous in ("have", "has"))
            if not owns and token not in STATES and token not in besides and (reachable or fresh):
                counts[whose] += 1
                subject = whose
            fresh = reachable = False
        elif previous == "to" and obliged:
            counts[whose] += 1
            fresh = reachable = False
        elif reachable and whose == "own" and is_present_deed(token):
            now += 1
            fresh = reachable = False
        elif token in _JOINS:
            reachable = True
        elif token not in _BETWEEN and token not in _PASSIVE:
            reachable = False
            fresh = fresh and token in _OPENS
        previous = token
    return Deeds(counts["own"], counts["shared"], counts["others"], counts["nobody"], now)


def _is_main_did(tokens: list[str], at: int) -> bool:
    doer = tokens[at - 1] in _OWN | _SHARED | _OTHERS | _BETWEEN if at else False
    return (
        doer and tokens[at] == "did" and tokens[at + 1 : at + 2] != [] and tokens[at + 1] in _DONE
    )
