"""Memory that was needed for a moment, given back to the system.

glibc keeps what is freed between what isn't. After the models were loaded and had been used once
that was 125 MB (benchmarks.memory), and it grows with every conversation.
"""

from __future__ import annotations

import asyncio
import ctypes
import sys


def give_back() -> bool:
    """Whether there was any; False where the C library isn't glibc. It blocks for some
    milliseconds, and belongs into a thread."""
    if not sys.platform.startswith("linux"):
        return False
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return trim is not None and bool(trim(0))


async def giving_back() -> int:
    """For a job: nothing that anybody could miss is removed."""
    await asyncio.to_thread(give_back)
    return 0
