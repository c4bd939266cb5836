"""What administrators change of the catalogue is seen by everybody, and survives a new version."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.dependencies import Services
from backend.metrics import EngineState
from backend.seeding import seed
from tests.backend.admin.conftest import Person

KINDS = ("industries", "roles", "scenarios", "resources")
INDUSTRY: dict[str, Any] = {"id": "space", "name": "Space travel"}
ROLE: dict[str, Any] = {
    "id": "diver",
    "name": "Diver",
    "industries": ["space", "energy"],
    "competencies": ["teamwork", "planning"],
}
SCENARIO: dict[str, Any] = {
    "slug": "first-dive",
    "name": "The first dive",
    "about": "A calm talk.",
    "industry_id": "energy",
    "role_id": "chef",
    "difficulty": "easy",
    "options": {"kind": "hr_screen", "mode": "practice", "questions": 2},
}
RESOURCE: dict[str, Any] = {
    "slug": "how-to-breathe",
    "kind": "article",
    "title": "How to breathe",
    "summary": "In, and out.\nAnd again.",
    "url": "https://example.org/breathe?page=1",
    "metric": "delivery",
    "minutes": 7,
    "tags": ["voice", "calm"],
}

BODIES: dict[str, dict[str, Any]] = {
    "industries": INDUSTRY,
    "roles": ROLE | {"industries": ["energy"]},
    "scenarios": SCENARIO,
    "resources": RESOURCE,
}


async def public(client: AsyncClient, kind: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await client.get(f"/settings/{kind}")).json()
    return found


async def made(admin: Person, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    answer = await admin.ask("POST", f"/admin/{kind}", json=body)
    assert answer.status_code == 201, answer.text
    entry: dict[str, Any] = answer.json()
    return entry


async def test_all_of_it_is_listed_with_what_is_hidden(admin: Person, client: AsyncClient) -> None:
    for kind in KINDS[:3]:
        everything = await admin.get(f"/admin/{kind}")
        assert len(everything) == len(await public(client, kind))
        key = everything[0].get("slug", everything[0].get("id"))
        hidden = await admin.patch(f"/admin/{kind}/{key}", active=False)
        assert hidden.status_code == 200
        assert (hidden.json()["active"], hidden.json()["edited"]) == (False, True)
        assert len(await admin.get(f"/admin/{kind}")) == len(everything)
        left = [each.get("slug", each.get("id")) for each in await public(client, kind)]
        assert key not in left
        shown = await admin.patch(f"/admin/{kind}/{key}", active=True)
        assert shown.json()["active"]
        assert len(await public(client, kind)) == len(everything)


async def test_adding_and_changing(admin: Person, client: AsyncClient, app: FastAPI) -> None:
    assert await made(admin, "industries", INDUSTRY) == INDUSTRY | {
        "position": 1000, "active": True, "edited": True,
    }  # fmt: skip
    role = await made(admin, "roles", ROLE)
    assert role["industries"] == ["energy", "space"]
    await made(admin, "scenarios", SCENARIO)
    renamed = await admin.patch("/admin/roles/diver", name="Deep-sea diver", industries=["space"])
    assert renamed.json()["name"] == "Deep-sea diver"
    moved = await admin.patch("/admin/scenarios/first-dive", role_id="diver", industry_id="space")
    assert moved.json()["options"] == {
        "kind": "hr_screen", "persona": "neutral", "mode": "practice", "format": "live",
        "questions": 2, "minutes": None,
    }  # fmt: skip
    await admin.patch("/admin/industries/energy", position=0, name="Power")
    services: Services = app.state.services
    for _ in range(2):
        industries, roles, scenarios = [await public(client, kind) for kind in KINDS[:3]]
        assert industries[-1] == INDUSTRY
        assert {"id": "energy", "name": "Power"} in industries
        assert roles[-1]["name"] == "Deep-sea diver"
        assert roles[-1]["industries"] == ["space"]
        assert [each["id"] for each in roles[-1]["competencies"]] == ["teamwork", "planning"]
        assert (scenarios[-1]["role"], scenarios[-1]["kind"]) == ("Deep-sea diver", "hr_screen")
        # A new version of the program comes.
        await seed(services.sessions)


async def test_what_an_administrator_says_of_a_role_decides_what_is_asked(
    admin: Person, client: AsyncClient
) -> None:
    await made(admin, "industries", INDUSTRY)
    await made(admin, "roles", ROLE | {"competencies": ["ownership"]})
    body = {"role": "Diver", "industry": "Space travel", "kind": "behavioural", "questions": 1}
    for wanted in ("ownership", "integrity"):
        await admin.patch("/admin/roles/diver", competencies=[wanted])
        found = await admin.get("/interviews/questions", role="Diver", kind="behavioural", count=1)
        known = {each["id"]: each for each in (await public(client, "roles"))[-1]["competencies"]}
        assert found[0]["competency"] == known[wanted]["name"]
        assert (await admin.ask("POST", "/interviews", json=body)).status_code == 201


async def test_a_renamed_role_is_still_asked_about_its_work(admin: Person) -> None:
    await admin.patch("/admin/roles/chef", name="Head of kitchen")
    for name in ("Head of kitchen", "head of KITCHEN", "Chef", "chef"):
        found = await admin.get("/interviews/questions", role=name, kind="technical", count=4)
        assert {each["type"] for each in found} == {"technical"}, name


async def test_articles_and_courses_of_others(admin: Person, client: AsyncClient) -> None:
    entry = await made(admin, "resources", RESOURCE)
    assert entry == RESOURCE | {
        "id": entry["id"], "tags": ["calm", "voice"], "course": "", "step": 0, "active": True,
        "edited": True,
    }  # fmt: skip
    listed = await admin.get("/admin/resources")
    assert entry in listed
    changed = await admin.patch("/admin/resources/how-to-breathe", tags=["calm"], minutes=5)
    assert (changed.json()["tags"], changed.json()["minutes"]) == (["calm"], 5)
    assert (await admin.patch("/admin/resources/how-to-breathe", active=False)).status_code == 200


async def test_a_guide_of_ours_can_be_hidden_and_has_no_address(admin: Person) -> None:
    guide = next(each for each in await admin.get("/admin/resources") if each["kind"] == "guide")
    path = f"/admin/resources/{guide['slug']}"
    refused = await admin.patch(path, url="https://example.org")
    assert refused.status_code == 422
    assert [each["field"] for each in refused.json()["errors"]] == ["url"]
    assert (await admin.patch(path, active=False)).json()["active"] is False


@pytest.mark.parametrize(
    ("kind", "changes", "code", "field"),
    [
        ("industries", {"id": "retail"}, 409, "id"),
        ("industries", {"name": "Retail"}, 409, "name"),
        ("industries", {"id": "Big Space"}, 422, "id"),
        ("industries", {"id": "x" * 65}, 422, "id"),
        ("industries", {"name": " "}, 422, "name"),
        ("industries", {"position": -1}, 422, "position"),
        ("industries", {"active": False}, 422, "active"),
        ("roles", {"id": "chef"}, 409, "id"),
        ("roles", {"name": "Chef"}, 409, "name"),
        ("roles", {"industries": []}, 422, "industries"),
        ("roles", {"industries": ["energy", "nowhere"]}, 422, "industries"),
        ("roles", {"competencies": ["juggling"]}, 422, "competencies.0"),
        ("scenarios", {"slug": "first-job-in-a-shop"}, 409, "slug"),
        ("scenarios", {"industry_id": "nowhere"}, 422, "industry_id"),
        ("scenarios", {"role_id": "nobody"}, 422, "role_id"),
        ("scenarios", {"difficulty": "brutal"}, 422, "difficulty"),
        ("scenarios", {"options": {"kind": "chat"}}, 422, "options.kind"),
        ("scenarios", {"options": {"plan": 1}}, 422, "options.plan"),
        ("scenarios", {"about": "\n \t"}, 422, "about"),
        ("resources", {"slug": "from-we-to-i"}, 409, "slug"),
        ("resources", {"kind": "guide"}, 422, "kind"),
        ("resources", {"metric": "charm"}, 422, "metric"),
        ("resources", {"minutes": 0}, 422, "minutes"),
        ("resources", {"url": "javascript:alert(1)"}, 422, "url"),
        ("resources", {"url": "http://"}, 422, "url"),
        ("resources", {"url": "https://user:pass@example.org/"}, 422, "url"),
        ("resources", {"url": "ftp://example.org"}, 422, "url"),
        ("resources", {"url": "https://example.org/" + "x" * 500}, 422, "url"),
        ("resources", {"url": "https://exam\u202eple.org"}, 422, "url"),
        ("resources", {"tags": ["Two Words"]}, 422, "tags.0"),
        ("resources", {"title": "x" * 161}, 422, "title"),
    ],
    ids=str,
)
async def test_what_may_not_be_added(
    admin: Person, kind: str, changes: dict[str, Any], code: int, field: str
) -> None:
    body = BODIES[kind]
    before = await admin.get(f"/admin/{kind}")
    answer = await admin.ask("POST", f"/admin/{kind}", json=body | changes)
    assert answer.status_code == code, answer.text
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert await admin.get(f"/admin/{kind}") == before


@pytest.mark.parametrize(
    ("path", "changes", "code"),
    [
        ("industries/retail", {"name": "Education"}, 409),
        ("industries/retail", {"name": None}, 422),
        ("industries/retail", {"id": "shops"}, 422),
        ("industries/nowhere", {"name": "Nowhere"}, 404),
        ("industries/Retail", {"name": "Shops"}, 422),
        ("industries/a%00b", {"name": "Shops"}, 422),
        ("roles/chef", {"industries": ["nowhere"]}, 422),
        ("roles/chef", {"edited": False}, 422),
        ("scenarios/primary-teacher", {"options": None}, 422),
        ("resources/from-we-to-i", {"kind": "article"}, 422),
        ("resources/nothing", {}, 404),
    ],
    ids=str,
)
async def test_what_may_not_be_changed(
    admin: Person, path: str, changes: dict[str, Any], code: int
) -> None:
    answer = await admin.ask("PATCH", f"/admin/{path}", json=changes)
    assert answer.status_code == code, answer.text


@pytest.mark.parametrize("text", ["half \ud800", "null \0 and \x07 bell"])
async def test_text_that_is_none_breaks_nothing(admin: Person, text: str) -> None:
    headers = admin.headers | {"Content-Type": "application/json"}
    for path, body in (
        ("industries/retail", {"name": text}),
        ("scenarios/primary-teacher", {"about": text}),
        ("resources/from-we-to-i", {"summary": text, "title": text}),
    ):
        answer = await admin.client.patch(
            f"/admin/{path}", content=json.dumps(body), headers=headers
        )
        assert answer.status_code in (200, 422)
        assert "\0" not in answer.text


async def test_of_ten_who_add_the_same_one_does(admin: Person) -> None:
    answers = await asyncio.gather(
        *(admin.ask("POST", "/admin/resources", json=RESOURCE) for _ in range(10))
    )
    assert sorted(each.status_code for each in answers) == [201] + [409] * 9
    tags = RESOURCE | {"tags": ["never-seen"]}
    answers = await asyncio.gather(
        *(
            admin.ask("POST", "/admin/resources", json=tags | {"slug": f"other-{number}"})
            for number in range(5)
        )
    )
    assert {each.status_code for each in answers} <= {201, 409}
    assert 201 in {each.status_code for each in answers}


async def test_how_the_engines_fare(admin: Person, app: FastAPI) -> None:
    engines = await admin.get("/admin/engines")
    assert [each["kind"] for each in engines] == ["stt", "tts", "vad", "turn", "llm"]
    assert all(each["where"] == "this machine" for each in engines)
    assert all((each["state"], each["failures"]) == ("alive", 0) for each in engines)
    assert all(each["name"] for each in engines)


async def test_every_kind_of_engine_can_be_shown(admin: Person, app: FastAPI) -> None:
    kinds = ["stt", "tts", "vad", "turn", "llm", "text", "judge"]
    app.state.engine_states = lambda: [
        EngineState(kind, "A model", "this machine", False, 3, 0, 0, 0) for kind in kinds
    ]
    assert [each["kind"] for each in await admin.get("/admin/engines")] == kinds
