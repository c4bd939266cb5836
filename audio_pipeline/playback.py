"""How far a reply has been played: by the client's report, or else by the clock."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Playback:
    """Times are loop times in seconds; `sent_s` and what the methods return are seconds of the
    reply's audio. `pace` is how many times real time the conversation runs."""

    pace: float = 1.0
    sent_s: float = 0.0
    began_at: float | None = None
    held_at: float | None = None
    stopped_at: float | None = None
    reported_s: float | None = None

    def clock_s(self, now: float) -> float:
        """How far a client that plays in real time has come, were everything sent."""
        if self.began_at is None:
            return 0.0
        stops = [at for at in (self.held_at, self.stopped_at) if at is not None]
        return max(min([now, *stops]) - self.began_at, 0.0) * self.pace

    def hold(self, now: float) -> None:
        if self.held_at is None:
            self.held_at = now

    def resume(self, now: float) -> None:
        if self.held_at is not None and self.began_at is not None:
            self.began_at += now - self.held_at
        self.held_at = None

    def report(self, seconds: float) -> None:
        """The client's own count; it only grows, since reports may overtake one another."""
        self.reported_s = max(seconds, self.reported_s or 0.0)

    def truncate(self, seconds: float) -> float:
        """The client's last word on what was heard, clamped to what was sent."""
        self.reported_s = min(seconds, self.sent_s)
        return self.reported_s

    def played_s(self, now: float) -> float:
        if self.reported_s is not None:
            return min(self.reported_s, self.sent_s)
        return min(self.clock_s(now), self.sent_s)
