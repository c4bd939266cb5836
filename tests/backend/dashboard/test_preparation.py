"""The story bank and the days until an interview, over HTTP."""

from __future__ import annotations

from datetime import timedelta

from httpx import AsyncClient

from backend.database import SessionMaker, transaction
from models.base import now_utc
from tests.backend.conftest import signed_in
from tests.backend.dashboard.test_endpoints import bin_interview, got
from tests.backend.feedback.rows import add_scored, all_at, day, id_of


async def test_the_best_answers_are_kept_by_what_they_show(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    nothing = await got(client, headers, "preparation")
    assert (nothing["role"], nothing["target"], nothing["shelves"]) == ("", None, [])
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        await add_scored(db, user_id, all_at(2.0), ended_at=day(0), answers=1)
        best = await add_scored(db, user_id, all_at(4.0), ended_at=day(1), answers=1)
        deleted = await add_scored(db, user_id, all_at(5.0), ended_at=day(2), answers=1)
        other = await add_scored(db, user_id, all_at(5.0), ended_at=day(-1), engine="a model")
    await bin_interview(sessions, deleted)
    found = await got(client, headers, "preparation")
    assert found["role"] == "Nurse"
    shelf = next(each for each in found["shelves"] if each["competency"] == "Ownership")
    assert (shelf["answers"], shelf["gap"]) == (2, False)
    assert (shelf["best"]["interview_id"], shelf["best"]["value"]) == (str(best), 4.0)
    assert str(other) not in str(found)
    gaps = [each for each in found["shelves"] if each["wanted"] and each["gap"]]
    assert len(gaps) > 2
    assert found["shelves"][: len(gaps)] == gaps
    assert found["text"].startswith("Nurse interviews lean on")


async def test_days_are_planned_until_the_date_that_was_told(client: AsyncClient) -> None:
    headers = await signed_in(client)
    told = now_utc().date() + timedelta(days=4)
    asked = {"role": "Nurse", "company": "Harbour Clinic", "interview_date": told.isoformat()}
    assert (await client.post("/interviews", json=asked, headers=headers)).status_code == 201
    found = await got(client, headers, "preparation")
    assert found["target"] == {
        "role": "Nurse",
        "company": "Harbour Clinic",
        "day": told.isoformat(),
        "days_left": 4,
    }
    assert [each["step"] for each in found["plan"]] == ["story", "interview", "story", "sheet"]
    other = await signed_in(client, "somebody-else")
    assert (await got(client, other, "preparation"))["target"] is None
