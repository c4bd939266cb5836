"""Secrets come from files where the environment says so, and the home depends on how iHR came."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic_settings import SettingsError
from typer.testing import CliRunner

from backend import config as configuration
from backend.cli import app
from backend.config import Config
from backend.secret_files import BY_FILE

KEY = "a key that lies in a file and is long enough"


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Where the files of a test lie.
    monkeypatch.chdir(tmp_path)


def kept(tmp_path: Path, content: str) -> str:
    path = tmp_path / "kept"
    path.write_text(content)
    return str(path)


def test_a_secret_is_read_from_its_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_SECRET_KEY_FILE", kept(tmp_path, f"{KEY}\n"))
    monkeypatch.setenv("IHR_ENVIRONMENT", "production")
    assert Config().secret_key == SecretStr(KEY)


def test_the_environment_file_may_name_a_secrets_file(tmp_path: Path) -> None:
    Path(".env").write_text(f"IHR_DATABASE_URL_FILE={kept(tmp_path, 'sqlite+aiosqlite:///x')}\n")
    assert Config(_env_file=".env").database_url == "sqlite+aiosqlite:///x"


def test_what_the_file_holds_is_checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_SECRET_KEY_FILE", kept(tmp_path, "hunter2"))
    said = CliRunner().invoke(app, ["models", "list"])
    assert said.exit_code == 2
    assert "IHR_SECRET_KEY must have at least 32 bytes" in said.output
    assert "hunter2" not in said.output


def test_a_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_LLM_API_KEY_FILE", "gone")
    said = CliRunner().invoke(app, ["models", "list"])
    assert said.exit_code == 2
    assert "IHR_LLM_API_KEY_FILE names gone, which cannot be read (No such file" in said.output


def test_a_secret_given_twice_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_SECRET_KEY_FILE", kept(tmp_path, KEY))
    monkeypatch.setenv("IHR_SECRET_KEY", KEY)
    with pytest.raises(SettingsError, match="both IHR_SECRET_KEY and IHR_SECRET_KEY_FILE"):
        Config()


def test_every_secret_may_lie_in_a_file() -> None:
    fields = Config.model_fields
    secrets = {name for name, field in fields.items() if "SecretStr" in str(field.annotation)}
    hidden = {name for name, field in fields.items() if not field.repr}
    assert secrets | hidden == BY_FILE


def test_an_installed_ihr_keeps_its_data_at_home_and_serves_the_pages_it_carries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (Config().home, Config().web_dir) == (Path(".ihr"), configuration.CHECKOUT_WEB)
    monkeypatch.setattr(configuration, "PACKAGED_WEB", tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert (Config().home, Config().web_dir) == (tmp_path / "me" / ".ihr", tmp_path)


def test_weights_may_lie_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Config().weights_dir == Path(".ihr/weights")
    monkeypatch.setenv("IHR_WEIGHTS", "shared")
    assert Config().weights_dir == Path("shared")


ROW = re.compile(r"^\| `IHR_(\w+)` \| (.+?) \| .+ \|$", re.MULTILINE)
OPERATIONS = Path(__file__).resolve().parents[2] / "docs" / "operations.md"


def test_the_operators_page_has_every_setting_with_its_default() -> None:
    rows = {name.lower(): default for name, default in ROW.findall(OPERATIONS.read_text())}
    assert rows.keys() == Config.model_fields.keys()
    for name, field in Config.model_fields.items():
        default = field.get_default()
        if isinstance(default, bool | int | float) or (default and isinstance(default, str)):
            assert rows[name] == f"`{str(default).lower()}`", name
