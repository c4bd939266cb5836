"""Each gate lets this tree through, and stops a tree in which its rule is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from scripts import check_imports, check_lock, check_tree

ROOT = Path(__file__).resolve().parent.parent.parent
CONTRACTS = 5


def plant(root: Path, name: str, content: str) -> None:
    path = root / name
    for folder in [*path.parents][: len(path.relative_to(root).parts) - 1]:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    path.write_text(content)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("models/user.py", "import fastapi"),
        ("models/user.py", "def f():\n    import numpy"),
        ("models/user.py", "import alembic"),
        ("audio_pipeline/session.py", "import sqlalchemy"),
        ("audio_pipeline/session.py", "import fastapi"),
        ("audio_pipeline/engines/whisper.py", "from backend import config"),
        ("audio_pipeline/serve.py", "import models"),
        ("backend/domain/plan.py", "import pydantic"),
        ("backend/domain/plan.py", "from backend.config import Config"),
        ("backend/domain/plan.py", "from .. import database"),
        ("backend/domain/plan.py", "from backend import database"),
        ("backend/interviews/service.py", "from audio_pipeline import audio"),
        ("backend/dependencies.py", "import audio_pipeline.turn"),
        ("backend/auth/endpoints.py", "from backend.interviews.service import x"),
    ],
)
def test_an_import_that_is_not_allowed_is_found(tmp_path: Path, name: str, content: str) -> None:
    plant(tmp_path, name, content)
    assert len(check_imports.problems(tmp_path)) == 1


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("models/migrations/env.py", "import alembic\nfrom models import base"),
        ("audio_pipeline/serve.py", "import fastapi\nfrom audio_pipeline.engines import registry"),
        ("audio_pipeline/session.py", "import asyncio, numpy\nfrom . import turn"),
        ("backend/domain/plan.py", "import re\nfrom .ports import Message"),
        ("backend/realtime/endpoint.py", "import fastapi\nfrom audio_pipeline import session"),
        ("backend/auth/endpoints.py", "from backend.auth.service import x"),
    ],
)
def test_an_import_that_is_allowed_is_not(tmp_path: Path, name: str, content: str) -> None:
    plant(tmp_path, name, content)
    assert check_imports.problems(tmp_path) == []


@pytest.mark.parametrize(
    ("contract", "planted"),
    [
        ("models stand alone", {"models/a.py": "import pydantic"}),
        ("audio_pipeline knows no interview", {"audio_pipeline/a.py": "import models"}),
        ("only serve.py knows FastAPI", {"audio_pipeline/a.py": "import fastapi"}),
        (
            "backend.domain reaches nothing",
            {"backend/domain/a.py": "import backend.b", "backend/b.py": "import numpy"},
        ),
        (
            "services, repositories and the conductor",
            {"backend/auth/service.py": "import backend.b", "backend/b.py": "import fastapi"},
        ),
    ],
)
def test_every_contract_can_break(tmp_path: Path, contract: str, planted: dict[str, str]) -> None:
    for package in ("backend", "backend/domain", "audio_pipeline", "models"):
        plant(tmp_path, f"{package}/_room.py", "")
    for name, content in planted.items():
        plant(tmp_path, name, content)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    said = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache", "--no-logo"],
        cwd=tmp_path,
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    broken = [line for line in said.stdout.splitlines() if line.endswith("BROKEN")]
    assert len(broken) == 1, said.stdout
    assert contract in broken[0]
    assert f"{CONTRACTS - 1} kept, 1 broken" in said.stdout


def test_a_long_file_is_found(tmp_path: Path) -> None:
    plant(tmp_path, "a.py", "x = 1\n" * check_tree.LONGEST)
    assert check_tree.too_long([tmp_path / "a.py", *[tmp_path / "b.py"] * 0]) == [
        f"The median file has {check_tree.LONGEST} lines; keep it below {check_tree.MEDIAN}."
    ]
    plant(tmp_path, "a.py", "x = 1\n" * (check_tree.LONGEST + 1))
    assert "401 lines" in check_tree.too_long([tmp_path / "a.py"])[0]


@pytest.mark.parametrize(
    "host", ["py" + "pi.org/simple", "files.python" + "hosted.org/a", "registry.npm" + "js.org"]
)
def test_the_address_of_a_registry_is_found_wherever_it_is(tmp_path: Path, host: str) -> None:
    (tmp_path / "some.lock").write_text(f"one\ntwo https://{host}\n")
    (tmp_path / "binary").write_bytes(b"\0" + f"https://{host}".encode())
    assert len(check_tree.addresses(list(tmp_path.iterdir()))) == 1


def test_the_gates_run_on_this_tree() -> None:
    assert check_tree.main([]) == 0
    assert check_imports.problems(ROOT) == []
    assert check_lock.problems(ROOT) == []


def test_a_stale_lock_is_found_and_other_settings_do_not_matter(tmp_path: Path) -> None:
    for name in ("pyproject.toml", *check_lock.LOCKS):
        shutil.copy(ROOT / name, tmp_path)
    pyproject = tmp_path / "pyproject.toml"
    pyproject.write_text(pyproject.read_text().replace("line-length = 100", "line-length = 90"))
    assert check_lock.problems(tmp_path) == []
    pyproject.write_text(pyproject.read_text().replace('"soxr>=1.0"', '"soxr>=2.0"'))
    assert len(check_lock.problems(tmp_path)) == 2
    (tmp_path / "requirements.lock").unlink()
    assert "is missing" in check_lock.problems(tmp_path)[0]
    shutil.copy(ROOT / "requirements.lock", tmp_path)
    check_lock.write(tmp_path)
    assert check_lock.problems(tmp_path) == []
