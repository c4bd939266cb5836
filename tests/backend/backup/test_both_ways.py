"""A backup of one kind of database, restored to the other, holds every row and every byte."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import zipfile
from pathlib import Path
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select, update

from backend.backup.archive import BackupError
from backend.backup.making import back_up
from backend.backup.present import IN_USE
from backend.backup.shapes import LEFT_OUT
from backend.config import Config
from backend.database import make_engine, reading, transaction
from backend.main import create_app
from models import AuditEvent, Interview, Question, Turn, TurnAudio, UserPreferences
from tests.backend.backup.stored import (
    a_person,
    backed_up,
    contents,
    odd_rows,
    opened,
    restored,
)
from tests.backend.conftest import PASSWORD, register


async def test_every_row_arrives(config: Config, other: Config, tmp_path: Path) -> None:
    await odd_rows(config, await a_person(config, "ada"))
    await a_person(config, "bob", interviews=2)
    before = await contents(config)
    assert all(before.values()), "there is something in every table"
    path = await backed_up(config, tmp_path / "all.zip")
    result = await restored(other, path)
    assert await contents(other) == before
    assert result.rows["turn_audio"] == len(before["turn_audio"])
    assert await contents(config) == before, "a backup changes nothing"
    # And back again, over what is there.
    again = await backed_up(other, tmp_path / "again.zip")
    await restored(config, again, replace=True)
    assert (await contents(config))["turn"] == before["turn"]
    async with opened(config) as sessions, reading(sessions) as db:
        for name in LEFT_OUT:
            assert name not in zipfile.ZipFile(path).read("manifest.json").decode()
        query = select(AuditEvent.details).where(AuditEvent.action == "database.restored")
        trail = (await db.execute(query)).scalars().all()
    assert len(trail) == 2, "that of the first restore came along"
    assert {each["left_out"]["user_account"] for each in trail} == {0}


async def test_it_is_one_moment_while_others_write(
    config: Config, other: Config, tmp_path: Path
) -> None:
    person = await a_person(config, "ada")
    stop, wrote = threading.Event(), threading.Event()

    def write_all_the_time() -> None:
        asyncio.run(_practise(config, person, stop, wrote))

    writer = threading.Thread(target=write_all_the_time)
    writer.start()
    try:
        paths = []
        for number in range(3):
            # However slow the machine is, another one is there each time.
            for _ in range(2):
                wrote.clear()
                assert await asyncio.to_thread(wrote.wait, 60)
            paths.append(await backed_up(config, tmp_path / f"{number}.zip"))
    finally:
        stop.set()
        await asyncio.to_thread(writer.join, 60)
    counts = []
    for path in paths:
        await restored(other, path, replace=True, journals_only=True)
        counts.append(await _practised(other, person))
    assert counts[0] < counts[1] < counts[2], "it went on meanwhile"
    assert counts[2] <= await _practised(config, person)


async def _practise(
    config: Config, person: UUID, stop: threading.Event, wrote: threading.Event
) -> None:
    """Interviews one after the other, each in one transaction, which counts them too."""
    async with opened(config) as sessions:
        count = 1
        while not stop.is_set():
            count += 1
            async with transaction(sessions) as db:
                interview = Interview(
                    user_id=person, role="", industry="", difficulty="easy", plan={}, state={}
                )
                db.add(interview)
                await db.flush()
                asked = {"interview_id": interview.id, "text": "Why?"}
                question = Question(**asked, position=0, bank_id="b", competency="c")
                db.add(question)
                await db.flush()
                said = {"speaker": "candidate", "kind": "main", "sequence": 1, "item_id": "a"}
                turn = Turn(**asked, question_id=question.id, **said)
                db.add(turn)
                await db.flush()
                sound = os.urandom(100_000)
                db.add(TurnAudio(turn_id=turn.id, chunk=0, flac=sound, duration_s=3.0))
                values = {"retention_days": count}
                await db.execute(update(UserPreferences).values(**values))
            wrote.set()


async def _practised(config: Config, person: UUID) -> int:
    """How many interviews there are, where each has all that belongs to it."""
    async with opened(config) as sessions, reading(sessions) as db:
        told = (await db.execute(select(UserPreferences.retention_days))).scalar_one()
        counts: dict[object, int] = {
            table: (await db.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (Interview, Question, Turn)
        }
        sound = select(func.count()).where(TurnAudio.duration_s == 3.0)
        counts[TurnAudio] = (await db.execute(sound)).scalar_one() + 1
    assert set(counts.values()) == {told}
    assert told is not None
    return told


async def test_nobody_is_signed_in_any_more(config: Config, tmp_path: Path) -> None:
    app = create_app(config)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://iHR.test") as client,
    ):
        await register(client, "ada")
        form = {"grant_type": "password", "username": "ada", "password": PASSWORD}
        answer = (await client.post("/auth/token", data=form)).json()
        who = {"Authorization": f"Bearer {answer['access_token']}"}
        assert (await client.get("/auth/me", headers=who)).status_code == 200
        path = await backed_up(config, tmp_path / "all.zip")
        with pytest.raises(BackupError, match="Another program of iHR uses the database"):
            await restored(config, path, replace=True)
    await restored(config, path, replace=True)
    app = create_app(config)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://iHR.test") as client,
    ):
        assert (await client.get("/auth/me", headers=who)).status_code == 401
        renewed = {"refresh_token": answer["refresh_token"]}
        assert (await client.post("/auth/refresh", json=renewed)).status_code == 401
        assert (await client.post("/auth/token", data=form)).status_code == 200


async def test_it_is_restored_where_there_were_no_tables(
    config: Config, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    await a_person(config, "ada")
    path, before = await backed_up(config, tmp_path / "all.zip"), await contents(config)
    empty = tmp_path / "new"
    if not config.database_url:
        fresh = config.model_copy(update={"home": empty})
        await restored(fresh, path)
        assert await contents(fresh) == before
        return
    with request.getfixturevalue("postgres").database() as url:
        fresh = config.model_copy(update={"home": empty, "database_url": url})
        await restored(fresh, path)
        assert await contents(fresh) == before


async def test_what_is_there_is_not_replaced_by_mistake(
    config: Config, other: Config, tmp_path: Path
) -> None:
    await a_person(config, "ada")
    path = await backed_up(config, tmp_path / "all.zip")
    with pytest.raises(BackupError, match="exists"):
        await back_up(config, path, tell=lambda _: None)
    await back_up(config, path, force=True, tell=lambda _: None)
    assert [name for name in os.listdir(tmp_path) if ".zip" in name] == ["all.zip"]
    if os.name == "posix":
        assert path.stat().st_mode & 0o777 == 0o600
    await a_person(other, "bob")
    before = await contents(other)
    with pytest.raises(BackupError, match="--replace"):
        await restored(other, path)
    assert await contents(other) == before


async def test_it_is_refused_while_somebody_is_connected(
    config: Config, other: Config, tmp_path: Path
) -> None:
    path = await backed_up(config, tmp_path / "all.zip")
    engine = make_engine(other)
    async with engine.connect():
        with pytest.raises(BackupError) as refused:
            await restored(other, path)
    assert refused.value.message == IN_USE
    await engine.dispose()
    await restored(other, path)


@pytest.mark.one_database("about the file")
async def test_the_file_tells_what_is_in_it(config: Config, tmp_path: Path) -> None:
    await a_person(config, "ada")
    path = await backed_up(config, tmp_path / "all.zip")
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        line = archive.read("tables/user_account.jsonl").splitlines()[0]
    assert manifest["format"] == "ihr-backup 1"
    assert manifest["tables"]["user_account"]["rows"] == 1
    assert json.loads(line)["username"] == "ada"
    assert "expires_at" not in json.loads(line)


@pytest.mark.one_database("about the file")
async def test_a_backup_that_fails_leaves_no_file(config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    with pytest.raises(BackupError, match="There is no database"):
        await backed_up(config.model_copy(update={"home": folder}), folder / "all.zip")
    async with opened(config) as sessions, transaction(sessions) as db:
        connection = await db.connection()
        await connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    with pytest.raises(BackupError, match="another version of iHR"):
        await backed_up(config, folder / "all.zip")
    assert list(folder.iterdir()) == []
