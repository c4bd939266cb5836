"""Which Python and which Node are taken, and what is said where there is none."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import node

ROOT = Path(__file__).resolve().parent.parent.parent


def program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def find_python(path: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["/bin/sh", "scripts/find_python.sh"],
        cwd=ROOT,
        env={"PATH": str(path), **extra},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_usual_python_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "python3", f'exec {sys.executable} "$@"')
    assert find_python(tmp_path).stdout == "python3\n"


def test_a_newer_one_beside_an_old_one_is_taken(tmp_path: Path) -> None:
    program(tmp_path / "python3", "exit 1")
    program(tmp_path / "python3.12", f'exec {sys.executable} "$@"')
    assert find_python(tmp_path).stdout == "python3.12\n"


def test_too_old_a_python_is_named(tmp_path: Path) -> None:
    program(tmp_path / "python3", 'case "$1" in --version) echo Python 3.9.2;; *) exit 1;; esac')
    found = find_python(tmp_path)
    assert found.returncode == 1
    assert "iHR needs Python 3.11, 3.12, 3.13 or 3.14 (here: Python 3.9.2)" in found.stderr


def test_no_python_at_all_is_told(tmp_path: Path) -> None:
    assert "(here: none found)" in find_python(tmp_path).stderr


def test_a_python_without_venv_is_told_with_the_remedy(tmp_path: Path) -> None:
    program(tmp_path / "python3", 'case "$2" in *ensurepip*) exit 1;; *) exit 0;; esac')
    found = find_python(tmp_path)
    assert found.returncode == 1
    assert "sudo apt install python3-venv" in found.stderr


def test_a_python_that_was_named_is_the_only_one_tried(tmp_path: Path) -> None:
    program(tmp_path / "python3", "exit 1")
    assert find_python(tmp_path, PYTHON=sys.executable).stdout == f"{sys.executable}\n"


def node_like(folder: Path, node_version: str, npm_version: str) -> Path:
    program(folder / "node", f"echo v{node_version}")
    program(folder / "npm", f"echo {npm_version}")
    return folder


@pytest.mark.parametrize(
    ("node_version", "npm_version", "taken"),
    [("20.9.0", "10.1.0", True), ("24.19.0", "11.17.0", True), ("18.20.0", "10.8.0", False),
     ("20.20.2", "9.2.0", False)],
)  # fmt: skip
def test_the_machines_node_is_taken_where_it_is_new_enough(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    node_version: str,
    npm_version: str,
    taken: bool,
) -> None:
    own = node_like(tmp_path / "venv", "24.0.0", "11.0.0")
    theirs = node_like(tmp_path / "theirs", node_version, npm_version)
    monkeypatch.setattr(sys, "executable", str(own / "python"))
    monkeypatch.setenv("PATH", f"{theirs}{os.pathsep}{os.environ['PATH']}")
    assert node.folder() == (theirs if taken else own)


def test_no_node_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(FileNotFoundError, match="`make test` installs it"):
        node.folder()


def test_npm_keeps_its_cache_in_the_environment(tmp_path: Path) -> None:
    settings = node.environment(tmp_path)
    assert settings["npm_config_cache"].startswith(sys.prefix)
    assert settings["PATH"].startswith(f"{tmp_path}{os.pathsep}")
