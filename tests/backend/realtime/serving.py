"""The whole application on a real socket, in a thread, and a client for it."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import httpx
import uvicorn
from fastapi import FastAPI
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosedError

from audio_pipeline.engines.protocols import Samples
from audio_pipeline.engines.registry import Engines, build_engines
from audio_pipeline.engines.tones import silence, speech
from backend.config import Config
from backend.database import upgrade
from backend.main import EngineBuilder, create_app
from backend.server import uvicorn_config
from tests.backend.conftest import PASSWORD, make_config

Event = dict[str, Any]

WAIT_S = 30
"""How long a client waits for an event that must come; a passing test never gets near it."""


class _Announcing(uvicorn.Server):
    """Tells another thread its port once it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = threading.Event()
        self.port = 0

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.port = self.servers[0].sockets[0].getsockname()[1]
        self.listening.set()


@dataclass
class LiveServer:
    """A server that listens, and the tokens of people who use it."""

    app: FastAPI
    port: int
    loop: asyncio.AbstractEventLoop
    stop: Callable[[], None]
    tokens: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def http(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def request(self, method: str, path: str, who: str = "ada", **options: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token(who)}"} if who else {}
        with httpx.Client(base_url=self.http, trust_env=False) as client:
            return client.request(method, path, headers=headers, **options)

    def token(self, who: str = "ada") -> str:
        """An access token; the account is made when it's first asked for."""
        if who not in self.tokens:
            account = {"username": who, "email": f"{who}@example.org", "password": PASSWORD}
            form = {"username": who, "password": PASSWORD}
            with httpx.Client(base_url=self.http, trust_env=False) as client:
                assert client.post("/auth/register", json=account).status_code == 201
                answer = client.post("/auth/token", data=form)
            self.tokens[who] = answer.json()["access_token"]
        return self.tokens[who]

    def new_person(self) -> str:
        return f"person-{uuid4().hex[:12]}"

    def sessions(self) -> int:
        """How many voice sessions live."""
        return len(self.app.state.voice_sessions)

    def url(self, path: str = "/interviews/simulate", **query: str) -> str:
        return f"ws://127.0.0.1:{self.port}{path}?{urlencode(query)}"

    @asynccontextmanager
    async def socket(
        self, who: str = "ada", path: str = "/interviews/simulate", **query: str
    ) -> AsyncIterator[Talker]:
        """A connection of this person's, with a reader that never falls behind."""
        token = await asyncio.to_thread(self.token, who)
        headers = {"Authorization": f"Bearer {token}"}
        async with connect(
            self.url(path, **query), additional_headers=headers, proxy=None, max_size=None
        ) as socket:
            talker = Talker(socket)
            reading = asyncio.create_task(talker.read())
            try:
                yield talker
            finally:
                await socket.close()
                await reading


@dataclass
class Talker:
    """One socket's client: keeps every event that came."""

    socket: ClientConnection
    events: list[Event] = field(default_factory=list)
    frames: list[bytes] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    _over: bool = False

    async def read(self) -> None:
        with contextlib.suppress(ConnectionClosedError):
            async for message in self.socket:
                if isinstance(message, bytes):
                    self.frames.append(message)
                else:
                    self.events.append(json.loads(message))
                self._news.set()
        self._over = True
        self._news.set()

    async def send(self, type_: str, **fields: Any) -> None:
        await self.socket.send(json.dumps({"type": type_, **fields}))

    async def update(self, **session: Any) -> None:
        """Sends a session.update and waits until it's in force."""
        count = len(self.of("session.updated"))
        await self.send("session.update", session={"type": "realtime", **session})
        await self.wait("session.updated", count + 1)

    async def append(self, audio: bytes | Samples) -> None:
        data = audio if isinstance(audio, bytes) else audio.astype("<i2").tobytes()
        await self.send("input_audio_buffer.append", audio=base64.b64encode(data).decode())

    def of(self, type_: str) -> list[Event]:
        return [event for event in self.events if event["type"] == type_]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]

    @property
    def error_codes(self) -> list[str]:
        return [event["error"]["code"] for event in self.of("error")]

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_S):
            while not done():
                assert not self._over, f"closed with {self.socket.close_code}: {self.types[-8:]}"
                self._news.clear()
                await self._news.wait()

    async def wait(self, type_: str, count: int = 1) -> Event:
        """The count-th event of a type."""
        await self.until(lambda: len(self.of(type_)) >= count)
        return self.of(type_)[count - 1]

    async def error(self, count: int = 1) -> Event:
        error: Event = (await self.wait("error", count))["error"]
        return error

    async def closed(self) -> tuple[int | None, str]:
        """The code and reason with which the server ended the connection."""
        async with asyncio.timeout(WAIT_S):
            await self.socket.wait_closed()
        return self.socket.close_code, self.socket.close_reason or ""

    async def complete_a_turn(self, rate_hz: int = 24_000) -> str:
        """Say something and hear the whole reply; what was understood."""
        transcripts = len(self.of("conversation.item.input_audio_transcription.completed"))
        replies = len(self.of("response.done"))
        await self.append(speech(4.4, rate_hz=rate_hz))
        await self.append(silence(2.5, rate_hz=rate_hz))
        completed = await self.wait(
            "conversation.item.input_audio_transcription.completed", transcripts + 1
        )
        await self.wait("response.done", replies + 1)
        transcript: str = completed["transcript"]
        return transcript


@contextmanager
def serving(
    home: Path, *, build: EngineBuilder = build_engines, **changes: Any
) -> Iterator[LiveServer]:
    """A server of its own, in a thread, with a new database in `home`."""
    config: Config = make_config(home, **{"port": 0, "max_sessions": 64} | changes)
    upgrade(config)
    app = create_app(config, build=build)
    server = _Announcing(uvicorn_config(config, app))
    loop = asyncio.new_event_loop()

    def run() -> None:
        with contextlib.closing(loop):
            loop.run_until_complete(server.serve())

    def stop() -> None:
        server.should_exit = True

    thread = threading.Thread(target=run, name="server")
    thread.start()
    try:
        assert server.listening.wait(120)
        assert server.port
        yield LiveServer(app, server.port, loop, stop)
    finally:
        stop()
        thread.join(60)
        assert not thread.is_alive()


def engines_of(server: LiveServer) -> Engines:
    engines: Engines = server.app.state.engines
    return engines
