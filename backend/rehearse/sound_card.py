"""A microphone and a loudspeaker that share one clock, as in a headset.

Every tick is 20 ms: so much is spoken, and so much of what was received is played. Both sides
are kept, so that the conversation can be saved as it was.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples
from backend.rehearse.recordings import Room

TICK_S = 0.02
OUTPUT_RATE_HZ = 24_000

AUDIBLE = 60
"""Of 32768: what lies below (-55 dBFS) is not heard as sound."""


@dataclass(eq=False)
class Playing:
    """The sound of one response, in samples at `OUTPUT_RATE_HZ`; played `pace` times as fast.

    `first_audio_at` and `first_sound_at` are loop times in seconds: when its first sample came,
    and when its first sample that isn't silence could be heard by somebody who plays at once.
    """

    number: int
    pace: float = 1.0
    played: int = 0
    complete: bool = False
    held: bool = False
    first_audio_at: float | None = None
    first_sound_at: float | None = None
    began_s: float | None = None
    _pcm: bytearray = field(default_factory=bytearray)

    @property
    def received(self) -> int:
        return len(self._pcm) // 2

    @property
    def over(self) -> bool:
        return self.complete and self.played >= self.received

    @property
    def samples(self) -> Samples:
        """What was played of it."""
        return self._slice(0, self.played)

    def receive(self, offset: int, pcm: bytes, at_s: float) -> None:
        """A frame at `at_s`; one that was received before a reconnection changes nothing."""
        known = self.received - offset
        if self.complete or known < 0 or 2 * known >= len(pcm):
            return
        before = self.received
        self._pcm += pcm[2 * known :]
        if self.first_audio_at is None:
            self.first_audio_at = at_s
        if self.first_sound_at is None:
            new = self._slice(before, self.received).astype(np.int32)
            audible = np.flatnonzero(np.abs(new) > AUDIBLE)
            if len(audible):
                ahead_s = (before + int(audible[0])) / OUTPUT_RATE_HZ / self.pace
                due_at = self.first_audio_at + ahead_s
                self.first_sound_at = max(at_s, due_at)

    def play(self, count: int) -> Samples:
        """At most `count` further samples."""
        start = self.played
        self.played = min(start + count, self.received)
        return self._slice(start, self.played)

    def cut(self) -> None:
        """Play no more of it."""
        del self._pcm[2 * self.played :]
        self.complete = True

    def _slice(self, start: int, end: int) -> Samples:
        return np.frombuffer(bytes(self._pcm[2 * start : 2 * end]), "<i2").astype(np.int16)


class SoundCard:
    """`tick` is called every `TICK_S`; everything else at any time."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._speech: deque[Samples] = deque()
        self._queue: deque[Playing] = deque()
        self._frame = int(TICK_S * ENGINE_RATE_HZ)
        self._block = int(TICK_S * OUTPUT_RATE_HZ)
        self._said: list[Samples] = []
        self._heard: list[Samples] = []
        self.position = 0
        """Samples spoken so far, at 16 kHz; the conversation's clock."""

    @property
    def position_s(self) -> float:
        return self.position / ENGINE_RATE_HZ

    @property
    def silent(self) -> bool:
        """Everything that was received has been played."""
        return not self._queue

    def speak(self, samples: Samples) -> int:
        """Queue speech behind what is queued already; the position at which it will end."""
        self._speech.append(samples)
        return self.position + sum(len(part) for part in self._speech)

    def hush(self) -> None:
        """Drop what is queued to be spoken."""
        self._speech.clear()

    def add(self, playing: Playing) -> None:
        """Play this response once those before it are over."""
        self._queue.append(playing)

    def tick(self) -> Samples:
        """20 ms go by: what the microphone has recorded in them, at 16 kHz."""
        self._heard.append(self._play())
        spoken = self._take(self._frame)
        self._said.append(spoken)
        self.position += len(spoken)
        while self._queue and self._queue[0].over:
            self._queue.popleft()
        return spoken

    def conversation(self) -> tuple[Samples, Samples]:
        """(candidate at 16 kHz, interviewer at 24 kHz), both from the first tick on."""
        if not self._said:
            return np.zeros(0, np.int16), np.zeros(0, np.int16)
        return np.concatenate(self._said), np.concatenate(self._heard)

    def _take(self, count: int) -> Samples:
        parts: list[Samples] = []
        missing = count
        while missing and self._speech:
            head = self._speech.popleft()
            parts.append(head[:missing])
            if len(head) > missing:
                self._speech.appendleft(head[missing:])
            missing -= len(parts[-1])
        return np.concatenate([*parts, self._room.samples(missing)])

    def _play(self) -> Samples:
        block = np.zeros(self._block, np.int16)
        filled = 0
        for playing in self._queue:
            if playing.held:
                break
            if playing.began_s is None and playing.received:
                playing.began_s = self.position_s + filled / OUTPUT_RATE_HZ
            samples = playing.play(self._block - filled)
            block[filled : filled + len(samples)] = samples
            filled += len(samples)
            if not playing.over or filled == self._block:
                break
        return block
