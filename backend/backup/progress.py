"""Telling whoever waits how far it is, where that takes more than a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

EVERY_S = 1.0

Tell = Callable[[str], None]


class Progress:
    """`doing` is said with the rows that are done and all there are, at most every second."""

    def __init__(self, tell: Tell, doing: str, total: int) -> None:
        self._tell = tell
        self._doing = doing
        self._total = total
        self._done = 0
        self._told_s = time.monotonic()

    def add(self, rows: int) -> None:
        self._done += rows
        now_s = time.monotonic()
        if now_s - self._told_s >= EVERY_S:
            self._told_s = now_s
            self._tell(f"{self._doing}: {self._done:,} of {self._total:,} rows")
