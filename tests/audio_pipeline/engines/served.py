"""Engines reached through our own server, over real HTTP on a loopback port."""

from __future__ import annotations

from contextlib import AsyncExitStack

from audio_pipeline.engines.openai_stt import OpenAISpeechToText
from audio_pipeline.engines.openai_tts import OpenAITextToSpeech
from audio_pipeline.engines.protocols import (
    EngineInfo,
    Samples,
    Speech,
    SpeechToText,
    TextToSpeech,
    Transcript,
)
from audio_pipeline.engines.registry import Engines, Managed
from audio_pipeline.engines.scripted import (
    ScriptedLlm,
    ScriptedStt,
    ScriptedTts,
    ScriptedTurnDetector,
    ScriptedVad,
)
from audio_pipeline.serve import create_engines_app
from tests.audio_pipeline.engines.serving import serving


class _Served:
    """Starts a server around the engines on the first start, and ends it with the client."""

    def __init__(self, stt: SpeechToText | None = None, tts: TextToSpeech | None = None) -> None:
        self._engines = Engines(
            stt=stt or ScriptedStt(),
            tts=tts or ScriptedTts(),
            vad=ScriptedVad(),
            turn_detector=ScriptedTurnDetector(),
            llm=ScriptedLlm(),
        )
        self._stack = AsyncExitStack()
        self._base_url = ""

    async def start(self) -> None:
        if not self._base_url:
            app = create_engines_app(self._engines, api_key="key")
            address = await self._stack.enter_async_context(serving(app))
            self._base_url = f"{address}/v1"
            client = self._connect(self._base_url)
            self._stack.push_async_callback(client.aclose)
            await client.start()

    async def aclose(self) -> None:
        await self._stack.aclose()

    def _connect(self, base_url: str) -> Managed:
        raise NotImplementedError


class ServedStt(_Served):
    def __init__(self, inner: SpeechToText) -> None:
        super().__init__(stt=inner)
        self._client: OpenAISpeechToText

    def _connect(self, base_url: str) -> Managed:
        self._client = OpenAISpeechToText(base_url, "whisper-1", api_key="key")
        return self._client

    @property
    def info(self) -> EngineInfo:
        return self._client.info

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        return await self._client.transcribe(samples, prompt=prompt, words=words, urgent=urgent)


class ServedTts(_Served):
    def __init__(self, inner: TextToSpeech) -> None:
        super().__init__(tts=inner)
        self._client: OpenAITextToSpeech

    def _connect(self, base_url: str) -> Managed:
        self._client = OpenAITextToSpeech(base_url, "tts-1", "joe", api_key="key")
        return self._client

    @property
    def info(self) -> EngineInfo:
        return self._client.info

    @property
    def rate_hz(self) -> int:
        return self._client.rate_hz

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        return await self._client.synthesize(sentence, speed=speed, voice=voice)
