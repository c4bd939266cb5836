"""The transcript of one turn while it is still being spoken.

Captions are append-only: words that two successive decodes agree on (LocalAgreement-2, Liu
et al. 2020). The final transcript is a decode of its own, which only has the tail left to do,
because finished sentences of a long turn are frozen at its pauses.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    SpeechToText,
    Transcript,
    Word,
)
from audio_pipeline.phrases import Ending, ending, words_of
from audio_pipeline.track import Track

FREEZE_SENTENCE_S = 8.0
"""A tail longer than this is frozen at a pause that ends a sentence: short enough that the
final decode stays quick, long enough that Whisper has its context."""

FREEZE_ANY_S = 18.0
"""A tail longer than this is frozen at any pause, before it outgrows Whisper's 30 s window."""

TAIL_S = 0.2
"""Silence kept behind the last voiced sample, where final consonants fade."""

ONSET_S = 0.3
"""What is kept before the sample at which speech goes on, as before a turn's first: the sound that
it was known by came after a beginning. Cut off there, Whisper leaves whole sentences out."""

PROMPT_CHARS = 200

VERBATIM = "Um, uh, hmm."
"""What Whisper is told was said before: it leaves hesitations out, and with this it writes 13 of
14 in free speech (benchmarks/delivery.py), at the same word error rate. Longer prompts of the sort
lose whole sentences. It also finds "Um, uh" where it found "Thank you" in a cough, which is no
word."""


@dataclass(frozen=True, slots=True)
class _Segment:
    """A stretch of the turn, in samples, with its transcript and what it was prompted with."""

    start: int
    end: int
    prompt: str
    transcript: Transcript


def _joined(segments: list[_Segment], start: int = 0) -> Transcript:
    """One transcript; the times of its words count from sample `start`."""
    words = tuple(word for segment in segments for word in _placed(segment, start))
    if len(segments) == 1:
        return replace(segments[0].transcript, words=words)
    texts = [segment.transcript.text for segment in segments if segment.transcript.text]
    weights = [max(len(words_of(segment.transcript.text)), 1) for segment in segments]
    total = sum(weights) or 1
    return Transcript(
        text=" ".join(texts),
        words=words,
        confidence=sum(
            weight * segment.transcript.confidence
            for weight, segment in zip(weights, segments, strict=True)
        )
        / total,
        no_speech_probability=min(
            (segment.transcript.no_speech_probability for segment in segments), default=0.0
        ),
    )


def _placed(segment: _Segment, start: int) -> list[Word]:
    shift_s = (segment.start - start) / ENGINE_RATE_HZ
    return [
        replace(word, start_s=word.start_s + shift_s, end_s=word.end_s + shift_s)
        for word in segment.transcript.words
    ]


def _agreed(before: list[str], now: list[str]) -> int:
    """How many words, from the first, two decodes have in common."""
    count = 0
    for one, other in zip(before, now, strict=False):
        if words_of(one) != words_of(other):
            break
        count += 1
    return count


async def _unless_cancelled(decode: asyncio.Future[Transcript]) -> Transcript | None:
    """None where somebody cancelled the decode itself."""
    try:
        await asyncio.wait({decode})
    finally:
        decode.cancel()
        await asyncio.wait({decode})
    return None if decode.cancelled() else decode.result()


class TurnTranscriber:
    """Decodes one turn of `track`, from sample `start` on, one decode at a time.

    Every method that decodes raises `EngineError` from the engine.
    """

    def __init__(self, stt: SpeechToText, track: Track, start: int) -> None:
        self._stt = stt
        self._track = track
        self.start = start
        self._frozen: list[_Segment] = []
        self._tail_start = start
        self._latest: _Segment | None = None
        self._resumed: dict[int, int] = {}
        self._newest = start
        self._caption: asyncio.Future[Transcript] | None = None
        self._pause: tuple[int, asyncio.Future[Transcript]] | None = None
        self._previous: list[str] = []
        self._shown = 0
        self._one_at_a_time = asyncio.Lock()

    @property
    def hypothesis(self) -> str:
        """The newest decode of the whole turn, agreed on or not."""
        return " ".join(self._previous)

    async def caption(self, until: int) -> str:
        """Decode up to sample `until`; the words now agreed on that were not shown before. Gives
        way to any other decode: that shows as much, and somebody waits for it."""
        if self._one_at_a_time.locked():
            return ""
        async with self._one_at_a_time:
            samples = self._track.slice(self._tail_start, until)
            decode = self._stt.transcribe(samples, prompt=self._prompt(), urgent=False)
            self._caption = asyncio.ensure_future(decode)
            heard = await _unless_cancelled(self._caption)
            return "" if heard is None else self._show(heard.text)

    async def until(self, speech_end: int) -> Transcript:
        """The whole turn up to a pause, its words timed in seconds from `start`; asked twice for
        the same pause, it decodes once."""
        async with self._in_turn(speech_end):
            return await self._decoded(speech_end)

    async def at_pause(self, speech_end: int) -> Transcript | None:
        """The same for a pause that may be none. None where the turn meanwhile goes on, or has come
        to a later one, and nothing would be settled by this: decodes slower than speech would pile
        up, and one that is doubtful be in the way of the last for seconds."""
        async with self._in_turn(speech_end):
            if self._is_stale(speech_end):
                return None
            decode = asyncio.ensure_future(self._decoded(speech_end))
            self._pause = speech_end, decode
            return await _unless_cancelled(decode)

    def caption_of(self, transcript: Transcript) -> str:
        """The agreed words that a decode at a pause adds to the captions."""
        frozen = len(_joined(self._frozen).text.split())
        return self._show(" ".join(transcript.text.split()[frozen:]))

    def freezes_at(self, speech_end: int) -> bool:
        """Whether a pause here may settle what has been said so far."""
        return (speech_end - self._tail_start) / ENGINE_RATE_HZ >= FREEZE_SENTENCE_S

    def resumed(self, speech_end: int, sample: int) -> None:
        """Speech goes on at `sample` after the pause that began at `speech_end`."""
        self._resumed[speech_end] = sample
        self._give_way()
        self._freeze()

    @asynccontextmanager
    async def _in_turn(self, speech_end: int) -> AsyncIterator[None]:
        self._newest = max(self._newest, speech_end)
        if self._caption is not None:
            self._caption.cancel()
        self._give_way()
        async with self._one_at_a_time:
            yield

    def _give_way(self) -> None:
        if self._pause is not None and self._is_stale(self._pause[0]):
            self._pause[1].cancel()

    def _is_stale(self, speech_end: int) -> bool:
        over = speech_end < self._newest or speech_end in self._resumed
        return over and not self.freezes_at(speech_end)

    async def _decoded(self, speech_end: int) -> Transcript:
        latest = self._latest
        if latest is None or latest.end != speech_end:
            start, prompt = self._tail_start, self._prompt()
            end = speech_end + int(TAIL_S * ENGINE_RATE_HZ)
            tail = await self._stt.transcribe(
                self._track.slice(start, end), prompt=prompt, words=True
            )
            latest = self._latest = _Segment(start, speech_end, prompt, tail)
        whole = _joined([*self._frozen, latest], self.start)
        self._freeze()
        return whole

    def _freeze(self) -> None:
        """Keep what a pause has settled for good, once it is over and its decode is there:
        whichever comes last, since a long tail may take longer to decode than the pause, and
        than the next ones."""
        latest = self._latest
        if latest is None or latest.end not in self._resumed:
            return
        sample = self._resumed[latest.end]
        self._resumed = {end: at for end, at in self._resumed.items() if end > latest.end}
        self._latest = None
        tail_s = (latest.end - latest.start) / ENGINE_RATE_HZ
        sentence = ending(latest.transcript.text) is Ending.COMPLETE
        if tail_s >= FREEZE_ANY_S or (tail_s >= FREEZE_SENTENCE_S and sentence):
            self._frozen.append(latest)
            onset = sample - int(ONSET_S * ENGINE_RATE_HZ)
            self._tail_start = max(latest.end, min((latest.end + sample) // 2, onset))

    def _prompt(self) -> str:
        return f"{VERBATIM} {_joined(self._frozen).text[-PROMPT_CHARS:]}".rstrip()

    def _show(self, tail: str) -> str:
        hypothesis = [*_joined(self._frozen).text.split(), *tail.split()]
        agreed = _agreed(self._previous, hypothesis)
        self._previous = hypothesis
        fresh = hypothesis[self._shown : agreed]
        self._shown = max(self._shown, agreed)
        return " ".join(fresh)
