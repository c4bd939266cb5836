"""The dashboard over HTTP, from rows as the scorer stores them."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update

from backend.database import SessionMaker, reading, transaction
from backend.milestones import record_achievements
from models import Achievement, Document, Interview, Resource, ResourceRead
from models.base import now_utc
from tests.backend.conftest import signed_in
from tests.backend.feedback.rows import (
    Headers,
    add_interview,
    add_scored,
    all_at,
    day,
    id_of,
)

PATHS = ("/dashboard/progress", "/dashboard/insights", "/dashboard/achievements")


async def got(client: AsyncClient, headers: Headers, path: str, **params: Any) -> dict[str, Any]:
    answer = await client.get(f"/dashboard/{path}", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def bin_interview(sessions: SessionMaker, interview_id: UUID) -> None:
    async with transaction(sessions) as db:
        statement = update(Interview).where(Interview.id == interview_id)
        await db.execute(statement.values(deleted_at=now_utc()))


async def test_nothing_there_yet_is_said_with_what_is_missing(client: AsyncClient) -> None:
    headers = await signed_in(client)
    progress = await got(client, headers, "progress")
    assert (progress["points"], progress["next"]) == ([], None)
    assert progress["text"] == "There is no scored interview here yet."
    insights = await got(client, headers, "insights")
    assert (insights["interviews"], insights["groups"], insights["by_difficulty"]) == (0, [], [])
    assert insights["text"].startswith("Nothing has been scored yet.")
    pressure = insights["pressure"]
    assert (pressure["pairs"], pressure["missing"], pressure["difference"]) == (0, 4, None)
    assert pressure["text"].startswith("4 more questions in stress mode")
    achievements = await got(client, headers, "achievements")
    assert achievements["reached"] == 0
    assert {each["value"] for each in achievements["milestones"]} == {0}


async def test_who_is_not_signed_in_sees_nothing(client: AsyncClient) -> None:
    for path in PATHS:
        assert (await client.get(path)).status_code == 401


async def test_one_interview_is_a_point_and_no_trend(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        interview_id = await add_scored(db, await id_of(client, headers), {"structure": 2.5})
    (point,) = (await got(client, headers, "progress"))["points"]
    assert point["interview_id"] == str(interview_id)
    assert (point["score"], point["metrics"]["structure"]) == (2.88, 2.5)
    assert point["interval"] == [pytest.approx(2.48, abs=0.01), pytest.approx(3.28, abs=0.01)]
    assert "problem_solving" not in point["metrics"]
    insights = await got(client, headers, "insights")
    assert insights["text"].startswith("5 more interviews of the same kind")
    (group,) = insights["groups"]
    assert group["label"] == "Behavioural, real, medium"
    assert len(group["points"]) == 1
    assert group["points"][0]["moving"] == {}
    assert {each["trend"]["direction"] for each in group["series"]} == {"too_few"}
    assert {each["trend"]["missing"] for each in group["series"]} == {5}
    assert "problem_solving" not in {each["metric"] for each in group["series"]}


async def test_typed_interviews_have_no_delivery_on_the_curve(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        await add_scored(db, await id_of(client, headers), pace_wpm=None)
    (point,) = (await got(client, headers, "progress"))["points"]
    assert "delivery" not in point["metrics"]
    (group,) = (await got(client, headers, "insights"))["groups"]
    assert "delivery" not in {each["metric"] for each in group["series"]}
    assert "delivery" not in group["points"][0]["values"]


async def test_the_curve_comes_in_pages_and_in_order(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        # Three of them on one day: a place in the list is more than a date.
        made = [
            await add_scored(db, user_id, ended_at=day(number), answers=1)
            for number in (0, 1, 2, 2, 2, 3, 4)
        ]
    pages, cursor = [], ""
    while cursor is not None:
        page = await got(client, headers, "progress", limit=2, cursor=cursor)
        pages.append(page["points"])
        cursor = page["next"]
    assert [len(each) for each in pages] == [2, 2, 2, 1]
    whole = [point for page in reversed(pages) for point in page]
    assert {each["interview_id"] for each in whole} == {str(each) for each in made}
    dates = [each["interview_date"] for each in whole]
    assert dates == sorted(dates)
    assert whole == (await got(client, headers, "progress"))["points"]


async def test_the_curve_is_narrowed(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        await add_scored(db, user_id, ended_at=day(0), kind="technical", role="Chef")
        await add_scored(db, user_id, ended_at=day(1), mode="stress")
        await add_scored(db, user_id, ended_at=day(2), difficulty="hard")

    async def days(**params: Any) -> list[str]:
        found = (await got(client, headers, "progress", **params))["points"]
        return [each["interview_date"][8:10] for each in found]

    assert await days() == ["01", "02", "03"]
    assert await days(kind="technical") == ["01"]
    assert await days(role="Chef") == ["01"]
    assert await days(mode="stress") == ["02"]
    assert await days(difficulty="hard") == ["03"]
    assert await days(since="2026-10-02") == ["02", "03"]
    assert await days(until="2026-10-02") == ["01", "02"]
    assert await days(since="2026-10-02", until="2026-10-02") == ["02"]
    assert await days(kind="case") == []
    narrowed = await got(client, headers, "insights", difficulty="hard")
    assert [each["difficulty"] for each in narrowed["groups"]] == ["hard"]


@pytest.mark.parametrize(
    ("path", "params", "field"),
    [
        ("progress", {"kind": "sales"}, "kind"),
        ("progress", {"limit": "0"}, "limit"),
        ("progress", {"limit": "100000"}, "limit"),
        ("progress", {"cursor": "nonsense"}, "cursor"),
        ("progress", {"cursor": "é"}, "cursor"),
        ("progress", {"cursor": "MjAyNi0xMC0wMSBub25zZW5zZQ"}, "cursor"),
        ("progress", {"until": "9999-12-31"}, "until"),
        ("progress", {"since": "yesterday"}, "since"),
        ("insights", {"mode": "calm"}, "mode"),
    ],
)
async def test_what_is_asked_wrong_is_named(
    client: AsyncClient, path: str, params: dict[str, str], field: str
) -> None:
    headers = await signed_in(client)
    answer = await client.get(f"/dashboard/{path}", params=params, headers=headers)
    assert answer.status_code == 422
    assert [each["field"] for each in answer.json()["errors"]] == [field]


async def test_a_role_with_strange_characters_is_just_another_role(client: AsyncClient) -> None:
    headers = await signed_in(client)
    for role in ("\x00", "\udcff".encode("utf-8", "surrogatepass").decode("latin-1"), "😀" * 50):
        assert (await got(client, headers, "progress", role=role))["points"] == []


async def test_a_rise_is_told_only_among_interviews_that_are_alike(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        for number, value in enumerate((2.0, 2.3, 2.5, 2.9, 3.1, 3.6, 3.9, 4.1)):
            values = all_at(3.0) | {"structure": value}
            await add_scored(db, user_id, values, ended_at=day(number), half=0.2)
        # Alternating, these two would look like a fall together.
        await add_scored(db, user_id, all_at(5.0), ended_at=day(1), difficulty="easy")
        await add_scored(
            db, user_id, all_at(1.0), ended_at=day(9), difficulty="expert", role="Chef"
        )
    insights = await got(client, headers, "insights")
    assert (insights["interviews"], insights["window"], insights["fewest"]) == (10, 3, 6)
    first = insights["groups"][0]
    assert (first["difficulty"], first["interviews"]) == ("medium", 8)
    told = {each["metric"]: each for each in first["series"]}
    rise = told["structure"]["trend"]
    assert (rise["direction"], rise["missing"]) == ("better", 0)
    assert rise["first"] == pytest.approx(2.0, abs=0.1)
    assert rise["last"] == pytest.approx(4.1, abs=0.15)
    assert 0 < rise["interval"][0] < rise["last"] - rise["first"] < rise["interval"][1]
    assert rise["text"].startswith("Structure rose from about 2.0 to about 4.")
    assert told["relevance"]["trend"]["direction"] == "no_clear_change"
    assert told["relevance"]["average"] == 3.0
    assert [point["values"]["structure"] for point in first["points"]][:3] == [2.0, 2.3, 2.5]
    moving = [point["moving"].get("structure") for point in first["points"]]
    assert moving[:4] == [None, None, 2.27, 2.57]
    assert first["points"][0]["ranges"]["structure"] == [1.8, 2.2]
    assert {each["interviews"] for each in insights["groups"][1:]} == {1}
    assert first["by_role"] == [
        {
            "role": "Nurse",
            "interviews": 8,
            "average": 3.01,
            "interval": first["series"][0]["interval"],
        }
    ]
    (levels,) = insights["by_difficulty"]
    assert [(each["difficulty"], each["average"]) for each in levels["levels"]] == [
        ("easy", 5.0),
        ("medium", 3.01),
        ("expert", 1.0),
    ]


async def test_stress_is_held_against_calm_from_four_pairs_on(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        calm, pressed = ["a", "b", "c", "d"], ["e", "f", "g", "h"]
        first = await add_scored(db, user_id, all_at(4.0), bank=calm, answers=4)
        await add_scored(
            db,
            user_id,
            all_at(3.0),
            ended_at=day(1),
            mode="stress",
            bank=pressed[:3],
            matches=calm[:3],
        )
    three = (await got(client, headers, "insights"))["pressure"]
    assert (three["pairs"], three["missing"], three["difference"]) == (3, 1, None)
    assert three["text"].startswith("1 more question in stress mode")
    async with transaction(sessions) as db:
        await add_scored(
            db,
            user_id,
            all_at(3.4),
            ended_at=day(2),
            mode="stress",
            bank=pressed[3:],
            matches=calm[3:],
            answers=1,
        )
    four = (await got(client, headers, "insights"))["pressure"]
    assert (four["pairs"], four["missing"], four["difference"]) == (4, 0, -0.9)
    assert four["interval"][0] < -0.9 < four["interval"][1] < 0
    assert four["text"] == "Under stress you scored 0.9 lower in 4 pairs of questions."
    assert "not the same" in four["caution"]
    assert [(each["calm"], each["under_pressure"]) for each in four["points"]] == [
        (4.0, 3.0),
        (4.0, 3.0),
        (4.0, 3.0),
        (4.0, 3.4),
    ]
    await bin_interview(sessions, first)
    assert (await got(client, headers, "insights"))["pressure"]["pairs"] == 0


async def test_deleted_interviews_vanish_and_so_do_other_peoples(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    async with transaction(sessions) as db:
        user_id = await id_of(client, ada)
        kept = await add_scored(db, user_id, ended_at=day(0))
        gone = await add_scored(db, user_id, ended_at=day(1))
    assert (await got(client, eve, "progress"))["points"] == []
    assert (await got(client, eve, "insights"))["interviews"] == 0
    assert (await got(client, eve, "achievements"))["reached"] == 0
    assert len((await got(client, ada, "progress"))["points"]) == 2
    await bin_interview(sessions, gone)
    (point,) = (await got(client, ada, "progress"))["points"]
    assert point["interview_id"] == str(kept)
    assert (await got(client, ada, "insights"))["interviews"] == 1
    five = await milestone(client, ada, "five_interviews")
    assert five["value"] == 1
    async with transaction(sessions) as db:
        await db.execute(update(Interview).values(deleted_at=None))
    assert len((await got(client, ada, "progress"))["points"]) == 2, "it was restored"


async def milestone(client: AsyncClient, headers: Headers, key: str) -> dict[str, Any]:
    found = (await got(client, headers, "achievements"))["milestones"]
    chosen: dict[str, Any] = next(each for each in found if each["key"] == key)
    return chosen


async def test_milestones_are_reached_once_and_stay(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        interview_id = await add_scored(db, user_id, ended_at=day(2), kind="case")
        assert set(await record_achievements(db, user_id)) == {"first_interview", "case_finished"}
        assert await record_achievements(db, user_id) == []
    first = await milestone(client, headers, "first_interview")
    assert first["reached_at"].startswith("2026-10-03T09:00")
    assert (first["value"], first["target"]) == (1, 1)
    figures = await milestone(client, headers, "ten_figures")
    assert (figures["value"], figures["reached_at"]) == (3, None)
    await bin_interview(sessions, interview_id)
    assert await milestone(client, headers, "first_interview") == first
    assert (await milestone(client, headers, "ten_figures"))["value"] == 0


async def test_reading_notes_what_was_reached_since(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        await add_scored(db, user_id)
        db.add(Document(user_id=user_id, kind="cv", name="cv.txt", text="Nurse since 2015."))
        guide = Resource(
            slug="first", title="A guide", summary="-", metric="structure", minutes=3, course="one"
        )
        db.add(guide)
        await db.flush()
        db.add(ResourceRead(user_id=user_id, resource_id=guide.id, exercise_done=True))
    reads = [got(client, headers, "achievements") for _ in range(8)]
    bodies = await asyncio.gather(*reads)
    assert {each["reached"] for each in bodies} == {5}
    assert bodies[0]["next"] is not None
    async with reading(sessions) as db:
        keys = (await db.execute(select(Achievement.key))).scalars().all()
    assert sorted(keys) == [
        "first_course", "first_exercise", "first_guide", "first_interview", "own_document",
    ]  # fmt: skip


async def test_only_what_was_answered_counts_as_held(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        await add_interview(db, user_id, answers=0)
        await add_interview(db, user_id, status="active")
    assert (await milestone(client, headers, "first_interview"))["value"] == 0
    async with transaction(sessions) as db:
        await add_interview(db, user_id, answers=1)
    assert (await milestone(client, headers, "first_interview"))["value"] == 1


async def test_a_guest_keeps_what_they_reached(client: AsyncClient, sessions: SessionMaker) -> None:
    made = await client.post("/auth/guest")
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    async with transaction(sessions) as db:
        await add_scored(db, await id_of(client, headers), answers=1)
    assert (await got(client, headers, "achievements"))["reached"] == 1
    body = {"username": "ada", "email": "ada@example.org", "password": "correct horse battery"}
    assert (await client.post("/auth/register", json=body, headers=headers)).status_code == 201
    async with reading(sessions) as db:
        assert (await db.execute(select(func.count(Achievement.key)))).scalar_one() == 1


async def test_recording_for_nobody_notes_nothing(sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        assert await record_achievements(db, uuid4()) == []
