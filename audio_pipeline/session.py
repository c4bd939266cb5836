"""One voice conversation: a client's events in, turns to the responder, replies out.

The session outlives its sockets and is a single actor: everything that happens to it, from
whichever task, passes through one inbox and is handled in order.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from audio_pipeline.audio import AudioError, codec_for, decode_base64
from audio_pipeline.controls import Controls
from audio_pipeline.conversation import Conversation
from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    Samples,
    SpeechToText,
    TextToSpeech,
    TurnDetector,
    VoiceActivityDetector,
)
from audio_pipeline.floor import Floor, FloorRules
from audio_pipeline.heard_turn import ListenerEvent
from audio_pipeline.listening import Control, Listener
from audio_pipeline.load import Load
from audio_pipeline.outbox import Outbox
from audio_pipeline.playback import Playback
from audio_pipeline.protocol import (
    ClientEvent,
    InputAudioBufferAppend,
    ProtocolError,
    ResponseCreate,
    SemanticVad,
    ServerEvent,
    ServerVad,
    SessionConfig,
    SessionCreated,
    SessionUpdate,
    SessionUpdated,
    TurnDetection,
    merge_session,
)
from audio_pipeline.reply_events import ReplyEvents
from audio_pipeline.resampler import Resampler
from audio_pipeline.responder import Responder, UserTurn
from audio_pipeline.response import Reply, Voice
from audio_pipeline.speaking import Speaking
from audio_pipeline.turn import TurnPolicy
from audio_pipeline.wire_out import WireOut

log = logging.getLogger(__name__)

START_AFTER_S = 1.0
"""A client that says nothing at all is greeted after this."""

INBOX = 256

_PCM = codec_for("audio/pcm")

_EAGERNESS = {"low": (1.5, 8.0), "medium": (1.0, 4.0), "auto": (1.0, 4.0), "high": (0.75, 2.0)}
"""Scale of the patience, and the longest wait in seconds, which OpenAI documents as 8, 4, 2."""


class SessionEngines(Protocol):
    """The engines that a session uses; `engines.registry.Engines` is one."""

    @property
    def stt(self) -> SpeechToText: ...
    @property
    def tts(self) -> TextToSpeech: ...
    @property
    def vad(self) -> VoiceActivityDetector: ...
    @property
    def turn_detector(self) -> TurnDetector: ...


def turn_policy(detection: TurnDetection | None) -> TurnPolicy:
    """The patience that a session's `turn_detection` asks for."""
    match detection:
        case None:
            return TurnPolicy(manual=True)
        case ServerVad():
            return TurnPolicy(
                fixed_silence_s=detection.silence_duration_ms / 1000,
                threshold=min(max(detection.threshold, 0.05), 0.95),
                prefix_s=detection.prefix_padding_ms / 1000,
            )
        case SemanticVad():
            scale, longest_s = _EAGERNESS[detection.eagerness]
            return TurnPolicy(scale=scale, longest_s=longest_s)


def floor_rules(detection: TurnDetection | None) -> FloorRules:
    if detection is None:
        return FloorRules(detects=False, create_response=False, interrupt_response=False)
    idle_ms = detection.idle_timeout_ms if isinstance(detection, ServerVad) else None
    return FloorRules(
        create_response=detection.create_response,
        interrupt_response=detection.interrupt_response,
        idle_timeout_s=idle_ms / 1000 if idle_ms is not None else None,
    )


@dataclass(frozen=True, slots=True)
class _Heard:
    event: ListenerEvent


@dataclass(frozen=True, slots=True)
class _Start:
    """The interviewer may begin."""


@dataclass(frozen=True, slots=True)
class _Respond:
    """A response.create, once the audio sent before it has been heard."""

    event_id: str | None


_Inbound = ClientEvent | _Heard | _Start | _Respond


class VoiceSession:
    """`run()` is its whole life. `receive` and `receive_audio` may be called by any socket."""

    def __init__(
        self,
        engines: SessionEngines,
        responder: Responder,
        session: SessionConfig,
        *,
        greeting: tuple[ServerEvent, ...] = (),
        pace: float = 1.0,
        patience: float = 1.0,
        epoch: int = 0,
        load: Load | None = None,
    ) -> None:
        """`greeting` follows session.created; `pace` is how many times real time it runs, and
        `patience` how many times as long as usual a silence must last to end a turn, whatever
        turn detection the client asks for. `load` says what it has to do without."""
        self._load = load or Load()
        self._engines = engines
        self._greeting = greeting
        self._pace = pace
        self._patience = patience
        self.outbox = Outbox(epoch)
        self.wire = WireOut(self.outbox, Conversation(), session)
        self._inbox: asyncio.Queue[_Inbound] = asyncio.Queue(INBOX)
        detection = session.audio.input.turn_detection
        self.listener = Listener(
            engines.stt,
            engines.vad,
            engines.turn_detector,
            turn_policy(detection).for_person(patience),
            self._on_heard,
            lambda: self.wire.new_id("item"),
            lambda: self._load.captions or self.floor.judges,
        )
        self._speaking = Speaking(
            responder,
            self.listener,
            self.wire,
            self._new_reply,
            self._spawn,
            lambda reply: self.floor.on_played(reply),
        )
        self.floor = Floor(
            self._speaking,
            self.listener,
            self.wire,
            self._spawn,
            floor_rules(detection),
            self._load,
        )
        self._controls = Controls(self.floor, self.listener, self.wire)
        self._responses = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._input_format()

    @property
    def session(self) -> SessionConfig:
        return self.wire.session

    @property
    def closed(self) -> bool:
        """The conversation came to its end and its last word was heard."""
        return self._speaking.closed

    @property
    def resting(self) -> bool:
        """Nobody speaks, and nothing that was said is on its way into the record."""
        speaking = self.listener.turn is not None or self.floor.busy
        waiting = bool(self.floor.pending) or not self._inbox.empty()
        return not speaking and not waiting and not self.listener.backlog_s

    async def receive(self, event: ClientEvent) -> None:
        """One event of the client. Raises `ProtocolError` for what can't be taken.

        Audio and settings take effect here, so that a format holds for the audio sent after it.
        """
        if isinstance(event, InputAudioBufferAppend):
            try:
                await self.receive_audio(decode_base64(event.audio))
            except AudioError as error:
                raise ProtocolError("invalid_audio", str(error), "audio", event.event_id) from error
        elif isinstance(event, SessionUpdate):
            self._reconfigure(merge_session(self.session, event.session))
            self.wire.send(SessionUpdated(session=self.session))
            await self._inbox.put(_Start())
        else:
            await self._inbox.put(event)

    async def receive_audio(self, data: bytes) -> None:
        """Audio in the session's input format; waits while too much of it is waiting already.

        Raises `AudioError` where the bytes are no whole samples; what came before is kept.
        """
        await self._hear(self._codec.decode(data))

    async def receive_pcm(self, data: bytes) -> None:
        """PCM16 at the rate of the input format, as binary frames carry it. Raises as above."""
        await self._hear(_PCM.decode(data))

    async def _hear(self, samples: Samples) -> None:
        if not self._controls.started:
            await self._inbox.put(_Start())
        await self.listener.hear(self._resampler.feed(samples))

    def duration_s(self, event_bytes: int) -> float:
        """Seconds of audio in this many bytes of the input format."""
        input_format = self.session.audio.input.format
        width = 2 if input_format.type == "audio/pcm" else 1
        return event_bytes / (width * input_format.rate_hz)

    def attach(self, last_event_id: str) -> bool:
        """A socket takes over. False: what it missed isn't known, and it needs the whole state."""
        known = self.outbox.rewind(last_event_id)
        self.listener.connected = True
        self._speaking.resume("detached")
        return known

    def greet(self, greeting: tuple[ServerEvent, ...]) -> None:
        """What a socket gets first, whatever has happened while the greeting was put together."""
        self.outbox.put_first((SessionCreated(session=self.session), *greeting))

    def detach(self) -> None:
        """The socket is gone: nothing is said to nobody, and no silence is made up."""
        self.listener.connected = False
        self._speaking.hold("detached")

    async def run(self) -> None:
        self.greet(self._greeting)
        listening = asyncio.create_task(self.listener.run())
        starting = asyncio.create_task(self._start_by_itself())
        handling = asyncio.create_task(self._handle_all())
        owned = (listening, starting, handling)
        try:
            await asyncio.wait({listening, handling}, return_when=asyncio.FIRST_EXCEPTION)
            for task in (listening, handling):
                if task.done():
                    task.result()
        finally:
            for task in (*owned, *self._tasks):
                task.cancel()
            await asyncio.gather(*owned, *self._tasks, return_exceptions=True)

    async def finish(self) -> None:
        """Say no more, and store what was heard: before `run` is cancelled for good."""
        await self.floor.stop("client_cancelled")
        await self._speaking.settled()

    async def _start_by_itself(self) -> None:
        await asyncio.sleep(START_AFTER_S)
        await self._inbox.put(_Start())

    async def _handle_all(self) -> None:
        while True:
            event = await self._inbox.get()
            try:
                await self._handle(event)
            except ProtocolError as error:
                # Clients wait for the error that names their own event.
                event_id = error.event_id or getattr(event, "event_id", None)
                self.wire.error(error.code, error.message, error.param, event_id)

    def _reconfigure(self, session: SessionConfig) -> None:
        old, self.wire.session = self.wire.session, session
        if session.audio.input.format != old.audio.input.format:
            self._input_format()
        detection = session.audio.input.turn_detection
        if detection != old.audio.input.turn_detection:
            self.listener.machine.configure(turn_policy(detection).for_person(self._patience))
            self.floor.rules = floor_rules(detection)

    async def _handle(self, event: _Inbound) -> None:
        match event:
            case _Heard(heard):
                await self.floor.on_heard(heard)
            case _Start():
                self._controls.start()
            case _Respond():
                self._controls.respond()
            case ResponseCreate():
                await self.listener.control(self._respond_later(event))
            case _:
                await self._controls.handle(event)

    def _respond_later(self, event: ResponseCreate) -> Control:
        async def respond(_: Listener) -> None:
            await self._inbox.put(_Respond(event.event_id))

        return respond

    async def _on_heard(self, event: ListenerEvent) -> None:
        await self._inbox.put(_Heard(event))

    def _input_format(self) -> None:
        input_format = self.session.audio.input.format
        self._codec = codec_for(input_format.type)
        self._resampler = Resampler(input_format.rate_hz, ENGINE_RATE_HZ)

    def _new_reply(self, turn: UserTurn) -> Reply:
        self._responses += 1
        session = self.session
        events = ReplyEvents(
            self.wire.new_id("resp"),
            self.wire.new_id("item"),
            self._responses,
            session,
            self.wire.conversation,
            self.wire.conversation_id,
        )
        hurry = asyncio.Event()
        output = session.audio.output
        spoken = session.speaks and self._load.voice
        return Reply(
            turn=turn,
            deltas=self._speaking.responder.respond(turn, hurry),
            hurry=hurry,
            tts=self._engines.tts,
            voice=Voice(output.format.rate_hz if spoken else None, output.speed, output.voice_name),
            events=events,
            send=self.wire.send,
            on_mute=self.wire.muted,
            playback=Playback(self._pace),
        )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guarded(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """A defect in one turn must not end the conversation, nor go unseen."""
        try:
            await work
        except Exception as error:
            # The message may quote what somebody said, so only the place is logged.
            place = "".join(traceback.format_tb(error.__traceback__))
            log.error("A task failed: %s at\n%s", type(error).__name__, place)
            self.wire.failed("internal_error", "Something went wrong here. Please go on.")
