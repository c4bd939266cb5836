"""Text to speech behind `/v1/audio/speech`."""

from __future__ import annotations

import asyncio
import io
import json
import wave
from collections.abc import Sequence

import numpy as np
from openai import HttpxBinaryResponseContent

from audio_pipeline.engines.openai_compatible import (
    UnreadableError,
    open_client,
    where_of,
    with_one_retry,
)
from audio_pipeline.engines.protocols import EngineInfo, Samples, Speech, Word

PCM_RATE_HZ = 24_000
"""What `response_format: pcm` means in OpenAI's API: 16-bit mono, little-endian."""
TIMINGS_HEADER = "X-IHR-Word-Timings"
"""Our extension. Sent as "request", it comes back as a JSON list of [start_s, end_s], one pair
for each word of the input; servers that don't know it ignore it."""
LIMIT_S = 20.0
"""For both attempts together."""
_VOICED_PEAK = 330
"""int16 units (-40 dBFS): what is quieter before and after the voice belongs to no word."""


class OpenAITextToSpeech:
    """`TextToSpeech` over any OpenAI-compatible server. `voices` are those that it has beside
    `voice`.

    Where the server tells no word timings they are estimated from the letters.
    """

    def __init__(
        self,
        base_url: str,
        model: str,
        voice: str,
        *,
        voices: Sequence[str] = (),
        api_key: str | None = None,
    ) -> None:
        self.info = EngineInfo("tts", model, where_of(base_url), tuple(voices))
        self.rate_hz = PCM_RATE_HZ
        self._voice = voice
        self._client = open_client(base_url, api_key)

    async def start(self) -> None:
        """Nothing is sent before it is needed; the client's own imports are done here."""
        await asyncio.to_thread(lambda: self._client.audio.speech)

    async def aclose(self) -> None:
        await self._client.close()

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        """See `TextToSpeech`. A sentence without letters or digits is silence, and not sent."""
        if not any(character.isalnum() for character in sentence):
            return Speech(np.zeros(0, np.int16), self.rate_hz, (), exact=True)

        async def ask() -> Speech:
            answer = await self._client.audio.speech.create(
                input=sentence,
                model=self.info.name,
                voice=voice if voice in self.info.voices else self._voice,
                response_format="pcm",
                speed=min(4.0, max(0.25, speed)),
                extra_headers={TIMINGS_HEADER: "request"},
            )
            return _speech(answer, sentence)

        return await with_one_retry("tts", "The speech synthesiser", LIMIT_S, ask)


def _speech(answer: HttpxBinaryResponseContent, sentence: str) -> Speech:
    samples, rate_hz = _decoded(
        answer.content, answer.response.headers.get("Content-Type", "").partition(";")[0]
    )
    if len(samples) == 0:
        raise UnreadableError("no audio")
    texts = sentence.split()
    length_s = len(samples) / rate_hz
    told = _told(answer.response.headers.get(TIMINGS_HEADER, ""), len(texts), length_s)
    spans = told or _estimated(texts, samples, rate_hz)
    words = tuple(
        Word(text, start_s, end_s, 1.0) for text, (start_s, end_s) in zip(texts, spans, strict=True)
    )
    return Speech(samples, rate_hz, words, exact=told is not None)


def _decoded(content: bytes, media_type: str) -> tuple[Samples, int]:
    if content[:4] == b"RIFF":
        with wave.open(io.BytesIO(content)) as reader:
            if (reader.getnchannels(), reader.getsampwidth()) != (1, 2):
                raise UnreadableError("not 16-bit mono")
            content, rate_hz = reader.readframes(reader.getnframes()), reader.getframerate()
    elif media_type in ("audio/mpeg", "audio/aac", "audio/flac", "audio/ogg", "audio/opus"):
        raise UnreadableError("not PCM")
    elif media_type.startswith("text/") or media_type == "application/json":
        raise UnreadableError("not audio")
    else:
        rate_hz = PCM_RATE_HZ
    whole = content[: len(content) // 2 * 2]
    return np.frombuffer(whole, "<i2").astype(np.int16), rate_hz


def _told(header: str, words: int, length_s: float) -> list[tuple[float, float]] | None:
    """The timings in the header, in order and inside the audio; None where they don't fit."""
    try:
        pairs = [(float(start_s), float(end_s)) for start_s, end_s in json.loads(header)]
    except (ValueError, TypeError):
        return None
    if len(pairs) != words:
        return None
    spans = []
    last_s = 0.0
    for start_s, end_s in pairs:
        start_s = min(max(start_s, last_s), length_s)
        last_s = min(max(end_s, start_s), length_s)
        spans.append((start_s, last_s))
    return spans


def _estimated(texts: list[str], samples: Samples, rate_hz: int) -> list[tuple[float, float]]:
    """The voiced part shared out by letters, each word with one more for its start."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) >= _VOICED_PEAK)
    first, last = (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))
    shares = np.cumsum([0, *(1 + sum(map(str.isalnum, text)) for text in texts)])
    edges = ((first + (last - first) * shares / shares[-1]) / rate_hz).tolist()
    return list(zip(edges, edges[1:], strict=False))
