"""Answers measured beside the conversation, in a thread that gives way to every other.

Nothing is loaded before the first answer: SwiftF0 and another Silero are small, but librosa
brings two hundred megabytes of compiler with it.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading

import numpy as np
import webrtcvad

from audio_pipeline.engines.silero import (
    GATE_AGGRESSIVENESS,
    SileroModel,
    StreamState,
    advance,
    default_weights,
)
from audio_pipeline.engines.worker import ModelWorker
from audio_pipeline.loudness import HOP, at_usual_level, levels_db, without_rumble
from audio_pipeline.pauses import speech_mask
from audio_pipeline.pitch import PitchTracker
from audio_pipeline.speech_features import Heard, SpeechFeatures, Spoken, measure

WAITING = 16
"""Answers that may wait, each with its sound: 19 MB for one of ten minutes."""
TIMEOUT_S = 120.0
"""Ten minutes of speech take ten seconds of a core that nobody else wants."""
NICENESS = 10


class Instruments:
    """Everything that measuring needs; made and used in one thread."""

    def __init__(self) -> None:
        _give_way()
        self.tracker = PitchTracker()
        self._voice = SileroModel(default_weights())
        levels_db(np.zeros(HOP, dtype=np.int16))  # librosa compiles what it uses first

    def measure(self, spoken: Spoken) -> SpeechFeatures:
        """See `speech_features.measure`."""
        return measure(spoken, self.hear(spoken))

    def hear(self, spoken: Spoken) -> Heard:
        """Rumble makes Silero deaf, and both it and SwiftF0 take less for voice where all is
        quieter: neither says anything of how somebody speaks."""
        sound = at_usual_level(without_rumble(spoken.samples))
        gate = webrtcvad.Vad(GATE_AGGRESSIVENESS)
        _, probabilities = advance(self._voice, gate, StreamState(), sound)
        mask = speech_mask(sound, probabilities)
        return Heard(sound, mask, self.tracker.track(sound).within(mask))


class AnswerMeter:
    """Measures one answer at a time, in the order in which they come."""

    def __init__(self) -> None:
        self._worker = ModelWorker("features", "measuring of speech", Instruments, limit=WAITING)
        self._starting = asyncio.Lock()

    async def measure(self, spoken: Spoken) -> SpeechFeatures:
        """Raises `EngineError` where it failed, or too many answers wait."""
        async with self._starting:
            await self._worker.start()
        return await self._worker.call(lambda tools: tools.measure(spoken), timeout_s=TIMEOUT_S)

    async def aclose(self) -> None:
        await self._worker.aclose()


def _give_way() -> None:
    """Only Linux has a priority for each thread."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)
