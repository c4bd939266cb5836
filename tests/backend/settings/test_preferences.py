"""Preferences: kept, private, and in force."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select

from backend.database import SessionMaker, reading
from backend.domain.preferences import DOUBLE_TIME, TIME_AND_A_HALF
from models import UserPreferences
from tests.backend.conftest import signed_in

PATH = "/settings/preferences"
DEFAULTS: dict[str, Any] = {
    "scenario": dict.fromkeys(
        ("role", "industry", "difficulty", "kind", "persona", "mode", "format", "questions",
         "minutes", "company", "candidate")
    ),
    "voice": "",
    "speech_rate": 1.0,
    "captions": True,
    "keep_audio": True,
    "retention_days": None,
    "how_i_speak": {"second_language": False, "longer_pauses": False, "rate_delivery": True},
}  # fmt: skip
CHOSEN: dict[str, Any] = {
    "scenario": {"role": "Chef", "industry": "Hospitality and tourism", "questions": 2},
    "voice": "high",
    "speech_rate": 0.8,
    "captions": False,
    "keep_audio": False,
    "retention_days": 30,
    "how_i_speak": {"second_language": True, "longer_pauses": False, "rate_delivery": False},
}


async def put(client: AsyncClient, headers: dict[str, str], **changes: Any) -> dict[str, Any]:
    answer = await client.put(PATH, json=changes, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    assert (await client.get(PATH, headers=headers)).json() == body
    return body


async def test_defaults_until_something_is_said(client: AsyncClient) -> None:
    headers = await signed_in(client)
    assert (await client.get(PATH, headers=headers)).json() == DEFAULTS


async def test_what_is_left_out_stays_as_it_is(client: AsyncClient) -> None:
    headers = await signed_in(client)
    wanted = DEFAULTS | CHOSEN | {"scenario": DEFAULTS["scenario"] | CHOSEN["scenario"]}
    assert await put(client, headers, **CHOSEN) == wanted
    assert await put(client, headers) == wanted
    assert await put(client, headers, captions=True) == wanted | {"captions": True}
    stays = await put(client, headers, how_i_speak={"longer_pauses": True})
    assert stays["how_i_speak"] == CHOSEN["how_i_speak"] | {"longer_pauses": True}
    forever = await put(client, headers, retention_days=None)
    assert forever["retention_days"] is None
    cleared = await put(client, headers, scenario={})
    assert cleared["scenario"] == DEFAULTS["scenario"]


async def test_a_voice_is_one_that_the_server_has(client: AsyncClient) -> None:
    headers = await signed_in(client)
    voices = (await client.get("/settings/engines")).json()["voices"]
    assert voices == ["low", "high"]
    for voice in (*voices, ""):
        assert (await put(client, headers, voice=voice))["voice"] == voice


async def test_they_are_one_persons_own(client: AsyncClient) -> None:
    ada, bob = await signed_in(client, "ada"), await signed_in(client, "bob")
    await put(client, ada, **CHOSEN)
    assert (await client.get(PATH, headers=bob)).json() == DEFAULTS
    for method in ("GET", "PUT"):
        assert (await client.request(method, PATH, json={})).status_code == 401


async def test_a_guest_may_have_some(client: AsyncClient) -> None:
    token = (await client.post("/auth/guest")).json()["access_token"]
    await put(client, {"Authorization": f"Bearer {token}"}, keep_audio=False)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"speech_rate": 0.4}, "speech_rate"),
        ({"speech_rate": 1.6}, "speech_rate"),
        ({"retention_days": 0}, "retention_days"),
        ({"retention_days": 100_000}, "retention_days"),
        ({"captions": None}, "captions"),
        ({"voice": "x" * 65}, "voice"),
        ({"voice": "marin"}, "voice"),
        ({"scenario": {"kind": "chat"}}, "scenario.kind"),
        ({"scenario": {"role": "  "}}, "scenario.role"),
        ({"scenario": {"plan": {}}}, "scenario.plan"),
        ({"how_i_speak": {"rate_delivery": None}}, "how_i_speak.rate_delivery"),
        ({"keep_sound": False}, "keep_sound"),
    ],
    ids=str,
)
async def test_what_can_be_no_preference(
    client: AsyncClient, changes: dict[str, Any], field: str
) -> None:
    headers = await signed_in(client)
    answer = await client.put(PATH, json=changes, headers=headers)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]
    assert (await client.get(PATH, headers=headers)).json() == DEFAULTS


@pytest.mark.parametrize(
    "body", [{"voice": "\ud800"}, {"scenario": {"role": "Che\ud800f"}}], ids=ascii
)
async def test_half_a_character_breaks_nothing(client: AsyncClient, body: dict[str, Any]) -> None:
    headers = await signed_in(client)
    sent = headers | {"Content-Type": "application/json"}
    answer = await client.put(PATH, content=json.dumps(body), headers=sent)
    assert answer.status_code == 422
    nothing_shown = {"voice": "\0", "scenario": {"role": "Chef\0", "company": "\0"}}
    kept = await put(client, headers, **nothing_shown)
    assert (kept["voice"], kept["scenario"]["role"]) == ("", "Chef")


async def test_ten_first_changes_at_once_make_one_row(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    answers = await asyncio.gather(
        *(client.put(PATH, json={"retention_days": day}, headers=headers) for day in range(1, 11))
    )
    assert {each.status_code for each in answers} == {200}
    async with reading(sessions) as db:
        assert (await db.execute(select(func.count(UserPreferences.user_id)))).scalar_one() == 1


async def test_an_interview_is_as_preferred_where_nothing_else_is_said(
    client: AsyncClient,
) -> None:
    headers = await signed_in(client)
    await put(client, headers, scenario={"role": "Chef", "difficulty": "easy", "minutes": 30})
    made = (await client.post("/interviews", json={}, headers=headers)).json()
    assert (made["role"], made["difficulty"], made["length"]) == ("Chef", "easy", 10)
    other = {"difficulty": "hard", "questions": 2}
    made = (await client.post("/interviews", json=other, headers=headers)).json()
    assert (made["role"], made["difficulty"], made["length"]) == ("Chef", "hard", 2)


def test_more_time_is_what_test_takers_get() -> None:
    assert (TIME_AND_A_HALF, DOUBLE_TIME) == (1.5, 2.0)
