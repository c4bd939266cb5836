"""When each stage of one reply happened, and the latencies that follow."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Literal

Stage = Literal[
    "speech_end",
    "turn_end",
    "final_transcript",
    "asked",
    "first_token",
    "first_sentence",
    "first_speech",
    "first_sent",
]

_LATENCIES: dict[str, tuple[Stage, Stage]] = {
    "endpoint": ("speech_end", "turn_end"),
    "stt_final": ("turn_end", "final_transcript"),
    "llm_first_token": ("asked", "first_token"),
    "llm_first_sentence": ("asked", "first_sentence"),
    "tts_first_audio": ("first_sentence", "first_speech"),
    "voice_to_voice": ("speech_end", "first_sent"),
}


@dataclass(slots=True)
class Stages:
    """Loop times in seconds. Stages overlap: a reply is asked for before the turn has ended."""

    times: dict[Stage, float] = field(default_factory=dict)

    def mark(self, stage: Stage, at_s: float | None = None) -> None:
        """Note the first time that a stage is reached; later calls change nothing."""
        now_s = asyncio.get_running_loop().time() if at_s is None else at_s
        self.times.setdefault(stage, now_s)

    def latencies_ms(self) -> dict[str, float]:
        """Milliseconds by name; one whose stages did not both happen is left out, and one that
        was over before it was waited for is 0."""
        return {
            name: round(max(self.times[end] - self.times[start], 0.0) * 1000, 1)
            for name, (start, end) in _LATENCIES.items()
            if start in self.times and end in self.times
        }
