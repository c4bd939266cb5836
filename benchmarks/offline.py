"""The product's own Listener, fed a recording on a clock that does not wait.

The engines really run, on a loop of their own, while the clock stands still; what they would
take on the reference machine is then added to it. So decisions fall where they would fall live,
however fast or busy the machine that measures is.
"""

from __future__ import annotations

import asyncio
import hashlib
import threading
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from audio_pipeline.engines import whisper
from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    VAD_WINDOW,
    EngineInfo,
    Samples,
    Transcript,
    VoiceActivityStream,
)
from audio_pipeline.engines.silero import SileroDetector
from audio_pipeline.engines.smart_turn import SmartTurnDetector
from audio_pipeline.engines.whisper import WhisperEngine
from audio_pipeline.heard_turn import Ended, ListenerEvent
from audio_pipeline.listening import Control, Listener
from audio_pipeline.turn import TurnPolicy
from audio_pipeline.weights import require
from tests.virtual_time import run_virtual

T = TypeVar("T")

TURN_LAG_S = 0.06
"""Smart Turn's answer after its question: 30 ms of CPU on one of two cores in use."""
STT_LAG_S = 0.4
"""The transcript up to a pause after it is asked for, Whisper base on two cores."""

PATIENCE_S = 600.0


class EngineLoop:
    """Runs coroutines on a real event loop in a thread, and waits for each."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    def call(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass
class OfflineEngines:
    """Silero, Smart Turn and Whisper, asked one thing at a time; answers are kept."""

    home: Path
    stt_weights: str
    cpu_threads: int = 1
    transcripts: dict[tuple[bytes, str], Transcript] = field(default_factory=dict)
    scores: dict[bytes, float] = field(default_factory=dict)

    def __enter__(self) -> OfflineEngines:
        # On a busy machine a hard recording may take longer than a person would be kept waiting.
        vars(whisper)["TIMEOUT_S"] = PATIENCE_S
        weights = self.home / "weights"
        self.loop = EngineLoop()
        self._vad = SileroDetector()
        self._turn = SmartTurnDetector(require("smart-turn", weights))
        self.stt = WhisperEngine(require(self.stt_weights, weights), cpu_threads=self.cpu_threads)
        for engine in (self._vad, self._turn, self.stt):
            self.loop.call(engine.start())
        return self

    def __exit__(self, *_: object) -> None:
        for engine in (self._vad, self._turn, self.stt):
            self.loop.call(engine.aclose())
        self.loop.close()

    def voice(self, samples: Samples) -> list[float]:
        """Speech probability of each whole window."""
        return self.loop.call(self._vad.stream().score(samples))

    def completeness(self, samples: Samples) -> float:
        key = _key(samples)
        if key not in self.scores:
            self.scores[key] = self.loop.call(self._turn.completeness(samples))
        return self.scores[key]

    def transcript(self, samples: Samples, prompt: str) -> Transcript:
        key = _key(samples), prompt
        if key not in self.transcripts:
            self.transcripts[key] = self.loop.call(self.stt.transcribe(samples, prompt=prompt))
        return self.transcripts[key]

    def forget(self) -> None:
        """Drop the answers kept, once a recording is done with."""
        self.transcripts.clear()
        self.scores.clear()


def _key(samples: Samples) -> bytes:
    return hashlib.blake2b(samples.tobytes(), digest_size=16).digest()


@dataclass
class KnownVoice:
    """A voice activity detector that has heard the stream before; takes whole windows."""

    probabilities: Sequence[float]
    info: EngineInfo = EngineInfo("vad", "replayed", "this machine")

    def stream(self) -> VoiceActivityStream:
        return _KnownVoiceStream(list(self.probabilities))


@dataclass
class _KnownVoiceStream:
    probabilities: list[float]

    async def score(self, samples: Samples) -> list[float]:
        count = len(samples) // VAD_WINDOW
        given, self.probabilities = self.probabilities[:count], self.probabilities[count:]
        return given + [0.0] * (count - len(given))


@dataclass
class LaggingTurnDetector:
    engines: OfflineEngines
    lag_s: float
    info: EngineInfo = EngineInfo("turn", "Smart Turn, lag modelled", "this machine")

    async def completeness(self, samples: Samples) -> float:
        result = self.engines.completeness(samples)
        await asyncio.sleep(self.lag_s)
        return result


@dataclass
class LaggingStt:
    """Captions are left out: they show words and decide nothing."""

    engines: OfflineEngines
    lag_s: float
    info: EngineInfo = EngineInfo("stt", "Whisper, lag modelled", "this machine")

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        if not urgent:
            return Transcript("")
        result = self.engines.transcript(samples, prompt)
        await asyncio.sleep(self.lag_s)
        return result


def product_decisions_s(
    engines: OfflineEngines,
    samples: Samples,
    probabilities: Sequence[float],
    policy: TurnPolicy,
    turn_lag_s: float = TURN_LAG_S,
    stt_lag_s: float = STT_LAG_S,
) -> list[float]:
    """When the product ends turns in one stream, in seconds from its first sample."""
    decided: list[float] = []

    async def listen() -> None:
        async def note(event: ListenerEvent) -> None:
            if isinstance(event, Ended) and event.turn.ended is not None:
                if not event.turn.ended.is_noise:
                    decided.append(asyncio.get_running_loop().time())
                listener.release(event.turn)

        stt = LaggingStt(engines, stt_lag_s)
        turn_detector = LaggingTurnDetector(engines, turn_lag_s)
        listener = Listener(stt, KnownVoice(probabilities), turn_detector, policy, note)
        await played(listener, samples)

    run_virtual(listen())
    return decided


async def played(listener: Listener, samples: Samples, then: Control | None = None) -> None:
    """Give the listener a stream as a microphone would, a window at a time, to its end; `then`
    is what the client asks for after it."""
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    running = asyncio.create_task(listener.run())
    try:
        for start in range(0, len(samples) - VAD_WINDOW + 1, VAD_WINDOW):
            # A window has been heard once its last sample has.
            due_s = began_s + (start + VAD_WINDOW) / ENGINE_RATE_HZ
            await asyncio.sleep(max(due_s - loop.time(), 0.0))
            await listener.hear(samples[start : start + VAD_WINDOW])
        if then is not None:
            await listener.control(then)
        # The listener takes a second without samples for silence, so this is still the stream.
        await asyncio.sleep(0.5)
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
