"""Engines that do what they are told: for fast tests, and to measure everything around engines.

They are pure asyncio, use no thread, and wait only by `asyncio.sleep`, so that they run in
virtual time too. The same input gives the same output, always.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncGenerator, Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    THIS_MACHINE,
    VAD_WINDOW,
    EngineInfo,
    Samples,
    Speech,
    Transcript,
    Word,
)
from audio_pipeline.engines.tones import AMPLITUDE, VOICED_RMS, bursts, rms

if TYPE_CHECKING:
    from audio_pipeline.engines.openai_compatible import ChatMessage

_TTS_BASE_HZ = 300
_TTS_STEP_HZ = 50
_TTS_TONES = 8

Reply = Callable[[Sequence["ChatMessage"]], str]


class Lifecycle:
    """Starting and closing, which cost a scripted engine nothing."""

    async def start(self) -> None:
        """Ready at once."""

    async def aclose(self) -> None:
        """Nothing to give back."""


class ScriptedStt(Lifecycle):
    """Says the scripted texts, as far as they have been spoken.

    By default the audio decides: a tone of `tones.speech(seconds, answer=k)` reveals the words
    of `texts[k]`, `words_per_s` for each voiced second, so that captions grow and a pause adds
    nothing. With `by_order`, each urgent call with voice in it gives the next whole text
    instead (the last one again when they run out), and other calls show its beginning.
    """

    def __init__(
        self,
        texts: Sequence[str] = ("I led the migration of our billing service to PostgreSQL.",),
        *,
        words_per_s: float = 2.5,
        by_order: bool = False,
        delay_s: float = 0.0,
        confidence: float = 0.9,
    ) -> None:
        self.info = EngineInfo("stt", "scripted", THIS_MACHINE)
        self._texts = [text.split() for text in texts]
        self._words_per_s = words_per_s
        self._by_order = by_order
        self._delay_s = delay_s
        self._confidence = confidence
        self._next = 0
        self.calls = 0
        """How often it was asked, captions included."""

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        """See `SpeechToText`. The word timings are exact."""
        self.calls += 1
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        said = self._ordered(samples, urgent) if self._by_order else self._heard(samples)
        if not said:
            return Transcript("", no_speech_probability=1.0)
        text = " ".join(word.text for word in said)
        return Transcript(text, tuple(said) if words else (), self._confidence)

    def _ordered(self, samples: Samples, urgent: bool) -> list[Word]:
        voice = bursts(samples)
        if not voice:
            return []
        texts = self._texts[min(self._next, len(self._texts) - 1)]
        start_s, end_s = voice[0].start_s, voice[-1].end_s
        step_s = (end_s - start_s) / len(texts) if urgent else 1 / self._words_per_s
        self._next += urgent
        return [
            self._word(text, start_s + i * step_s, start_s + (i + 1) * step_s)
            for i, text in enumerate(texts)
            if start_s + (i + 1) * step_s <= end_s + 1e-6
        ]

    def _heard(self, samples: Samples) -> list[Word]:
        """A word is heard once its share of the voiced seconds is over."""
        said: list[Word] = []
        spoken_s: dict[int, float] = {}
        starts_s: dict[int, float] = {}
        for burst in bursts(samples):
            answer = burst.answer % len(self._texts)
            texts, before_s = self._texts[answer], spoken_s.get(answer, 0.0)
            spoken_s[answer] = before_s + burst.end_s - burst.start_s
            first = int(before_s * self._words_per_s + 1e-6)
            due = int(spoken_s[answer] * self._words_per_s + 1e-6)
            for index in range(first, min(due, len(texts))):
                end_s = burst.start_s + (index + 1) / self._words_per_s - before_s
                begun_s = max(burst.start_s, end_s - 1 / self._words_per_s)
                said.append(self._word(texts[index], starts_s.pop(answer, begun_s), end_s))
            if due < len(texts) and spoken_s[answer] * self._words_per_s - due > 1e-6:
                # The next word is begun here and ends after the pause.
                begun_s = burst.start_s + due / self._words_per_s - before_s
                starts_s.setdefault(answer, max(burst.start_s, begun_s))
        return said

    def _word(self, text: str, start_s: float, end_s: float) -> Word:
        return Word(text, start_s, end_s, self._confidence)


class ScriptedTts(Lifecycle):
    """A tone for each word, `letter_s` long for each of its letters: the timings are exact. The
    voice "high" is an octave higher."""

    def __init__(
        self, *, rate_hz: int = 22_050, letter_s: float = 0.06, delay_s: float = 0.0
    ) -> None:
        self.info = EngineInfo("tts", "scripted", THIS_MACHINE, voices=("low", "high"))
        self.rate_hz = rate_hz
        self._letter_s = letter_s
        self._delay_s = delay_s
        self.sentences: list[str] = []
        """What it was asked to say."""

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        """See `TextToSpeech`."""
        self.sentences.append(sentence)
        if self._delay_s:
            await asyncio.sleep(self._delay_s)
        parts: list[Samples] = []
        words: list[Word] = []
        at = 0
        tokens = sentence.split() if any(character.isalnum() for character in sentence) else []
        for number, text in enumerate(tokens):
            letters = max(1, sum(character.isalnum() for character in text))
            size = round(letters * self._letter_s / speed * self.rate_hz)
            hz = (_TTS_BASE_HZ + _TTS_STEP_HZ * (number % _TTS_TONES)) * (1 + (voice == "high"))
            phase = 2 * np.pi * hz * np.arange(size) / self.rate_hz
            parts.append(np.asarray(AMPLITUDE * np.sin(phase), dtype=np.int16))
            words.append(Word(text, at / self.rate_hz, (at + size) / self.rate_hz, 1.0))
            at += size
        samples = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)
        return Speech(samples, self.rate_hz, tuple(words), exact=True)


class ScriptedVad(Lifecycle):
    """Speech is what is louder than `threshold` (root mean square, int16 units)."""

    def __init__(self, threshold: float = VOICED_RMS) -> None:
        self.info = EngineInfo("vad", "scripted", THIS_MACHINE)
        self._threshold = threshold

    def stream(self) -> ScriptedVadStream:
        return ScriptedVadStream(self._threshold)


class ScriptedVadStream:
    def __init__(self, threshold: float) -> None:
        self._threshold = threshold
        self._rest: Samples = np.zeros(0, dtype=np.int16)

    async def score(self, samples: Samples) -> list[float]:
        """1.0 or 0.0 for each window that is complete."""
        joined = np.concatenate([self._rest, samples])
        end = len(joined) - len(joined) % VAD_WINDOW
        self._rest = joined[end:]
        return [
            float(rms(joined[at : at + VAD_WINDOW]) >= self._threshold)
            for at in range(0, end, VAD_WINDOW)
        ]


class ScriptedTurnDetector(Lifecycle):
    """Always the same probability, or one for each call, or what a function makes of it."""

    def __init__(
        self, probability: float | Sequence[float] | Callable[[Samples], float] = 0.95
    ) -> None:
        self.info = EngineInfo("turn", "scripted", THIS_MACHINE)
        self._probability = probability
        self.calls = 0

    async def completeness(self, samples: Samples) -> float:
        """See `TurnDetector`. A sequence that runs out repeats its last value."""
        call, self.calls = self.calls, self.calls + 1
        if callable(self._probability):
            return self._probability(samples[-8 * ENGINE_RATE_HZ :])
        if isinstance(self._probability, Sequence):
            return self._probability[min(call, len(self._probability) - 1)]
        return self._probability


class ScriptedLlm(Lifecycle):
    """Gives lines in order (the last one again when they run out), or what a function says.

    `tokens_per_s` None sends the whole answer at once; a token is a word with its space.
    """

    def __init__(
        self,
        replies: Sequence[str] | Reply = ("What was the hardest part of that?",),
        *,
        first_token_s: float = 0.0,
        tokens_per_s: float | None = None,
    ) -> None:
        self.info = EngineInfo("llm", "scripted", THIS_MACHINE)
        self._replies = replies
        self._first_token_s = first_token_s
        self._tokens_per_s = tokens_per_s
        self.requests: list[list[ChatMessage]] = []
        """The messages of each call."""

    async def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[str, None]:
        """See `ChatModel.stream`."""
        call = len(self.requests)
        self.requests.append(list(messages))
        text = self._reply(messages, call)
        for mark in stop:
            text = text.partition(mark)[0]
        tokens = re.findall(r"\s*\S+", text)[:max_tokens]
        if self._tokens_per_s is None:
            tokens = ["".join(tokens)]
        for number, token in enumerate(tokens):
            wait_s = self._first_token_s if number == 0 else 1 / (self._tokens_per_s or 1)
            if wait_s:
                await asyncio.sleep(wait_s)
            yield token

    def _reply(self, messages: Sequence[ChatMessage], call: int) -> str:
        if callable(self._replies):
            return self._replies(messages)
        return self._replies[min(call, len(self._replies) - 1)]
