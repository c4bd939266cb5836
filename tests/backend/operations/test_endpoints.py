"""What whoever runs the server can ask it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from audio_pipeline.engines.faulty import Faults, FaultyLlm
from audio_pipeline.engines.protocols import EngineError
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from backend.config import Config
from backend.dependencies import Services
from backend.main import create_app
from backend.realtime.sessions import Sessions
from tests.backend.conftest import changed

TOKEN = "a token for metrics"


@asynccontextmanager
async def served(
    config: Config, *, address: str = "127.0.0.1", build: Any = build_engines, **changes: object
) -> AsyncIterator[tuple[FastAPI, AsyncClient]]:
    """An application of its own, asked from `address`."""
    app = create_app(changed(config, **changes), build=build)
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app, client=(address, 1))
        async with AsyncClient(transport=transport, base_url="http://ihr.test") as client:
            yield app, client


async def test_health(client: AsyncClient) -> None:
    assert (await client.get("/livez")).json() == {"status": "alive"}
    ready = {"status": "ready", "degraded": [], "load": "normal"}
    assert (await client.get("/readyz")).json() == ready


async def test_not_ready_without_a_database(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_arguments: object) -> None:
        raise OSError("the disk is gone, and so is its secret path")

    monkeypatch.setattr("backend.operations.health.reading", gone)
    answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "1"
    assert "secret path" not in answer.text
    assert (await client.get("/livez")).status_code == 200


async def test_not_ready_with_a_database_that_hangs(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    @asynccontextmanager
    async def hanging(*_arguments: object) -> AsyncIterator[None]:
        await asyncio.Event().wait()
        yield

    monkeypatch.setattr("backend.operations.health.DATABASE_S", 0.05)
    monkeypatch.setattr("backend.operations.health.reading", hanging)
    assert (await client.get("/readyz")).status_code == 503


async def test_not_ready_while_stopping(app: FastAPI, client: AsyncClient) -> None:
    sessions: Sessions = app.state.voice_sessions
    assert sessions.drain()
    answer = await client.get("/readyz")
    assert (answer.status_code, answer.json()["detail"]) == (503, "The server is stopping.")
    assert (await client.get("/livez")).status_code == 200


@pytest.mark.one_database("about engines")
async def test_an_engine_that_fails_is_named_and_changes_nothing(config: Config) -> None:
    faults = Faults(fail=range(1, 3))

    def build(spec: EngineSpec) -> Engines:
        engines = build_engines(spec)
        engines.llm = FaultyLlm(engines.llm, faults)
        return engines

    async with served(config, build=build) as (app, client):
        degraded = []
        for _ in range(4):
            services: Services = app.state.services
            llm = services.conductor._llm
            try:
                async for _text in llm.stream([]):
                    pass
            except EngineError:
                pass
            answer = await client.get("/readyz")
            assert answer.status_code == 200
            degraded.append(answer.json()["degraded"])
        named = [{"kind": "llm", "name": "scripted"}]
        assert degraded == [[], named, named, []]
        metrics = (await client.get("/metrics")).text
        assert 'ihr_engine_calls_total{engine="llm"} 4.0' in metrics
        assert 'ihr_engine_failures_total{engine="llm"} 2.0' in metrics


READERS = [
    ({}, "127.0.0.1", {}, 200),
    ({}, "::1", {}, 200),
    ({}, "203.0.113.7", {}, 403),
    ({}, "not-an-address", {}, 403),
    ({}, "127.0.0.1", {"X-Forwarded-For": "203.0.113.7"}, 403),
    ({"environment": "production"}, "127.0.0.1", {}, 403),
    ({"metrics_token": TOKEN}, "127.0.0.1", {}, 401),
    ({"metrics_token": TOKEN}, "203.0.113.7", {"Authorization": f"Bearer {TOKEN}"}, 200),
    ({"metrics_token": TOKEN}, "203.0.113.7", {"Authorization": "Bearer no"}, 401),
    ({"metrics_token": TOKEN}, "203.0.113.7", {"Authorization": b"Bearer \xff"}, 401),
]


@pytest.mark.one_database("about who asks")
@pytest.mark.parametrize(("changes", "address", "headers", "status"), READERS)
async def test_who_may_read_the_metrics(
    config: Config, changes: dict[str, object], address: str, headers: Any, status: int
) -> None:
    async with served(config, address=address, **changes) as (_app, client):
        answer = await client.get("/metrics", headers=headers)
    assert answer.status_code == status
    if status == 200:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert "process_resident_memory_bytes" in answer.text
    else:
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert TOKEN not in answer.text
