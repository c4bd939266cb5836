"""What `ihr engines` says before it serves."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from audio_pipeline import serve
from audio_pipeline.engines.registry import Engines
from backend.cli import app


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IHR_HOME", str(tmp_path))
    monkeypatch.setenv("IHR_PROFILE", "small")
    return tmp_path


def ihr(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["engines", *arguments])


def test_a_file_that_makes_no_sense_is_told_with_its_fault(home: Path) -> None:
    (home / "engines.toml").write_text("[stt]\nbatch = 3\n")
    said = ihr("--config", str(home / "engines.toml"))
    assert said.exit_code == 1
    assert said.output.endswith("cannot be used: stt.batch: Extra inputs are not permitted.\n")


@pytest.mark.usefixtures("home")
def test_weights_that_are_missing_are_told() -> None:
    said = ihr()
    assert said.exit_code == 1
    assert "ihr models pull" in said.output


@pytest.mark.engines
def test_what_the_command_line_says_outranks_the_file(
    home: Path, weights_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: dict[str, object] = {}

    def run(engines: Engines, **how: object) -> None:
        served.update(how, stt=type(engines.stt).__name__)

    monkeypatch.setattr(serve, "run", run)
    (home / "key").write_text("of the file\n")
    (home / "engines.toml").write_text(
        f'weights = "{weights_dir}"\nport = 1\napi_key_file = "{home / "key"}"\n'
        "[stt]\nbatch_size = 4\n"
    )
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = ihr("--config", str(home / "engines.toml"), "--port", str(port))
    assert said.output == (
        "Serving whisper-tiny.en (4 clips at a time) and Piper en_US-joe-medium.\n"
    )
    assert served == {
        "host": "127.0.0.1", "port": port, "api_key": "of the file", "stt": "BatchingWhisper",
    }  # fmt: skip


@pytest.mark.engines
def test_ray_that_is_not_there_is_told(
    home: Path, weights_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IHR_WEIGHTS", str(weights_dir))
    monkeypatch.setitem(sys.modules, "ray", None)
    monkeypatch.delitem(sys.modules, "audio_pipeline.ray_app", raising=False)
    said = ihr("--ray", "--port", "0")
    assert said.exit_code == 1
    assert said.output.endswith("pip install 'ihr[ray]'.\n")
