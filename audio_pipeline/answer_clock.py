"""How long an answer may take, and a silence before it. The clock is the samples heard, so that
a pause of the interview stops it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ

Ring = Literal["time_up", "silence"]


def _samples(seconds: float) -> int:
    return round(seconds * ENGINE_RATE_HZ)


@dataclass(slots=True)
class AnswerClock:
    """`due` is the sample at which the time for the answer is over, `nudge` the one at which a
    silence has lasted long enough to say something; None while nothing is counted.

    The time begins when the question was heard and its preparation is over, or when the answer
    begins, whichever comes first. The silence is counted until the person speaks.
    """

    limit_s: float = 0.0
    preparation_s: float = 0.0
    patience_s: float = 0.0
    due: int | None = None
    nudge: int | None = None
    _answering: bool = False

    def set(
        self, limit_s: float | None, preparation_s: float = 0.0, patience_s: float = 0.0
    ) -> None:
        """A reply was given; what is said to it may take `limit_s`, without limit for 0. With
        None the time that is running goes on. After `patience_s` of silence the reply to that
        is due, never for 0."""
        self.patience_s, self.nudge = patience_s, None
        if limit_s is None:
            return
        self.limit_s, self.preparation_s = limit_s, preparation_s
        self.due, self._answering = None, False

    def asked(self, sample: int) -> None:
        """The reply was heard to its end."""
        if self.limit_s and self.due is None and not self._answering:
            self.due = sample + _samples(self.preparation_s + self.limit_s)
        self.hushed(sample)

    def speaks(self, sample: int) -> None:
        """The person begins to speak; an answer of several turns began with its first."""
        self.nudge = None
        if self.limit_s and not self._answering:
            self._answering = True
            latest = sample + _samples(self.limit_s)
            self.due = min(latest, self.due) if self.due is not None else latest

    def hushed(self, sample: int) -> None:
        """Nobody speaks, or it was only a noise: the silence begins here."""
        self.nudge = sample + _samples(self.patience_s) if self.patience_s else None

    @property
    def next(self) -> int | None:
        """The sample at which to look at the clock again."""
        return min((each for each in (self.due, self.nudge) if each is not None), default=None)

    def rings(self, sample: int) -> Ring | None:
        """What is over by now; each is told once."""
        if self.due is not None and sample >= self.due:
            self.due = self.nudge = None
            return "time_up"
        if self.nudge is not None and sample >= self.nudge:
            self.nudge = None
            return "silence"
        return None
