"""One socket of a session: frames in, events out, until either side is done."""

from __future__ import annotations

import asyncio
import logging
import traceback
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from audio_pipeline.audio import AudioError, codec_for, encode_base64
from audio_pipeline.outbox import AudioOut, Numbered
from audio_pipeline.protocol import (
    MAX_BINARY_BYTES,
    MAX_TEXT_BYTES,
    InputAudioBufferAppend,
    OutputFrame,
    ProtocolError,
    ResponseOutputAudioDelta,
    check_input_frame,
    encode_frame,
    parse_client_event,
)
from audio_pipeline.session import VoiceSession
from backend.realtime.admission import STALLED_S, IngestMeter
from backend.realtime.codes import BROKEN, POLICY, TOO_BIG

log = logging.getLogger(__name__)

MAX_EVENTS_PER_S = 500
"""Ten times what 20 ms frames need; beyond it the sender is slowed down, not refused."""


class SocketOverError(Exception):
    """The socket is to be closed with this code, for this reason in plain words."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class Transport:
    """`run` returns when the socket is over, `close` then closes it; neither raises."""

    def __init__(
        self, socket: WebSocket, voice: VoiceSession, *, binary: bool, rate: float
    ) -> None:
        self._socket = socket
        self._voice = voice
        self._binary = binary
        self._rate = rate
        loop = asyncio.get_running_loop()
        self._meter = IngestMeter(rate, loop.time)
        self._leaving: asyncio.Future[SocketOverError] = loop.create_future()

    def leave(self, code: int, reason: str) -> None:
        """End the socket from outside: another took its place, or the server stops."""
        if not self._leaving.done():
            self._leaving.set_result(SocketOverError(code, reason))

    async def run(self, session_task: asyncio.Task[None]) -> SocketOverError | None:
        """Pump until the client goes, breaks a rule, is replaced, or the session ends.

        The reason to close the socket with; None where the client is gone.
        """
        reading = asyncio.create_task(self._read())
        writing = asyncio.create_task(self._write())
        try:
            over: set[asyncio.Future[Any]] = {reading, writing, self._leaving, session_task}
            await asyncio.wait(over, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (reading, writing):
                task.cancel()
            await asyncio.gather(reading, writing, return_exceptions=True)
        return self._why(reading, writing, session_task)

    def _why(
        self,
        reading: asyncio.Task[None],
        writing: asyncio.Task[None],
        session_task: asyncio.Task[None],
    ) -> SocketOverError | None:
        if self._leaving.done():
            return self._leaving.result()
        for task in (reading, writing):
            error = None if task.cancelled() else task.exception()
            if isinstance(error, SocketOverError):
                return error
            if isinstance(error, WebSocketDisconnect | RuntimeError | OSError):
                return None
            if error is not None:
                place = "".join(traceback.format_tb(error.__traceback__))
                log.error("A socket failed: %s at\n%s", type(error).__name__, place)
                return SocketOverError(BROKEN, "Something went wrong on the server.")
        if session_task.done():
            return SocketOverError(BROKEN, "The session ended unexpectedly; please connect again.")
        return None

    async def close(self, closing: SocketOverError) -> None:
        """Say why, to a client that may be gone or may not listen."""
        try:
            async with asyncio.timeout(2):
                await self._socket.close(closing.code, closing.reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError, OSError):
            return

    async def _read(self) -> None:
        loop = asyncio.get_running_loop()
        window_began, events = loop.time(), 0
        while True:
            message = await self._socket.receive()
            if message["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(message.get("code", 1005))
            events += 1
            if events >= MAX_EVENTS_PER_S * max(self._rate, 1.0):
                await asyncio.sleep(max(window_began + 1.0 - loop.time(), 0.0))
                window_began, events = loop.time(), 0
            elif loop.time() - window_began >= 1.0:
                window_began, events = loop.time(), 0
            try:
                async with asyncio.timeout(STALLED_S):
                    await self._take(message.get("text"), message.get("bytes"))
            except TimeoutError:
                raise SocketOverError(POLICY, "Audio came faster than it can be heard.") from None
            except ProtocolError as error:
                self._voice.outbox.put(error.to_event())
            except AudioError as error:
                self._voice.wire.error("invalid_audio", str(error))

    async def _take(self, text: str | None, data: bytes | None) -> None:
        if text is not None:
            if len(text) > MAX_TEXT_BYTES:
                raise SocketOverError(TOO_BIG, "A message may have at most 1 MiB.")
            event = parse_client_event(text)
            if isinstance(event, InputAudioBufferAppend):
                await self._admit(self._voice.duration_s(len(event.audio) * 3 // 4))
            await self._voice.receive(event)
        elif data is not None:
            if len(data) > MAX_BINARY_BYTES:
                raise SocketOverError(TOO_BIG, "An audio frame may have at most 64 KiB.")
            if not self._binary:
                raise ProtocolError(
                    "invalid_audio", "Binary frames need audio=binary in the address."
                )
            pcm = check_input_frame(data)
            await self._admit(len(pcm) / (2 * self._voice.session.audio.input.format.rate_hz))
            await self._voice.receive_pcm(pcm)

    async def _admit(self, seconds: float) -> None:
        """Wait until the sender isn't too far ahead of real time. Raises `SocketOverError`."""
        self._meter.took(seconds)
        wait_s, patience_s = self._meter.wait_s(), self._meter.patience_s()
        if wait_s > patience_s:
            await asyncio.sleep(patience_s)
            raise SocketOverError(POLICY, "Audio came much faster than real time.")
        if wait_s:
            await asyncio.sleep(wait_s)

    async def _write(self) -> None:
        while True:
            numbered = await self._voice.outbox.get()
            if self._voice.outbox.overflowing:
                raise SocketOverError(POLICY, "Events were not read in time.")
            # Sending into a buffer never waits, and all that was missed may be waiting to go.
            await asyncio.sleep(0)
            try:
                async with asyncio.timeout(STALLED_S):
                    await self._send(numbered)
            except TimeoutError:
                raise SocketOverError(POLICY, "Events were not read in time.") from None

    async def _send(self, numbered: Numbered) -> None:
        payload = numbered.payload
        if not isinstance(payload, AudioOut):
            await self._socket.send_text(payload.numbered(numbered.event_id).to_json())
        elif self._binary:
            frame = OutputFrame(
                payload.number, payload.offset, payload.samples.astype("<i2").tobytes()
            )
            await self._socket.send_bytes(encode_frame(frame))
        else:
            codec = codec_for(payload.format_type)
            event = ResponseOutputAudioDelta(
                event_id=numbered.event_id,
                response_id=payload.response_id,
                item_id=payload.item_id,
                delta=encode_base64(codec.encode(payload.samples)),
            )
            await self._socket.send_text(event.to_json())
