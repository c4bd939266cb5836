"""A server of the rehearsal's own: a child process on a free loopback port, with a database that
is thrown away afterwards."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.config import Config
from backend.database import upgrade
from backend.rehearse.api import Api
from backend.rehearse.connection import RehearsalError
from backend.supervisor import ending, server_command, server_environment

STOP_WITHIN_S = 25.0
"""A little more than the server takes for itself."""

TOLD_LINES = 5
_LOG_PREFIX = re.compile(r"^\S+ \S+ (?:DEBUG|INFO|WARNING|ERROR|CRITICAL) \S+: ")
_READY = re.compile(r"iHR is ready: (http://\S+)")


@dataclass(frozen=True, slots=True)
class OwnServer:
    """`home` holds its database and its log, `api` is signed in."""

    url: str
    api: Api
    home: Path

    @property
    def token(self) -> str:
        return self.api.token


@asynccontextmanager
async def own_server(
    config: Config, *, keep: bool = False, pace: float = 1.0
) -> AsyncIterator[OwnServer]:
    """Run a server with the weights and engines of `config`, `pace` times as fast as people
    speak. Raises `RehearsalError`."""
    home = Path(tempfile.mkdtemp(prefix="ihr-rehearsal-"))
    try:
        (home / "weights").symlink_to(config.weights_dir.absolute(), target_is_directory=True)
        environment = _environment(config, home, pace)
        database = Config(home=home, database_url=environment["IHR_DATABASE_URL"])
        await asyncio.to_thread(upgrade, database)
        async with _running(environment, home) as url, Api(url) as api:
            password = await api.sign_up("rehearsal")
            if keep:
                account = home / "account.json"
                account.touch(mode=0o600)
                account.write_text(json.dumps({"username": "rehearsal", "password": password}))
            yield OwnServer(url, api, home)
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)


def _environment(config: Config, home: Path, pace: float) -> dict[str, str]:
    """The person's own settings, but for what belongs to their server and not to this one.

    Each is set rather than left out: a .env file would fill the gap.
    """
    return server_environment(os.environ) | {
        "IHR_HOME": str(home),
        "IHR_PROFILE": config.profile,
        "IHR_HOST": "127.0.0.1",
        "IHR_PORT": "0",
        "IHR_DATABASE_URL": f"sqlite+aiosqlite:///{home / 'ihr.db'}",
        "IHR_ENVIRONMENT": "development",
        "IHR_MAX_INGEST_RATE": str(pace),
    }


@asynccontextmanager
async def _running(environment: dict[str, str], home: Path) -> AsyncIterator[str]:
    log = home / "server.log"
    with log.open("wb") as stream:
        process = await asyncio.create_subprocess_exec(
            *server_command(),
            env=environment,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=stream,
            # A Ctrl-C is for this process, which then stops the server.
            start_new_session=True,
        )
    try:
        yield await _address(process, log)
    finally:
        await _stop(process)


async def _address(process: asyncio.subprocess.Process, log: Path) -> str:
    assert process.stdout is not None
    async for line in process.stdout:
        if found := _READY.search(line.decode(errors="replace")):
            return found[1]
    code = await process.wait()
    reason = await asyncio.to_thread(_last_words, log)
    raise RehearsalError(f"The server could not start ({ending(code)}).\n{reason}".rstrip())


def _last_words(log: Path) -> str:
    said = log.read_text(errors="replace").strip().splitlines()[-TOLD_LINES:]
    return "\n".join(_LOG_PREFIX.sub("", line) for line in said)


async def _stop(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.terminate()
        try:
            async with asyncio.timeout(STOP_WITHIN_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()
