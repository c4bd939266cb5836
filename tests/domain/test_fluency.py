"""What breaks off, and what only hesitates."""

from __future__ import annotations

import pytest

from backend.domain.fluency import breaks, initials
from tests.domain.answers import STORY


@pytest.mark.parametrize(
    ("said", "times"),
    [
        ("So first the, so we had the old boiler.", 1),
        ("And I'd sit there and. So his mother came.", 1),
        ("It was on Monday, no that was the other one, it was later.", 1),
        ("I rang the office, well it was a colleague who'd, anyway we went.", 3),
        ("So the, um, the boiler was, uh, cold, and I, I rang the, you know, the fitter.", 0),
        ("He start in the night and he see the door, and the hot air enter and make ice.", 0),
        ("Of the five, I think, two were late, and that's how it was.", 0),
        (STORY, 0),
    ],
)
def test_a_sentence_that_is_left_is_a_break_and_a_hesitation_none(said: str, times: int) -> None:
    assert breaks(said) == times


def test_abbreviations_are_counted_once_each() -> None:
    assert initials("The NLB sent RSTs, and the NLB idle was below the gRPC one in k8s.") == 4
    assert initials("I rang the IT desk about it.") == 1
    assert initials("I AM told that I may go.") == 1
