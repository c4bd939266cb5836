"""The product as a process of its own, with a throwaway home, to be measured from outside."""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from backend.config import Config
from backend.database import upgrade
from backend.rehearse.api import Api
from benchmarks.common import ROOT

SERVE = ("-c", "from backend.cli import app; app()", "serve")
"""What `ihr serve` runs: the supervisor, which runs the server, which runs the language model."""
SERVER = ("-m", "backend.server")

START_WITHIN_S = 120.0
STOP_WITHIN_S = 40.0
_READY = re.compile(rb"iHR is ready: (http://\S+)")


@dataclass(frozen=True, slots=True)
class Product:
    """A server that is ready. `api` is signed in, `process` is the root of its process tree."""

    url: str
    api: Api
    home: Path
    process: psutil.Process

    @property
    def token(self) -> str:
        return self.api.token

    @property
    def socket(self) -> str:
        return self.url.replace("http", "ws", 1) + "/interviews/simulate"

    def tree(self) -> list[psutil.Process]:
        """Every process of the product that is alive."""
        try:
            return [self.process, *self.process.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def cpu_s(self) -> float:
        """CPU seconds that the whole tree has used so far."""
        total = 0.0
        for process in self.tree():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return total


@asynccontextmanager
async def product(
    home: Path,
    settings: dict[str, str],
    command: Sequence[str] = SERVER,
    core: int | None = None,
) -> AsyncIterator[Product]:
    """Run `python COMMAND` with the weights in `home`, on one core where one is named.

    `settings` are IHR_ variables without the prefix; no other settings of the caller's apply.
    Raises `RuntimeError` where the server does not start; its log is on standard error.
    """
    with tempfile.TemporaryDirectory(prefix="ihr-bench-") as folder:
        scratch = Path(folder)
        (scratch / "weights").symlink_to((home / "weights").resolve(), target_is_directory=True)
        database = f"sqlite+aiosqlite:///{scratch / 'ihr.db'}"
        environment = _environment(
            {"HOST": "127.0.0.1", "PORT": "0", "HOME": str(scratch), "DATABASE_URL": database}
            | settings
        )
        await asyncio.to_thread(upgrade, Config(home=scratch, database_url=database))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            *_on_core(command, core),
            env=environment,
            cwd=scratch,  # where there is no .env
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,
        )
        reading: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(START_WITHIN_S):
                url = await _address(process)
            reading = asyncio.create_task(_drained(process))
            async with Api(url) as api:
                await api.sign_up("bench")
                yield Product(url, api, scratch, psutil.Process(process.pid))
        finally:
            await _stop(process)
            if reading is not None:
                await reading


def _on_core(command: Sequence[str], core: int | None) -> list[str]:
    if core is None or sys.platform != "linux":
        return list(command)
    # Set before the interpreter that serves begins, so that each of its threads inherits it.
    pinned = (
        "import os, sys; os.sched_setaffinity(0, {int(sys.argv[1])}); "
        "os.execv(sys.executable, [sys.executable, *sys.argv[2:]])"
    )
    return ["-c", pinned, str(core), *command]


def _environment(settings: dict[str, str]) -> dict[str, str]:
    theirs = {name: value for name, value in os.environ.items() if not name.startswith("IHR_")}
    ours = {f"IHR_{name}": value for name, value in settings.items()}
    return theirs | ours | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}


async def _address(process: asyncio.subprocess.Process) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if found := _READY.search(line):
            return found[1].decode()
    raise RuntimeError(f"The server did not start (exit code {await process.wait()}).")


async def _drained(process: asyncio.subprocess.Process) -> None:
    """Nothing more is expected on its standard output, and a full pipe would stop it."""
    assert process.stdout is not None
    async for line in process.stdout:
        sys.stderr.write(line.decode(errors="replace"))


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()
