"""A person who leaves is gone: from the tables, the files, the logs and the line."""

from __future__ import annotations

import asyncio
import io
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select, text, update

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from audio_pipeline.engines.scripted import ScriptedStt
from audio_pipeline.sound_files import flac_chunks
from backend.config import Config
from backend.database import (
    SessionMaker,
    make_engine,
    make_sessionmaker,
    overwrite_deleted,
    reading,
    transaction,
)
from backend.dependencies import Services
from backend.logs import JsonFormatter
from backend.privacy import erasure
from backend.purging import purge
from backend.realtime.codes import POLICY
from models import Base, Interview, User
from tests.backend.conftest import PASSWORD, signed_in
from tests.backend.privacy.filling import fill, noise
from tests.backend.privacy.test_export import id_of
from tests.backend.realtime.serving import LiveServer, serving

CANARY = f"canary{uuid4().hex[:6]}"
SOUND = noise(7, 35.0)


def said(spec: EngineSpec) -> Engines:
    engines = build_engines(spec)
    engines.stt = ScriptedStt([f"I led the {CANARY} migration of forty services in 2024."])
    return engines


@contextmanager
def heard() -> Iterator[io.StringIO]:
    """Everything that the configured log has at its finest level, where uvicorn only warns."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(JsonFormatter())
    loggers = [logging.getLogger(name) for name in ("backend", "audio_pipeline")]
    before = [each.level for each in loggers]
    root = logging.getLogger()
    root.addHandler(handler)
    for each in loggers:
        each.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        for each, level in zip(loggers, before, strict=True):
            each.setLevel(level)


def sound_marks() -> list[bytes]:
    """Bytes from the middle of each piece of the recording."""
    return [flac[len(flac) // 2 :][:48] for flac in flac_chunks(SOUND, ENGINE_RATE_HZ)]


def files_with(home: Path, marks: list[bytes]) -> set[str]:
    files = [path for path in home.rglob("*") if path.is_file()]

    return {path.name for path in files if any(mark in path.read_bytes() for mark in marks)}


async def tables_with(sessions: SessionMaker, word: str, sound: list[bytes]) -> set[str]:
    found = set()
    async with reading(sessions) as db:
        for table in Base.metadata.sorted_tables:
            rows = (await db.execute(select(table))).all()
            shown = repr([tuple(row) for row in rows])
            whole = b"".join(each for row in rows for each in row if isinstance(each, bytes))
            if word in shown or any(mark in whole for mark in sound):
                found.add(table.name)
    return found


async def live_through(server: LiveServer, who: str) -> None:
    """What a person leaves behind by using the application."""
    for _ in range(2):
        plan = {"questions": 2, "role": CANARY, "cv": CANARY, "job_description": CANARY}
        key = {"Idempotency-Key": f"{CANARY}-key"}
        answer = await asyncio.to_thread(
            request, server, "POST", "/interviews", who, json=plan, headers=key
        )
        assert answer.status_code == 201, answer.text
    upload = {"files": {"file": (f"{CANARY}.txt", f"I am {CANARY}. I led a migration.")}}
    answer = await asyncio.to_thread(
        request, server, "POST", "/documents", who, data={"kind": "cv"}, **upload
    )
    assert answer.status_code == 201, answer.text


def request(server: LiveServer, method: str, path: str, who: str, **options: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {server.token(who)}", **options.pop("headers", {})}
    with httpx.Client(base_url=server.http, trust_env=False, timeout=60) as client:
        return client.request(method, path, headers=headers, **options)


@pytest.fixture
def server(config: Config) -> Iterator[LiveServer]:
    changes: dict[str, Any] = {"database_url": config.database_url, "max_ingest_rate": 400}
    with serving(config.home, build=said, **changes) as running:
        yield running


async def test_nothing_is_left_of_a_person(
    server: LiveServer, config: Config, sessions: SessionMaker
) -> None:
    with heard() as log:
        await asyncio.to_thread(server.token, CANARY)
        person = await id_of(sessions, CANARY)
        await live_through(server, CANARY)
        await fill(sessions, person, CANARY, SOUND)
        # From SQLite's log into its file; what comes now is in the log.
        assert await overwrite_deleted(sessions.kw["bind"])
        marks = [CANARY.encode(), *sound_marks()]
        async with server.socket(CANARY) as talker:
            await talker.wait("response.done")
            assert CANARY in await talker.complete_a_turn()
            before = await tables_with(sessions, CANARY, sound_marks())
            assert {"user_account", "turn", "turn_audio", "idempotent_reply"} <= before
            if not config.database_url:
                assert files_with(config.home, marks) == {"ihr.db", "ihr.db-wal"}

            gone = {"password": PASSWORD}
            answer = await asyncio.to_thread(request, server, "DELETE", "/me", CANARY, json=gone)
            answered = time.monotonic()
            assert answer.status_code == 204
            code, _ = await talker.closed()
            assert code == POLICY
            assert time.monotonic() - answered < 2

        assert await tables_with(sessions, CANARY, sound_marks()) == set()
        assert files_with(config.home, marks) == set()
        again = await asyncio.to_thread(request, server, "GET", "/auth/me", CANARY)
        assert again.status_code == 401
        assert server.sessions() == 0
    assert CANARY not in log.getvalue()
    assert "DELETE /me 204" in log.getvalue()
    async with reading(sessions) as db:
        query = text("SELECT action, actor_id FROM audit_event WHERE subject = :subject")
        trail = (await db.execute(query, {"subject": str(person)})).all()
    assert [tuple(each) for each in trail] == [
        ("account.registered", None),
        ("account.deleted", None),
    ]


async def test_the_other_person_stays(client: AsyncClient, sessions: SessionMaker) -> None:
    who, other = await signed_in(client, "ada"), await signed_in(client, "bob")
    counts = {}
    for name in ("ada", "bob"):
        counts[name] = await fill(sessions, await id_of(sessions, name), name, noise(8, 1.0))
    answer = await client.request("DELETE", "/me", headers=who, json={"password": PASSWORD})
    assert answer.status_code == 204
    async with reading(sessions) as db:
        for table, count in counts["bob"].items():
            rows = await db.execute(select(Base.metadata.tables[table]))
            real = {"refresh_token": 1, "audit_event": 4}.get(table, 0)
            assert len(rows.all()) == count + real, table
    assert (await client.get("/auth/me", headers=other)).status_code == 200


async def test_an_erasure_that_was_cut_off_is_gone_on_with(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    services: Services = app.state.services
    who = await signed_in(client)
    person = await id_of(sessions, "ada")
    await fill(sessions, person, "ada", noise(9, 1.0), interviews=3)
    steps = 0

    async def cut_off(*arguments: Any, **options: Any) -> int:
        nonlocal steps
        steps += 1
        if steps == 2:
            raise OSError
        return await original(*arguments, **options)

    original = purge
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "purge", cut_off)
        answer = await client.request("DELETE", "/me", headers=who, json={"password": PASSWORD})
    assert answer.status_code == 500
    assert (await client.get("/auth/me", headers=who)).status_code == 401, "nobody is signed in"
    form = {"username": "ada", "password": PASSWORD}
    again = (await client.post("/auth/token", data=form)).json().get("access_token", "")
    who = {"Authorization": f"Bearer {again}"}
    assert (await client.get("/auth/me", headers=who)).status_code == 401
    assert await services.erasure.sweep() == 1
    assert await services.erasure.sweep() == 0
    async with reading(sessions) as db:
        assert (await db.execute(select(User.id))).all() == []
        assert (await db.execute(select(Interview.id))).all() == []


async def test_guests_are_gone_after_a_day_and_stay_where_they_registered(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker
) -> None:
    services: Services = app.state.services
    tokens = [(await client.post("/auth/guest")).json()["access_token"] for _ in range(3)]
    async with reading(sessions) as db:
        old, registered, new = (
            await db.execute(select(User.id).order_by(User.created_at))
        ).scalars()
    for guest in (old, registered, new):
        await fill(sessions, guest, "x" * 12, noise(10, 0.5))
    account = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
    who = {"Authorization": f"Bearer {tokens[1]}"}
    assert (await client.post("/auth/register", json=account, headers=who)).status_code == 201
    async with transaction(sessions) as db:
        day = text("UPDATE user_account SET expires_at = created_at WHERE guest AND id = :id")
        old_id = old.hex if sessions.kw["bind"].dialect.name == "sqlite" else old
        await db.execute(day, {"id": old_id})
    assert await services.erasure.sweep() == 1
    async with reading(sessions) as db:
        assert set((await db.execute(select(User.id))).scalars()) == {registered, new}
        owners = (await db.execute(select(Interview.user_id))).scalars().all()
    assert sorted(owners) == sorted([registered, new])


async def test_others_write_while_much_is_erased(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker
) -> None:
    services: Services = app.state.services
    await signed_in(client, "ada")
    await signed_in(client, "bob")
    person, bob = await id_of(sessions, "ada"), await id_of(sessions, "bob")
    await fill(sessions, person, "ada", noise(11, 60.0), interviews=30)
    waits: list[float] = []

    async def write_all_the_time() -> None:
        while True:
            began = time.monotonic()
            async with transaction(sessions) as db:
                await db.execute(update(User).where(User.id == bob).values(role="user"))
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0)

    writing = asyncio.create_task(write_all_the_time())
    await services.erasure.erase(person)
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)
    assert len(waits) > 5
    assert max(waits) < 2.5, "half of what a writer waits for SQLite before it gives up"


@pytest.mark.one_database("about SQLite's files")
async def test_what_was_written_anew_is_overwritten_too(config: Config) -> None:
    engine = make_engine(config)
    sessions = make_sessionmaker(engine)
    old = f"{CANARY} " * 2000
    async with transaction(sessions) as db:
        user = User(
            username="ada",
            username_folded="ada",
            email="a",
            email_folded="a",
            password_hash="-",
        )
        db.add(user)
        await db.flush()
        interview = Interview(
            user_id=user.id,
            role=CANARY,
            industry="",
            difficulty="easy",
            plan={},
            state={"said": old},
        )
        db.add(interview)
    async with transaction(sessions) as db:
        values = {"state": {"said": ""}, "role": "x"}
        await db.execute(update(Interview).values(**values))
    async with reading(sessions) as db:
        await db.execute(select(User.id))
        assert not await overwrite_deleted(engine), "somebody reads"
    assert await overwrite_deleted(engine)
    assert files_with(config.home, [CANARY.encode()]) == set()
    await engine.dispose()
