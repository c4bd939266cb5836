"""Speech to text behind `/v1/audio/transcriptions`."""

from __future__ import annotations

import asyncio
import io
import math
import wave
from typing import Any

import numpy as np
import openai

from audio_pipeline.engines.openai_compatible import (
    UnreadableError,
    open_client,
    where_of,
    with_one_retry,
)
from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    EngineInfo,
    Samples,
    Transcript,
    Word,
)

LIMIT_S = 20.0
"""For both attempts together."""
SHORTEST_S = 0.1
"""OpenAI's servers refuse shorter recordings, and no word fits into them."""
SILENT_PEAK = 33
"""int16 units (-60 dBFS): nothing louder is in it, so there is nothing to send."""
LATER = "u=6"
"""The `Priority` header (RFC 9218) of a request that may wait behind others."""


class OpenAISpeechToText:
    """`SpeechToText` over any OpenAI-compatible server.

    Servers that know no word timings give none: `words` is then empty.
    """

    def __init__(self, base_url: str, model: str, *, api_key: str | None = None) -> None:
        self.info = EngineInfo("stt", model, where_of(base_url))
        self._client = open_client(base_url, api_key)
        # Some models answer in plain json only: learnt from the first refusal.
        self._verbose = True
        # Captions go one at a time, so that they never keep a final transcript waiting.
        self._captions = asyncio.Lock()

    async def start(self) -> None:
        """Nothing is sent before it is needed; the client's own imports are done here."""
        await asyncio.to_thread(lambda: self._client.audio.transcriptions)

    async def aclose(self) -> None:
        await self._client.close()

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        """See `SpeechToText`. Silence is not sent anywhere."""
        if len(samples) < SHORTEST_S * ENGINE_RATE_HZ or _peak(samples) < SILENT_PEAK:
            return Transcript("", no_speech_probability=1.0)
        if urgent:
            return await self._send(samples, prompt, words, {})
        async with self._captions:
            return await self._send(samples, prompt, words, {"Priority": LATER})

    async def _send(
        self, samples: Samples, prompt: str, words: bool, headers: dict[str, str]
    ) -> Transcript:
        recording = await asyncio.to_thread(_wav, samples)
        request: dict[str, Any] = {
            "file": ("speech.wav", recording, "audio/wav"),
            "model": self.info.name,
            "language": "en",
            "temperature": 0.0,
            "extra_headers": headers,
        }
        if prompt:
            request["prompt"] = prompt

        async def ask() -> Transcript:
            if self._verbose:
                try:
                    return await self._ask_verbose(request, words)
                except (openai.BadRequestError, openai.UnprocessableEntityError) as error:
                    if "response_format" not in f"{error.param} {error.body}":
                        raise
                    self._verbose = False
            create = self._client.audio.transcriptions.create
            return _plain(await create(**request, response_format="json"))

        return await with_one_retry("stt", "The speech recogniser", LIMIT_S, ask)

    async def _ask_verbose(self, request: dict[str, Any], words: bool) -> Transcript:
        answer = await self._client.audio.transcriptions.create(
            **request,
            response_format="verbose_json",
            timestamp_granularities=["segment", "word"] if words else openai.omit,
        )
        return _verbose(answer, words)


def _peak(samples: Samples) -> int:
    return int(np.abs(samples.astype(np.int32)).max(initial=0))


def _wav(samples: Samples) -> bytes:
    """Every server reads WAV; some read nothing else."""
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(1)
        writer.setsampwidth(2)
        writer.setframerate(ENGINE_RATE_HZ)
        writer.writeframes(samples.astype("<i2", copy=False).tobytes())
    return file.getvalue()


def _plain(answer: object) -> Transcript:
    return Transcript(_text(answer))


def _text(answer: object) -> str:
    text = getattr(answer, "text", None)
    if not isinstance(text, str):
        raise UnreadableError("a transcription without text")
    return text.strip()


def _verbose(answer: object, words: bool) -> Transcript:
    text = _text(answer)
    segments = [
        (float(s.end) - float(s.start), float(s.avg_logprob), float(s.no_speech_prob))
        for s in getattr(answer, "segments", None) or []
    ]
    # Weighted by length; a hair more than 0 keeps segments without length countable.
    whole_s = sum(max(length_s, 1e-3) for length_s, _, _ in segments) or 1.0
    weights = [max(length_s, 1e-3) / whole_s for length_s, _, _ in segments]
    logprob = sum(w * each for w, (_, each, _) in zip(weights, segments, strict=True))
    silent = sum(w * each for w, (_, _, each) in zip(weights, segments, strict=True))
    confidence = min(1.0, math.exp(logprob))
    return Transcript(
        text,
        _words(answer, confidence) if words and text else (),
        confidence,
        min(1.0, max(0.0, silent)),
    )


def _words(answer: object, confidence: float) -> tuple[Word, ...]:
    """The words in order; the probability is the transcript's where the server gives none."""
    found = []
    last_s = 0.0
    for word in getattr(answer, "words", None) or []:
        start_s = max(last_s, float(word.start))
        last_s = max(start_s, float(word.end))
        probability = float(getattr(word, "probability", None) or confidence)
        found.append(Word(str(word.word).strip(), start_s, last_s, probability))
    return tuple(found)
