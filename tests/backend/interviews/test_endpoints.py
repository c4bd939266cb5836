from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.dependencies import Services
from backend.interviews.records import CandidateTurn
from tests.backend.conftest import signed_in
from tests.backend.interviews.conftest import PROBED, begun, hold


async def test_an_interview_is_planned_with_defaults(client: AsyncClient) -> None:
    headers = await signed_in(client)
    made = await client.post("/interviews", json={}, headers=headers)
    assert made.status_code == 201
    body = made.json()
    assert (body["role"], body["industry"], body["difficulty"], body["status"]) == (
        "Software engineer",
        "Technology",
        "medium",
        "planned",
    )
    read = (await client.get(f"/interviews/{body['id']}", headers=headers)).json()
    nothing_yet = {"answered": 0, "duration_s": 0.0, "feedback": None, "score": None}
    assert read == body | nothing_yet | {"questions": [], "turns": []}


async def test_the_same_seed_plans_the_same_interview(app: FastAPI, client: AsyncClient) -> None:
    headers = await signed_in(client)
    services: Services = app.state.services
    user, _ = await services.sign_ins.user_of(headers["Authorization"].split()[1])
    plans = []
    for seed in (7, 7, 8):
        body = {"role": "Chef", "seed": seed, "questions": 8}
        made = await client.post("/interviews", json=body, headers=headers)
        run = await services.conductor.open(UUID(made.json()["id"]), user.id)
        await begun(run)
        plans.append([each.text for each in run.flow.plan.questions])
    assert plans[0] == plans[1] != plans[2]


async def test_what_was_said_can_be_read(app: FastAPI, client: AsyncClient) -> None:
    headers = await signed_in(client)
    body = {"role": "Nurse", "industry": "Health care", "difficulty": "hard"}
    made = (await client.post("/interviews", json=body, headers=headers)).json()
    services: Services = app.state.services
    token = headers["Authorization"].split()[1]
    user, _ = await services.sign_ins.user_of(token)
    run = await begun(await services.conductor.open(UUID(made["id"]), user.id))
    await hold(run, CandidateTurn("a", text=PROBED))
    read = (await client.get(f"/interviews/{made['id']}", headers=headers)).json()
    assert read["status"] == "active"
    assert [(turn["speaker"], turn["kind"], turn["question"]) for turn in read["turns"]] == [
        ("interviewer", "opening", 0),
        ("candidate", "main", 0),
        ("interviewer", "follow_up", 0),
    ]
    assert read["turns"][1]["text"] == PROBED
    assert [each["position"] for each in read["questions"]] == [0]


async def test_somebody_elses_interview_is_not_there(client: AsyncClient) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    made = (await client.post("/interviews", json={}, headers=ada)).json()
    others = await client.get(f"/interviews/{made['id']}", headers=eve)
    nobodys = await client.get(f"/interviews/{uuid4()}", headers=eve)
    assert others.status_code == nobodys.status_code == 404
    assert others.json() == nobodys.json()
    assert (await client.get(f"/interviews/{made['id']}")).status_code == 401


async def test_a_pages_own_paths_are_left_to_the_page(client: AsyncClient) -> None:
    headers = await signed_in(client)
    assert (await client.get("/interviews", headers=headers)).status_code in (404, 405)
    answer = await client.get("/interviews/index.txt", headers=headers)
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        '{"role": ""}',
        '{"role": " \\u0000 "}',
        '{"role": "\\ud800"}',
        '{"difficulty": "impossible"}',
        '{"industry": 7}',
        '{"role": "%s"}' % ("x" * 121),
        "[]",
        "{",
        "",
    ],
)
async def test_scenarios_that_make_no_sense(client: AsyncClient, body: str) -> None:
    headers = await signed_in(client) | {"Content-Type": "application/json"}
    answer = await client.post("/interviews", content=body.encode(), headers=headers)
    assert answer.status_code == 422
    assert answer.json()["errors"]
