from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient, Response
from pydantic import BaseModel
from sqlalchemy import func, select, update

from backend.database import SessionMaker, reading, transaction
from backend.errors import InvalidInputError
from backend.idempotency import KEPT, AnsweredBefore, Once, purge_old_replies
from models import Document, IdempotentReply, Interview
from models.base import now_utc
from tests.backend.conftest import signed_in
from tests.backend.interviews.stored import Headers, id_of

TEXT = "Ada Example has been a nurse since 2015, on a ward of twelve people."


async def count(sessions: SessionMaker, table: Any) -> int:
    async with reading(sessions) as db:
        found: int = (await db.execute(select(func.count()).select_from(table))).scalar_one()
    return found


async def plan(client: AsyncClient, headers: Headers, key: str, **body: Any) -> Response:
    keyed = headers | {"Idempotency-Key": key}
    return await client.post("/interviews", json=body, headers=keyed)


async def hand_in(client: AsyncClient, headers: Headers, key: str, text: str = TEXT) -> Response:
    """With another boundary each time, as browsers do."""
    return await client.post(
        "/documents",
        data={"kind": "cv"},
        files={"file": ("cv.txt", text.encode())},
        headers=headers | {"Idempotency-Key": key},
    )


async def test_fifty_at_once_make_one_and_get_the_same_answer(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    for send, table in ((plan, Interview), (hand_in, Document)):
        key = str(uuid4())
        answers = await asyncio.gather(*(send(client, headers, key) for _ in range(50)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.text for answer in answers}) == 1
        assert await count(sessions, table) == 1
        replayed = [answer.headers.get("idempotency-replayed") for answer in answers]
        assert replayed.count("true") == 49
        [kept] = {answer.json()["id"] for answer in answers}
        where = "interviews" if table is Interview else "documents"
        assert (await client.get(f"/{where}/{kept}", headers=headers)).status_code == 200


async def test_without_a_key_every_request_creates(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    for _ in range(2):
        assert (await client.post("/interviews", json={}, headers=headers)).status_code == 201
    assert await count(sessions, Interview) == 2
    assert await count(sessions, IdempotentReply) == 0


async def test_a_key_belongs_to_one_request(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    assert (await plan(client, headers, "k", role="Nurse")).status_code == 201
    for other in (
        await plan(client, headers, "k", role="Chef"),
        await hand_in(client, headers, "k"),
    ):
        assert other.status_code == 422
        assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert (await hand_in(client, headers, "d")).status_code == 201
    assert (await hand_in(client, headers, "d", TEXT + " And more.")).status_code == 422
    assert await count(sessions, Interview) == await count(sessions, Document) == 1


async def test_a_key_belongs_to_one_person(client: AsyncClient, sessions: SessionMaker) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    hers = (await plan(client, ada, "k")).json()
    other = (await plan(client, eve, "k")).json()
    assert hers["id"] != other["id"]
    assert (await plan(client, ada, "k")).json() == hers
    assert (await plan(client, {}, "k")).status_code == 401


async def test_a_refusal_is_not_kept(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    assert (await plan(client, headers, "k", role="")).status_code == 422
    assert (await plan(client, headers, "k", cv_id=str(uuid4()))).status_code == 404
    assert (await hand_in(client, headers, "k", "Too short.")).status_code == 422
    assert await count(sessions, IdempotentReply) == 0
    assert (await plan(client, headers, "k")).status_code == 201


@pytest.mark.parametrize("key", ["", " ", "x" * 129, "with space", "é", "\x7f"])
async def test_keys_that_are_none(client: AsyncClient, key: str) -> None:
    headers = await signed_in(client)
    keyed: Any = headers | {"Idempotency-Key": key.encode("latin-1")}
    answer = await client.post("/interviews", json={}, headers=keyed)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"


async def test_after_a_day_a_key_is_new_again(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    first = (await plan(client, headers, "k")).json()
    await plan(client, headers, "young")
    async with transaction(sessions) as db:
        old = now_utc() - KEPT - timedelta(seconds=1)
        mine = update(IdempotentReply).where(IdempotentReply.key == "k")
        await db.execute(mine.values(created_at=old))
    second = (await plan(client, headers, "k", role="Chef")).json()
    assert second["id"] != first["id"]
    assert await count(sessions, IdempotentReply) == 2
    async with transaction(sessions) as db:
        assert await purge_old_replies(db, now_utc() + KEPT - timedelta(minutes=1)) == 0
        assert await purge_old_replies(db, now_utc() + KEPT + timedelta(minutes=1)) == 2


async def test_an_answer_goes_with_the_document_that_it_quotes(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    made = (await hand_in(client, headers, "k")).json()
    assert TEXT in made["preview"]
    path = f"/documents/{made['id']}"
    replaced = await client.put(
        path, data={"text": "Five words of something else."}, headers=headers
    )
    assert replaced.status_code == 200
    assert await count(sessions, IdempotentReply) == 0
    await hand_in(client, headers, "k")
    again = (await hand_in(client, headers, "k")).json()
    assert (await client.delete(f"/documents/{again['id']}", headers=headers)).status_code == 204
    async with reading(sessions) as db:
        bodies = (await db.execute(select(IdempotentReply.body))).scalars().all()
    assert TEXT not in "".join(bodies)


class Reply(BaseModel):
    id: UUID


async def create(sessions: SessionMaker, once: Once, *, fail: bool = False) -> UUID:
    """As an endpoint does, on any number of servers: nothing but the database is shared."""
    async with transaction(sessions) as db:
        document = Document(user_id=once.user_id, kind="cv", name="cv", text=TEXT)
        db.add(document)
        await db.flush()
        await once.keep(db, Reply(id=document.id), document.id)
        if fail:
            raise RuntimeError("the server died")
        return document.id


async def test_servers_that_know_nothing_of_each_other_create_once(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    me = await id_of(client, await signed_in(client))
    once = Once(me, "k", "fingerprint")
    ends = await asyncio.gather(
        *(create(sessions, once) for _ in range(20)), return_exceptions=True
    )
    made = [end for end in ends if isinstance(end, UUID)]
    assert len(made) == 1
    assert sum(isinstance(end, AnsweredBefore) for end in ends) == 19
    assert await count(sessions, Document) == 1
    async with reading(sessions) as db:
        stored = await once.stored(db)
        assert stored is not None
        assert Reply.model_validate_json(stored.body).id == made[0]
        with pytest.raises(InvalidInputError):
            await Once(me, "k", "another").stored(db)


async def test_what_is_rolled_back_leaves_no_answer(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    me = await id_of(client, await signed_in(client))
    once = Once(me, "k", "fingerprint")
    with pytest.raises(RuntimeError):
        await create(sessions, once, fail=True)
    assert await count(sessions, Document) == await count(sessions, IdempotentReply) == 0
    await create(sessions, once)
    assert await count(sessions, Document) == 1
