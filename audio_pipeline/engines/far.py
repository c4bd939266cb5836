"""Engines in other processes, of which one is as good as another and any may be lost.

A call changes nothing, so what a lost process was doing is asked of the next.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

from audio_pipeline.engines.protocols import EngineError, EngineInfo, Samples, Speech, Transcript

R = TypeVar("R")

ATTEMPTS = 3
"""Processes that a call is handed to, one after the other, while each is lost."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An `EngineError` on its way between processes: an exception would be wrapped and logged."""

    engine: str
    message: str


class ProcessLost(Exception):
    """The process that had the call is gone, and its answer with it."""


class AllBusy(Exception):
    """More calls wait already than may."""


Hear = Callable[[Samples, str, bool, bool], Awaitable[Transcript | Failed]]
"""Samples, prompt, words, urgent. Raises `ProcessLost`, `AllBusy`, or whatever else went wrong."""
Say = Callable[[str, float, str], Awaitable[Speech | Failed]]
"""Sentence, speed, voice. Raises the same."""


class FarHearing:
    """A `SpeechToText` behind `hear`."""

    def __init__(self, info: EngineInfo, hear: Hear) -> None:
        self.info = info
        self._hear = hear

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        return await _asked(
            "stt", "The speech recogniser", lambda: self._hear(samples, prompt, words, urgent)
        )


class FarSpeaking:
    """A `TextToSpeech` behind `say`; its rate is asked for at the start."""

    def __init__(self, info: EngineInfo, say: Say, rate_hz: Callable[[], Awaitable[int]]) -> None:
        self.info = info
        self.rate_hz = 0
        self._say = say
        self._ask_rate = rate_hz

    async def start(self) -> None:
        """Raises `EngineError` where nobody answers."""
        self.rate_hz = await _asked("tts", "The voice", self._ask_rate)

    async def aclose(self) -> None:
        """The processes are somebody else's to end."""

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        return await _asked("tts", "The voice", lambda: self._say(sentence, speed, voice))


async def _asked(engine: str, subject: str, call: Callable[[], Awaitable[R | Failed]]) -> R:
    for _ in range(ATTEMPTS):
        try:
            answer = await call()
        except ProcessLost:
            continue
        except AllBusy:
            raise EngineError(engine, f"{subject} has too much to do at the moment.") from None
        except Exception:
            break
        if isinstance(answer, Failed):
            raise EngineError(answer.engine, answer.message)
        return answer
    raise EngineError(engine, f"{subject} could not be reached.")
