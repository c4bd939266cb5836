"""A client and a responder for conversations on scripted engines in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from audio_pipeline.engines.protocols import (
    Samples,
    SpeechToText,
    TextToSpeech,
    TurnDetector,
    VoiceActivityDetector,
)
from audio_pipeline.engines.scripted import (
    ScriptedStt,
    ScriptedTts,
    ScriptedTurnDetector,
    ScriptedVad,
)
from audio_pipeline.engines.tones import silence, speech
from audio_pipeline.load import Load
from audio_pipeline.outbox import AudioOut
from audio_pipeline.protocol import (
    ClientEvent,
    InterviewTurnSaved,
    PcmFormat,
    ServerEvent,
    SessionAudio,
    SessionConfig,
)
from audio_pipeline.protocol.session import AudioInput, TurnDetection
from audio_pipeline.responder import Receipt, SpokenReply, UserTurn
from audio_pipeline.session import VoiceSession
from tests.virtual_time import run_virtual

E = TypeVar("E", bound=ServerEvent)
FRAME_S = 0.02
RATE_HZ = 16_000


@dataclass
class ScriptedEngines:
    stt: SpeechToText = field(default_factory=ScriptedStt)
    tts: TextToSpeech = field(default_factory=ScriptedTts)
    vad: VoiceActivityDetector = field(default_factory=ScriptedVad)
    turn_detector: TurnDetector = field(default_factory=ScriptedTurnDetector)


ANSWER = "I led the migration of our billing service to a new database last year."


def engines(*texts: str, turn: float = 0.95) -> ScriptedEngines:
    """Scripted engines that hear these answers; tone k of `tones.speech` is answer k."""
    return ScriptedEngines(
        stt=ScriptedStt(texts or (ANSWER,)), turn_detector=ScriptedTurnDetector(turn)
    )


@dataclass
class RecordingResponder:
    """Says its lines in order and keeps what it was told."""

    lines: list[str] = field(default_factory=lambda: ["Welcome. Tell me about a project."])
    line: Callable[[UserTurn], str] | None = None
    token_s: float = 0.03
    asked: list[UserTurn] = field(default_factory=list)
    commits: list[UserTurn] = field(default_factory=list)
    settled: dict[str, SpokenReply] = field(default_factory=dict)
    asks: Callable[[UserTurn], Receipt] = lambda turn: Receipt()
    """What a reply asks of the session: time limits and the like."""
    features: Callable[[UserTurn], tuple[ServerEvent, ...]] = lambda turn: ()
    """What the measuring of an answer tells the client."""
    measured: list[UserTurn] = field(default_factory=list)
    measuring_s: float = 0.0
    failing_commits: int = 0
    closes_after: int | None = None
    abandoned: int = 0

    async def respond(self, turn: UserTurn, hurry: asyncio.Event) -> AsyncIterator[str]:
        self.asked.append(turn)
        text = self.line(turn) if self.line else self._next_line(turn)
        try:
            for token in text.split():
                await asyncio.sleep(self.token_s)
                yield f"{token} "
        except (GeneratorExit, asyncio.CancelledError):
            self.abandoned += 1
            raise

    def _next_line(self, turn: UserTurn) -> str:
        done = [commit for commit in self.commits if commit.item_id != turn.item_id]
        return self.lines[min(len(done), len(self.lines) - 1)]

    async def commit(self, turn: UserTurn) -> Receipt:
        await asyncio.sleep(0.005)
        if self.failing_commits:
            self.failing_commits -= 1
            raise OSError("disk full")
        self.commits.append(turn)
        closing = len(self.commits) == self.closes_after
        return replace(self.asks(turn), stored=turn.cue == "answer", closing=closing)

    async def measure(self, turn: UserTurn) -> tuple[ServerEvent, ...]:
        await asyncio.sleep(self.measuring_s)
        self.measured.append(turn)
        return self.features(turn)

    async def settle(self, reply: SpokenReply) -> tuple[ServerEvent, ...]:
        self.settled[reply.item_id] = reply
        return ()

    @property
    def heard(self) -> list[str]:
        return [reply.text for reply in self.settled.values()]


@dataclass
class Client:
    """Streams 20 ms frames in real time, as a microphone does: silence unless told to speak."""

    session: VoiceSession
    received: list[tuple[float, ServerEvent | AudioOut]] = field(default_factory=list)
    _voice: list[Samples] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self) -> None:
        while True:
            numbered = await self.session.outbox.get()
            self.received.append((asyncio.get_running_loop().time(), numbered.payload))
            self._arrived.set()

    async def stream(self) -> None:
        while True:
            frame = self._voice.pop(0) if self._voice else silence(FRAME_S)
            await self.session.receive_audio(frame.tobytes())
            await asyncio.sleep(FRAME_S)

    def say(self, seconds: float, answer: int = 0) -> None:
        """Queue speech; it's heard as words of the scripted answer."""
        voice = speech(seconds, answer)
        size = int(FRAME_S * RATE_HZ)
        self._voice += [voice[at : at + size] for at in range(0, len(voice), size)]

    def pause(self, seconds: float) -> None:
        self._voice += [silence(FRAME_S)] * round(seconds / FRAME_S)

    async def send(self, event: ClientEvent) -> None:
        await self.session.receive(event)

    def events(self, kind: type[E]) -> list[E]:
        return [event for _, event in self.received if isinstance(event, kind)]

    @property
    def names(self) -> list[str]:
        return [str(getattr(event, "type", "audio")) for _, event in self.received]

    @property
    def audio_s(self) -> float:
        """Seconds of reply audio received."""
        return sum(len(e.samples) for _, e in self.received if isinstance(e, AudioOut)) / RATE_HZ

    def last_audio_at(self) -> float:
        return max(at for at, event in self.received if isinstance(event, AudioOut))

    async def wait_for(self, kind: type[E], count: int = 1) -> E:
        """The n-th event of a kind."""
        async with asyncio.timeout(120):
            while len(self.events(kind)) < count:
                self._arrived.clear()
                await self._arrived.wait()
        return self.events(kind)[count - 1]

    async def saved(self, count: int) -> None:
        await self.wait_for(InterviewTurnSaved, count)


def session_config(
    detection: TurnDetection | None | str = "default", *, text: bool = False
) -> SessionConfig:
    audio_input = (
        AudioInput(format=PcmFormat(rate=16000))
        if detection == "default"
        else AudioInput(format=PcmFormat(rate=16000), turn_detection=detection)
    )
    return SessionConfig(
        id="sess_test",
        output_modalities=("text",) if text else ("audio",),
        audio=SessionAudio(
            input=audio_input,
            output=SessionConfig().audio.output.model_copy(
                update={"format": PcmFormat(rate=16000)}
            ),
        ),
    )


@asynccontextmanager
async def conversation(
    responder: RecordingResponder,
    engines: ScriptedEngines | None = None,
    config: SessionConfig | None = None,
    microphone: bool = True,
    load: Load | None = None,
) -> AsyncIterator[Client]:
    session = VoiceSession(
        engines or ScriptedEngines(), responder, config or session_config(), load=load
    )
    client = Client(session)
    tasks = [asyncio.create_task(session.run()), asyncio.create_task(client.read())]
    if microphone:
        tasks.append(asyncio.create_task(client.stream()))
    try:
        yield client
        # A session that broke down must fail the test, however the test went on.
        if tasks[0].done():
            tasks[0].result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def play(test: Callable[[], Awaitable[None]]) -> None:
    """Run a conversation to its end in virtual time."""

    async def main() -> None:
        await test()

    run_virtual(main())


def samples_of(client: Client) -> Samples:
    parts = [event.samples for _, event in client.received if isinstance(event, AudioOut)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int16)
