"""Industries, roles and ready-made interviews: for everybody, and only what may be chosen."""

from __future__ import annotations

import pytest
from httpx import AsyncClient
from sqlalchemy import update

from backend.bank.loading import bank_data
from backend.database import SessionMaker, transaction
from models import Industry, InterviewScenario, Role
from tests.backend.conftest import signed_in

PATHS = ("/settings/industries", "/settings/roles", "/settings/scenarios")


async def test_everybody_may_read_them_in_the_banks_order(client: AsyncClient) -> None:
    industries, roles, scenarios = [(await client.get(path)).json() for path in PATHS]
    bank = bank_data()
    assert industries == [{"id": each.id, "name": each.name} for each in bank.industries]
    assert [each["id"] for each in roles] == [each.id for each in bank.roles]
    engineer = next(each for each in roles if each["id"] == "software-engineer")
    assert engineer["name"] == "Software engineer"
    assert set(engineer["industries"]) == set(bank.roles[0].industries)
    assert [each["id"] for each in engineer["competencies"]] == list(bank.roles[0].competencies)
    assert all(each["name"] and each["about"] for each in engineer["competencies"])
    assert len(scenarios) >= 24


async def test_roles_of_one_industry(client: AsyncClient) -> None:
    found = (await client.get("/settings/roles", params={"industry": "education"})).json()
    wanted = [each.id for each in bank_data().roles if "education" in each.industries]
    assert [each["id"] for each in found] == wanted
    assert (await client.get("/settings/roles", params={"industry": "space"})).json() == []


async def test_scenarios_by_industry_role_and_difficulty(client: AsyncClient) -> None:
    everything = (await client.get("/settings/scenarios")).json()
    for field, value in (
        ("industry", "finance"),
        ("role", "software-engineer"),
        ("difficulty", "expert"),
    ):
        found = (await client.get("/settings/scenarios", params={field: value})).json()
        key = field if field == "difficulty" else f"{field}_id"
        assert found == [each for each in everything if each[key] == value]
        assert found


async def test_a_ready_made_interview_can_be_planned_as_it_is(client: AsyncClient) -> None:
    headers = await signed_in(client)
    for chosen in (await client.get("/settings/scenarios")).json():
        made = await client.post("/interviews", json=chosen, headers=headers)
        assert made.status_code == 201, chosen["slug"]
        for name in ("role", "industry", "difficulty", "kind", "mode"):
            assert made.json()[name] == chosen[name]


@pytest.mark.parametrize("path", PATHS)
async def test_a_client_that_has_it_already_gets_nothing_again(
    client: AsyncClient, sessions: SessionMaker, path: str
) -> None:
    first = await client.get(path)
    tag = first.headers["ETag"]
    assert first.headers["Cache-Control"] == "public, no-cache"
    assert (await client.get(path)).headers["ETag"] == tag
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = await client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["ETag"] == tag
    for known in ('"other"', tag[:-2] + '"', ""):
        assert (await client.get(path, headers={"If-None-Match": known})).status_code == 200
    async with transaction(sessions) as db:
        for table in (Industry, Role, InterviewScenario):
            await db.execute(update(table).values(position=table.position + 1))
        await db.execute(update(Industry).where(Industry.id == "retail").values(active=False))
    changed = await client.get(path, headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


async def test_what_is_hidden_is_nowhere(client: AsyncClient, sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        await db.execute(update(Industry).where(Industry.id == "finance").values(active=False))
        await db.execute(update(Role).where(Role.id == "chef").values(active=False))
        shop = InterviewScenario.slug == "first-job-in-a-shop"
        await db.execute(update(InterviewScenario).where(shop).values(active=False))
    industries, roles, scenarios = [(await client.get(path)).json() for path in PATHS]
    assert "finance" not in [each["id"] for each in industries]
    assert "chef" not in [each["id"] for each in roles]
    assert all("finance" not in each["industries"] for each in roles)
    assert (await client.get("/settings/roles", params={"industry": "finance"})).json() == []
    assert "first-job-in-a-shop" not in [each["slug"] for each in scenarios]
    assert scenarios
    assert all(each["industry_id"] != "finance" for each in scenarios)


@pytest.mark.parametrize("value", ["x" * 65, "a\x00b", "Retail!", "é"])
async def test_what_can_be_no_id_is_refused(client: AsyncClient, value: str) -> None:
    answer = await client.get("/settings/roles", params={"industry": value})
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == ["industry"]
