"""A creating request that arrives twice, because its answer got lost, creates once.

What is answered is stored in the transaction that creates, so that there are both or neither,
whatever dies when. A note made beforehand, in a transaction of its own, would have to be cleaned
up after a server that died in between, and nobody could tell whether it had created by then.
Of two requests with one key, the second waits for the first in the same process. In another it
works for nothing: the unique key lets one of them commit, the other is rolled back, and answers
what the first stored. Only what was created is remembered: a refusal may be another one next
time. Answers that hold a secret (tokens, tickets) must not be kept here.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID
from weakref import WeakValueDictionary

from fastapi import Depends, FastAPI, Header, Request, Response
from pydantic import BaseModel
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.datastructures import UploadFile

from backend.database import reading
from backend.dependencies import CurrentUser, ServicesDep, services_of
from backend.errors import ConflictError, InvalidInputError
from backend.problems import problem_response
from models import IdempotentReply
from models.base import now_utc

KEPT = timedelta(hours=24)
"""Longer than anybody retries one request, and what other interfaces with such keys keep."""

REPLAYED = "Idempotency-Replayed"

_running: WeakValueDictionary[tuple[UUID, str], asyncio.Lock] = WeakValueDictionary()


class AnsweredBefore(Exception):
    """Raised to leave a request, and to roll back what it did, for the stored answer."""

    def __init__(self, once: Once) -> None:
        self.once = once
        super().__init__("This request has been answered already.")


@dataclass(frozen=True, slots=True)
class Once:
    """A creating request. Without a `key` it may be sent as often as one likes."""

    user_id: UUID
    key: str
    fingerprint: str

    async def keep(
        self, db: AsyncSession, reply: BaseModel, subject: UUID, *, status: int = 201
    ) -> None:
        """Store the answer, in the transaction that created `subject`. Raises `AnsweredBefore`
        where another server was quicker."""
        if not self.key:
            return
        await db.flush()
        mine = (IdempotentReply.user_id == self.user_id, IdempotentReply.key == self.key)
        outdated = IdempotentReply.created_at < now_utc() - KEPT
        await db.execute(delete(IdempotentReply).where(*mine, outdated))
        row = IdempotentReply(
            user_id=self.user_id,
            key=self.key,
            fingerprint=self.fingerprint,
            subject=subject,
            status=status,
            body=reply.model_dump_json(),
        )
        db.add(row)
        try:
            await db.flush()
        except IntegrityError:
            raise AnsweredBefore(self) from None

    async def stored(self, db: AsyncSession) -> IdempotentReply | None:
        """The answer given before. Raises `InvalidInputError` where another request got it."""
        query = select(IdempotentReply).where(
            IdempotentReply.user_id == self.user_id,
            IdempotentReply.key == self.key,
            IdempotentReply.created_at >= now_utc() - KEPT,
        )
        reply = (await db.execute(query)).scalar_one_or_none()
        if reply is not None and reply.fingerprint != self.fingerprint:
            raise InvalidInputError(
                "This key was used for another request. Please take a new one.",
                field="Idempotency-Key",
            )
        return reply


async def once(
    request: Request,
    user: CurrentUser,
    services: ServicesDep,
    key: Annotated[
        str | None,
        Header(
            alias="Idempotency-Key",
            min_length=1,
            max_length=128,
            pattern=r"^[\x21-\x7e]+$",
            description="A new random name for each thing to be created. With the same one, the "
            "same request within 24 hours creates nothing more and is answered as before.",
            examples=["6f1c5e0a-2a5e-4a53-9a44-6f0f6f0b8f1d"],
        ),
    ] = None,
) -> AsyncIterator[Once]:
    if key is None:
        yield Once(user.id, "", "")
        return
    asked = Once(user.id, key, await _fingerprint(request))
    lock = _running.setdefault((user.id, key), asyncio.Lock())
    async with lock:
        async with reading(services.sessions) as db:
            if await asked.stored(db) is not None:
                raise AnsweredBefore(asked)
        yield asked


OnceDep = Annotated[Once, Depends(once, scope="function")]


def install(app: FastAPI) -> None:
    """Answer with the stored reply where `AnsweredBefore` is raised."""

    @app.exception_handler(AnsweredBefore)
    async def answered_before(request: Request, error: AnsweredBefore) -> Response:
        try:
            async with reading(services_of(request).sessions) as db:
                reply = await error.once.stored(db)
        except InvalidInputError as refused:
            return problem_response(refused)
        if reply is None:
            # The other one was deleted again, or its person was.
            return problem_response(ConflictError("Please send this again with a new key."))
        headers = {REPLAYED: "true"}
        return Response(reply.body, reply.status, headers, media_type="application/json")


async def forget_reply(db: AsyncSession, user_id: UUID, subject: UUID) -> None:
    """What was answered when `subject` was created goes when that does: it tells what it held."""
    mine = (IdempotentReply.user_id == user_id, IdempotentReply.subject == subject)
    await db.execute(delete(IdempotentReply).where(*mine))


async def purge_old_replies(db: AsyncSession, now: datetime) -> int:
    """Delete what is older than `KEPT`; how many there were."""
    statement = (
        delete(IdempotentReply)
        .where(IdempotentReply.created_at < now - KEPT)
        .returning(IdempotentReply.id)
        .execution_options(synchronize_session=False)
    )
    return len((await db.execute(statement)).all())


async def _fingerprint(request: Request) -> str:
    """The same for the same request, though a form's boundary differs each time it is sent."""
    digest = hashlib.sha256(f"{request.method} {request.url.path}\n".encode())
    if not request.headers.get("content-type", "").startswith("multipart/"):
        digest.update(await request.body())
        return digest.hexdigest()
    for name, value in (await request.form()).multi_items():
        if isinstance(value, UploadFile):
            data = await value.read()
            await value.seek(0)
            part = await asyncio.to_thread(hashlib.sha256, data)
            value = f"{value.filename}\n{part.hexdigest()}"
        digest.update(f"{len(name)} {name} {len(value)} {value}\n".encode("utf-8", "replace"))
    return digest.hexdigest()
