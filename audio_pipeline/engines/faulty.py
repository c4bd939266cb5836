"""Engines that fail on purpose, around any other engine: for tests of what happens then."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Collection, Sequence
from typing import TYPE_CHECKING

from audio_pipeline.engines.protocols import (
    EngineError,
    Samples,
    Speech,
    SpeechToText,
    TextToSpeech,
    Transcript,
    TurnDetector,
    VoiceActivityDetector,
    VoiceActivityStream,
)

if TYPE_CHECKING:
    from audio_pipeline.engines.openai_compatible import ChatMessage, ChatModel

Calls = Collection[int]
"""Numbers of calls, counted from 0; a `range` serves for "from the third on"."""


class Faults:
    """Counts calls: those in `fail` raise `EngineError`, those in `hang` never return."""

    def __init__(self, *, fail: Calls = (), hang: Calls = ()) -> None:
        self._fail = fail
        self._hang = hang
        self.calls = 0

    async def strike(self, kind: str) -> None:
        call, self.calls = self.calls, self.calls + 1
        if call in self._hang:
            await asyncio.Event().wait()
        if call in self._fail:
            raise EngineError(kind, "Failed as the test wants it.")


class FaultyStt:
    def __init__(self, inner: SpeechToText, faults: Faults) -> None:
        self.info = inner.info
        self._inner = inner
        self._faults = faults

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        await self._faults.strike("stt")
        return await self._inner.transcribe(samples, prompt=prompt, words=words, urgent=urgent)


class FaultyTts:
    def __init__(self, inner: TextToSpeech, faults: Faults) -> None:
        self.info = inner.info
        self._inner = inner
        self._faults = faults

    @property
    def rate_hz(self) -> int:
        return self._inner.rate_hz

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        await self._faults.strike("tts")
        return await self._inner.synthesize(sentence, speed=speed, voice=voice)


class FaultyVad:
    """Its streams share one count of calls."""

    def __init__(self, inner: VoiceActivityDetector, faults: Faults) -> None:
        self.info = inner.info
        self._inner = inner
        self._faults = faults

    def stream(self) -> FaultyVadStream:
        return FaultyVadStream(self._inner.stream(), self._faults)


class FaultyVadStream:
    def __init__(self, inner: VoiceActivityStream, faults: Faults) -> None:
        self._inner = inner
        self._faults = faults

    async def score(self, samples: Samples) -> list[float]:
        await self._faults.strike("vad")
        return await self._inner.score(samples)


class FaultyTurnDetector:
    def __init__(self, inner: TurnDetector, faults: Faults) -> None:
        self.info = inner.info
        self._inner = inner
        self._faults = faults

    async def completeness(self, samples: Samples) -> float:
        await self._faults.strike("turn")
        return await self._inner.completeness(samples)


class FaultyLlm:
    """`after` texts of an answer still arrive before it fails or hangs."""

    def __init__(self, inner: ChatModel, faults: Faults, *, after: int = 0) -> None:
        self.info = inner.info
        self._inner = inner
        self._faults = faults
        self._after = after

    async def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[str, None]:
        texts = self._inner.stream(
            messages, max_tokens=max_tokens, temperature=temperature, stop=stop
        )
        left = self._after
        struck = False
        try:
            async for text in texts:
                if left == 0 and not struck:
                    struck = True
                    await self._faults.strike("llm")
                left -= 1
                yield text
            if not struck:
                await self._faults.strike("llm")
        finally:
            if isinstance(texts, AsyncGenerator):
                await texts.aclose()
