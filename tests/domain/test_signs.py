"""Every row of every table finds its example, and no table what it says it doesn't mean."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from backend.domain.heard import Heard
from backend.domain.remarks import remark
from backend.domain.signs import Sign, Signs, career, evading, grading, table, telling, wording
from backend.domain.signs.asides import ASIDES
from backend.domain.signs.requests import REQUESTS, Request


def tables() -> Iterator[tuple[str, Signs]]:
    for module in (career, evading, grading, telling, wording):
        yield from ((name, each) for name, each in vars(module).items() if isinstance(each, Signs))
    yield from ((kind, each) for kind, each in ASIDES.items())


ROWS = [
    pytest.param(signs, row, id=f"{name}: {row.phrase[:40]}")
    for name, signs in tables()
    for row in signs
]


@pytest.mark.parametrize(("signs", "row"), ROWS)
def test_a_row_finds_its_example_and_its_table_nothing_else(signs: Signs, row: Sign) -> None:
    assert Signs((row,)).search(row.seen)
    assert not (row.unseen and signs.search(row.unseen))


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda each: each.said)
def test_a_request_is_understood(request_: Request) -> None:
    found = remark(Heard(request_.said), question="Why?")
    assert found
    assert found.kind == request_.kind


def test_a_phrase_is_read_as_it_says() -> None:
    signs = table(
        """
        i [really/just] don't know/remember > I just don't know.
        improv* ~ by > It improved sales by half.
        take_care of > take care of
        """
    )
    found = ("I really, really don’t know", "i dont remember", "improving it by", "Take  care of")
    assert all(signs.search(each) for each in found)
    missed = ("I don't", "improves by", "take good care of", "mistake care of", "don't know")
    assert not any(signs.search(each) for each in missed)
    assert signs.count("I don't know and I don't remember") == 2
