"""What `ihr` says to a person, above all when something is missing or wrong."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from audio_pipeline.weights import of_profile
from backend.cli import app
from backend.supervisor import Supervisor

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IHR_HOME", str(tmp_path))
    monkeypatch.setenv("IHR_PROFILE", "small")
    return tmp_path


def ihr(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def test_help_comes_without_loading_engines_or_the_web_framework() -> None:
    program = (
        "import sys; from backend.cli import app; "
        "print([m for m in ('fastapi', 'sqlalchemy', 'numpy', 'openai') if m in sys.modules])"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


@pytest.mark.usefixtures("home")
def test_the_list_names_every_weight_its_size_and_how_to_get_it() -> None:
    said = ihr("models", "list")
    assert said.exit_code == 0
    for weight in of_profile("small"):
        assert weight.name in said.output
        assert f"{weight.name}/{weight.files[0].name} is not in" in said.output
    assert "664.8 MB would be fetched by `ihr models pull`" in said.output


def test_the_list_as_json_has_what_a_script_needs(home: Path) -> None:
    said = ihr("models", "list", "--json", "--all")
    weights = {one["name"]: one for one in json.loads(said.output)}
    assert set(weights) > {"whisper-base", "whisper-large-v3-turbo"}
    assert weights["smart-turn"]["state"] == "missing"
    assert weights["smart-turn"]["folder"] == str(home / "weights" / "smart-turn")
    assert len(weights["qwen2.5-coder-0.5b"]["sources"]) == 7


@pytest.mark.usefixtures("home")
def test_an_unknown_profile_is_told_with_the_known_ones() -> None:
    said = ihr("models", "pull", "--profile", "huge")
    assert said.exit_code == 2
    assert said.output == "There is no profile huge; the profiles are base, gpu, small.\n"


def test_a_pull_that_fails_ends_with_a_sentence(home: Path) -> None:
    (home / "weights").write_text("a file where a folder should be")
    said = ihr("models", "pull")
    assert said.exit_code == 1
    assert said.output.endswith("Set IHR_HOME to a folder that can.\n")
    assert "Traceback" not in said.output


@pytest.mark.usefixtures("home")
def test_wrong_settings_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_PORT", "eighty")
    monkeypatch.setenv("IHR_ALLOWED_ORIGINS", "[")
    said = ihr("models", "list")
    assert said.exit_code == 2
    assert said.output.startswith("The configuration cannot be used")
    assert "Traceback" not in said.output


@pytest.mark.usefixtures("home")
def test_a_short_secret_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_SECRET_KEY", "hunter2")
    said = ihr("models", "list")
    assert said.exit_code == 2
    assert "IHR_SECRET_KEY" in said.output
    assert "hunter2" not in said.output


@pytest.mark.usefixtures("home")
def test_serving_without_weights_says_which_are_missing() -> None:
    said = ihr("serve", "--port", "0")
    assert said.exit_code == 1
    assert "whisper-tiny.en/model.bin is not in" in said.output
    assert "Fetch them with `ihr models pull`." in said.output


@pytest.mark.usefixtures("home")
def test_a_remote_engine_needs_no_weights_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_STT_BASE_URL", "http://127.0.0.1:1/v1")
    said = ihr("serve", "--port", "0")
    assert "whisper" not in said.output
    assert "piper-joe-medium" in said.output


@pytest.mark.usefixtures("home")
def test_a_taken_port_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_ENGINES", "scripted")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = ihr("serve", "--port", str(port))
    assert said.exit_code == 1
    assert f"Port {port} on 127.0.0.1 is in use" in said.output


@pytest.mark.usefixtures("home")
def test_an_address_of_another_machine_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_ENGINES", "scripted")
    said = ihr("serve", "--host", "192.0.2.1")
    assert said.exit_code == 1
    assert "iHR cannot listen on 192.0.2.1" in said.output


def test_a_first_start_prepares_everything_and_serves(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served = []

    def run(self: Supervisor) -> int:
        served.append((home / "ihr.db").exists())
        return 0

    monkeypatch.setattr(Supervisor, "run", run)
    monkeypatch.setenv("IHR_ENGINES", "scripted")
    said = ihr("start", "--port", "0")
    assert (said.exit_code, served) == (0, [True])
    assert said.output.startswith(f"iHR keeps what it stores in {home}.\nThe database is")


def test_a_first_start_whose_weights_cannot_be_had_serves_nothing(home: Path) -> None:
    (home / "weights").write_text("a file where a folder should be")
    said = ihr("start", "--port", "0")
    assert said.exit_code == 1
    assert said.output.endswith("Set IHR_HOME to a folder that can.\n")
    assert not (home / "ihr.db").exists()


def test_the_database_is_made_and_made_again(home: Path) -> None:
    for _ in range(2):
        said = ihr("db", "upgrade")
        assert said.exit_code == 0
        assert said.output == "The database is up to date.\n"
    assert (home / "ihr.db").exists()
