"""A real server under its supervisor, as `ihr serve` runs it, with the small models."""

from __future__ import annotations

import asyncio
import os
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import psutil

PACE = 3.0
"""The conversations run so many times as fast as people speak; the models keep up."""

IHR = [sys.executable, "-c", "from backend.cli import app; app()"]
START_WITHIN_S = 120.0


def environment(home: Path) -> dict[str, str]:
    """What a process of iHR needs to know here, and nothing of the person's own settings."""
    return os.environ | {
        "IHR_HOME": str(home),
        "IHR_PROFILE": "small",
        "IHR_DATABASE_URL": f"sqlite+aiosqlite:///{home / 'ihr.db'}",
        "IHR_MAX_INGEST_RATE": str(PACE),
        "PYTHONPATH": os.pathsep.join(sys.path),
    }


def ihr(*arguments: str, env: Mapping[str, str], cwd: Path, text: str | None = None) -> str:
    """Run a command to its end; what it printed. Shows what it said when it fails."""
    done = subprocess.run(
        [*IHR, *arguments], env=env, cwd=cwd, input=text, capture_output=True, text=True
    )
    assert done.returncode == 0, f"exit code {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """A running `ihr serve`. `said` is what it has printed so far."""

    def __init__(self, process: subprocess.Popen[str], url: str, home: Path) -> None:
        self.process = process
        self.url = url
        self.home = home
        self.said: list[str] = []
        self._ready: asyncio.Queue[None] | None = None

    def server(self) -> psutil.Process:
        """The server process itself, the supervisor's child."""
        (child,) = psutil.Process(self.process.pid).children()
        return child

    def stored_turns(self) -> dict[str, str]:
        """The text of every stored turn, by item, read past the server."""
        database = sqlite3.connect(f"file:{self.home / 'ihr.db'}?mode=ro", uri=True)
        try:
            return dict(database.execute("SELECT item_id, text FROM turn"))
        finally:
            database.close()


@contextmanager
def served(home: Path, **settings: str) -> Iterator[Served]:
    env = environment(home) | settings
    ihr("db", "upgrade", env=env, cwd=home)
    port = free_port()
    with (home / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [*IHR, "serve", "--port", str(port)],
            env=env,
            cwd=home,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    with process:
        try:
            server = Served(process, f"http://127.0.0.1:{port}", home)
            _await_ready(server)
            reader = Thread(target=_read_on, args=(server,), daemon=True)
            reader.start()
            yield server
        finally:
            process.terminate()
            process.wait(60)


def _await_ready(server: Served) -> None:
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.said.append(line.strip())
        if line.startswith("iHR is ready"):
            return
    raise AssertionError(f"The server did not start:\n{(server.home / 'serve.log').read_text()}")


def _read_on(server: Served) -> None:
    """Keep the pipe from filling up."""
    assert server.process.stdout is not None
    for line in server.process.stdout:
        server.said.append(line.strip())
