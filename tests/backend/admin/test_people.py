"""Accounts: found, disabled, promoted; links; and one administrator who always stays."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import select, update

from backend.database import SessionMaker, reading, transaction
from models import User
from models.base import now_utc
from tests.backend.admin.conftest import Person, promoted
from tests.backend.conftest import PASSWORD, register

SHOWN = {
    "id", "username", "email", "role", "guest", "created_at", "expires_at", "disabled_at",
}  # fmt: skip


def names(page: dict[str, Any]) -> list[str]:
    return [each["username"] for each in page["items"]]


async def stored(sessions: SessionMaker, user_id: str) -> User:
    async with reading(sessions) as db:
        return (await db.execute(select(User).where(User.id == UUID(user_id)))).scalar_one()


async def test_accounts_the_newest_first_and_page_by_page(
    admin: Person, client: AsyncClient
) -> None:
    for number in range(5):
        await register(client, f"user{number}")
    everybody = await admin.get("/admin/users")
    assert names(everybody) == ["user4", "user3", "user2", "user1", "user0", "root"]
    assert everybody["next"] is None
    assert all(each.keys() == SHOWN for each in everybody["items"])
    seen, cursor = [], None
    for size in (2, 2, 2):
        page = await admin.get("/admin/users", limit=size, **({"cursor": cursor} if cursor else {}))
        seen += names(page)
        cursor = page["next"]
        # Who arrives in the meantime moves nobody.
        await register(client, f"late{len(seen)}")
    assert seen == names(everybody)
    assert cursor is None


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ADA", ["ada2", "ada"]),
        ("ada2@", ["ada2"]),
        ("%", []),
        ("_", []),
        ("\x00ada\x00 2", []),
        ("@example.org", ["ada2", "ada", "root"]),
    ],
)
async def test_searching(admin: Person, client: AsyncClient, search: str, found: list[str]) -> None:
    for name in ("ada", "ada2"):
        await register(client, name)
    assert names(await admin.get("/admin/users", search=search)) == found


async def test_filters(admin: Person, ada: Person, client: AsyncClient) -> None:
    await client.post("/auth/guest")
    await admin.patch(f"/admin/users/{ada.id}", disabled=True)
    for filters, found in (
        ({"role": "admin"}, ["root"]),
        ({"role": "user"}, ["ada"]),
        ({"standing": "disabled"}, ["ada"]),
        ({"standing": "active"}, ["root"]),
    ):
        assert names(await admin.get("/admin/users", **filters)) == found
    with_guests = await admin.get("/admin/users", guests=True)
    assert [each["guest"] for each in with_guests["items"]].count(True) == 1


@pytest.mark.parametrize("cursor", ["x", "é", "=" * 10, "bm90aGluZw", "a" * 201])
async def test_a_cursor_that_is_none(admin: Person, cursor: str) -> None:
    for path in ("/admin/users", "/admin/audit"):
        answer = await admin.ask("GET", path, params={"cursor": cursor})
        assert answer.status_code == 422
        assert [each["field"] for each in answer.json()["errors"]] == ["cursor"]


async def test_disabling_signs_out_and_enabling_lets_in(
    admin: Person, ada: Person, client: AsyncClient
) -> None:
    form = {"username": "ada", "password": PASSWORD}
    pair = (await client.post("/auth/token", data=form)).json()
    disabled = await admin.patch(f"/admin/users/{ada.id}", disabled=True)
    assert disabled.json()["disabled_at"]
    assert (await ada.ask("GET", "/auth/me")).status_code == 401
    renewal = {"refresh_token": pair["refresh_token"]}
    assert (await client.post("/auth/refresh", json=renewal)).status_code == 401
    assert (await client.post("/auth/token", data=form)).status_code == 403
    enabled = await admin.patch(f"/admin/users/{ada.id}", disabled=False)
    assert enabled.json()["disabled_at"] is None
    # What was signed in before stays ended.
    assert (await ada.ask("GET", "/auth/me")).status_code == 401
    assert (await client.post("/auth/token", data=form)).status_code == 200


async def test_promoting_and_demoting(admin: Person, ada: Person) -> None:
    for role in ("admin", "admin", "user", "user"):
        answer = await admin.patch(f"/admin/users/{ada.id}", role=role)
        assert answer.json()["role"] == role
    assert (await admin.patch(f"/admin/users/{ada.id}")).status_code == 200


@pytest.mark.parametrize(
    "body", [{"role": "owner"}, {"disabled": "perhaps"}, {"username": "eve"}, {"email": "e@x.org"}]
)
async def test_nothing_else_can_be_changed(
    admin: Person, ada: Person, body: dict[str, Any]
) -> None:
    assert (await admin.patch(f"/admin/users/{ada.id}", **body)).status_code == 422


async def test_nobody_is_404(admin: Person) -> None:
    nobody = f"/admin/users/{uuid4()}"
    assert (await admin.patch(nobody, role="admin")).status_code == 404
    assert (await admin.post(f"{nobody}/reset-link")).status_code == 404


@pytest.mark.parametrize("change", [{"role": "user"}, {"disabled": True}])
async def test_the_last_administrator_stays(
    admin: Person, ada: Person, sessions: SessionMaker, change: dict[str, Any]
) -> None:
    mine = f"/admin/users/{admin.id}"
    goodbye = {"password": PASSWORD}
    for _ in range(2):
        assert (await admin.patch(mine, **change)).status_code == 409
        assert (await admin.ask("DELETE", "/me", json=goodbye)).status_code == 409
        assert (await admin.get("/auth/me"))["role"] == "admin"
        # An administrator who can't sign in is none to leave it to.
        await admin.patch(f"/admin/users/{ada.id}", role="admin", disabled=True)
    await admin.patch(f"/admin/users/{ada.id}", disabled=False)
    assert (await admin.patch(mine, **change)).status_code == 200
    kept = await stored(sessions, ada.id)
    assert (kept.role, kept.disabled_at) == ("admin", None)


async def test_an_administrator_may_leave_when_there_is_another(admin: Person, ada: Person) -> None:
    await admin.patch(f"/admin/users/{ada.id}", role="admin")
    gone = await admin.ask("DELETE", "/me", json={"password": PASSWORD})
    assert gone.status_code == 204


async def test_administrators_who_remove_each_other_at_once_leave_one(
    admin: Person, client: AsyncClient, sessions: SessionMaker
) -> None:
    others = [await promoted(client, sessions, f"admin{number}") for number in range(3)]
    ring = [admin, *others]
    changes: list[dict[str, Any]] = [{"role": "user"}, {"disabled": True}] * 2
    answers = await asyncio.gather(
        *(
            who.patch(f"/admin/users/{victim.id}", **change)
            for who, victim, change in zip(ring, ring[1:] + ring[:1], changes, strict=True)
        )
    )
    # Who was quicker may have been signed out, or demoted, before their own wish was read.
    assert {each.status_code for each in answers} <= {200, 401, 403, 409}
    async with reading(sessions) as db:
        query = select(User.id).where(User.role == "admin", User.disabled_at.is_(None))
        assert (await db.execute(query)).first() is not None


async def test_a_reset_link_works_once_and_signs_out(
    admin: Person, ada: Person, client: AsyncClient
) -> None:
    made = await admin.post(f"/admin/users/{ada.id}/reset-link")
    assert made.status_code == 201
    assert made.json()["expires_in"] == 3600
    token = made.json()["link"].partition("/login/#reset=")[2]
    assert token
    body = {"token": token, "new_password": "another horse battery"}
    assert (await client.post("/auth/password/reset", json=body)).status_code == 204
    assert (await client.post("/auth/password/reset", json=body)).status_code == 403
    assert (await ada.ask("GET", "/auth/me")).status_code == 401


async def test_a_guest_has_no_account_to_change(
    admin: Person, client: AsyncClient, sessions: SessionMaker
) -> None:
    token = (await client.post("/auth/guest")).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    guest = (await client.get("/auth/me", headers=headers)).json()["id"]
    assert (await admin.patch(f"/admin/users/{guest}", role="admin")).status_code == 409
    assert (await admin.post(f"/admin/users/{guest}/reset-link")).status_code == 409
    assert (await admin.patch(f"/admin/users/{guest}", disabled=True)).status_code == 200
    assert (await client.get("/auth/me", headers=headers)).status_code == 401


async def test_an_invitation_lets_one_person_in(admin: Person, client: AsyncClient) -> None:
    made = await admin.post("/admin/invitations")
    assert made.status_code == 201
    assert made.json()["expires_in"] == 7 * 24 * 3600
    assert "/register/#invitation=" in made.json()["link"]


async def test_who_leaves_is_no_administrator_to_rely_on(
    admin: Person, ada: Person, sessions: SessionMaker
) -> None:
    await admin.patch(f"/admin/users/{ada.id}", role="admin")
    async with transaction(sessions) as db:
        # As an account is that is being erased step by step.
        leaving = update(User).where(User.id == UUID(ada.id))
        await db.execute(leaving.values(expires_at=now_utc()))
    assert (await admin.patch(f"/admin/users/{admin.id}", role="user")).status_code == 409
