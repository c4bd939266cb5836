"""One socket's pumps: floods in virtual time, and clients that read nothing."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from starlette.websockets import WebSocket, WebSocketDisconnect

from audio_pipeline.engines.tones import silence
from audio_pipeline.protocol import SessionConfig
from audio_pipeline.session import VoiceSession
from backend.realtime import socket_protocol, transport
from backend.realtime.transport import MAX_EVENTS_PER_S, SocketOverError, Transport
from tests.audio_pipeline.kit import RecordingResponder, engines, play
from tests.backend.realtime.serving import WAIT_S, LiveServer, serving
from tests.backend.realtime.test_frames import FIN, TEXT, Wire, shaken_hands


class Peer:
    """Stands for the socket of a client that sends `message(n)` as fast as it is read."""

    def __init__(self, message: Callable[[int], dict[str, Any]]) -> None:
        self._message = message
        self.taken = 0
        self.sent: list[str] = []

    async def receive(self) -> dict[str, Any]:
        self.taken += 1
        await asyncio.sleep(0)
        return {"type": "websocket.receive", **self._message(self.taken)}

    async def send_text(self, text: str) -> None:
        self.sent.append(text)

    async def send_bytes(self, data: bytes) -> None:
        self.sent.append("")


def run_against(peer: Peer, limit_s: float, *, binary: bool = False) -> tuple[float, Any]:
    """How long the transport put up with it, in virtual seconds, and why no longer."""
    results: list[tuple[float, Any]] = []

    async def test() -> None:
        loop = asyncio.get_running_loop()
        voice = VoiceSession(engines(), RecordingResponder(), SessionConfig(id="sess_test"))
        session = asyncio.create_task(voice.run())
        pumps = Transport(cast(WebSocket, peer), voice, binary=binary, rate=1.0)
        began = loop.time()
        closing = None
        try:
            async with asyncio.timeout(limit_s):
                closing = await pumps.run(session)
        except TimeoutError:
            pass
        assert not session.done()
        assert voice.listener.backlog_s <= 31
        results.append((loop.time() - began, closing))
        session.cancel()
        await asyncio.gather(session, return_exceptions=True)

    play(test)
    return results[0]


def append(seconds: float) -> dict[str, Any]:
    audio = base64.b64encode(silence(seconds, rate_hz=24_000).tobytes()).decode()
    return {"text": json.dumps({"type": "input_audio_buffer.append", "audio": audio})}


class Gone:
    """Stands for the socket of a client that went away, as it is noticed in several ways."""

    def __init__(self, error: Exception) -> None:
        self._error = error
        self.closings = 0

    async def close(self, code: int, reason: str) -> None:
        self.closings += 1
        raise self._error


@pytest.mark.parametrize("error", [WebSocketDisconnect(1006), RuntimeError(), OSError()])
def test_closing_what_is_closed_already_is_no_failure(error: Exception) -> None:
    gone = Gone(error)

    async def test() -> None:
        voice = VoiceSession(engines(), RecordingResponder(), SessionConfig(id="sess_test"))
        pumps = Transport(cast(WebSocket, gone), voice, binary=False, rate=1.0)
        await pumps.close(SocketOverError(1000, "Bye."))

    play(test)
    assert gone.closings == 1


@pytest.mark.parametrize(
    ("message", "binary", "length_s"),
    [
        pytest.param(append(1.0), False, 1.0, id="a second at a time"),
        pytest.param(append(15.0), False, 15.0, id="the largest messages"),
        pytest.param({"bytes": bytes(960)}, True, 0.02, id="20 ms frames"),
    ],
)
def test_a_flood_is_cut_off_ten_seconds_after_the_reading_stopped(
    message: dict[str, Any], binary: bool, length_s: float
) -> None:
    peer = Peer(lambda _: message)
    lasted_s, closing = run_against(peer, 60, binary=binary)
    assert closing.code == 1008
    # 20 ms frames fill thirty seconds no faster than so many events may come.
    filled_s = 30 / length_s / MAX_EVENTS_PER_S
    assert 9 <= lasted_s <= 10 + 1.2 * filled_s + 1
    assert peer.taken * length_s <= 30 + lasted_s + 2 * length_s


def test_a_flood_of_events_is_slowed_down_and_not_refused() -> None:
    peer = Peer(lambda _: {"text": '{"type": "interview.resume"}'})
    lasted_s, closing = run_against(peer, 20)
    assert closing is None
    assert peer.taken <= MAX_EVENTS_PER_S * (lasted_s + 1)


def test_a_flood_of_errors_does_not_grow_the_outbox() -> None:
    peer = Peer(lambda _: {"text": "{" * 1000})
    lasted_s, closing = run_against(peer, 20)
    assert closing is None
    assert len(peer.sent) <= peer.taken + 200


@pytest.fixture
def impatient(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LiveServer]:
    """A server that waits for nobody as long as it does."""
    monkeypatch.setattr(transport, "STALLED_S", 0.3)
    monkeypatch.setattr(socket_protocol, "LINGER_S", 1.0)
    with serving(tmp_path, max_ingest_rate=100) as server:
        server.token()
        yield server


UPDATE = json.dumps(
    {"type": "session.update", "session": {"type": "realtime", "instructions": "x" * 60_000}}
).encode()


async def asks_and_never_reads(wire: Wire) -> None:
    """Returns once nothing more gets through."""
    with contextlib.suppress(ConnectionError, TimeoutError):
        async with asyncio.timeout(WAIT_S):
            for _ in range(1_000):
                await wire.send(FIN | TEXT, UPDATE)


async def test_a_client_that_never_reads_is_told_so_and_dropped(impatient: LiveServer) -> None:
    async with impatient.socket() as good:
        await good.wait("response.done")
        async with shaken_hands(impatient) as wire:
            receiving = cast(asyncio.Transport, wire.writer.transport)
            receiving.pause_reading()
            await asks_and_never_reads(wire)
            assert await good.complete_a_turn()
            receiving.resume_reading()
            with contextlib.suppress(asyncio.IncompleteReadError, ConnectionError):
                assert await wire.close_code() == 1008
        assert good.error_codes == []
