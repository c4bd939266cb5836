"""`ihr users`: what whoever has the server's command line can do to accounts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from typer.testing import CliRunner, Result

from backend.cli import app
from backend.config import Config
from backend.database import make_engine, make_sessionmaker, reading, transaction
from models import AuditEvent, User

Ihr = Callable[..., Result]


@pytest.fixture
def ihr(config: Config, monkeypatch: pytest.MonkeyPatch) -> Ihr:
    """`ihr` on a migrated database with the accounts of Ada, Bob and a guest."""
    monkeypatch.setenv("IHR_HOME", str(config.home))
    monkeypatch.setenv("IHR_DATABASE_URL", config.database_url)
    monkeypatch.setenv("IHR_PUBLIC_URL", "https://ihr.example")
    asyncio.run(add_people(config))
    return lambda *arguments: CliRunner().invoke(app, ["users", *arguments])


async def add_people(config: Config) -> None:
    engine = make_engine(config)
    async with transaction(make_sessionmaker(engine)) as db:
        for name in ("Ada", "Bob", "guest-1"):
            db.add(
                User(
                    username=name,
                    username_folded=name.casefold(),
                    email=f"{name}@Example.org",
                    email_folded=f"{name}@example.org".casefold(),
                    password_hash="-",
                    guest=name.startswith("guest"),
                )
            )
            await db.flush()
    await engine.dispose()


def trail(config: Config) -> list[tuple[str, UUID | None]]:
    async def read() -> list[tuple[str, UUID | None]]:
        engine = make_engine(config)
        async with reading(make_sessionmaker(engine)) as db:
            query = select(AuditEvent.action, AuditEvent.actor_id).order_by(AuditEvent.created_at)
            found = [(action, actor) for action, actor in (await db.execute(query)).all()]
        await engine.dispose()
        return found

    return asyncio.run(read())


def told(result: Result, text: str, code: int = 0) -> None:
    assert (result.exit_code, result.output) == (code, text)


def test_the_list_shows_names_addresses_and_standing(ihr: Ihr) -> None:
    ihr("promote", "ada")
    ihr("disable", "bob")
    lines = ihr("list").output.splitlines()
    assert [line.split() for line in lines] == [
        ["Bob", "Bob@Example.org", "disabled"],
        ["Ada", "Ada@Example.org", "administrator"],
    ]
    assert [line.split()[0] for line in ihr("list", "ADA").output.splitlines()] == ["Ada"]
    told(ihr("list", "nobody"), "There are no such accounts.\n")


def test_the_first_administrator_and_the_last(ihr: Ihr, config: Config) -> None:
    for name in ("ADA", "ada@example.ORG"):
        told(ihr("promote", name), "Ada is an administrator now.\n")
    refused = "This is the only administrator. Make somebody else an administrator first.\n"
    told(ihr("demote", "ada"), refused, 1)
    told(ihr("disable", "ada"), refused, 1)
    told(ihr("promote", "bob"), "Bob is an administrator now.\n")
    told(ihr("demote", "ada"), "Ada is no administrator any more.\n")
    assert trail(config) == [
        ("account.made_admin", None),
        ("account.made_admin", None),
        ("account.made_user", None),
    ]


def test_disabling_and_enabling(ihr: Ihr, config: Config) -> None:
    told(ihr("disable", "bob"), "Bob is signed out and can't sign in any more.\n")
    told(ihr("enable", "bob"), "Bob can sign in again.\n")
    assert [action for action, _ in trail(config)] == ["account.disabled", "account.enabled"]


def test_links_are_printed_alone_so_that_they_can_be_passed_on(ihr: Ihr) -> None:
    for arguments, page, lifetime in (
        (("reset", "ada"), "https://ihr.example/login/#reset=", "1 h"),
        (("invite",), "https://ihr.example/register/#invitation=", "7 days"),
    ):
        result = ihr(*arguments)
        assert result.exit_code == 0
        (link,) = result.stdout.splitlines()
        assert link.startswith(page)
        assert len(link) > len(page) + 40
        assert f"It works once, within {lifetime}." in result.stderr


@pytest.mark.parametrize("command", ["promote", "demote", "disable", "enable", "reset"])
def test_nobody_is_told(ihr: Ihr, command: str) -> None:
    told(ihr(command, "nobody"), "There is no such account.\n", 1)


@pytest.mark.parametrize("command", ["promote", "reset"])
def test_a_guest_has_no_account(ihr: Ihr, command: str) -> None:
    told(ihr(command, "guest-1"), "A guest has no account; they can make one.\n", 1)


def test_a_database_that_is_not_there_or_not_up_to_date(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IHR_HOME", str(tmp_path / "new"))
    result = CliRunner().invoke(app, ["users", "list"])
    told(result, "The database isn't up to date. Run `ihr db upgrade`.\n", 1)
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("IHR_HOME", str(tmp_path / "file"))
    result = CliRunner().invoke(app, ["users", "promote", "ada"])
    assert result.exit_code == 1
    assert "Check IHR_HOME and IHR_DATABASE_URL." in result.output
    assert "Traceback" not in result.output


def test_an_empty_server_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_HOME", str(tmp_path))
    assert CliRunner().invoke(app, ["db", "upgrade"]).exit_code == 0
    told(CliRunner().invoke(app, ["users", "list"]), "There are no accounts yet.\n")
