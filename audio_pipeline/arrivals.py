"""When samples arrived."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class Arrivals:
    """When the samples came, so that a latency can be counted from the last voiced one."""

    marks: deque[tuple[int, float]] = field(default_factory=lambda: deque(maxlen=4096))

    def add(self, sample: int, now_s: float) -> None:
        self.marks.append((sample, now_s))

    def of(self, sample: int) -> float | None:
        for at, (end, _) in enumerate(reversed(self.marks)):
            if end < sample:
                return self.marks[-at][1] if at else None
        return self.marks[0][1] if self.marks else None
