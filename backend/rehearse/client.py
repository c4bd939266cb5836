"""A client of the interview's WebSocket, with a microphone, a loudspeaker and patience.

It speaks at speaking pace, plays what it receives in real time, reports what was really played,
and comes back when the connection breaks. It prints nothing and knows no files.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from typing import Any, Self

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples
from audio_pipeline.protocol import decode_frame
from backend.rehearse.connection import Connection, ConnectionLost, RehearsalError, Renew
from backend.rehearse.heard import CandidateTurn, Conversation, Event, Received, Reply, Spoken
from backend.rehearse.recordings import Room, voiced_end
from backend.rehearse.sound_card import OUTPUT_RATE_HZ, TICK_S, Playing, SoundCard

__all__ = [
    "CandidateTurn",
    "ConnectionLost",
    "InterviewClient",
    "Received",
    "RehearsalError",
    "Reply",
    "SpeechLost",
    "Spoken",
]

REPORT_EVERY_TICKS = 5
"""Playback is reported every 100 ms, a third of what the server waits for at a cancellation."""

LATE_S = 1.0
"""A clock that is further behind (a suspended computer) starts anew instead of catching up."""


RETURN_GREETING_S = 0.3
"""After coming back: how long to wait for word of whether the server still knows us."""


class SpeechLost(RehearsalError):
    """The server went down with what was being said; nothing of it was acknowledged."""


class InterviewClient:
    """One interview. `async with` connects and closes.

    `conversation` holds what was said so far, `events` everything that came and when.
    """

    def __init__(
        self,
        url: str,
        token: str,
        *,
        interview_id: str = "",
        room: Room | None = None,
        text: bool = False,
        session: Event | None = None,
        pace: float = 1.0,
        renew: Renew | None = None,
    ) -> None:
        """`url` is the socket's address without a query, `session` replaces the parts of it that
        session.update sends, `pace` is how many times real time the server runs, `renew` gets
        another token for one that has run out."""
        self._connection = Connection(url, token, binary=not text, renew=renew)
        self._connection.interview_id = interview_id
        self.text = text
        self.card = SoundCard(room or Room())
        self.conversation = Conversation(lambda: self.card.position_s, pace)
        self.events: list[Received] = []
        self.speech: Spoken | None = None
        """The latest answer, known from its last voiced sample on."""
        self._session = _merged(_default_session(text), session or {})
        self._pace = pace
        self.on_event: Callable[[Received], None] = lambda _: None
        """Told of every event, after the conversation has taken it."""
        self._changed = asyncio.Event()
        self._failure: RehearsalError | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._playing: dict[int, Playing] = {}
        self._reported: dict[str, int] = {}
        self._marks: list[tuple[int, asyncio.Future[float]]] = []
        self._greeted_on = -1

    async def __aenter__(self) -> Self:
        await self.connect()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    @property
    def interview_id(self) -> str:
        return self._connection.interview_id

    @property
    def returns(self) -> int:
        """How often the connection broke and was had again."""
        return self._connection.returns

    @property
    def awaiting(self) -> bool:
        """It is this side's turn: all that was said is answered, and the answer was played."""
        return self.conversation.settled and self.card.silent

    async def connect(self) -> None:
        """Raises `ConnectionLost` where the server can't be reached or refuses."""
        await self._connection.open()
        self._start(self._receive)
        if not self.text:
            self._start(self._run_card)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        await self._connection.aclose()

    def break_connection(self) -> None:
        """Drop the connection as a broken network does; the client comes back by itself."""
        self._connection.abort()

    async def send(self, event: Event) -> None:
        """An event of the protocol, as soon as there is a connection."""
        await self._connection.send(json.dumps(event))

    async def until(self, true: Callable[[], bool], within_s: float | None = None) -> bool:
        """Wait for something to become true; False where it didn't in time.

        Raises `RehearsalError` once the conversation can't go on.
        """
        try:
            async with asyncio.timeout(within_s):
                while not true():
                    if self._failure is not None:
                        raise self._failure
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            return False
        return True

    async def speak(self, samples: Samples, voiced_until: int | None = None) -> Spoken:
        """Say this (16 kHz) behind what is being said; returns once it is said.

        `voiced_until` is where its last voice ends, in samples; measured where it is None.
        Raises `SpeechLost` where the server lost it, else as `until` does.
        """
        voiced = voiced_end(samples) if voiced_until is None else voiced_until
        end = self.card.speak(samples)
        start = end - len(samples)
        last_voiced_at = await self._passed(start + (len(samples) if voiced is None else voiced))
        self.speech = Spoken(start / ENGINE_RATE_HZ, end / ENGINE_RATE_HZ, last_voiced_at)
        await self._passed(end)
        return self.speech

    async def write(self, item_id: str, text: str) -> None:
        """Type an answer and ask for the reply."""
        self.conversation.typed(item_id, text)
        await self.send_typed(item_id, text)

    async def send_typed(self, item_id: str, text: str) -> None:
        """Send a typed answer (again): the server takes an item only once."""
        content = [{"type": "input_text", "text": text}]
        item = {"type": "message", "id": item_id, "role": "user", "content": content}
        await self.send({"type": "conversation.item.create", "item": item})
        await self.send({"type": "response.create"})

    # --- inside --------------------------------------------------------------------------

    def _start(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._tasks.append(asyncio.create_task(self._guarded(work)))

    async def _guarded(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """A task that can't go on ends everything that waits for it."""
        try:
            await work()
        except RehearsalError as error:
            self._failure = error
        except Exception as error:
            self._failure = RehearsalError(f"The client failed ({type(error).__name__}: {error}).")
        for _, mark in self._marks:
            if self._failure is not None and not mark.done():
                mark.set_exception(self._failure)
        self._marks = []
        self._changed.set()

    async def _receive(self) -> None:
        loop = asyncio.get_running_loop()
        async for message in self._connection.messages():
            if isinstance(message, bytes):
                frame = decode_frame(message)
                playing = self._playing.get(frame.response_number)
                if playing is not None:
                    playing.receive(frame.sample_offset, frame.pcm, loop.time())
            else:
                await self._take(Received(loop.time(), json.loads(message)))
            self._greeted_on = self._connection.returns
            self._changed.set()

    async def _take(self, received: Received) -> None:
        event = received.event
        self.events.append(received)
        reply = self.conversation.take(event, self.speech)
        if reply is not None and not self.text:
            self._playing[reply.playing.number] = reply.playing
            self.card.add(reply.playing)
        match received.type:
            case "session.created":
                update = {"type": "session.update", "session": self._session}
                if not await self._connection.send_now(json.dumps(update)):
                    # Unanswered, it will be sent again.
                    return
            case "interview.started":
                self._connection.interview_id = event["interview_id"]
            case "interview.resync":
                self._lose_speech()
            case "response.done":
                for report in self._reports():
                    await self._connection.send_now(report)
        self._connection.last_event_id = event["event_id"]
        self.on_event(received)

    def _lose_speech(self) -> None:
        self.card.hush()
        for _, mark in self._marks:
            if not mark.done():
                mark.set_exception(SpeechLost("The server lost what was being said."))
        self._marks = []

    async def _run_card(self) -> None:
        loop = asyncio.get_running_loop()
        due_at, ticks = loop.time(), 0
        while True:
            await self._welcomed()
            due_at += TICK_S / self._pace
            if due_at < loop.time() - LATE_S:
                due_at = loop.time()
            await asyncio.sleep(max(due_at - loop.time(), 0))
            frame = self.card.tick()
            await self._connection.send(frame.astype("<i2").tobytes())
            self._pass_marks(loop.time())
            ticks += 1
            if ticks % REPORT_EVERY_TICKS == 0:
                for report in self._reports():
                    await self._connection.send(report)
            self._changed.set()

    async def _welcomed(self) -> None:
        """Wait for a connection whose server has said which session this is."""
        await self._connection.online()
        returns = self._connection.returns
        if self._greeted_on < returns:
            await self.until(
                lambda: self._greeted_on >= returns, RETURN_GREETING_S if returns else None
            )
            # Silence means that nothing was missed.
            self._greeted_on = max(self._greeted_on, returns)

    def _reports(self) -> Iterator[str]:
        """How much of the latest replies was played, where that has changed."""
        for reply in self.conversation.replies[-2:]:
            played = reply.playing.played
            if played > self._reported.get(reply.response_id, 0):
                self._reported[reply.response_id] = played
                report = {"response_id": reply.response_id, "samples": played}
                yield json.dumps({"type": "interview.playback", **report})

    async def _passed(self, position: int) -> float:
        """The loop time at which the sample at this position is recorded."""
        if self._failure is not None:
            raise self._failure
        mark: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._marks.append((position, mark))
        return await mark

    def _pass_marks(self, now_s: float) -> None:
        position = self.card.position
        for mark_position, mark in self._marks:
            if mark_position <= position and not mark.done():
                mark.set_result(now_s - (position - mark_position) / ENGINE_RATE_HZ / self._pace)
        self._marks = [each for each in self._marks if not each[1].done()]


def _default_session(text: bool) -> Event:
    audio = {
        "input": {"format": {"type": "audio/pcm", "rate": ENGINE_RATE_HZ}},
        "output": {"format": {"type": "audio/pcm", "rate": OUTPUT_RATE_HZ}},
    }
    modalities = ["text"] if text else ["audio"]
    return {"type": "realtime", "output_modalities": modalities, "audio": audio}


def _merged(base: Event, changes: Event) -> Event:
    merged = dict(base)
    for key, value in changes.items():
        inner = merged.get(key)
        both = isinstance(inner, dict) and isinstance(value, dict)
        merged[key] = _merged(inner, value) if both and inner is not None else value
    return merged
