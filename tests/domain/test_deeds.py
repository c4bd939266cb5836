"""Who did what."""

from __future__ import annotations

import pytest

from backend.domain.deeds import Deeds, deeds


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("I rang the bank and told them, then wrote it down.", Deeds(own=3)),
        ("We moved the pallets. The team called the suppliers.", Deeds(shared=2)),
        ("It was decided to stop, and the ring was replaced.", Deeds(nobody=2)),
        ("She asked me, and I went.", Deeds(own=1, others=1)),
        ("Rang the bank, found the error.", Deeds(own=2)),
        ("I looked into it, tried a few things, changed some settings.", Deeds(own=2)),
        ("I had to defend it. We've built two of them.", Deeds(own=1, shared=1)),
        ("I was tired, I wanted to sleep and I felt cold.", Deeds()),
        ("I've got two girls, and I have worked there.", Deeds()),
        ("I ask her, I look in the chart, I tell the nurse.", Deeds(now=3)),
        ("", Deeds()),
    ],
)
def test_deeds_are_counted_for_whoever_did_them(text: str, found: Deeds) -> None:
    assert deeds(text) == found


def test_some_verbs_can_be_left_out() -> None:
    assert deeds("I said no and I left.", besides=frozenset({"said"})).own == 1
