from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import event, func, select

from backend.database import SessionMaker, reading, transaction
from backend.dependencies import Services
from backend.errors import ConflictError, NotFoundError
from backend.interviews.history import GRACE, PURGED_AT_ONCE, purge_deleted
from backend.interviews.records import CandidateTurn
from models import Interview, Question, Turn, TurnAudio
from models.base import now_utc
from tests.backend.conftest import signed_in
from tests.backend.interviews.conftest import PROBED, begun, hold
from tests.backend.interviews.stored import (
    Headers,
    id_of,
    keep_audio,
    keep_interview,
    keep_scorecard,
    noise,
    turn_of,
)

BAD_CURSORS = (
    "x", "\x00", "e30", "bm90IGEgcGxhY2U", "WyIyMDI2LTExLTI1IiwxXQ", "é", "🙂", "=" * 9, "x" * 201,
)  # fmt: skip
"""No base64, no JSON, no place, no ASCII, too long."""


async def history(client: AsyncClient, headers: Headers, **asked: Any) -> dict[str, Any]:
    answer = await client.get("/interviews/history", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_row_says_what_became_of_an_interview(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    held = await keep_interview(sessions, me, "I nursed.", "I led.", length=3, title="First try")
    await keep_scorecard(sessions, held, await turn_of(sessions, held))
    [row] = (await history(client, headers))["items"]
    assert row["id"] == str(held)
    assert (row["title"], row["length"], row["answered"]) == ("First try", 3, 2)
    assert (row["duration_s"], row["feedback"], row["score"]) == (600.0, "ready", 3.5)
    assert row["started_at"] == "2026-11-01T12:00:00Z"


async def test_pages_are_the_newest_first_and_stay_while_others_arrive(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    # Of the middle ones two were created in the same instant.
    kept = [str(await keep_interview(sessions, me, at=hour)) for hour in (0, 1, 2, 2, 3)]
    seen: list[str] = []
    cursor = None
    for _ in range(3):
        page = await history(client, headers, limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [row["id"] for row in page["items"]]
        cursor = page["next"]
        await keep_interview(sessions, me, at=9)
    assert cursor is None
    assert seen[0] == kept[4]
    assert set(seen[1:3]) == set(kept[2:4])
    assert seen[3:] == [kept[1], kept[0]]


FILTERS: list[tuple[dict[str, str], str]] = [
    ({"status": "planned"}, "b"),
    ({"kind": "case"}, "b"),
    ({"mode": "stress"}, "a"),
    ({"role": "Chef"}, "a"),
    ({"role": " Chef "}, "a"),
    ({"role": "chef"}, ""),
    ({"industry": "Hospitality"}, "a"),
    ({"difficulty": "hard"}, "b"),
    ({"from": "2026-11-01T14:00:00+01:00"}, "abc"),
    ({"from": "2026-11-01T13:30:00Z"}, "bc"),
    ({"from": "2026-11-02"}, "c"),
    ({"to": "2026-11-01"}, "ab"),
    ({"to": "2026-11-01T13:30:00Z"}, "a"),
    ({"from": "2026-11-01T13:00:00Z", "to": "2026-11-01T13:30:00"}, "a"),
    ({"title": "ÜBUNG"}, "a"),
    ({"title": "zweite dont"}, "b"),
    ({"title": "eite"}, ""),
    ({"title": "100%"}, ""),
    ({"title": "_"}, ""),
    ({"title": "🙂 ?"}, "abc"),
    ({"role": "Chef", "mode": "stress", "title": "strasse"}, "a"),
]


async def test_filters(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    rows: dict[str, dict[str, Any]] = {
        "a": {
            "at": 1,
            "title": "Übung in der Straße",
            "role": "Chef",
            "industry": "Hospitality",
            "mode": "stress",
        },
        "b": {
            "at": 2,
            "title": "Zweite, don't wait",
            "kind": "case",
            "difficulty": "hard",
            "status": "planned",
        },
        "c": {"at": 24},
    }
    names = {str(await keep_interview(sessions, me, **row)): name for name, row in rows.items()}
    for asked, found in FILTERS:
        page = await history(client, headers, **asked)
        assert sorted(names[row["id"]] for row in page["items"]) == sorted(found), asked


NONSENSE: list[dict[str, str]] = [
    *({"cursor": bad} for bad in BAD_CURSORS),
    {"limit": "0"},
    {"limit": "-1"},
    {"limit": "101"},
    {"limit": "9" * 40},
    {"status": "gone"},
    {"kind": "\x00"},
    {"from": "yesterday"},
    {"from": "1764000000"},
    {"from": "0001-01-01T00:00:00+14:00"},
    {"to": "9999-12-31T23:59:59-14:00"},
    {"title": "x" * 121},
]


async def test_what_makes_no_sense_is_refused(client: AsyncClient) -> None:
    headers = await signed_in(client)
    for asked in NONSENSE:
        answer = await client.get("/interviews/history", params=asked, headers=headers)
        assert answer.status_code == 422, asked
        assert answer.json()["errors"][0]["field"] == next(iter(asked))


async def test_the_end_of_the_calendar_is_no_error(client: AsyncClient) -> None:
    headers = await signed_in(client)
    answer = await client.get(
        "/interviews/history?from=0001-01-01&to=9999-12-31&title=%00&role=%00%ED%A0%80",
        headers=headers,
    )
    assert answer.status_code == 200
    assert answer.json() == {"items": [], "next": None}


async def test_a_list_is_served_by_an_index(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker
) -> None:
    """No sorting, and no reading of every interview there is."""
    services: Services = app.state.services
    if services.database.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads so small a table as a whole, whatever index there is")
    headers = await signed_in(client)
    me = await id_of(client, headers)
    for hour in range(3):
        await keep_interview(sessions, me, at=hour)
    first = await history(client, headers, limit=1)
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, values: Any, *_: object) -> None:
        if "count(DISTINCT" in statement:
            sent.append((statement, values))

    event.listen(services.database.sync_engine, "before_cursor_execute", note)
    await history(client, headers, limit=1, cursor=first["next"], title="x", role="Nurse")
    event.remove(services.database.sync_engine, "before_cursor_execute", note)
    [(statement, values)] = sent
    async with services.database.connect() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        plan = "\n".join(row[-1] for row in rows.all())
    assert "ix_interview_user_id_created_at_id (user_id=? AND created_at<?)" in plan
    assert "SCAN" not in plan
    assert "ORDER BY" not in plan


async def test_an_interview_is_read_with_its_sound_and_its_reasons(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    held = await keep_interview(sessions, await id_of(client, headers), "I nursed.", "I led.")
    await keep_audio(sessions, await turn_of(sessions, held), noise(31.5))
    read = (await client.get(f"/interviews/{held}", headers=headers)).json()
    assert [turn["question"] for turn in read["turns"]] == [0, 0, 1, 1]
    assert read["turns"][2]["why"] == "You said nothing of the result."
    assert [turn["audio_s"] for turn in read["turns"]] == [None, 31.5, None, None]
    assert {turn["words"] for turn in read["turns"]} == {None}
    assert read["answered"] == 2
    detailed = await client.get(f"/interviews/{held}?details=true", headers=headers)
    answer = detailed.json()["turns"][1]
    assert answer["words"][1] == {
        "text": "nursed.",
        "start_s": 0.5,
        "end_s": 0.9,
        "probability": 0.9,
    }
    assert answer["features"] == {"words_per_minute": 140.0}


async def test_renaming(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    held = await keep_interview(sessions, await id_of(client, headers))
    path = f"/interviews/{held}"
    named = await client.patch(path, json={"title": " The  ward\u0000 "}, headers=headers)
    assert named.json()["title"] == "The ward"
    assert (await client.get(path, headers=headers)).json()["title"] == "The ward"
    assert len((await history(client, headers, title="WARD"))["items"]) == 1
    assert (await client.patch(path, json={"title": ""}, headers=headers)).json()["title"] == ""
    for body in ('{"title": "\\ud800"}', '{"title": "%s"}' % ("x" * 121), "{}", '{"title": 7}'):
        bad = await client.patch(
            path, content=body.encode(), headers=headers | {"Content-Type": "application/json"}
        )
        assert bad.status_code == 422, body


async def test_what_is_deleted_is_gone_and_can_be_restored(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    held = await keep_interview(sessions, await id_of(client, headers), "The night shift.")
    turn = await turn_of(sessions, held)
    await keep_audio(sessions, turn, noise(1))
    path = f"/interviews/{held}"
    before = (await client.get(path, headers=headers)).json()
    assert (await client.delete(path, headers=headers)).status_code == 204
    for method, gone, body in (
        ("GET", path, None),
        ("DELETE", path, None),
        ("PATCH", path, {"title": "x"}),
        ("GET", f"{path}/download", None),
        ("GET", f"{path}/turns/{turn}/audio", None),
        ("POST", f"{path}/ticket", None),
    ):
        answer = await client.request(method, gone, json=body, headers=headers)
        assert answer.status_code == 404, (method, gone)
    assert (await history(client, headers))["items"] == []
    found = await client.get("/interviews/search?q=night", headers=headers)
    assert found.json()["items"] == []
    for _ in range(2):
        restored = await client.post(f"{path}/restore", headers=headers)
        assert restored.status_code == 200
    assert restored.json()["id"] == str(held)
    assert (await client.get(path, headers=headers)).json() == before


async def test_after_the_time_of_grace_nothing_is_left(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    old = [await keep_interview(sessions, me, "Gone.") for _ in range(PURGED_AT_ONCE + 1)]
    await keep_audio(sessions, await turn_of(sessions, old[0]), noise(1))
    young, live = await keep_interview(sessions, me, "Young."), await keep_interview(sessions, me)
    now = now_utc()
    for interview in (*old, young):
        await client.delete(f"/interviews/{interview}", headers=headers)
    async with transaction(sessions) as db:
        rows = (await db.execute(select(Interview).where(Interview.id.in_(old)))).scalars()
        for row in rows:
            row.deleted_at = now - GRACE - timedelta(seconds=1)
    late = await client.post(f"/interviews/{old[0]}/restore", headers=headers)
    assert late.status_code == 404
    for removed in (PURGED_AT_ONCE, 1, 0):
        async with transaction(sessions) as db:
            assert await purge_deleted(db, now) == removed
    async with reading(sessions) as db:
        left = set((await db.execute(select(Interview.id))).scalars())
        assert left == {young, live}
        assert (await db.execute(select(func.count(TurnAudio.id)))).scalar_one() == 0
        assert (await db.execute(select(func.count(Turn.id)))).scalar_one() == 2
        assert (await db.execute(select(func.count(Question.id)))).scalar_one() == 1
    assert (await client.post(f"/interviews/{young}/restore", headers=headers)).status_code == 200


async def test_a_conversation_writes_nothing_to_a_deleted_interview(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    made = (await client.post("/interviews", json={}, headers=headers)).json()
    services: Services = app.state.services
    run = await begun(await services.conductor.open(UUID(made["id"]), me))
    await client.delete(f"/interviews/{made['id']}", headers=headers)
    with pytest.raises(ConflictError):
        await hold(run, CandidateTurn("a", text=PROBED))
    with pytest.raises(NotFoundError):
        await services.conductor.open(UUID(made["id"]), me)
    # Nor once it is there again: it must be taken up anew.
    await client.post(f"/interviews/{made['id']}/restore", headers=headers)
    with pytest.raises(ConflictError):
        await hold(run, CandidateTurn("b", text=PROBED))
    read = (await client.get(f"/interviews/{made['id']}", headers=headers)).json()
    assert [turn["kind"] for turn in read["turns"]] == ["opening"]
    await hold(await services.conductor.open(UUID(made["id"]), me), CandidateTurn("c", text=PROBED))


async def test_what_was_deleted_is_not_asked_again_all_the_same(
    app: FastAPI, client: AsyncClient
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    services: Services = app.state.services
    made = (await client.post("/interviews", json={}, headers=headers)).json()
    run = await begun(await services.conductor.open(UUID(made["id"]), me))
    asked = run.flow.plan.questions[0].id
    await client.delete(f"/interviews/{made['id']}", headers=headers)
    for _ in range(3):
        plan = (await client.post("/interviews", json={}, headers=headers)).json()
        following = await services.conductor.open(UUID(plan["id"]), me)
        assert asked not in [each.id for each in following.flow.plan.questions]


async def test_somebody_elses_interviews_are_not_there(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    hers = await keep_interview(sessions, await id_of(client, ada), "The night shift.")
    turn = await turn_of(sessions, hers)
    await keep_audio(sessions, turn, noise(1))
    for interview in (hers, uuid4()):
        path = f"/interviews/{interview}"
        for method, where, body in (
            ("GET", path, None),
            ("PATCH", path, {"title": "mine"}),
            ("DELETE", path, None),
            ("POST", f"{path}/restore", None),
            ("GET", f"{path}/download", None),
            ("GET", f"{path}/turns/{turn}/audio", None),
        ):
            answer = await client.request(method, where, json=body, headers=eve)
            assert answer.status_code == 404, (method, where)
            assert (await client.request(method, where, json=body)).status_code == 401
    assert (await history(client, eve))["items"] == []
    assert (await client.get("/interviews/search?q=night", headers=eve)).json()["items"] == []
    deleted = await client.delete(f"/interviews/{hers}", headers=ada)
    assert deleted.status_code == 204
    assert (await client.post(f"/interviews/{hers}/restore", headers=eve)).status_code == 404


async def test_a_guest_reads_their_one_interview_and_deleting_it_gives_no_other(
    client: AsyncClient,
) -> None:
    token = (await client.post("/auth/guest")).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    made = (await client.post("/interviews", json={}, headers=headers)).json()
    assert [row["id"] for row in (await history(client, headers))["items"]] == [made["id"]]
    path = f"/interviews/{made['id']}"
    assert (await client.get(path, headers=headers)).status_code == 200
    assert (await client.delete(path, headers=headers)).status_code == 204
    assert (await client.post("/interviews", json={}, headers=headers)).status_code == 403
