"""The audit trail: everything that an administrator does is in it, and nothing private."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from models.base import now_utc
from tests.backend.admin.conftest import Person
from tests.backend.conftest import PASSWORD


async def trail(admin: Person, **filters: Any) -> list[dict[str, Any]]:
    page = await admin.get("/admin/audit", **filters)
    found: list[dict[str, Any]] = page["items"]
    return found


def told(event: dict[str, Any]) -> tuple[str, str | None, str | None]:
    return event["action"], event["actor_name"], event["subject_name"] or event["subject"] or None


async def test_everything_that_is_done_is_noted(
    admin: Person, ada: Person, client: AsyncClient
) -> None:
    user = f"/admin/users/{ada.id}"
    await admin.patch(user, role="admin")
    await admin.patch(user, role="user")
    await admin.patch(user, disabled=True)
    await admin.patch(user, disabled=False)
    link = (await admin.post(f"{user}/reset-link")).json()["link"]
    invitation = (await admin.post("/admin/invitations")).json()["link"]
    await admin.patch("/admin/industries/retail", name="Shops")
    await admin.patch("/admin/industries/retail", active=False)
    await admin.post(
        "/admin/roles", id="diver", name="Diver", industries=["retail"], competencies=["teamwork"]
    )
    events = await trail(admin)
    assert [told(each) for each in events] == [
        ("role.added", "root", "diver"),
        ("industry.changed", "root", "retail"),
        ("industry.changed", "root", "retail"),
        ("account.invitation_made", "root", None),
        ("account.reset_link_made", "root", "ada"),
        ("account.enabled", "root", "ada"),
        ("account.disabled", "root", "ada"),
        ("account.made_user", "root", "ada"),
        ("account.made_admin", "root", "ada"),
        ("account.registered", "ada", "ada"),
        ("account.made_admin", None, "root"),
        ("account.registered", "root", "root"),
    ]
    assert events[1]["details"] == {"fields": ["active"], "active": False}
    assert events[2]["details"] == {"fields": ["name"]}
    text = (await admin.ask("GET", "/admin/audit")).text
    for secret in (link.partition("=")[2], invitation.partition("=")[2], PASSWORD, "@example.org"):
        assert secret not in text
    # What changed nothing is nothing to note.
    await admin.patch(user, disabled=False)
    await admin.patch("/admin/industries/retail", name="Shops")
    assert len(await trail(admin)) == len(events)


async def test_what_was_refused_is_not_noted(admin: Person) -> None:
    before = await trail(admin)
    mine = f"/admin/users/{admin.id}"
    assert (await admin.patch(mine, role="user")).status_code == 409
    assert (await admin.patch("/admin/industries/retail", name="Finance and banking")).is_error
    assert await trail(admin) == before


async def test_filters(admin: Person, ada: Person) -> None:
    await admin.patch(f"/admin/users/{ada.id}", disabled=True)
    await admin.patch("/admin/roles/chef", active=False)
    hour = timedelta(hours=1)
    for filters, actions in (
        ({"action": "role."}, ["role.changed"]),
        ({"action": "account.disabled"}, ["account.disabled"]),
        ({"actor": admin.id}, ["role.changed", "account.disabled", "account.registered"]),
        ({"subject": ada.id}, ["account.disabled", "account.registered"]),
        ({"subject": "chef"}, ["role.changed"]),
        ({"from": (now_utc() + hour).isoformat()}, []),
        ({"to": (now_utc() - hour).isoformat()}, []),
        ({"action": "role.", "actor": ada.id}, []),
    ):
        assert [each["action"] for each in await trail(admin, **filters)] == actions, filters
    assert len(await trail(admin, **{"from": (now_utc() - hour).isoformat()})) == 5


async def test_page_by_page(admin: Person, ada: Person) -> None:
    for number in range(6):
        await admin.patch(f"/admin/users/{ada.id}", disabled=number % 2 == 0)
    everything = await trail(admin)
    seen: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = await admin.get("/admin/audit", limit=4, **cursor)
        seen += page["items"]
        if page["next"] is None:
            break
        cursor = {"cursor": page["next"]}
    assert seen == everything


async def test_it_outlives_those_it_tells_of(
    admin: Person, ada: Person, client: AsyncClient
) -> None:
    await admin.patch(f"/admin/users/{ada.id}", role="admin")
    await ada.patch("/admin/roles/chef", active=False)
    assert (await ada.ask("DELETE", "/me", json={"password": PASSWORD})).status_code == 204
    events = await trail(admin, subject="chef")
    assert [told(each) for each in events] == [("role.changed", None, "chef")]
    about = await trail(admin, subject=ada.id)
    assert all(each["subject_name"] is None for each in about)
    assert "account.deleted" in [each["action"] for each in about]


@pytest.mark.parametrize(
    "filters", [{"action": "a\x00"}, {"subject": "a b"}, {"actor": "ada"}, {"from": "soon"}]
)
async def test_a_filter_that_is_none(admin: Person, filters: dict[str, str]) -> None:
    answer = await admin.ask("GET", "/admin/audit", params=filters)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == list(filters)
