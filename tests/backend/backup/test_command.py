"""`ihr backup` and `ihr restore` as somebody types them."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from typer.testing import CliRunner, Result

from backend.backup import progress, restoring
from backend.cli import app
from backend.config import Config
from backend.deletions import Deletion, journal_of
from models.base import now_utc
from tests.backend.backup.stored import a_person

Ihr = Callable[..., Result]

pytestmark = pytest.mark.one_database("about words; both are in test_both_ways")


@pytest.fixture
def ihr(config: Config, monkeypatch: pytest.MonkeyPatch) -> Ihr:
    monkeypatch.setenv("IHR_HOME", str(config.home))
    # However slow the machine is.
    monkeypatch.setattr(progress, "EVERY_S", math.inf)
    return lambda *arguments: CliRunner().invoke(app, [str(each) for each in arguments])


def test_there_and_back(ihr: Ihr, config: Config, tmp_path: Path) -> None:
    asyncio.run(a_person(config, "ada"))
    bob = asyncio.run(a_person(config, "bob"))
    made = ihr("backup", tmp_path / "all.zip")
    assert made.exit_code == 0, made.output
    assert made.stdout.startswith(
        "Backed up 2 accounts, 2 interviews, 2 documents, 2 turns, 4 pieces of sound to "
    )
    assert "Keep it where nobody else can read it" in made.stderr
    journal_of(config).write([Deletion(now_utc(), "user", bob, "gone")])
    back = ihr("restore", tmp_path / "all.zip", "--replace")
    assert back.exit_code == 0, back.output
    assert "1 accounts, 1 interviews, 1 documents, 1 turns, 2 pieces of sound." in back.stdout
    assert "Not brought back, since deleted or over: 1 accounts" in back.stdout
    assert back.stdout.endswith("Everybody has to sign in again.\n")
    assert back.stderr == ""


def test_into_a_folder_it_is_named_for_the_time(ihr: Ihr, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    assert ihr("backup", folder).exit_code == 0
    assert [each.suffix for each in folder.iterdir()] == [".zip"]
    assert next(folder.iterdir()).name.startswith("ihr-20")


def test_whoever_restores_hears_what_is_not_known(
    ihr: Ihr, config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asyncio.run(a_person(config, "ada"))
    assert ihr("backup", tmp_path / "all.zip").exit_code == 0
    back = ihr("restore", tmp_path / "all.zip", "--replace")
    assert back.exit_code == 0
    assert "There was no journal of deletions." in back.stderr
    journal = config.home / "deletions"
    past = now_utc() - timedelta(days=1)
    journal_of(config).write([Deletion(past, "user", uuid4(), "gone")])
    with next(journal.iterdir()).open("a") as file:
        file.write("half a li\n")
    back = ihr("restore", tmp_path / "all.zip", "--replace")
    assert back.stderr == "Lines of journals that can't be read: 1.\n"
    monkeypatch.setattr(restoring, "now_utc", lambda: now_utc() + timedelta(days=401))
    back = ihr("restore", tmp_path / "all.zip", "--replace")
    assert "The backup is older than what journals remember" in back.stderr


def test_failures_are_plain_sentences(ihr: Ihr, tmp_path: Path) -> None:
    for arguments, sentence in (
        (("restore", tmp_path / "none.zip"), f"There is no file {tmp_path / 'none.zip'}.\n"),
        (("backup", tmp_path / "nowhere" / "all.zip"), "It didn't work: "),
        (
            ("restore", ihr_backup(ihr, tmp_path), "--deletions", tmp_path / "none"),
            f"The journal {tmp_path / 'none'} cannot be read: No such file or directory.\n",
        ),
        (("backup", ihr_backup(ihr, tmp_path)), "exists. Choose another name, or replace it"),
    ):
        failed = ihr(*arguments)
        assert failed.exit_code == 1
        assert sentence in failed.stderr
        assert "Traceback" not in failed.output
        assert failed.stdout == ""


def ihr_backup(ihr: Ihr, tmp_path: Path) -> Path:
    assert ihr("backup", tmp_path / "all.zip", "--force").exit_code == 0
    return tmp_path / "all.zip"


def test_it_tells_how_far_it_is(ihr: Ihr, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "EVERY_S", 0.0)
    made = ihr("backup", tmp_path / "all.zip")
    assert "Backing up: " in made.stderr
    back = ihr("restore", tmp_path / "all.zip")
    assert "Checking: " in back.stderr
    assert "Restoring: " in back.stderr
