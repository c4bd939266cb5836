"""What the pipeline asks of an engine, whether it runs here or behind a URL.

All samples are mono. Input to an engine is always 16 kHz (`ENGINE_RATE_HZ`).
Every method raises `EngineError` and nothing else when the engine cannot answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

ENGINE_RATE_HZ = 16_000
VAD_WINDOW = 512
"""Samples in one Silero window: 32 ms at 16 kHz (snakers4/silero-vad, v5 and later)."""

THIS_MACHINE = "this machine"
"""Where an engine runs that sends nothing anywhere."""

Samples = NDArray[np.int16]

Device = Literal["auto", "cpu", "cuda"]
"""Where an engine computes; auto is a CUDA device where there is one that works."""


class EngineError(Exception):
    """An engine failed after its own retry.

    `engine` is the kind ("stt", "tts", "vad", "turn", "llm", "text"); `message` is a plain sentence
    that may be shown to the person, so it never holds what anybody said.
    """

    def __init__(self, engine: str, message: str) -> None:
        super().__init__(f"{engine}: {message}")
        self.engine = engine
        self.message = message


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine does a job, and where it runs ("this machine" or a host name). `voices` are
    those that one may choose beside the engine's own, for one that speaks."""

    kind: str
    name: str
    where: str
    voices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """One word with its place in the audio, seconds from the first sample given."""

    text: str
    start_s: float
    end_s: float
    probability: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said. `words` is empty unless word timings were asked for.

    `confidence` is the mean token probability in 0..1 (exp of the mean log-probability).
    """

    text: str
    words: tuple[Word, ...] = ()
    confidence: float = 1.0
    no_speech_probability: float = 0.0


@dataclass(frozen=True, slots=True)
class Speech:
    """One spoken sentence. `words` covers every word of the text in order, so that a sample
    position says what had been heard; `exact` is False where the timings are an estimate."""

    samples: Samples
    rate_hz: int
    words: tuple[Word, ...]
    exact: bool


class SpeechToText(Protocol):
    @property
    def info(self) -> EngineInfo: ...

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        """Transcribe 16 kHz speech of any length; empty or silent input gives an empty text.

        `prompt` is earlier text of the same answer. Captions pass `urgent=False` and wait
        behind every final transcript.
        """
        ...


class TextToSpeech(Protocol):
    @property
    def info(self) -> EngineInfo: ...

    @property
    def rate_hz(self) -> int: ...

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        """Say a sentence. A `voice` that isn't one of `info.voices` is the engine's own."""
        ...


class VoiceActivityStream(Protocol):
    """The detector's memory of one input stream."""

    async def score(self, samples: Samples) -> list[float]:
        """Speech probability of each further `VAD_WINDOW` of the stream that is complete.

        Any number of samples may be given; what does not fill a window is kept for the next
        call.
        """
        ...


class VoiceActivityDetector(Protocol):
    @property
    def info(self) -> EngineInfo: ...

    def stream(self) -> VoiceActivityStream: ...


class TurnDetector(Protocol):
    @property
    def info(self) -> EngineInfo: ...

    async def completeness(self, samples: Samples) -> float:
        """Probability in 0..1 that the turn ending with these samples (at most the last 8 s
        are looked at, trailing silence included) is complete."""
        ...


class TextEmbedder(Protocol):
    @property
    def info(self) -> EngineInfo: ...

    async def embed(self, text: str) -> Sequence[float]:
        """What a text is about, as a direction: numbers of length 1 together, so that the product
        of two texts' is the cosine of their angle. Only the beginning of a long text is read."""
        ...
