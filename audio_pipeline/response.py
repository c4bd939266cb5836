"""One reply of the interviewer: text as it is generated, spoken, paced, and cancellable.

A reply is prepared as soon as the turn seems over and is released once it is. Speech that
resumes before the release throws it away unheard.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import numpy as np

from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    EngineError,
    Samples,
    Speech,
    TextToSpeech,
)
from audio_pipeline.heard import SpokenSentence, heard_text, marked_cut
from audio_pipeline.metrics import Stages
from audio_pipeline.outbox import AudioOut, Outgoing
from audio_pipeline.playback import Playback
from audio_pipeline.protocol import CancelReason
from audio_pipeline.reply_events import ReplyEvents, ReplyStatus
from audio_pipeline.resampler import Resampler
from audio_pipeline.responder import SpokenReply, UserTurn
from audio_pipeline.sentences import SentenceSplitter

log = logging.getLogger(__name__)

AHEAD_S = 0.24
"""Audio sent before it is due: enough for a busy event loop, little enough that a cancelled
reply is soon over for a client that doesn't flush."""

CHUNK_S = 0.04
RUNS_OUT_S = 0.5
"""What must be left to play when words that are still missing are wanted in a hurry, while Piper
says them: with 0.4 s there was a gap of 16 ms in one of 54 replies (benchmarks.web_room)."""

SENTENCE_GAP_S = 0.22
CLAUSE_GAP_S = 0.08
"""Piper adds no pause between separately synthesised pieces; speech without them sounds read."""

LATE_REPORT_S = 2.0
"""A client that reports its playback and then goes quiet this long reports no more."""

SILENCE_LEVEL = 60
"""Below -55 dBFS: what Piper puts before its first phoneme, and no listener hears."""


@dataclass(frozen=True, slots=True)
class Voice:
    """How a reply goes out: spoken at `rate_hz`, or as text where that is None. `name` is the voice
    that was asked for, if the engine has it."""

    rate_hz: int | None
    speed: float = 1.0
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    text: str
    speech: Speech | None


def _onset(samples: Samples) -> int:
    """Samples of silence at the front."""
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > SILENCE_LEVEL)
    return int(loud[0]) if len(loud) else 0


@dataclass(eq=False)
class Reply:
    """`run()` is its whole life; the owner cancels that task to stop it, then calls `close`.

    `send` must not block. `hurry` is set before the listener would hear a gap, where `deltas` have
    given nothing more to say by then. `on_mute` is told once when speech failed and words are
    only shown.
    """

    turn: UserTurn
    deltas: AsyncIterator[str]
    hurry: asyncio.Event
    tts: TextToSpeech
    voice: Voice
    events: ReplyEvents
    send: Callable[[Outgoing], None]
    on_mute: Callable[[], None]
    playback: Playback = field(default_factory=Playback)
    stages: Stages = field(default_factory=Stages)

    def __post_init__(self) -> None:
        self.status: ReplyStatus | None = None
        self.input_start_s = 0.0
        self._pieces: asyncio.Queue[_Piece | None] = asyncio.Queue(1)
        self._released = asyncio.Event()
        self._moving = asyncio.Event()
        self._moving.set()
        self._reported = asyncio.Event()
        self._begun = False
        self._mute = False
        self._failed = False
        self._spoken: list[SpokenSentence] = []
        self._audio: list[Samples] = []
        self._offset = 0

    @property
    def item_id(self) -> str:
        return self.events.item_id

    @property
    def released(self) -> bool:
        return self._released.is_set()

    @property
    def text(self) -> str:
        """All that was put out so far, heard or not."""
        return " ".join(sentence.text for sentence in self._spoken)

    @property
    def played_s(self) -> float:
        return self.playback.played_s(asyncio.get_running_loop().time())

    @property
    def unplayed_s(self) -> float:
        """Seconds sent and, as far as is known, not yet played."""
        return self.playback.sent_s - self.played_s

    def release(self) -> None:
        """The turn is over and stored: speak."""
        self._released.set()

    def hold(self) -> None:
        """Send nothing more for a moment."""
        self._moving.clear()
        self.playback.hold(asyncio.get_running_loop().time())

    def resume(self) -> None:
        """Go on at the sample where `hold` stopped."""
        self.playback.resume(asyncio.get_running_loop().time())
        self._moving.set()
        self._reported.set()

    def report_playback(self, samples: int) -> None:
        """The client has really played this many samples of the reply."""
        if self.voice.rate_hz:
            self.playback.report(samples / self.voice.rate_hz)
            self._reported.set()

    @property
    def stopped(self) -> bool:
        """It was closed, perhaps after all of it had been sent and before all was played."""
        return self.playback.stopped_at is not None

    async def played_out(self) -> None:
        """Return once it was stopped or played to its end, by the client's report or the clock."""
        while (rest_s := self.unplayed_s) > 0.001 and not self.stopped:
            by_report = self.playback.reported_s is not None
            wait_s = LATE_REPORT_S if by_report else rest_s / self.playback.pace
            self._reported.clear()
            try:
                # While it is held nothing plays, for as long as a pause may last.
                async with asyncio.timeout(wait_s if self._moving.is_set() else None):
                    await self._reported.wait()
            except TimeoutError:
                if by_report:
                    return

    def heard(self) -> SpokenReply:
        """The reply as far as it has been heard by now."""
        played_s = self.played_s
        last = self._spoken[-1] if self._spoken else None
        end_s = last.start_s + last.duration_s - CHUNK_S if last else 0.0
        whole = self.status == "completed" and played_s >= end_s
        return SpokenReply(
            item_id=self.item_id,
            answers=self.turn.item_id,
            text=self.text if whole else marked_cut(heard_text(self._spoken, played_s)),
            worded=self.text,
            cut=not whole,
            samples=self._engine_rate_audio(played_s),
            start_s=self.input_start_s,
            end_s=self.input_start_s + played_s,
            latency_ms=self.stages.latencies_ms(),
        )

    async def run(self) -> None:
        preparing = asyncio.create_task(self._prepare())
        try:
            await self._released.wait()
            while (piece := await self._pieces.get()) is not None:
                await self._put_out(piece)
            self._finish("failed" if self._failed and not self._spoken else "completed")
        finally:
            preparing.cancel()
            await asyncio.gather(preparing, return_exceptions=True)

    def close(self, reason: CancelReason) -> None:
        """After the task was cancelled: tell the client, if it has heard of the reply."""
        if not self.stopped:
            self.playback.stopped_at = asyncio.get_running_loop().time()
            self._reported.set()
        if self.status is None:
            self._finish("cancelled", reason)

    def _finish(self, status: ReplyStatus, reason: CancelReason | None = None) -> None:
        self.status = status
        if self.released:
            self._begin()
            for event in self.events.done(status, reason, self.text):
                self.send(event)

    def _begin(self) -> None:
        if not self._begun:
            self._begun = True
            for event in self.events.begin():
                self.send(event)

    async def _prepare(self) -> None:
        self.stages.mark("asked")
        splitter = SentenceSplitter()
        try:
            async for delta in self.deltas:
                self.stages.mark("first_token")
                for sentence in splitter.feed(delta):
                    await self._synthesize(sentence)
            for sentence in splitter.flush():
                await self._synthesize(sentence)
        except EngineError:
            self._failed = True
        except Exception as error:
            # `run` waits for the end of the pieces, whatever went wrong in making them.
            log.error("A reply could not be made: %s", type(error).__name__)
            self._failed = True
        finally:
            # A reply thrown away must not keep the language model busy.
            aclose = getattr(self.deltas, "aclose", None)
            if aclose is not None:
                await aclose()
        await self._pieces.put(None)

    async def _synthesize(self, sentence: str) -> None:
        self.stages.mark("first_sentence")
        speech = None
        if self.voice.rate_hz and not self._mute:
            try:
                speech = await self.tts.synthesize(
                    sentence, speed=self.voice.speed, voice=self.voice.name
                )
                self.stages.mark("first_speech")
            except EngineError:
                self._mute = True
                self.on_mute()
        await self._pieces.put(_Piece(sentence, speech))

    async def _put_out(self, piece: _Piece) -> None:
        self._begin()
        shown = f" {piece.text}" if self._spoken else piece.text
        speech = piece.speech
        if speech is None or self.voice.rate_hz is None:
            await self._moving.wait()
            self._spoken.append(SpokenSentence(piece.text, (), self.playback.sent_s, 0.0))
            self.send(self.events.text(shown))
            return
        onset = 0 if self._spoken else _onset(speech.samples)
        gap_s = SENTENCE_GAP_S if piece.text.endswith((".", "?", "!", "…")) else CLAUSE_GAP_S
        gap = np.zeros(int(gap_s * speech.rate_hz), dtype=np.int16)
        samples = np.concatenate([speech.samples[onset:], gap])
        start_s = self.playback.sent_s - onset / speech.rate_hz
        duration_s = len(speech.samples) / speech.rate_hz
        await self._moving.wait()
        self._spoken.append(SpokenSentence(piece.text, speech.words, start_s, duration_s))
        self.send(self.events.text(shown))
        await self._stream(samples, speech.rate_hz, self.voice.rate_hz)

    async def _stream(self, samples: Samples, rate_hz: int, out_hz: int) -> None:
        # Chunk by chunk, since a whole sentence at once would hold up the event loop.
        out, kept = Resampler(rate_hz, out_hz), Resampler(rate_hz, ENGINE_RATE_HZ)
        chunk = int(CHUNK_S * rate_hz)
        for start in range(0, len(samples), chunk):
            part = samples[start : start + chunk]
            self._audio.append(kept.feed(part))
            await self._send_when_due(out.feed(part), out_hz)
            left_s = (len(samples) - start) / rate_hz
            if self._pieces.empty() and left_s <= (RUNS_OUT_S - AHEAD_S) * self.playback.pace:
                self.hurry.set()
        self._audio.append(kept.flush())
        await self._send_when_due(out.flush(), out_hz)

    async def _send_when_due(self, samples: Samples, out_hz: int) -> None:
        if len(samples) == 0:
            return
        await self._until_due()
        self.stages.mark("first_sent")
        events = self.events
        format_type = events.session.audio.output.format.type
        self.send(
            AudioOut(
                events.response_id,
                events.item_id,
                events.number,
                self._offset,
                samples,
                format_type,
            )
        )
        self._offset += len(samples)
        self.playback.sent_s = self._offset / out_hz

    async def _until_due(self) -> None:
        loop = asyncio.get_running_loop()
        playback = self.playback
        while True:
            await self._moving.wait()
            if playback.began_at is None:
                playback.began_at = loop.time()
            early_s = playback.sent_s - AHEAD_S * playback.pace - playback.clock_s(loop.time())
            if early_s <= 0.001:
                return
            await asyncio.sleep(early_s / playback.pace)

    def _engine_rate_audio(self, played_s: float) -> Samples | None:
        if not self._audio:
            return None
        return np.concatenate(self._audio)[: int(played_s * ENGINE_RATE_HZ)]
