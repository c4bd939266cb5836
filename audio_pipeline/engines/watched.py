"""Engines whose calls are counted, around any other engine: whoever runs the server wants to know
how they fare."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast, runtime_checkable

from audio_pipeline.engines.protocols import (
    EngineError,
    EngineInfo,
    Samples,
    Speech,
    SpeechToText,
    TextEmbedder,
    TextToSpeech,
    Transcript,
    TurnDetector,
    VoiceActivityDetector,
    VoiceActivityStream,
)
from audio_pipeline.engines.registry import Engines

if TYPE_CHECKING:
    from audio_pipeline.engines.openai_compatible import ChatMessage, ChatModel
    from audio_pipeline.engines.openai_llm import OpenAIChatModel


SLOW_S = 2.0
"""An engine elsewhere doesn't say how long a call waits for its turn there. Beyond this time it
counts as waiting: Whisper alone takes 1.4 s for 95 of 100 hard recordings (docs/benchmarks.md)."""


@runtime_checkable
class Supervised(Protocol):
    """An engine that is started again when it breaks, and that calls may have to wait for."""

    @property
    def running(self) -> bool: ...

    @property
    def restarts(self) -> int: ...

    @property
    def waiting(self) -> int: ...


@runtime_checkable
class Queued(Protocol):
    """An engine that knows how long the call that has waited longest for its turn has waited."""

    @property
    def waited_s(self) -> float: ...


@dataclass(eq=False)
class Watch:
    """How one engine has fared. A call that was given up by its caller is neither good nor bad."""

    info: EngineInfo
    engine: object
    calls: int = 0
    failures: int = 0
    failed_last: bool = False
    _begun_s: list[float] = field(default_factory=list)
    """When the calls began that aren't over, the oldest first."""

    @property
    def degraded(self) -> bool:
        """The last call failed, after the engine's own retry, or there is nothing to call."""
        down = isinstance(self.engine, Supervised) and not self.engine.running
        return self.failed_last or down

    @property
    def restarts(self) -> int:
        return self.engine.restarts if isinstance(self.engine, Supervised) else 0

    @property
    def waiting(self) -> int:
        return self.engine.waiting if isinstance(self.engine, Supervised) else 0

    @property
    def waited_s(self) -> float:
        """How long the call that has waited longest has waited for its turn, at an engine
        elsewhere by how much it takes longer than it should; 0 where none waits."""
        if isinstance(self.engine, Queued):
            return self.engine.waited_s
        if not self._begun_s:
            return 0.0
        return max(asyncio.get_running_loop().time() - self._begun_s[0] - SLOW_S, 0.0)

    @contextmanager
    def call(self) -> Iterator[None]:
        self.calls += 1
        begun_s = asyncio.get_running_loop().time()
        self._begun_s.append(begun_s)
        try:
            yield
        except EngineError:
            self.failures += 1
            self.failed_last = True
            raise
        finally:
            self._begun_s.remove(begun_s)
        self.failed_last = False


class WatchedStt:
    def __init__(self, inner: SpeechToText, watch: Watch) -> None:
        self.info = inner.info
        self._inner = inner
        self._watch = watch

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        with self._watch.call():
            return await self._inner.transcribe(samples, prompt=prompt, words=words, urgent=urgent)


class WatchedTts:
    def __init__(self, inner: TextToSpeech, watch: Watch) -> None:
        self.info = inner.info
        self._inner = inner
        self._watch = watch

    @property
    def rate_hz(self) -> int:
        return self._inner.rate_hz

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        with self._watch.call():
            return await self._inner.synthesize(sentence, speed=speed, voice=voice)


class WatchedVad:
    def __init__(self, inner: VoiceActivityDetector, watch: Watch) -> None:
        self.info = inner.info
        self._inner = inner
        self._watch = watch

    def stream(self) -> WatchedVadStream:
        return WatchedVadStream(self._inner.stream(), self._watch)


class WatchedVadStream:
    def __init__(self, inner: VoiceActivityStream, watch: Watch) -> None:
        self._inner = inner
        self._watch = watch

    async def score(self, samples: Samples) -> list[float]:
        with self._watch.call():
            return await self._inner.score(samples)


class WatchedTurnDetector:
    def __init__(self, inner: TurnDetector, watch: Watch) -> None:
        self.info = inner.info
        self._inner = inner
        self._watch = watch

    async def completeness(self, samples: Samples) -> float:
        with self._watch.call():
            return await self._inner.completeness(samples)


class WatchedLlm:
    def __init__(self, inner: ChatModel, watch: Watch) -> None:
        self.info = inner.info
        self._inner = inner
        self._watch = watch

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
        with self._watch.call():
            async with aclosing(cast(AsyncGenerator[str, None], texts)):
                async for text in texts:
                    # Few read to the end: a line is often all that is wanted.
                    self._watch.failed_last = False
                    yield text


class WatchedJudge(WatchedLlm):
    """One that can be held to a form as well."""

    def __init__(self, inner: OpenAIChatModel, watch: Watch) -> None:
        super().__init__(inner, watch)
        self._model = inner

    async def stream_json(
        self, messages: Sequence[ChatMessage], *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncGenerator[str, None]:
        texts = self._model.stream_json(messages, schema=schema, max_tokens=max_tokens)
        with self._watch.call():
            async with aclosing(texts):
                async for text in texts:
                    yield text


class WatchedText:
    def __init__(self, inner: TextEmbedder, watch: Watch) -> None:
        self.info = inner.info
        self._inner = inner
        self._watch = watch

    async def embed(self, text: str) -> Sequence[float]:
        with self._watch.call():
            return await self._inner.embed(text)


def watched_judge(model: OpenAIChatModel) -> tuple[WatchedJudge, Watch]:
    """The same model, counted."""
    watch = Watch(model.info, model)
    return WatchedJudge(model, watch), watch


def watched(engines: Engines) -> tuple[Engines, list[Watch]]:
    """The same engines, counted: stt, tts, vad, turn, llm, and text where there is one. The ones
    inside are started and closed as before."""
    parts = (engines.stt, engines.tts, engines.vad, engines.turn_detector, engines.llm)
    stt, tts, vad, turn, llm = watches = [Watch(part.info, part) for part in parts]
    counted = Engines(
        stt=WatchedStt(engines.stt, stt),
        tts=WatchedTts(engines.tts, tts),
        vad=WatchedVad(engines.vad, vad),
        turn_detector=WatchedTurnDetector(engines.turn_detector, turn),
        llm=WatchedLlm(engines.llm, llm),
    )
    if engines.text:
        text = Watch(engines.text.info, engines.text)
        counted.text = WatchedText(engines.text, text)
        watches.append(text)
    return counted, watches
