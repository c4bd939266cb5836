"""How long `ihr backup` and `ihr restore` take, and what they need, on SQLite and PostgreSQL.

A database with interviews that were held and judged, some hundred of them with their sound, is
backed up and restored over itself, each by the command as somebody types it, in a process of its
own. While it is backed up somebody writes, and it is told how long a write took. A backup is of
the moment at which it began: what is lost at most (RPO) is what was said since the last one began,
so the time between two of them and `backup.seconds`. `restore.seconds` is how long it takes to be
back (RTO), beside starting the server. `mib_per_s` counts the archive.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, select, update

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.sound_files import flac_chunks
from backend.backup.shapes import shapes
from backend.config import Config
from backend.database import make_engine, make_sessionmaker, reading, transaction
from backend.dependencies import Services
from backend.main import create_app
from benchmarks.common import ROOT, conditions, options, percentile, report, say
from benchmarks.recordings import room_noise
from benchmarks.rest import databases
from benchmarks.rest_rows import add_sound, fill
from models import User

INTERVIEWS, WITH_SOUND = 2_000, 200
SOUND_DBFS, SOUND_S = -40.0, 30.0
"""Noise, which FLAC makes about as small as speech."""
MIB = 1 << 20
WATCH_S = 0.02
WRITE_EVERY_S = 0.05


async def filled(config: Config, interviews: int, with_sound: int) -> dict[str, float]:
    """What there is to back up."""
    (chunk,) = flac_chunks(room_noise(SOUND_S, SOUND_DBFS), ENGINE_RATE_HZ)
    app = create_app(config)
    async with app.router.lifespan_context(app):
        services: Services = app.state.services
        stored = await fill(services.sessions, services.conductor, interviews=interviews)
        some = [each for mine in stored.interviews.values() for each in mine][:with_sound]
        answers = await add_sound(services.sessions, some, chunk)
        rows = 0
        async with reading(services.sessions) as db:
            for shape in shapes():
                count = select(func.count()).select_from(shape.table)
                rows += (await db.execute(count)).scalar_one()
    return {"rows": rows, "sound_minutes": answers, "sound_mib": answers * 2 * len(chunk) / MIB}


async def run(config: Config, *arguments: str) -> dict[str, float]:
    """What an `ihr` command took. Raises `RuntimeError`."""
    environment = {
        **os.environ,
        "IHR_HOME": str(config.home),
        "IHR_DATABASE_URL": config.database_url,
    }
    began_s = time.perf_counter()
    process = psutil.Popen(
        [sys.executable, "-c", "from backend.cli import app; app()", *arguments],
        cwd=ROOT,
        env=environment,
        stdout=sys.stderr,
    )
    highest, cpu_s = 0, 0.0
    while process.poll() is None:
        try:
            highest = max(highest, process.memory_info().rss)
            times = process.cpu_times()
            cpu_s = times.user + times.system
        except psutil.NoSuchProcess:
            break
        await asyncio.sleep(WATCH_S)
    if process.wait():
        raise RuntimeError(f"ihr {arguments[0]} failed")
    return {
        "seconds": round(time.perf_counter() - began_s, 1),
        "cpu_seconds": round(cpu_s, 1),
        "highest_rss_mib": round(highest / MIB, 1),
    }


async def while_others_write(config: Config, path: Path) -> tuple[dict[str, float], list[float]]:
    """A backup, and the milliseconds that each of the writes beside it took."""
    engine = make_engine(config)
    sessions = make_sessionmaker(engine)
    took_ms: list[float] = []

    async def write() -> None:
        while True:
            began_s = time.perf_counter()
            async with transaction(sessions) as db:
                await db.execute(update(User).values(role="user"))
            took_ms.append((time.perf_counter() - began_s) * 1000)
            await asyncio.sleep(WRITE_EVERY_S)

    writing = asyncio.create_task(write())
    try:
        figures = await run(config, "backup", str(path))
    finally:
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await engine.dispose()
    return figures, took_ms


async def measure(config: Config, given: Any, path: Path) -> dict[str, Any]:
    stored = await filled(config, given.interviews, given.with_sound)
    say(f"backup: {stored['rows']:.0f} rows, {stored['sound_mib']:.0f} MiB of sound")
    backup, took_ms = await while_others_write(config, path)
    size_mib = path.stat().st_size / MIB  # noqa: ASYNC240 - nothing else runs
    restore = await run(config, "restore", str(path), "--replace")
    return {
        **{name: round(value, 1) for name, value in stored.items()},
        "archive_mib": round(size_mib, 1),
        "backup": {**backup, "mib_per_s": round(size_mib / backup["seconds"], 1)},
        "restore": {**restore, "mib_per_s": round(size_mib / restore["seconds"], 1)},
        "writes_meanwhile": {
            "count": len(took_ms),
            "p95_ms": percentile(took_ms, 95),
            "worst_ms": percentile(took_ms, 100),
        },
    }


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--interviews", type=int, default=INTERVIEWS, help="to back up")
    parser.add_argument("--with-sound", type=int, default=WITH_SOUND, help="of them, with sound")
    parser.add_argument(
        "--database", action="append", choices=("sqlite", "postgres"), help="default: both"
    )
    given = parser.parse_args(arguments)
    where = conditions(interviews=given.interviews, with_sound=given.with_sound)
    figures = {}
    with tempfile.TemporaryDirectory(prefix="ihr-backup-") as folder, ExitStack() as stack:
        wanted = given.database or ["sqlite", "postgres"]
        for name, config in databases(Path(folder), wanted, stack):
            say(f"backup: {name}")
            path = Path(folder) / f"{name}.zip"
            figures[name] = asyncio.run(measure(config, given, path))
    report("backup", given.interviews, figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
