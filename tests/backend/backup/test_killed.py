"""A restore that is killed in the middle has changed nothing, and neither has a backup."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.config import Config
from tests.backend.backup.stored import a_person, backed_up, contents, restored

TALKATIVE = (
    "from backend.backup import progress\n"
    "progress.EVERY_S = 0.0\n"
    "from backend.cli import app\n"
    "app()\n"
)


def killed_while(doing: str, config: Config, *arguments: str) -> None:
    """Run `ihr` until it says that it's `doing` something, and kill it there."""
    environment = {**os.environ, "IHR_HOME": str(config.home)}
    if config.database_url:
        environment["IHR_DATABASE_URL"] = config.database_url
    command = [sys.executable, "-c", TALKATIVE, *arguments]
    with subprocess.Popen(
        command, env=environment, stderr=subprocess.PIPE, text=True, cwd=config.home
    ) as process:
        assert process.stderr is not None
        said = []
        for line in process.stderr:
            said.append(line)
            if line.startswith(doing):
                break
        process.kill()
    assert process.returncode not in (0, 1), said


async def test_a_restore(config: Config, tmp_path: Path) -> None:
    await a_person(config, "ada", interviews=3)
    path = await backed_up(config, tmp_path / "all.zip")
    await a_person(config, "bob")
    before = await contents(config)
    arguments = ("restore", str(path), "--replace")
    await asyncio.to_thread(killed_while, "Restoring: ", config, *arguments)
    assert await contents(config) == before
    result = await restored(config, path, replace=True)
    assert result.rows["user_account"] == 1, "and the next one works"


@pytest.mark.one_database("about the file")
async def test_a_backup(config: Config, tmp_path: Path) -> None:
    await a_person(config, "ada", interviews=3)
    path = tmp_path / "all.zip"
    await asyncio.to_thread(killed_while, "Backing up: ", config, "backup", str(path))
    assert "all.zip" not in os.listdir(tmp_path)
    assert await restored(config, await backed_up(config, path), replace=True)
