"""An administrator, and others who are none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from httpx import AsyncClient, Response

from backend.admin import people
from backend.database import SessionMaker, transaction
from tests.backend.conftest import signed_in


@dataclass(frozen=True)
class Person:
    """Somebody who is signed in."""

    client: AsyncClient
    id: str
    name: str
    headers: dict[str, str]

    async def ask(self, method: str, path: str, **options: Any) -> Response:
        return await self.client.request(method, path, headers=self.headers, **options)

    async def get(self, path: str, **params: Any) -> Any:
        answer = await self.ask("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def patch(self, path: str, **changes: Any) -> Response:
        return await self.ask("PATCH", path, json=changes)

    async def post(self, path: str, **body: Any) -> Response:
        return await self.ask("POST", path, json=body)


async def person(client: AsyncClient, name: str) -> Person:
    headers = await signed_in(client, name)
    me = (await client.get("/auth/me", headers=headers)).json()
    return Person(client, me["id"], name, headers)


async def promoted(client: AsyncClient, sessions: SessionMaker, name: str) -> Person:
    made = await person(client, name)
    async with transaction(sessions) as db:
        await people.set_role(db, None, await people.named(db, name), "admin")
    return made


@pytest.fixture
async def admin(client: AsyncClient, sessions: SessionMaker) -> Person:
    return await promoted(client, sessions, "root")


@pytest.fixture
async def ada(client: AsyncClient) -> Person:
    return await person(client, "ada")
