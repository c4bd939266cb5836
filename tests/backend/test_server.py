"""The server process: whom it believes, and how it comes to an end."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import ValidationError
from websockets.asyncio.client import connect

from audio_pipeline.engines.tones import silence, speech
from backend.config import Config
from backend.realtime.codes import GOING_AWAY
from tests.backend.conftest import PASSWORD, make_config
from tests.backend.realtime.serving import LiveServer, Talker, serving


@pytest.fixture
def home(tmp_path: Path, migrated: Path) -> Path:
    """With a database in it."""
    shutil.copy(migrated, tmp_path / "ihr.db")
    return tmp_path


@contextmanager
def process(home: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process of its own on scripted engines, and its address."""
    ours = {
        "IHR_HOME": str(home),
        "IHR_PORT": "0",
        "IHR_ENGINES": "scripted",
        "IHR_MAX_INGEST_RATE": "400",
    } | {f"IHR_{name.upper()}": value for name, value in settings.items()}
    started = subprocess.Popen(
        [sys.executable, "-m", "backend.server"],
        env={**os.environ, **ours, "PYTHONPATH": os.pathsep.join(sys.path)},
        cwd=home,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with started:
        try:
            assert started.stdout is not None
            address = started.stdout.readline().rpartition(" ")[2].strip()
            yield started, address
        finally:
            started.kill()


def token_of(address: str) -> str:
    with httpx.Client(base_url=address, trust_env=False) as client:
        account = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
        assert client.post("/auth/register", json=account).status_code == 201
        form = {"username": "ada", "password": PASSWORD}
        token: str = client.post("/auth/token", data=form).json()["access_token"]
        return token


def readiness(address: str) -> int:
    return httpx.get(f"{address}/readyz", trust_env=False).status_code


async def unready_within(address: str, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if await asyncio.to_thread(readiness, address) == 503:
            return True
    return False


async def test_asked_to_stop_it_lets_the_answer_be_finished(home: Path) -> None:
    with process(home) as (server, address):
        headers = {"Authorization": f"Bearer {await asyncio.to_thread(token_of, address)}"}
        url = f"{address.replace('http', 'ws')}/interviews/simulate"
        async with connect(url, additional_headers=headers, proxy=None, max_size=None) as socket:
            talker = Talker(socket)
            reading = asyncio.create_task(talker.read())
            await talker.wait("response.done")
            await talker.append(speech(1.0))
            await talker.wait("input_audio_buffer.speech_started")
            server.send_signal(signal.SIGTERM)
            assert await unready_within(address, 1.0)
            refused = await asyncio.to_thread(
                httpx.get, f"{address}/interviews/simulate", trust_env=False
            )
            assert refused.status_code == 404, "it answers on"
            await talker.append(speech(3.4))
            await talker.append(silence(2.5))
            await talker.wait("interview.turn.saved")
            code, _ = await talker.closed()
            assert code == GOING_AWAY
            await reading
        assert await asyncio.to_thread(server.wait, 20) in (0, -signal.SIGTERM)


async def test_a_conversation_that_doesnt_end_is_ended(home: Path) -> None:
    with process(home, drain_s="1") as (server, address):
        headers = {"Authorization": f"Bearer {await asyncio.to_thread(token_of, address)}"}
        url = f"{address.replace('http', 'ws')}/interviews/simulate"
        async with connect(url, additional_headers=headers, proxy=None, max_size=None) as socket:
            talker = Talker(socket)
            reading = asyncio.create_task(talker.read())
            await talker.wait("response.done")
            await talker.append(speech(1.0))
            await talker.wait("input_audio_buffer.speech_started")
            began = time.monotonic()
            server.send_signal(signal.SIGTERM)
            code, _ = await talker.closed()
            assert code == GOING_AWAY
            assert 0.9 < time.monotonic() - began < 8
            await reading
        assert await asyncio.to_thread(server.wait, 20) in (0, -signal.SIGTERM)


async def test_with_nobody_there_it_stops_at_once(home: Path) -> None:
    with process(home) as (server, _address):
        began = time.monotonic()
        server.send_signal(signal.SIGTERM)
        assert await asyncio.to_thread(server.wait, 20) in (0, -signal.SIGTERM)
        assert time.monotonic() - began < 10


@pytest.fixture
def thread(tmp_path: Path) -> Iterator[LiveServer]:
    with serving(tmp_path, max_ingest_rate=400) as server:
        yield server


async def test_nobody_new_is_let_in_while_it_stops(thread: LiveServer) -> None:
    async with thread.socket() as talker:
        await talker.wait("response.done")
        await talker.append(speech(1.0))
        await talker.wait("input_audio_buffer.speech_started")
        sessions = thread.app.state.voice_sessions
        thread.loop.call_soon_threadsafe(sessions.drain)
        assert await unready_within(thread.http, 1.0)
        token = await asyncio.to_thread(thread.token)
        answer = await asyncio.to_thread(handshake, thread, token)
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == "1"
        assert answer.headers["Content-Type"] == "application/problem+json"


def handshake(server: LiveServer, token: str) -> httpx.Response:
    headers = {
        "Authorization": f"Bearer {token}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    return httpx.get(f"{server.http}/interviews/simulate", headers=headers, trust_env=False)


FORWARDED = {"X-Forwarded-For": "203.0.113.7", "X-Forwarded-Proto": "https"}


@pytest.mark.parametrize(
    ("proxies", "believed"),
    [([], False), (["192.0.2.1"], False), (["127.0.0.1"], True), (["127.0.0.0/8"], True)],
)
def test_only_named_proxies_say_who_came(
    tmp_path: Path, proxies: list[str], believed: bool
) -> None:
    with serving(tmp_path, trusted_proxies=proxies, rate_limit_scale=0.1) as server:

        def guest(address: str) -> httpx.Response:
            headers = FORWARDED | {"X-Forwarded-For": address}
            return httpx.post(f"{server.http}/auth/guest", headers=headers, trust_env=False)

        answers = [guest("203.0.113.7"), guest("203.0.113.8"), guest("10.0.0.1, 203.0.113.7")]
        secure = ["Strict-Transport-Security" in each.headers for each in answers]
        # One an hour is allowed from each address.
        expected = [201, 201, 429] if believed else [201, 429, 429]
        assert [each.status_code for each in answers] == expected
        assert secure == [believed] * 3


@pytest.mark.parametrize("proxies", [["*"], ["proxy.example.org"], ["1.2.3.4/40"]])
def test_proxies_are_addresses(tmp_path: Path, proxies: list[str]) -> None:
    with pytest.raises(ValidationError, match="trusted_proxies"):
        make_config(tmp_path, trusted_proxies=proxies)


def test_the_process_logs_as_it_is_told(home: Path) -> None:
    with process(home, log_format="json") as (server, address):
        httpx.get(f"{address}/auth/options?canary", trust_env=False)
        server.send_signal(signal.SIGTERM)
        _, told = server.communicate(timeout=20)
    lines: list[dict[str, Any]] = [json.loads(line) for line in told.splitlines()]
    (request,) = [line for line in lines if line.get("route") == "/auth/options"]
    assert request["message"] == "GET /auth/options 200"
    assert "canary" not in told


def test_the_end_comes_before_the_supervisor_loses_patience() -> None:
    config = Config(drain_s=60)
    assert config.grace_s > config.drain_s + 10
