"""Who left after a backup was made stays away when it is restored, whatever was lost."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from sqlalchemy import delete, select, update

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.sound_files import flac_chunks
from backend.backup.restoring import Restored
from backend.config import Config
from backend.database import make_engine, make_sessionmaker, reading, transaction
from backend.deletions import Deletion, Journal, journal_of
from backend.documents import repository as documents
from backend.interviews import history
from backend.privacy.erasure import Erasure
from models import AuditEvent, Document, Interview, User
from models.base import now_utc
from tests.backend.backup.stored import (
    a_person,
    an_interview,
    backed_up,
    contents,
    opened,
    restored,
)
from tests.backend.privacy.filling import noise
from tests.backend.privacy.test_erasure import files_with, tables_with

CANARY = f"canary{uuid4().hex[:6]}"
GONE = {"user_account": 1, "interview": 1, "document": 1}


def sound_mark(name: str) -> bytes:
    """Bytes of the recording that `a_person` has."""
    chunk = flac_chunks(noise(sum(name.encode()), 35.0), ENGINE_RATE_HZ)[0]
    return chunk[len(chunk) // 2 :][:48]


@pytest.fixture
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder outside of both databases' homes."""
    return tmp_path_factory.mktemp("backups")


async def erase(config: Config, person: UUID) -> None:
    engine = make_engine(config)
    sessions = make_sessionmaker(engine, journal_of(config))
    await Erasure(sessions, engine).erase(person)
    await engine.dispose()


async def deleted_at(config: Config, interview: UUID) -> datetime | None:
    async with opened(config) as sessions, reading(sessions) as db:
        query = select(Interview.deleted_at).where(Interview.id == interview)
        return (await db.execute(query)).scalar_one()


async def check_nowhere(config: Config, result: Restored) -> None:
    assert result.left_out == GONE
    async with opened(config) as sessions:
        mark = sound_mark(CANARY)
        assert await tables_with(sessions, CANARY, [mark]) == set()
        assert "user_account" in await tables_with(sessions, "bob", [sound_mark("bob")])
    if not config.database_url:
        assert files_with(config.home, [CANARY.encode(), mark]) == set()
        assert files_with(config.home, [sound_mark("bob")]) == {"ihr.db"}


async def test_who_was_erased_is_nowhere_where_the_database_knows(
    config: Config, elsewhere: Path
) -> None:
    person = await a_person(config, CANARY)
    await a_person(config, "bob")
    path = await backed_up(config, elsewhere / "all.zip")
    await erase(config, person)
    shutil.rmtree(config.home / "deletions")
    result = await restored(config, path, replace=True)
    await check_nowhere(config, result)
    assert result.lacking == 1


async def test_who_was_erased_is_nowhere_where_the_database_is_lost(
    config: Config, other: Config, elsewhere: Path
) -> None:
    """The journal is another server's: it comes as a folder."""
    person = await a_person(config, CANARY)
    await a_person(config, "bob")
    path = await backed_up(config, elsewhere / "all.zip")
    await erase(config, person)
    result = await restored(other, path, journals=[config.home / "deletions"])
    await check_nowhere(other, result)
    assert result.lacking == 0
    again = await restored(other, path, replace=True, journals=[config.home / "deletions"])
    assert again.left_out == GONE


async def test_the_bin_and_the_documents_are_as_they_were_left(
    config: Config, other: Config, tmp_path: Path
) -> None:
    ada = await a_person(config, "ada")
    names = ("kept", "binned", "purged", "unbinned", "both")
    ids = {name: await an_interview(config, ada) for name in names}
    async with opened(config) as sessions, transaction(sessions) as db:
        for name in ("unbinned", "both"):
            await history.put_away(db, ids[name], ada, now_utc())
        document = (await db.execute(select(Document.id))).scalar_one()
    path = await backed_up(config, tmp_path / "all.zip")
    now = now_utc()
    async with opened(config) as sessions:
        async with transaction(sessions) as db:
            await history.put_away(db, ids["binned"], ada, now)
            await history.put_away(db, ids["purged"], ada, now - history.GRACE * 2)
            await documents.remove(db, document, ada)
            for name in ("unbinned", "both"):
                await history.restore(db, ids[name], ada, now)
            await history.put_away(db, ids["both"], ada, now + timedelta(minutes=1))
        async with transaction(sessions) as db:
            assert await history.purge_deleted(db, now) == 1
    for target, options in (
        (other, {"journals": [config.home / "deletions"]}),
        (config, {"replace": True, "journals_only": True}),
        (config, {"replace": True}),
    ):
        result = await restored(target, path, **options)
        assert result.left_out == {"user_account": 0, "interview": 1, "document": 1}
        assert (result.binned, result.unbinned, result.lacking) == (1, 1, 0)
        assert await deleted_at(target, ids["kept"]) is None
        assert await deleted_at(target, ids["unbinned"]) is None
        assert await deleted_at(target, ids["binned"]) == now
        assert await deleted_at(target, ids["both"]) == now + timedelta(minutes=1)
        async with opened(target) as sessions, reading(sessions) as db:
            assert (await db.execute(select(Document.id))).all() == []
            query = select(Interview.id).where(Interview.id == ids["purged"])
            assert (await db.execute(query)).all() == []
            trail = select(AuditEvent.details).where(AuditEvent.action == "database.restored")
            (told,) = (await db.execute(trail)).scalars()
        assert told["left_out"] == {"user_account": 0, "interview": 1, "document": 1}
        assert told["binned"] == 1


async def test_nobody_may_do_more_than_before(config: Config, tmp_path: Path) -> None:
    people = {name: await a_person(config, name) for name in ("ada", "bob", "eve")}
    async with opened(config) as sessions, transaction(sessions) as db:
        await db.execute(update(User).where(User.id == people["bob"]).values(role="admin"))
    path = await backed_up(config, tmp_path / "all.zip")
    now = now_utc()
    async with opened(config) as sessions, transaction(sessions) as db:
        await db.execute(update(User).where(User.id == people["ada"]).values(role="admin"))
        await db.execute(update(User).where(User.id == people["bob"]).values(role="user"))
        await db.execute(update(User).where(User.id == people["eve"]).values(disabled_at=now))
    for options, wanted in (
        ({}, [("ada", "user", None), ("bob", "user", None), ("eve", "user", now)]),
        (
            {"journals_only": True},
            [("ada", "user", None), ("bob", "admin", None), ("eve", "user", None)],
        ),
    ):
        await restored(config, path, replace=True, **options)
        async with opened(config) as sessions, reading(sessions) as db:
            query = select(User.username, User.role, User.disabled_at).order_by(User.username)
            assert [tuple(each) for each in await db.execute(query)] == wanted


async def test_what_was_lost_rather_than_deleted_comes_back_when_asked_for(
    config: Config, tmp_path: Path
) -> None:
    await a_person(config, "ada")
    bob = await a_person(config, "bob")
    path, before = await backed_up(config, tmp_path / "all.zip"), await contents(config)
    async with opened(config) as sessions, transaction(sessions) as db:
        await db.execute(delete(User).where(User.id == bob))
    careful = await restored(config, path, replace=True)
    assert (careful.left_out["user_account"], careful.lacking) == (1, 1)
    await restored(config, path, replace=True, journals_only=True)
    assert await contents(config) == before


async def test_a_database_that_never_had_it_says_nothing(
    config: Config, other: Config, tmp_path: Path
) -> None:
    """Another server's, and one that was taken back to before the backup."""
    await a_person(config, "ada")
    monday = await backed_up(config, tmp_path / "monday.zip")
    await a_person(config, "bob")
    friday, before = await backed_up(config, tmp_path / "friday.zip"), await contents(config)
    await a_person(other, "eve")
    assert (await restored(other, friday, replace=True)).lacking == 0
    assert await contents(other) == before
    await restored(config, monday, replace=True)
    assert (await restored(config, friday, replace=True)).lacking == 0
    assert await contents(config) == before


async def test_whose_time_is_over_is_not_brought_back(
    config: Config, other: Config, tmp_path: Path
) -> None:
    guest = await a_person(config, "guest")
    async with opened(config) as sessions, transaction(sessions) as db:
        values = {"guest": True, "expires_at": now_utc() - timedelta(minutes=1)}
        await db.execute(update(User).where(User.id == guest).values(**values))
    path = await backed_up(config, tmp_path / "all.zip")
    assert (await restored(other, path)).left_out == GONE


@pytest.mark.one_database("about the journal")
async def test_the_bin_of_before_the_backup_is_in_the_backup(
    config: Config, tmp_path: Path
) -> None:
    """A journal that is incomplete mustn't outrank it: what was taken out of the bin on a server
    whose journal isn't here is out of it in the backup."""
    interview = await an_interview(config, await a_person(config, "ada"))
    long_ago = now_utc() - timedelta(hours=1)
    Journal(tmp_path / "other", 400).write([Deletion(long_ago, "interview", interview, "binned")])
    path = await backed_up(config, tmp_path / "all.zip")
    options = {"replace": True, "journals_only": True, "journals": [tmp_path / "other"]}
    result = await restored(config, path, **options)
    assert (result.noted, result.binned) == (1, 0)
    assert await deleted_at(config, interview) is None
