"""Everything of a person in one file, and nothing of anybody else's."""

from __future__ import annotations

import io
import json
import tracemalloc
import zipfile
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from audio_pipeline.sound_files import FLAC_ENCODER, join_flac, read_sound
from backend.audit import note
from backend.config import Config
from backend.database import SessionMaker, transaction
from backend.dependencies import Services
from backend.interviews.audio import Recordings
from backend.main import create_app
from backend.privacy.export import ROWS_AT_ONCE, Exports
from backend.privacy.ownership import every
from models import Question, RefreshToken, Turn, User
from tests.backend.conftest import changed, signed_in
from tests.backend.privacy.filling import fill, noise

ADA, BOB = "adacanary", "bobcanary"


async def id_of(sessions: SessionMaker, name: str) -> UUID:
    async with sessions() as db:
        return (await db.execute(select(User.id).where(User.username == name))).scalar_one()


async def exported(client: AsyncClient, who: dict[str, str]) -> zipfile.ZipFile:
    answer = await client.get("/me/export", headers=who)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="ihr-20')
    assert "Content-Encoding" not in answer.headers
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return archive


def rows_of(archive: zipfile.ZipFile, name: str) -> list[dict[str, Any]]:
    """The entries of all files of that name, in whichever folder."""
    found = []
    for path in archive.namelist():
        if path.rpartition("/")[2] == name:
            found += json.loads(archive.read(path))
    return found


async def test_everything_of_a_person_and_of_nobody_else(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    who, _ = await signed_in(client, ADA), await signed_in(client, BOB)
    ada, bob = await id_of(sessions, ADA), await id_of(sessions, BOB)
    counts = await fill(sessions, ada, ADA, noise(1, 2.0), interviews=3)
    await fill(sessions, bob, BOB, noise(2, 2.0))
    archive = await exported(client, who)

    assert archive.namelist()[:2] == ["README.txt", "account.json"]
    (account,) = rows_of(archive, "account.json")
    assert (account["username"], account["email"]) == (ADA, f"{ADA}@example.org")
    assert UUID(account["id"]) == ada
    for holding in every():
        found = rows_of(archive, f"{holding.name}.json")
        # Signing in and registering left rows too.
        real = {"refresh_token": 1, "audit_event": 1}.get(holding.name, 0)
        assert len(found) == counts[holding.name] + real, holding.name
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert BOB.encode() not in everything
    assert str(bob).encode() not in everything


async def test_secrets_stay_secret(client: AsyncClient, sessions: SessionMaker) -> None:
    who = await signed_in(client, ADA)
    async with sessions() as db:
        hashed = (await db.execute(select(User.password_hash))).scalar_one()
        token = (await db.execute(select(RefreshToken.token_hash))).scalar_one()
    archive = await exported(client, who)
    everything = b"".join(archive.read(name) for name in archive.namelist())
    assert hashed.encode() not in everything
    assert token.encode() not in everything
    (sign_in,) = rows_of(archive, "refresh_token.json")
    assert set(sign_in) == {
        *("id", "created_at", "user_id", "family", "expires_at", "used_at", "revoked_at")
    }


async def test_an_interview_is_a_folder_with_its_sound(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    who = await signed_in(client, ADA)
    # Longer than a piece, so that it has to be put together.
    sound = noise(3, 31.5)
    await fill(sessions, await id_of(sessions, ADA), ADA, sound)
    archive = await exported(client, who)
    (interview,) = rows_of(archive, "interview.json")
    folder = f"interviews/{interview['created_at'][:10]}_{interview['id']}"
    (turn,) = json.loads(archive.read(f"{folder}/turn.json"))
    recording = read_sound(archive.read(f"{folder}/audio/001-candidate-{turn['id']}.flac"))
    assert np.array_equal(recording.samples, sound)
    assert len(json.loads(archive.read(f"{folder}/turn_audio.json"))) == 2
    assert turn["interview_id"] == interview["id"]


async def test_long_lists_come_whole_and_in_order(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    who = await signed_in(client, ADA)
    await fill(sessions, await id_of(sessions, ADA), ADA, noise(4, 0.1))
    count = 2 * ROWS_AT_ONCE + 7
    async with transaction(sessions) as db:
        turn = (await db.execute(select(Turn))).scalar_one()
        # Many have the same place in the order.
        db.add_all(
            Turn(
                interview_id=turn.interview_id,
                sequence=2 + number // 10,
                item_id=f"item{number}",
                speaker="interviewer",
                kind="main",
                text=f"said {number}",
            )
            for number in range(count)
        )
        db.add_all(
            Question(
                interview_id=turn.interview_id,
                position=2 + number,
                bank_id="",
                competency="",
                text=str(number),
            )
            for number in range(count)
        )
    archive = await exported(client, who)
    turns = rows_of(archive, "turn.json")
    assert [each["sequence"] for each in turns] == sorted(each["sequence"] for each in turns)
    assert {each["text"] for each in turns} == {ADA, *(f"said {n}" for n in range(count))}
    assert len(turns) == count + 1
    assert [each["text"] for each in rows_of(archive, "question.json")][1:] == [
        str(number) for number in range(count)
    ]


async def test_what_an_administrator_did_to_somebody_doesnt_name_the_administrator(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    who, _ = await signed_in(client, ADA), await signed_in(client, BOB)
    ada, bob = await id_of(sessions, ADA), await id_of(sessions, BOB)
    async with transaction(sessions) as db:
        note(db, bob, "account.disabled", str(ada))
        note(db, bob, "account.promoted", str(bob))
    events = rows_of(await exported(client, who), "audit_event.json")
    assert [(each["action"], each["actor_id"]) for each in events] == [
        ("account.registered", str(ada)),
        ("account.disabled", None),
    ]


async def test_somebody_new_and_a_guest_can_take_along_the_little_there_is(
    client: AsyncClient,
) -> None:
    token = (await client.post("/auth/guest")).json()["access_token"]
    archive = await exported(client, {"Authorization": f"Bearer {token}"})
    assert len(rows_of(archive, "account.json")) == 1
    assert rows_of(archive, "document.json") == []
    assert (await client.get("/me/export")).status_code == 401


@pytest.mark.one_database("about how often")
async def test_it_can_be_had_a_few_times_an_hour(config: Config) -> None:
    app = create_app(changed(config, rate_limit_scale=1))
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app)
        async with AsyncClient(transport=transport, base_url="http://ihr.test") as client:
            who = await signed_in(client, ADA)
            found = [(await client.get("/me/export", headers=who)).status_code for _ in range(7)]
    assert found == [200] * 6 + [429]


async def test_no_transaction_is_open_while_somebody_reads(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    await signed_in(client, ADA)
    ada = await id_of(sessions, ADA)
    await fill(sessions, ada, ADA, noise(5, 2.0), interviews=2)
    # Connections of its own: the application's are used by its periodic jobs too.
    engine: AsyncEngine = sessions.kw["bind"]
    pool = engine.pool
    exports = Exports(sessions, Recordings(sessions, join_flac, FLAC_ENCODER))
    assert isinstance(pool, QueuePool)
    pieces = 0
    async for piece in exports.of(ada):
        pieces += bool(piece)
        assert pool.checkedout() == 0
    assert pieces > 10


@pytest.mark.one_database("about this process's memory")
async def test_a_long_history_takes_no_more_memory_than_a_short_one(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker
) -> None:
    services: Services = app.state.services
    peaks, size = [], 0
    for name, interviews in ((BOB, 5), (ADA, 40)):
        await signed_in(client, name)
        person = await id_of(sessions, name)
        await fill(sessions, person, name, noise(6, 20.0), interviews)
        size = 0
        tracemalloc.start()
        async for piece in services.exports.of(person):
            size += len(piece)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert size > 20e6
    assert peaks[1] < peaks[0] + 1e6
    assert peaks[1] < size / 4
