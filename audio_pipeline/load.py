"""What is given up, and in which order, while engines keep people waiting.

Captions go first, then the work for replies that may never be given, and the voice last: the
answers themselves, and that they are stored, never. One `Load` serves all conversations of a
process, since they share its engines. It reads no clock and waits for nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import IntEnum
from typing import Literal, cast

LevelName = Literal["normal", "no_captions", "no_speculation", "text_replies"]

LIMITS_S = (0.5, 1.0, 2.0)
"""From so long a wait on, the next thing is given up. A reply is wanted within 2.0 s for 95 in 100
turns, and takes 1.2 s at the median where nobody waits for an engine (docs/benchmarks.md): half a
second of waiting still leaves them in time, a second doesn't, and with 2 s the wait alone has used
up all of it."""

CALM_S = 0.25
"""Below half of the first limit nobody notices a wait, and what was given up may come back."""

MEMORY_S = 10.0
"""The wait is averaged over about this long: one hard sentence is no overload. Whisper's slowest
of 230 recordings took 2.9 s (docs/benchmarks.md), and one wait behind it is 0.4 s here."""

STEP_S = MEMORY_S
"""From one step to the next, so that the average has shown what the first one helped."""

REST_S = 30.0
LONGEST_REST_S = 480.0
"""So long it has to be calm before something comes back: some turns of a conversation. It is twice
as long after each time that coming back was too early, up to eight minutes."""


class Level(IntEnum):
    """Each gives up what those before it do, and something more."""

    NORMAL = 0
    NO_CAPTIONS = 1
    NO_SPECULATION = 2
    TEXT_REPLIES = 3


@dataclass
class Load:
    """`observe` is told again and again how things stand; the rest says what there is left."""

    level: Level = Level.NORMAL
    wait_s: float = 0.0
    """How long whoever has waited longest for an engine has waited, averaged over time."""
    _seen_s: float | None = None
    _calm_since_s: float | None = None
    _raised_s: float = -math.inf
    _lowered_s: float | None = None
    """Since the level was last raised."""
    _rest_s: float = REST_S

    @property
    def name(self) -> LevelName:
        return cast(LevelName, self.level.name.lower())

    @property
    def captions(self) -> bool:
        """Whether words are decoded only to be shown while they are spoken."""
        return self.level < Level.NO_CAPTIONS

    @property
    def speculation(self) -> bool:
        """Whether work is done that may turn out not to be needed: drafts, warming a model."""
        return self.level < Level.NO_SPECULATION

    @property
    def voice(self) -> bool:
        """Whether replies are spoken."""
        return self.level < Level.TEXT_REPLIES

    def observe(self, now_s: float, wait_s: float) -> bool:
        """At this time, somebody has waited so long for an engine, 0 where nobody waits. True
        where the level has changed."""
        elapsed_s = 0.0 if self._seen_s is None else now_s - self._seen_s
        self._seen_s = now_s
        self.wait_s += (wait_s - self.wait_s) * -math.expm1(-elapsed_s / MEMORY_S)
        if self.wait_s >= CALM_S:
            self._calm_since_s = None
        elif self._calm_since_s is None:
            self._calm_since_s = now_s
        return self._raised(now_s) or self._lowered(now_s)

    def _raised(self, now_s: float) -> bool:
        if self.level == Level.TEXT_REPLIES or self.wait_s < LIMITS_S[self.level]:
            return False
        if now_s - self._raised_s < STEP_S:
            return False
        if self._lowered_s is not None:
            too_early = now_s - self._lowered_s < self._rest_s + REST_S
            self._rest_s = min(2 * self._rest_s, LONGEST_REST_S) if too_early else REST_S
        self.level, self._raised_s, self._lowered_s = Level(self.level + 1), now_s, None
        return True

    def _lowered(self, now_s: float) -> bool:
        calm_s = 0.0 if self._calm_since_s is None else now_s - self._calm_since_s
        if self.level == Level.NORMAL or calm_s < self._rest_s:
            return False
        # Each step back has to prove itself before the next.
        self.level, self._lowered_s, self._calm_since_s = Level(self.level - 1), now_s, now_s
        return True
