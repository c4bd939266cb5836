from __future__ import annotations

import asyncio
import json
from uuid import uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update

from backend.auth.tokens import Tokens
from backend.database import SessionMaker, reading, transaction
from models import User
from tests.backend.conftest import PASSWORD, TEST_KEY, signed_in

ADA = {"username": "Ada", "email": "Ada@Example.org", "password": PASSWORD}


async def test_registering_and_signing_in(client: AsyncClient) -> None:
    made = await client.post("/auth/register", json=ADA)
    assert made.status_code == 201
    shown = {"id", "username", "email", "role", "guest", "expires_at", "created_at"}
    assert made.json().keys() == shown
    assert (made.json()["username"], made.json()["role"]) == ("Ada", "user")
    for name in ("Ada", "aDA", "ada@example.ORG"):
        answer = await client.post("/auth/token", data={"username": name, "password": PASSWORD})
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json().keys() == {
            "access_token",
            "token_type",
            "expires_in",
            "refresh_token",
        }
        assert (answer.json()["token_type"], answer.json()["expires_in"]) == ("bearer", 900)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "ADA", "email": "other@example.org"}, "username"),
        ({"username": "other", "email": "ADA@EXAMPLE.ORG"}, "email"),
    ],
)
async def test_names_and_addresses_are_taken_whatever_their_case(
    client: AsyncClient, changes: dict[str, str], field: str
) -> None:
    await client.post("/auth/register", json=ADA)
    answer = await client.post("/auth/register", json=ADA | changes)
    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:ihr:problem:conflict"
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_of_ten_who_want_one_name_one_gets_it(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    answers = await asyncio.gather(*(client.post("/auth/register", json=ADA) for _ in range(10)))
    assert sorted(each.status_code for each in answers) == [201] + [409] * 9
    async with reading(sessions) as db:
        assert (await db.execute(select(func.count(User.id)))).scalar_one() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"username": "a"}, "username"),
        ({"username": "a" * 33}, "username"),
        ({"username": "two words"}, "username"),
        ({"username": "ada@example.org"}, "username"),
        ({"username": "-ada"}, "username"),
        ({"username": "ada\n"}, "username"),
        ({"username": "аda"}, "username"),
        ({"username": "\ud800\ud800\ud800"}, "username"),
        ({"username": 7}, "username"),
        ({"email": "nowhere"}, "email"),
        ({"email": "a@b@c.org"}, "email"),
        ({"email": "a@b."}, "email"),
        ({"email": "\ud800@example.org"}, "email"),
        ({"email": "a\u0000@example.org"}, "email"),
        ({"email": "x" * 250 + "@example.org"}, "email"),
        ({"password": "secret7"}, "password"),
        ({"password": "x" * 600}, "password"),
        ({"password": "half \ud800 a pair"}, "password"),
        ({"username": "long-username", "password": "LONG-username"}, "password"),
        ({"password": None}, "password"),
    ],
    ids=ascii,
)
async def test_what_may_not_be_registered(
    client: AsyncClient, changes: dict[str, object], field: str
) -> None:
    body = json.dumps(ADA | changes).encode()
    answer = await client.post(
        "/auth/register", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert "secret7" not in answer.text


async def test_a_wrong_name_and_a_wrong_password_look_the_same(client: AsyncClient) -> None:
    await client.post("/auth/register", json=ADA)
    bodies = []
    for name, password in (
        ("ada", "not the password"),
        ("nobody", "not the password"),
        ("nobody", PASSWORD),
        ("ada", "short"),
        ("ada", "x" * 5000),
        ("a\x00da", PASSWORD),
    ):
        answer = await client.post("/auth/token", data={"username": name, "password": password})
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        bodies.append(answer.json())
    assert all(body == bodies[0] for body in bodies)


@pytest.mark.parametrize(
    "form",
    [
        b"",
        b"username=ada",
        b"grant_type=client_credentials&username=ada&password=long%20enough",
        b"username=%ED%A0%80&password=%ED%A0%80%00",
        b"username=%FF%FE&password=%FF%FE%FF%FE",
    ],
)
async def test_broken_forms_are_refused_and_break_nothing(client: AsyncClient, form: bytes) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = await client.post("/auth/token", content=form, headers=headers)
    assert answer.status_code in (401, 422)


async def test_a_broken_stored_hash_is_a_wrong_password(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    await client.post("/auth/register", json=ADA)
    async with transaction(sessions) as db:
        await db.execute(update(User).values(password_hash="$argon2id$nonsense"))
    answer = await client.post("/auth/token", data={"username": "ada", "password": PASSWORD})
    assert answer.status_code == 401


async def test_the_password_itself_is_nowhere(client: AsyncClient, sessions: SessionMaker) -> None:
    made = await client.post("/auth/register", json=ADA)
    assert PASSWORD not in made.text
    async with reading(sessions) as db:
        stored = (await db.execute(select(User.password_hash))).scalar_one()
    assert PASSWORD not in stored
    assert stored not in made.text


async def test_only_a_token_of_somebody_who_exists_is_accepted(client: AsyncClient) -> None:
    good = await signed_in(client)
    assert (await client.post("/interviews", json={}, headers=good)).status_code == 201
    stranger = {"Authorization": f"Bearer {Tokens(TEST_KEY).issue(uuid4(), uuid4())}"}
    basic = {"Authorization": good["Authorization"].replace("Bearer", "Basic")}
    for headers in (
        {},
        stranger,
        basic,
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer x"},
    ):
        answer = await client.post("/interviews", json={}, headers=headers)
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert answer.json()["type"] == "urn:ihr:problem:unauthorized"
