"""Whom a question is about, and the words in which people talk about them.

A story that names nobody like the one who was asked about, "a guest", is about something else.
Only people are looked for: what went wrong, or was decided, can be told in any words.
"""

from __future__ import annotations

import re

_ANYBODY = (
    "he she him his her man woman lady gentleman guy boy girl couple family mother father mum dad"
    " husband wife lad bloke somebody someone"
)
_PEOPLE: tuple[tuple[str, str], ...] = (
    (
        "customer|client|guest|caller|visitor|passenger|buyer|tenant|user",
        f"{_ANYBODY} customer client guest caller visitor passenger buyer tenant user shopper"
        " regular account patient traveller tourist",
    ),
    ("patient|resident", f"{_ANYBODY} patient resident client case"),
    (
        "parent|family",
        "parent mother father mum mom dad family families guardian carer grandmother grandfather"
        " nan stepfather stepmother couple husband wife",
    ),
    (
        "pupil|student|learner|child",
        f"{_ANYBODY} pupil student learner child children kid class year",
    ),
    (
        "colleague|coworker|teammate|employee|apprentice|trainee|newcomer|contractor|supplier"
        "|manager|boss|supervisor|director|editor|doctor",
        f"{_ANYBODY} colleague teammate coworker manager boss supervisor director editor they them"
        " foreman chef nurse doctor partner apprentice trainee employee contractor supplier driver",
    ),
)
_COMPILED = tuple(
    (
        re.compile(rf"\b(?:an?|one|your) (?:\w+ ){{0,2}}(?:{raised})(?:'s)?\b", re.I),
        frozenset(words.split()),
    )
    for raised, words in _PEOPLE
)
_PRONOUNS = frozenset("he she him his her".split())
_ENOUGH_PRONOUNS = 3
"""One "she" may be anybody who passes through a story."""


def names_its_people(question: str, said: list[str]) -> bool:
    """Whether the answer's words (lower case) name somebody of every kind that the question
    does; True where it names nobody."""
    singular = [word.removesuffix("'s").removesuffix("s") for word in said]
    pronouns = sum(word in _PRONOUNS for word in said)

    def named(people: frozenset[str]) -> bool:
        found = {word for pair in zip(said, singular, strict=True) for word in pair} & people
        return bool(found - _PRONOUNS) or (bool(found) and pronouns >= _ENOUGH_PRONOUNS)

    return all(named(people) for raised, people in _COMPILED if raised.search(question))
