"""A request for each operation that is right in every way, whoever sends it."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

from fastapi import FastAPI
from httpx import AsyncClient, Response
from starlette.types import Message, Scope

from tests.api.world import MAKERS, OTHERWISE, PASSWORD, Ids, Maker, Person, World

Recipe = Callable[[Person, Ids], dict[str, Any]]


def _new_account(_person: Person, _ids: Ids) -> dict[str, Any]:
    name = f"new-{uuid4().hex[:12]}"
    body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    return {"json": body}


def _new_entry(**values: Any) -> Recipe:
    """One of the catalogue, with a name of its own."""

    def recipe(_person: Person, _ids: Ids) -> dict[str, Any]:
        slug = f"new-{uuid4().hex[:12]}"
        return {"json": {key: slug if value is ... else value for key, value in values.items()}}

    return recipe


RECIPES: dict[str, Recipe] = {
    "POST /auth/register": _new_account,
    "POST /auth/token": lambda person, _ids: {
        "data": {"username": person.name, "password": PASSWORD}
    },
    "PUT /auth/password": lambda _person, _ids: {
        "json": {"old_password": PASSWORD, "new_password": "a better horse battery"}
    },
    "POST /auth/password/forgot": lambda _person, _ids: {"json": {"email": "ada@example.org"}},
    "POST /auth/password/reset": lambda _person, _ids: {
        "json": {"token": "none", "new_password": "a better horse battery"}
    },
    "GET /feedback/scorecard": lambda _person, ids: {"params": ids},
    "POST /feedback/scorecard/again": lambda _person, ids: {"params": ids},
    "GET /feedback/retries": lambda _person, ids: {"params": {**ids, "position": "0"}},
    "POST /interviews/{interview_id}/retry": lambda _person, _ids: {"json": {"position": 0}},
    "PATCH /interviews/{interview_id}/turns/{turn_id}": lambda _person, _ids: {
        "json": {"correction": "I led the migration of fourteen services."}
    },
    "GET /interviews/search": lambda _person, _ids: {"params": {"q": "migration"}},
    "PATCH /interviews/{interview_id}": lambda _person, _ids: {"json": {"title": "The first one"}},
    "POST /documents": lambda _person, _ids: {
        "data": {"kind": "cv"},
        "files": {"file": ("cv.txt", b"I led the migration of forty services in 2024.")},
    },
    "POST /admin/industries": _new_entry(id=..., name=...),
    "POST /admin/roles": _new_entry(id=..., name=..., industries=["retail"]),
    "POST /admin/scenarios": _new_entry(
        slug=...,
        name=...,
        about="A first talk.",
        industry_id="retail",
        role_id="chef",
        difficulty="easy",
    ),
    "POST /admin/resources": _new_entry(
        slug=...,
        kind="article",
        title=...,
        summary="How to breathe.",
        url="https://example.org/breathing",
        metric="delivery",
        minutes=5,
    ),
    "PUT /documents/{document_id}": lambda _person, _ids: {
        "files": {"file": ("cv.txt", b"I led the migration of fifty services in 2025.")},
    },
    "PATCH /documents/{document_id}": lambda _person, _ids: {"json": {"name": "My CV"}},
    "GET /interviews/{interview_id}/download": lambda _person, _ids: {"params": {"format": "json"}},
    "DELETE /me": lambda person, _ids: {
        "json": {"password": "" if person.name.startswith("guest") else PASSWORD}
    },
}
"""Where a request needs more than its address. The others send an empty object but for GET."""


async def ask(
    client: AsyncClient,
    world: World,
    operation: str,
    person: Person,
    owner: Person,
    **changes: Any,
) -> Response:
    """What `person` gets for what belongs to `owner`. `changes` replace parts of the request, and
    `ids` among them parts of the path."""
    method, path = operation.split()
    ids: Ids = {}
    if make := maker_of(operation):
        assert owner.id
        ids = await make(world, owner.id)
    ids |= changes.pop("ids", {})
    empty: dict[str, Any] = {} if method == "GET" else {"json": {}}
    options = RECIPES[operation](person, ids) if operation in RECIPES else empty
    options |= changes
    headers = {**person.headers, **options.pop("headers", {})}
    return await client.request(method, path.format_map(ids), headers=headers, **options)


def maker_of(operation: str) -> Maker | None:
    """How to make what an operation asks for, where it asks for something of somebody's."""
    names = re.findall(r"{(\w+)}", operation)
    if operation in OTHERWISE or not names:
        return OTHERWISE.get(operation)
    assert names[0] in MAKERS, f"say in tests/api/world.py what a {names[0]} is"
    return MAKERS[names[0]]


async def connect(app: FastAPI, path: str, person: Person, interview_id: str) -> int:
    """Open a socket and leave at once: 101, or the status that it is refused with."""
    sent: asyncio.Queue[Message] = asyncio.Queue()
    left = asyncio.Event()

    async def receive() -> Message:
        if not left.is_set():
            left.set()
            return {"type": "websocket.connect"}
        return {"type": "websocket.disconnect", "code": 1000}

    headers = [
        *((name.lower().encode(), value.encode()) for name, value in person.headers.items()),
        (b"host", b"ihr.test"),
        (b"origin", b"http://ihr.test"),
    ]
    scope: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": f"interview_id={interview_id}".encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("ihr.test", 80),
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
        "state": {},
    }
    await app(scope, receive, sent.put)
    first = sent.get_nowait()
    return 101 if first["type"] == "websocket.accept" else int(first["status"])
