"""The REST side with 10,000 interviews of 200 people stored, on SQLite and on PostgreSQL.

The server is a process of its own on one core, with scripted engines and no rate limits; this
client is on the others. Each of the ten most-used routes is asked one request at a time (`p95_ms`)
and then by several callers at once (`per_s`, `busy_p95_ms`), every time for somebody else.
`cpu_ms` is what one request costs the server's process, whatever else the machine has to do. Then
come logins at the configured cost of argon2, and the export of one person's year with its sound,
while the server's memory is watched. PostgreSQL is IHR_TEST_POSTGRES_URL, or a server of its own
that writes as durably as one in production does.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import secrets
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.sound_files import flac_chunks
from backend.auth.tokens import Tokens
from backend.config import Config
from backend.database import SessionMaker, transaction, upgrade
from backend.dependencies import Services
from backend.main import create_app
from backend.seeding import seed_database
from benchmarks.common import conditions, options, percentile, report, say
from benchmarks.http_client import Connection
from benchmarks.product import SERVER, Product, product
from benchmarks.recordings import room_noise
from benchmarks.rest_rows import Stored, add_sound, fill
from tests.postgres import DURABLE, running

REQUESTS, CALLERS = 400, 4
LOGINS = 40
MIB = 1 << 20
WATCH_S = 0.02
DASHBOARD_MS = 50.0
SOUND_DBFS, SOUND_S = -40.0, 30.0
"""Noise, which FLAC makes about as small as speech: of half a minute, half a megabyte is left."""

Ask = Callable[[Stored, UUID], tuple[str, str, Any]]
"""(method, path, body) for one person."""

ROUTES: dict[str, Ask] = {
    "GET /auth/me": lambda _stored, _who: ("GET", "/auth/me", None),
    "POST /interviews": lambda _stored, _who: ("POST", "/interviews", {"questions": 3}),
    "GET /interviews/history": lambda _stored, _who: ("GET", "/interviews/history", None),
    "GET /interviews/{id}": lambda stored, who: (
        "GET",
        f"/interviews/{stored.interviews[who][secrets.randbelow(50)]}",
        None,
    ),
    "GET /feedback/scorecard": lambda stored, who: (
        "GET",
        f"/feedback/scorecard?interview_id={stored.interviews[who][secrets.randbelow(50)]}",
        None,
    ),
    "GET /dashboard/progress": lambda _stored, _who: ("GET", "/dashboard/progress", None),
    "GET /dashboard/insights": lambda _stored, _who: ("GET", "/dashboard/insights", None),
    "GET /dashboard/achievements": lambda _stored, _who: (
        "GET",
        "/dashboard/achievements",
        None,
    ),
    "GET /recommendations": lambda _stored, _who: ("GET", "/recommendations", None),
    "GET /settings/preferences": lambda _stored, _who: ("GET", "/settings/preferences", None),
}


@dataclass(frozen=True, slots=True)
class Bench:
    """A server with everything stored, and what it takes to speak for anybody."""

    server: Product
    stored: Stored
    tokens: Tokens

    def token(self, number: int) -> str:
        at = number % len(self.stored.people)
        return self.tokens.issue(self.stored.people[at], self.stored.families[at])

    async def ask(self, connection: Connection, ask: Ask, number: int) -> float:
        """Seconds that one request took. Raises `RuntimeError` for a refusal."""
        who = self.stored.people[number % len(self.stored.people)]
        method, path, body = ask(self.stored, who)
        token = self.token(number)
        began_s = time.perf_counter()
        status, _size = await connection.request(method, path, token, body)
        took_s = time.perf_counter() - began_s
        if status >= 400:
            raise RuntimeError(f"{method} {path} was answered with {status}")
        return took_s


async def route(bench: Bench, ask: Ask, requests: int) -> dict[str, float | None]:
    numbers = itertools.count()
    async with Connection(bench.server.url) as connection:
        for _ in range(20):
            await bench.ask(connection, ask, next(numbers))
        before_s = bench.server.cpu_s()
        alone = [await bench.ask(connection, ask, next(numbers)) for _ in range(requests)]
        cpu_s = bench.server.cpu_s() - before_s
    busy: list[float] = []

    async def caller() -> None:
        async with Connection(bench.server.url) as connection:
            for _ in range(requests // CALLERS):
                busy.append(await bench.ask(connection, ask, next(numbers)))

    began_s = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    per_s = len(busy) / (time.perf_counter() - began_s)
    return {
        "per_s": round(per_s, 1),
        "p50_ms": _ms(alone, 50),
        "p95_ms": _ms(alone, 95),
        "busy_p95_ms": _ms(busy, 95),
        "cpu_ms": round(cpu_s / requests * 1000, 1),
    }


async def logins(bench: Bench, count: int) -> dict[str, float]:
    """Logins a second that the server's one core carries, and what one costs it."""
    account = {"username": "login", "email": "login@example.org", "password": uuid4().hex}
    form = {"username": "login", "password": account["password"]}
    async with Connection(bench.server.url) as connection:
        status, _size = await connection.request("POST", "/auth/register", "", account)
        assert status == 201, status

    async def caller() -> None:
        async with Connection(bench.server.url) as connection:
            for _ in range(count // CALLERS):
                status, _size = await connection.request("POST", "/auth/token", "", form=form)
                assert status == 200, status

    before_s, began_s = bench.server.cpu_s(), time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    took_s, cpu_s = time.perf_counter() - began_s, bench.server.cpu_s() - before_s
    return {"per_s": round(count / took_s, 1), "cpu_ms": round(cpu_s / count * 1000, 1)}


async def export(bench: Bench) -> dict[str, float]:
    """What the export of a year takes, and by how much the server grew meanwhile."""
    process = bench.server.process
    before = process.memory_info().rss
    highest = before
    over = asyncio.Event()

    async def watch() -> None:
        nonlocal highest
        while not over.is_set():
            highest = max(highest, process.memory_info().rss)
            await asyncio.sleep(WATCH_S)

    watching = asyncio.create_task(watch())
    began_s = time.perf_counter()
    async with Connection(bench.server.url) as connection:
        status, size = await connection.request("GET", "/me/export", bench.token(0))
    took_s = time.perf_counter() - began_s
    over.set()
    await watching
    assert status == 200, status
    return {
        "archive_mib": round(size / MIB, 1),
        "seconds": round(took_s, 1),
        "server_grew_by_mib": round((highest - before) / MIB, 1),
    }


async def measure(config: Config, given: Any) -> dict[str, Any]:
    """Fill the database, serve it, and measure."""
    stored = await _filled(config)
    assert config.secret_key is not None
    key = config.secret_key.get_secret_value()
    settings = {
        "DATABASE_URL": config.resolved_database_url,
        "SECRET_KEY": key,
        "ENGINES": "scripted",
        "RATE_LIMIT_SCALE": "0",
        "LOG_LEVEL": "warning",
    }
    async with product(given.home, settings, SERVER, core=_core()) as server:
        bench = Bench(server, stored, Tokens(key))
        routes = {}
        for name, ask in ROUTES.items():
            routes[name] = await route(bench, ask, given.requests)
            say(f"rest: {name} {json.dumps(routes[name])}")
        return {
            "routes": routes,
            "logins_on_one_core": await logins(bench, LOGINS),
            "export": await export(bench),
        }


async def _filled(config: Config) -> Stored:
    app = create_app(config)
    async with app.router.lifespan_context(app):
        services: Services = app.state.services
        began_s = time.perf_counter()
        stored = await fill(services.sessions, services.conductor)
        year = stored.interviews[stored.people[0]]
        await add_sound(services.sessions, year, _sound())
        await _gather_statistics(services.sessions)
        say(f"rest: filled in {time.perf_counter() - began_s:.0f} s")
    return stored


async def _gather_statistics(sessions: SessionMaker) -> None:
    """What PostgreSQL does by itself within a minute, and what was stored over months has had: a
    planner that knows nothing of rows that were written a second ago finds other ways to them."""
    async with transaction(sessions) as db:
        if db.get_bind().dialect.name == "postgresql":
            await db.execute(text("ANALYZE"))


def _sound() -> bytes:
    (chunk,) = flac_chunks(room_noise(SOUND_S, SOUND_DBFS), ENGINE_RATE_HZ)
    return chunk


def _core() -> int | None:
    return 0 if sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 else None


def _ms(seconds: list[float], percent: float) -> float | None:
    return percentile([each * 1000 for each in seconds], percent)


def databases(home: Path, wanted: list[str], stack: ExitStack) -> Iterator[tuple[str, Config]]:
    """Migrated and seeded, one after the other."""
    for name in wanted:
        folder = home / name
        folder.mkdir()
        values: dict[str, Any] = {
            "home": folder,
            "secret_key": secrets.token_hex(32),
            "engines": "scripted",
        }
        if name == "postgres":
            server = stack.enter_context(running(DURABLE))
            values["database_url"] = stack.enter_context(server.database())
        config = Config.model_validate(values)
        upgrade(config)
        seed_database(config)
        yield name, config


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--requests", type=int, default=REQUESTS, help="of each route")
    parser.add_argument(
        "--database", action="append", choices=("sqlite", "postgres"), help="default: both"
    )
    given = parser.parse_args(arguments)
    wanted = given.database or ["sqlite", "postgres"]
    where = conditions(
        callers=CALLERS, argon2_memory_kib=Config().argon2_memory_kib, requests=given.requests
    )
    figures = {}
    with tempfile.TemporaryDirectory(prefix="ihr-rest-") as folder, ExitStack() as stack:
        for name, config in databases(Path(folder), wanted, stack):
            say(f"rest: {name}")
            figures[name] = asyncio.run(measure(config, given))
    dashboards = [
        each["p95_ms"]
        for found in figures.values()
        for name, each in found["routes"].items()
        if name.startswith("GET /dashboard")
    ]
    figures["dashboard_p95_ms"] = {"worst": max(dashboards), "wanted": DASHBOARD_MS}
    report("rest", given.requests * len(ROUTES), figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
