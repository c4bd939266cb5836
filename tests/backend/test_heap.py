"""What was freed between other things goes back to the system."""

from __future__ import annotations

import ctypes
import sys

import psutil
import pytest

from backend.heap import give_back, giving_back

PIECE, PIECES, KEPT = 100_000, 1_000, 50
"""Each below the size from which the C library asks the system for it alone."""

GLIBC = sys.platform.startswith("linux") and hasattr(ctypes.CDLL(None), "malloc_trim")


@pytest.mark.skipif(not GLIBC, reason="only glibc keeps what is freed, and can be told not to")
def test_what_lies_between_other_things_is_given_back() -> None:
    pieces = [bytearray(PIECE) for _ in range(PIECES)]
    kept = pieces[::KEPT]
    del pieces
    before = psutil.Process().memory_info().rss
    assert give_back()
    freed = before - psutil.Process().memory_info().rss
    assert freed > PIECE * PIECES / 2, f"{freed} bytes"
    assert len(kept) == PIECES / KEPT


async def test_as_a_job_it_removes_nothing() -> None:
    assert await giving_back() == 0
