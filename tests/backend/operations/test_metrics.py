"""Every figure moves when what it counts happens, in the real application."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from audio_pipeline.engines.faulty import (
    Faults,
    FaultyLlm,
    FaultyStt,
    FaultyTts,
    FaultyTurnDetector,
    FaultyVad,
)
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from audio_pipeline.load import Level, Load
from backend.background import Background, Job
from backend.config import Config
from backend.dependencies import Services
from tests.backend.conftest import PASSWORD
from tests.backend.operations.test_endpoints import served
from tests.backend.realtime.serving import LiveServer, serving

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]

MONITORING = Path(__file__).parents[3] / "deploy" / "monitoring"
SERIES = re.compile(r"\b((?:ihr|process)_[a-z_]+)")
"""In a query, or as a metric's name where it is exposed."""

STAGES = {
    "endpoint",
    "stt_final",
    "llm_first_token",
    "llm_first_sentence",
    "tts_first_audio",
    "voice_to_voice",
}


class Struggling(FaultyStt):
    """Tells, as the real ones do, how often it was started again and who waits for it."""

    running = True
    restarts = 0
    waiting = 0


def build(spec: EngineSpec) -> Engines:
    """Each fails once, and the turn detector whenever it is asked."""
    engines = build_engines(spec)
    return Engines(
        stt=Struggling(engines.stt, Faults(fail=[2])),
        tts=FaultyTts(engines.tts, Faults(fail=[3])),
        vad=FaultyVad(engines.vad, Faults(fail=[1])),
        turn_detector=FaultyTurnDetector(engines.turn_detector, Faults(fail=range(1000))),
        llm=FaultyLlm(engines.llm, Faults(fail=[0])),
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    home = tmp_path_factory.mktemp("metrics")
    # Of most things, one an hour is allowed.
    with serving(home, build=build, max_ingest_rate=400, rate_limit_scale=0.1) as running:
        yield running


async def figures(server: LiveServer) -> Figures:
    answer = await asyncio.to_thread(server.request, "GET", "/metrics", who="")
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
        if family.name.startswith("ihr_") and not sample.name.endswith("_created")
    }


async def within(server: LiveServer, work: Coroutine[Any, Any, None]) -> None:
    await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(work, server.loop))


async def test_every_figure_moves(server: LiveServer, monkeypatch: pytest.MonkeyPatch) -> None:
    services: Services = server.app.state.services
    before = await figures(server)
    async with server.socket() as talker:
        await talker.wait("response.done")
        await talker.complete_a_turn()
        during = await figures(server)
    stt: Struggling = server.app.state.engines.stt
    stt.restarts, stt.waiting = 1, 2
    load: Load = server.app.state.voice_sessions.load
    load.level, load.wait_s = Level.NO_SPECULATION, 1.9
    await refuse_and_lose_count(server, services, monkeypatch)
    await run_jobs_once(server, services, monkeypatch)
    after = await figures(server)
    waiting = await while_passwords_wait(server, services)

    changed = {
        name
        for then in (during, after, waiting)
        for (name, labels), value in then.items()
        if value != before.get((name, labels), 0.0)
    }
    assert {name for name, _ in after} - changed == set()
    stages = {dict(labels).get("stage") for name, labels in after if "latency" in name}
    assert stages == STAGES
    assert (during["ihr_sockets_open", ()], during["ihr_conversations", ()]) == (1, 1)
    assert after["ihr_sockets_open", ()] == 0
    assert after["ihr_turns_total", (("speaker", "candidate"),)] == 1
    assert after["ihr_rate_limit_refusals_total", (("rule", "register"),)] == 1
    assert after["ihr_rate_limit_uncounted_total", ()] == 1
    assert after["ihr_background_removed_total", (("job", "works"),)] == 3
    assert after["ihr_background_runs_total", (("job", "fails"), ("outcome", "failed"))] == 1
    assert after["ihr_engine_restarts_total", (("engine", "stt"),)] == 1
    assert after["ihr_engine_waiting", (("engine", "stt"),)] == 2
    assert after["ihr_load_level", ()] == 2
    assert after["ihr_load_wait_seconds", ()] > 0
    assert waiting["ihr_passwords_waiting", ()] == 1


async def refuse_and_lose_count(
    server: LiveServer, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = {"username": "bob", "email": "bob@example.org", "password": PASSWORD}

    async def register() -> int:
        answer = await asyncio.to_thread(
            server.request, "POST", "/auth/register", who="", json=account
        )
        return answer.status_code

    assert await register() == 429

    class Broken:
        async def hit(self, *_arguments: object) -> bool:
            raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(services.limits, "_limiter", Broken())
        assert await register() == 201


async def run_jobs_once(
    server: LiveServer, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = asyncio.Event()

    async def works() -> int:
        return 3

    async def fails() -> int:
        asyncio.get_running_loop().call_soon(ran.set)
        raise OSError

    async def run() -> None:
        jobs = [Job("works", 3600, works), Job("fails", 3600, fails)]
        background = Background(jobs, services.metrics.job)
        background.start()
        await ran.wait()
        await background.aclose()

    monkeypatch.setattr("backend.background.FIRST_AFTER_S", 0.0)
    await within(server, run())


async def while_passwords_wait(server: LiveServer, services: Services) -> Figures:
    """What the figures are while both of the hasher's threads are busy."""
    free = threading.Event()
    blocked = [services.passwords._workers.submit(free.wait) for _ in range(2)]

    async def hash_one() -> None:
        await services.passwords.hash(PASSWORD)

    hashing = asyncio.ensure_future(within(server, hash_one()))
    try:
        found: Figures = {}
        while not found.get(("ihr_passwords_waiting", ())):
            found = await figures(server)
        return found
    finally:
        free.set()
        await hashing
        assert all(each.result(5) for each in blocked)


@pytest.mark.one_database("about names alone")
@pytest.mark.parametrize("file", ["grafana.json", "alerts.yml"])
async def test_what_is_watched_exists(config: Config, file: str) -> None:
    """A dashboard that asks for what no server tells stays empty, and an alarm silent."""
    watched = set(SERIES.findall((MONITORING / file).read_text()))
    async with served(config) as (app, client):
        app.state.services.metrics.turn("candidate", {"voice_to_voice": 700.0})
        await client.get("/auth/me")
        told = (await client.get("/metrics")).text
    exposed = set(SERIES.findall(told))
    assert len(watched) > 4
    assert watched <= exposed
