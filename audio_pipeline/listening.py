"""From samples to turns: voice activity, the turn machine, captions and transcripts.

One `Listener` serves one session. Samples and controls go through one queue, so that a commit
sent after audio is carried out after that audio has been listened to.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from itertools import count

import numpy as np

from audio_pipeline.arrivals import Arrivals
from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    VAD_WINDOW,
    EngineError,
    Samples,
    SpeechToText,
    TurnDetector,
    VoiceActivityDetector,
)
from audio_pipeline.heard_turn import (
    Alarm,
    Caption,
    Ended,
    HeardTurn,
    ListenerEvent,
    Paused,
    Resumed,
    Started,
    Sustained,
)
from audio_pipeline.phrases import ending
from audio_pipeline.track import Track
from audio_pipeline.transcription import TurnTranscriber
from audio_pipeline.turn import (
    PauseCheck,
    SpeechResumed,
    SpeechStarted,
    State,
    TurnEnded,
    TurnMachine,
    TurnPolicy,
)

BACKLOG_S = 30.0
"""Audio waiting to be listened to; the sender is made to wait beyond it."""

PIECE_S = 0.5
"""Longer messages are listened to in pieces, so that one session's don't hold up another's."""

MUTED_AFTER_S = 1.0
"""A client that sends nothing for this long has muted itself: silence is what it means."""

SUSTAINED_S = 0.2
"""Voice this long, over a reply, is worth holding the reply for."""

PLAUSIBLE = 0.3
"""From this completeness on the words are wanted at once; Smart Turn's own threshold is 0.5."""

LOOK_ANYWAY_S = 0.4
"""A pause this long is looked into whatever it sounds like: its words are then there before the
silence is long enough to be an end."""

LASTING_S = 0.8
"""A pause this long is told of once more: seven of ten are over by then, and what isn't is likely
to be an end, whatever it sounds like (the decay of `turn.RESUMPTION_S`)."""

CAPTION_EVERY_S = 0.5
FIRST_CAPTION_S = 0.4
CAPTION_COST = 5.0
"""Captions of a long turn cost more each time; they come so much less often that Whisper is free
for five sixths of the time, and a final transcript seldom waits behind one."""

SMART_TURN_S = 8.0
"""What Smart Turn looks at (pipecat-ai/smart-turn-v3)."""


Control = Callable[["Listener"], Awaitable[None]]


@dataclass(frozen=True, slots=True, eq=False)
class _Arrived:
    """Samples, and the loop time at which they came: waiting here is part of every latency."""

    samples: Samples
    at_s: float


class Listener:
    """Owns its tasks: `run()` is the whole life of it, cancelled to end it."""

    def __init__(
        self,
        stt: SpeechToText,
        vad: VoiceActivityDetector,
        turn_detector: TurnDetector,
        policy: TurnPolicy,
        on_event: Callable[[ListenerEvent], Awaitable[None]],
        new_item_id: Callable[[], str] | None = None,
        captions: Callable[[], bool] = lambda: True,
    ) -> None:
        """`captions` is asked whether words are to be decoded while they are spoken."""
        self._stt = stt
        self._vad = vad.stream()
        self._turn_detector = turn_detector
        self._on_event = on_event
        self._wants_captions = captions
        numbers = count(1)
        self._new_item_id = new_item_id or (lambda: f"item_{next(numbers)}")
        self.machine = TurnMachine(policy)
        self.track = Track()
        self.turn: HeardTurn | None = None
        self.muted = False
        self.alarm: int | None = None
        """An `Alarm` follows once this sample was heard; None for none."""
        self.keeps_time = False
        """The clock goes on where no audio comes, for somebody who types."""
        self._live: set[HeardTurn] = set()
        self._queue: deque[_Arrived | Control] = deque()
        self._queued = 0
        self._changed = asyncio.Condition()
        self._arrivals = Arrivals()
        self._tasks: asyncio.TaskGroup | None = None
        self._captioning = False
        self.connected = True

    @property
    def backlog_s(self) -> float:
        return self._queued / ENGINE_RATE_HZ

    @property
    def heard_s(self) -> float:
        """Seconds of the session's input so far."""
        return self.track.end / ENGINE_RATE_HZ

    async def hear(self, samples: Samples) -> None:
        """Queue 16 kHz samples; waits while `BACKLOG_S` of them are waiting already."""
        size = int(PIECE_S * ENGINE_RATE_HZ)
        for start in range(0, len(samples), size):
            piece = samples[start : start + size]
            async with self._changed:
                await self._changed.wait_for(lambda: self.backlog_s < BACKLOG_S)
                self._queue.append(_Arrived(piece, asyncio.get_running_loop().time()))
                self._queued += len(piece)
                self._changed.notify_all()

    async def control(self, control: Control) -> None:
        """Queue something to be done once all audio queued before it has been heard."""
        async with self._changed:
            self._queue.append(control)
            self._changed.notify_all()

    def arrived_s(self, sample: int) -> float | None:
        """The loop time at which a sample was received, None if that is long ago."""
        return self._arrivals.of(sample)

    def release(self, turn: HeardTurn) -> None:
        """The turn's audio is no longer needed."""
        self._live.discard(turn)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            self._tasks = tasks
            while True:
                item = await self._next()
                if isinstance(item, _Arrived):
                    await self._listen(item)
                else:
                    await item(self)

    async def finish_turn(self) -> bool:
        """End the open turn now; False when there is none."""
        events = self.machine.finish()
        for event in events:
            await self._handle(event)
        return bool(events)

    def clear(self) -> None:
        """Drop the open turn and what it holds."""
        self.machine.discard()
        if self.turn is not None:
            self.release(self.turn)
            self.turn = None

    async def _next(self) -> _Arrived | Control:
        async with self._changed:
            while not self._queue:
                try:
                    async with asyncio.timeout(MUTED_AFTER_S):
                        await self._changed.wait_for(lambda: bool(self._queue))
                except TimeoutError:
                    needed = self.keeps_time or self.machine.state is not State.IDLE
                    if self.connected and needed and not self.muted:
                        made_up = np.zeros(int(MUTED_AFTER_S * ENGINE_RATE_HZ), dtype=np.int16)
                        return _Arrived(made_up, asyncio.get_running_loop().time())
            item = self._queue.popleft()
            if isinstance(item, _Arrived):
                self._queued -= len(item.samples)
                self._changed.notify_all()
            return item

    async def _listen(self, arrived: _Arrived) -> None:
        if self.muted:
            return
        samples = arrived.samples
        self.track.append(samples)
        self._arrivals.add(self.track.end, arrived.at_s)
        try:
            probabilities = await self._vad.score(samples)
        except EngineError:
            # The detector reloads itself; a moment without ears is better than no session, but
            # the machine's clock must not fall behind the samples.
            probabilities = [0.0] * ((self.track.end - self.machine.sample) // VAD_WINDOW)
        for probability in probabilities:
            for event in self.machine.window(probability):
                await self._handle(event)
            await self._progress()
            if self.alarm is not None and self.machine.sample >= self.alarm:
                self.alarm = None
                await self._on_event(Alarm())
        if self.turn is None:
            keep_s = self.machine.policy.prefix_s + 1.0
            kept_from = self.machine.sample - int(keep_s * ENGINE_RATE_HZ)
            self.track.forget(min([kept_from, *(turn.started for turn in self._live)]))

    async def _handle(self, event: SpeechStarted | PauseCheck | SpeechResumed | TurnEnded) -> None:
        match event:
            case SpeechStarted(sample):
                await self._begin(sample)
            case PauseCheck():
                await self._check(event)
            case SpeechResumed(speech_end, sample):
                if self.turn is not None:
                    self.turn.transcriber.resumed(speech_end, sample)
                    await self._on_event(Resumed(self.turn))
            case TurnEnded():
                await self._end(event)

    async def _begin(self, sample: int) -> None:
        prefix = int(self.machine.policy.prefix_s * ENGINE_RATE_HZ)
        start = max(sample - prefix, 0)
        transcriber = TurnTranscriber(self._stt, self.track, start)
        self.turn = HeardTurn(self._new_item_id(), start, transcriber)
        self.turn.next_caption = sample + int(FIRST_CAPTION_S * ENGINE_RATE_HZ)
        self._live.add(self.turn)
        await self._on_event(Started(self.turn))

    async def _check(self, check: PauseCheck) -> None:
        turn = self.turn
        if turn is None:
            return
        if self.machine.policy.fixed_silence_s is None and not self.machine.policy.manual:
            await self._ask_smart_turn(turn, check)
        if turn.pause != check.speech_end and self._worth_decoding(turn, check):
            turn.pause, turn.heard = check.speech_end, None
            self._spawn(self._decode_pause(turn, check.speech_end))
        lasting = turn.pause == check.speech_end and self.machine.silence_s >= LASTING_S
        if lasting and turn.heard is not None:
            transcript, turn.heard = turn.heard, None
            await self._on_event(Paused(turn, transcript, lasting))

    async def _ask_smart_turn(self, turn: HeardTurn, check: PauseCheck) -> None:
        window = int(SMART_TURN_S * ENGINE_RATE_HZ)
        samples = self.track.slice(max(turn.started, check.sample - window), check.sample)
        try:
            turn.completeness = await self._turn_detector.completeness(samples)
        except EngineError:
            # Silence and words still decide; the wait is that of an unsure ending.
            turn.completeness = None
            return
        self.machine.scored(turn.completeness)

    def _worth_decoding(self, turn: HeardTurn, check: PauseCheck) -> bool:
        """Most pauses are breaths: decoding each of them would cost more than all the speech."""
        if turn.transcriber.freezes_at(check.speech_end):
            return True
        if self.machine.policy.manual:
            return False
        if self.machine.policy.fixed_silence_s is not None or turn.completeness is None:
            return True
        silence_s = (check.sample - check.speech_end) / ENGINE_RATE_HZ
        return turn.completeness >= PLAUSIBLE or silence_s >= LOOK_ANYWAY_S

    async def _decode_pause(self, turn: HeardTurn, speech_end: int) -> None:
        if self.machine.voiced_s < SUSTAINED_S:
            return
        try:
            transcript = await turn.transcriber.at_pause(speech_end)
        except EngineError:
            return
        if transcript is None:
            return
        still_paused = self.turn is turn and self.machine.pause_began == speech_end
        if still_paused:
            self.machine.transcribed(ending(transcript.text))
        await self._caption(turn, turn.transcriber.caption_of(transcript))
        if still_paused:
            lasting = self.machine.silence_s >= LASTING_S
            turn.heard = None if lasting else transcript
            await self._on_event(Paused(turn, transcript, lasting))

    async def _end(self, event: TurnEnded) -> None:
        turn, self.turn = self.turn, None
        if turn is None:
            return
        turn.ended = event
        turn.speech_end = event.speech_end
        await self._on_event(Ended(turn))

    async def _progress(self) -> None:
        """What a voiced window brings besides the machine's own events."""
        turn = self.turn
        if turn is None or self.machine.state is not State.SPEAKING:
            return
        if self.machine.just_voiced(SUSTAINED_S):
            await self._on_event(Sustained(turn))
        due = self.machine.sample >= turn.next_caption and not self._captioning
        if due and self._wants_captions():
            self._captioning = True
            self._spawn(self._decode_caption(turn, self.machine.sample))

    async def _decode_caption(self, turn: HeardTurn, until: int) -> None:
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        try:
            text = await turn.transcriber.caption(until)
            await self._caption(turn, text)
        except EngineError:
            # A caption is a courtesy; the final transcript reports what is wrong.
            return
        finally:
            self._captioning = False
            rest_s = max(CAPTION_EVERY_S, CAPTION_COST * (loop.time() - began_s))
            turn.next_caption = until + int(rest_s * ENGINE_RATE_HZ)

    async def _caption(self, turn: HeardTurn, text: str) -> None:
        await self._on_event(Caption(turn, text, turn.transcriber.hypothesis))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        if self._tasks is not None:
            self._tasks.create_task(work)
