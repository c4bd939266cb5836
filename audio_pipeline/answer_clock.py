"""How long an answer may take. Its clock is the samples heard, so that a pause stops it."""

from __future__ import annotations

from dataclasses import dataclass

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ


@dataclass(slots=True)
class AnswerClock:
    """`due` is the sample at which the time is over, None while nothing is counted.

    The time begins when the question was heard and its preparation is over, or when the answer
    begins, whichever comes first.
    """

    limit_s: float = 0.0
    preparation_s: float = 0.0
    due: int | None = None
    _answering: bool = False

    def set(self, limit_s: float, preparation_s: float) -> None:
        """A reply was given; what is said to it may take so long, without limit for 0."""
        self.limit_s, self.preparation_s = limit_s, preparation_s
        self.due, self._answering = None, False

    def asked(self, sample: int) -> None:
        """The question was heard to its end."""
        if self.limit_s and not self._answering:
            self.due = sample + round((self.preparation_s + self.limit_s) * ENGINE_RATE_HZ)

    def speaks(self, sample: int) -> None:
        """The person begins to speak; an answer of several turns began with its first."""
        if self.limit_s and not self._answering:
            self._answering = True
            latest = sample + round(self.limit_s * ENGINE_RATE_HZ)
            self.due = min(latest, self.due) if self.due is not None else latest
