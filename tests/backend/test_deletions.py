"""Whatever a person deletes stands in the journal once it is done, and nothing else does."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import update

from backend import deletions
from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, transaction
from backend.deletions import Deletion, Journal, journal_of, note_deleted, read
from backend.dependencies import Services
from backend.interviews.history import GRACE, purge_deleted
from backend.settings.retention import purge_expired_interviews
from models import Interview, UserPreferences
from models.base import now_utc
from tests.backend.conftest import PASSWORD, signed_in
from tests.backend.privacy.test_export import id_of

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


def written(config: Config) -> list[tuple[str, UUID, str]]:
    folder = config.home / "deletions"
    found, unreadable = read([folder] if folder.exists() else [])
    assert unreadable == 0
    return [(each.what, each.id, each.how) for each in found]


async def planned(client: AsyncClient, headers: dict[str, str]) -> UUID:
    answer = await client.post("/interviews", headers=headers, json={"questions": 1})
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["id"])


async def test_what_is_deleted_over_the_api_is_noted(
    client: AsyncClient, config: Config, sessions: SessionMaker
) -> None:
    who = await signed_in(client)
    person, interview = await id_of(sessions, "ada"), await planned(client, who)
    body = {"kind": "cv", "text": "I baked bread for ten years."}
    document = (await client.post("/documents", headers=who, data=body)).json()["id"]
    assert written(config) == []
    for method, path in (
        ("DELETE", f"/interviews/{interview}"),
        ("DELETE", f"/interviews/{uuid4()}"),
        ("POST", f"/interviews/{interview}/restore"),
        ("POST", f"/interviews/{interview}/restore"),
        ("DELETE", f"/documents/{document}"),
    ):
        await client.request(method, path, headers=who)
    await client.request("DELETE", "/me", headers=who, json={"password": PASSWORD})
    assert written(config) == [
        ("interview", interview, "binned"),
        ("interview", interview, "unbinned"),
        ("document", UUID(document), "gone"),
        ("user", person, "gone"),
    ]
    file = next((config.home / "deletions").iterdir())
    fields = [set(json.loads(line)) for line in file.read_text().splitlines()]
    assert fields == [{"at", "what", "id", "how"}] * 4, "no name and no address: an id says who"
    if os.name == "posix":
        assert file.stat().st_mode & 0o777 == 0o600
        assert file.parent.stat().st_mode & 0o777 == 0o700


async def test_what_the_server_deletes_by_itself_is_noted(
    app: FastAPI, client: AsyncClient, config: Config, sessions: SessionMaker
) -> None:
    services: Services = app.state.services
    who = await signed_in(client)
    binned, old = await planned(client, who), await planned(client, who)
    later = now_utc() + GRACE + timedelta(days=1)
    async with transaction(services.sessions) as db:
        db.add(UserPreferences(user_id=await id_of(sessions, "ada"), retention_days=30))
        await db.execute(
            update(Interview).where(Interview.id == binned).values(deleted_at=now_utc())
        )
    async with transaction(services.sessions) as db:
        assert await purge_deleted(db, later) == 1
    async with transaction(services.sessions) as db:
        assert await purge_expired_interviews(db, now_utc() + timedelta(days=31)) == 1
    assert {(each, how) for _what, each, how in written(config)} == {
        (binned, "gone"),
        (old, "gone"),
    }


def test_whatever_deletes_one_of_them_notes_it() -> None:
    deleting = re.compile(
        r"\b(?:delete|purge)\(\s*(?:self\._sessions,\s*)?(?:User|Interview|Document)\b"
    )
    backend = Path(deletions.__file__).parent
    found = {
        str(path.relative_to(backend)): "note_deleted(" in path.read_text()
        for path in backend.rglob("*.py")
        if deleting.search(path.read_text())
    }
    assert found == dict.fromkeys(
        (
            "documents/repository.py",
            "interviews/history.py",
            "privacy/erasure.py",
            "settings/retention.py",
        ),
        True,
    )


@pytest.mark.one_database("about the session, not the database")
async def test_what_is_rolled_back_is_not_noted(config: Config) -> None:
    engine = make_engine(config)
    sessions = make_sessionmaker(engine, journal_of(config))

    async def failing() -> None:
        async with transaction(sessions) as db:
            note_deleted(db, "document", [uuid4()], NOW)
            raise OSError("gone wrong")

    with pytest.raises(OSError, match="gone wrong"):
        await failing()
    kept = uuid4()
    async with transaction(sessions) as db:
        note_deleted(db, "document", [kept], NOW)
    assert written(config) == [("document", kept, "gone")]
    await engine.dispose()


@pytest.mark.one_database("about the file, not the database")
async def test_a_deletion_stands_where_the_journal_cannot_be_written(
    client: AsyncClient, config: Config, caplog: pytest.LogCaptureFixture
) -> None:
    (config.home / "deletions").write_text("a file, where there should be a folder")
    who = await signed_in(client)
    interview = await planned(client, who)
    with caplog.at_level(logging.ERROR):
        gone = await client.delete(f"/interviews/{interview}", headers=who)
    assert gone.status_code == 204
    assert "1 deletions are not in the journal" in caplog.text


def test_months_that_nobody_has_a_backup_of_are_removed(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "kept", kept_days=60)
    for days in (200, 61, 59, 0):
        journal.write([Deletion(NOW - timedelta(days=days), "user", uuid4(), "gone")])
    assert sorted(file.name for file in journal.folder.iterdir()) == [
        "2026-09.jsonl",
        "2026-11.jsonl",
    ]


def test_it_is_read_in_order_of_time_and_broken_lines_are_counted(tmp_path: Path) -> None:
    first, second = (Deletion(NOW + timedelta(hours=n), "user", uuid4(), "gone") for n in (0, 1))
    Journal(tmp_path / "one", 400).write([second])
    Journal(tmp_path / "two", 400).write([first])
    extra = tmp_path / "extra.jsonl"
    line = {"at": NOW.isoformat(), "what": "user", "id": "no id", "how": "gone"}
    extra.write_text(f'{json.dumps(line)}\n{{"at": \n[]\n{json.dumps({**line, "how": "kept"})}\n')
    assert read([tmp_path / "one", tmp_path / "two", extra]) == ([first, second], 4)


async def test_many_may_write_at_once(tmp_path: Path) -> None:
    journal = Journal(tmp_path, 400)
    some = [[Deletion(NOW, "user", uuid4(), "gone") for _ in range(20)] for _ in range(20)]
    await asyncio.gather(*(asyncio.to_thread(journal.write, each) for each in some))
    found, unreadable = read([tmp_path])
    assert (len(found), unreadable) == (400, 0)
    assert {each.id for each in found} == {each.id for part in some for each in part}
