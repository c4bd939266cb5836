"""The scorecard over HTTP, from rows as the scorer stores them."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient
from sqlalchemy import func, select, update

from backend.database import SessionMaker, reading, transaction
from backend.domain.scorecard import METRICS
from backend.errors import NotFoundError
from backend.feedback import repository
from models import Feedback, Interview, Score, UserProgress
from models.base import now_utc
from tests.backend.conftest import signed_in
from tests.backend.feedback.rows import (
    QUOTE,
    TEXT,
    Headers,
    a_card,
    add_interview,
    add_scored,
    all_at,
    day,
    id_of,
    unscored,
)


async def card(
    client: AsyncClient, headers: Headers, interview_id: UUID | None = None
) -> dict[str, Any]:
    params = {"interview_id": str(interview_id)} if interview_id else {}
    answer = await client.get("/feedback/scorecard", params=params, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def metric(body: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(each for each in body["metrics"] if each["metric"] == name)
    return found


async def test_a_scorecard_shows_every_score_with_its_evidence(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        interview_id = await add_scored(db, await id_of(client, headers), {"structure": 2.5})
    body = await card(client, headers)
    assert body["interview"]["id"] == str(interview_id)
    assert (body["status"], body["message"]) == ("ready", "Your feedback is complete.")
    assert (body["engine"], body["version"], body["from_text"]) == ("rules", "1", False)
    assert [each["metric"] for each in body["metrics"]] == list(METRICS)
    structure = metric(body, "structure")
    assert (structure["value"], structure["interval"]) == (2.5, {"low": 2.1, "high": 2.9})
    assert (structure["state"], structure["basis"]) == ("scored", "rules")
    (evidence,) = structure["evidence"]
    assert evidence["quote"] == QUOTE
    assert QUOTE in TEXT
    assert (evidence["start_s"], evidence["end_s"]) == (4.2, 6.1)
    assert structure["practise"] == "End with what came of it."
    assert structure["trend"]["direction"] == "first"
    # (3 + 2.5 + 3 + 3) / 4
    assert body["overall"]["value"] == pytest.approx(2.88)
    assert body["overall"]["made_of"] == [
        "communication", "structure", "relevance", "specificity",
    ]  # fmt: skip
    assert "Delivery isn't part of it" in body["overall"]["how"]
    assert body["practise"] == {"metric": "structure", "text": "End with what came of it."}


async def test_what_was_not_called_for_differs_from_what_was_not_made(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        await add_scored(db, await id_of(client, headers))
    body = await card(client, headers)
    whole = metric(body, "problem_solving")
    assert (whole["value"], whole["interval"], whole["state"]) == (None, None, "not_made")
    assert "stronger model" in whole["why"]
    scores = {each["metric"]: each for each in body["answers"][0]["scores"]}
    assert scores["problem_solving"]["value"] is None
    assert scores["problem_solving"]["state"] == "not_called_for"
    assert "delivery" not in scores


async def test_every_answer_has_its_part(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        interview_id = await add_scored(db, await id_of(client, headers))
    body = await card(client, headers)
    read = (await client.get(f"/interviews/{interview_id}", headers=headers)).json()
    items = {turn["item_id"] for turn in read["turns"]}
    assert [each["position"] for each in body["answers"]] == [0, 1, 2]
    for answer in body["answers"]:
        assert answer["question"].startswith("Tell me about a time")
        assert answer["strength"]
        assert answer["next_step"]
        assert answer["stronger"] == ""
        assert answer["value"] == 3.0
        (turn,) = answer["turns"]
        assert turn["item_id"] in items
        (note,) = answer["notes"]
        assert (note["kind"], note["turn_id"]) == ("hedging", turn["turn_id"])
        assert note["quote"] in TEXT


async def test_the_delivery_impression_says_what_it_is(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        await add_scored(db, await id_of(client, headers))
    confidence = (await card(client, headers))["confidence"]
    assert confidence["title"] == "Vocal confidence (delivery impression, experimental)"
    assert confidence["experimental"] is True
    assert (confidence["band"], confidence["interval"]) == (3, {"low": 2, "high": 4})
    assert confidence["norms"] == "US students in mock interviews"
    assert confidence["minimum"] == {"answers": 3, "speech_s": 90.0}
    parts = {each["feature"]: each for each in confidence["contributions"]}
    assert parts["pace"] == {
        "feature": "pace",
        "label": "Pace",
        "value": 142.0,
        "unit": "words per minute",
        "z": -0.4,
        "weight": 0.2,
        "why": "Counts.",
    }
    assert (parts["pitch_range"]["weight"], parts["pitch_range"]["z"]) == (0.0, None)
    assert parts["pitch_range"]["why"]
    assert confidence["baseline"]["missing"] == 3
    assert confidence["baseline"]["features"] == []


async def test_delivery_is_held_against_ones_own_earlier_interviews(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        for number, pace in enumerate((120.0, 124.0, 122.0, 123.0)):
            kind = "technical" if number % 2 else "behavioural"
            await add_scored(db, user_id, ended_at=day(number), kind=kind, pace_wpm=pace)
        await add_scored(db, user_id, ended_at=day(8), pace_wpm=None)
        await add_scored(db, user_id, ended_at=day(9), pace_wpm=150.0)
    baseline = (await card(client, headers))["confidence"]["baseline"]
    assert (baseline["interviews"], baseline["missing"]) == (4, 0)
    own = {each["feature"]: each for each in baseline["features"]}
    assert (own["pace"]["value"], own["pace"]["usual"]) == (150.0, 122.25)
    assert own["pace"]["differs"] is True
    assert own["pace"]["interval"]["low"] < 120 < 125 < own["pace"]["interval"]["high"] < 150
    assert own["pauses"]["differs"] is False


async def test_a_typed_interview_has_a_card_without_delivery(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        await add_scored(db, await id_of(client, headers), pace_wpm=None)
    body = await card(client, headers)
    assert body["from_text"] is True
    assert metric(body, "delivery")["state"] == "not_called_for"
    assert metric(body, "structure")["evidence"][0]["start_s"] is None
    confidence = body["confidence"]
    assert (confidence["band"], confidence["state"]) == (None, "not_called_for")
    assert confidence["why"] == "A typed interview has no delivery."
    assert confidence["contributions"] == []
    assert body["overall"]["value"] == 3.0


async def test_a_change_is_called_one_only_beyond_its_noise(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        for number, value in enumerate((2.0, 2.1, 1.9, 2.0)):
            await add_scored(db, user_id, all_at(value), ended_at=day(number))
        # None of these is of the same sort.
        await add_scored(db, user_id, all_at(4.8), ended_at=day(4), difficulty="easy")
        await add_scored(db, user_id, all_at(4.8), ended_at=day(4), mode="practice")
        await add_scored(db, user_id, all_at(4.8), ended_at=day(4), kind="technical")
        await add_scored(db, user_id, all_at(4.8), ended_at=day(4), engine="another")
        await add_scored(db, user_id, all_at(4.8), ended_at=day(20))
        values = all_at(2.2) | {"structure": 4.0}
        latest = await add_scored(db, user_id, values, ended_at=day(9))
    body = await card(client, headers, latest)
    better = metric(body, "structure")["trend"]
    assert (better["direction"], better["earlier"], better["missing"]) == ("better", 4, 0)
    assert better["difference"] == 2.0
    assert better["interval"]["low"] > 0
    assert metric(body, "relevance")["trend"]["direction"] == "no_clear_change"
    assert metric(body, "problem_solving")["trend"] is None
    values_then = [each["value"] for each in body["comparison"]["interviews"]]
    assert values_then == [2.0, 2.1, 1.9, 2.0]
    assert body["overall"]["trend"]["text"] == body["comparison"]["text"]


async def test_two_earlier_interviews_are_too_few_for_a_claim(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        for number, value in enumerate((1.0, 1.0, 5.0)):
            await add_scored(db, user_id, all_at(value), ended_at=day(number), half=0.01)
    trend = (await card(client, headers))["overall"]["trend"]
    assert (trend["direction"], trend["missing"]) == ("too_few", 1)
    assert trend["text"].startswith("1 more interview")


async def test_what_is_not_there_yet_is_said(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    nothing = await client.get("/feedback/scorecard", headers=headers)
    assert nothing.status_code == 404
    assert "haven't finished an interview yet" in nothing.json()["detail"]
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        going, _ = await add_interview(db, user_id, status="active")
        over, _ = await add_interview(db, user_id)
    early = await client.get(
        "/feedback/scorecard", params={"interview_id": str(going.id)}, headers=headers
    )
    assert early.status_code == 409
    assert "isn't over yet" in early.json()["detail"]
    body = await card(client, headers)
    assert body["interview"]["id"] == str(over.id)
    assert (body["status"], body["steps"], body["overall"]) == ("pending", None, None)
    assert {each["state"] for each in body["metrics"]} == {"not_made"}
    assert {each["why"] for each in body["metrics"]} == {"It hasn't been worked out yet."}
    assert (body["answers"], body["practise"]) == ([], None)
    assert body["confidence"]["state"] == "not_made"


async def test_the_status_is_told_with_how_far_it_is(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        interview_id = await add_scored(db, await id_of(client, headers))
    for status, error, message in (
        ("running", "", "Your feedback is being worked out."),
        (
            "basic",
            "",
            "This is what rules and measurements say so far; the rest follows.",
        ),
        ("failed", "", "Your feedback couldn't be worked out. Nothing of the interview is lost."),
        ("failed", "The model doesn't answer.", "The model doesn't answer."),
    ):
        async with transaction(sessions) as db:
            await db.execute(
                update(Feedback)
                .where(Feedback.interview_id == interview_id)
                .values(status=status, error=error, steps=4, steps_done=3)
            )
        body = await card(client, headers)
        assert (body["status"], body["message"]) == (status, message)
        assert body["steps"] == {"done": 3, "total": 4}
        assert body["overall"]["value"] == 3.0, "what is there is shown whatever the status"


@pytest.mark.parametrize("body", [{"version": 99}, {"version": 1}, {"version": 1, "card": {}}])
async def test_a_card_of_another_version_still_shows_its_scores(
    client: AsyncClient, sessions: SessionMaker, body: dict[str, Any]
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        await add_scored(db, await id_of(client, headers))
        await db.execute(update(Feedback).values(body=body))
    shown = await card(client, headers)
    assert shown["status"] == "failed"
    assert "can be made again" in shown["message"]
    assert metric(shown, "structure")["value"] == 3.0
    assert shown["overall"] is None


async def test_other_peoples_and_deleted_interviews_are_not_there(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    async with transaction(sessions) as db:
        user_id = await id_of(client, ada)
        for number in range(4):
            await add_scored(db, user_id, ended_at=day(number))
        hers = await add_scored(db, user_id, ended_at=day(9))
    for headers, interview_id in ((eve, hers), (ada, uuid4())):
        params = {"interview_id": str(interview_id)}
        asked = await client.get("/feedback/scorecard", params=params, headers=headers)
        assert asked.status_code == 404
    assert (await client.get("/feedback/scorecard", headers=eve)).status_code == 404
    assert (await client.get("/feedback/scorecard")).status_code == 401
    assert len((await card(client, ada, hers))["comparison"]["interviews"]) == 4
    async with transaction(sessions) as db:
        gone = select(UserProgress.interview_id).where(UserProgress.interview_date == day(3))
        statement = update(Interview).where(Interview.id.in_(gone.scalar_subquery()))
        await db.execute(statement.values(deleted_at=now_utc()))
    assert len((await card(client, ada, hers))["comparison"]["interviews"]) == 3
    assert (await card(client, ada, hers))["confidence"]["baseline"]["interviews"] == 3
    async with transaction(sessions) as db:
        statement = update(Interview).where(Interview.id == hers)
        await db.execute(statement.values(deleted_at=now_utc()))
    params = {"interview_id": str(hers)}
    assert (await client.get("/feedback/scorecard", params=params, headers=ada)).status_code == 404
    assert (await card(client, ada))["interview"]["ended_at"].startswith("2026-10-03")


async def test_a_guest_sees_what_their_question_was_worth(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    made = await client.post("/auth/guest")
    assert made.status_code == 201, made.text
    headers = {"Authorization": f"Bearer {made.json()['access_token']}"}
    async with transaction(sessions) as db:
        await add_scored(db, await id_of(client, headers), answers=1)
    assert (await card(client, headers))["overall"]["value"] == 3.0


async def test_storing_the_same_card_again_changes_nothing(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        interview, turns = await add_interview(db, await id_of(client, headers))
        await repository.keep(db, interview.id, a_card(turns), "basic")
    first = await card(client, headers)
    assert first["status"] == "basic"
    for _ in range(2):
        async with transaction(sessions) as db:
            await repository.keep(db, interview.id, a_card(turns))
    again = await card(client, headers)
    changed = {"status", "message", "finished_at"}
    assert {k: v for k, v in again.items() if k not in changed} == {
        k: v for k, v in first.items() if k not in changed
    }
    async with reading(sessions) as db:
        for table, count in ((Feedback, 1), (Score, 5 + 3 * 4), (UserProgress, 1)):
            assert (await db.execute(select(func.count()).select_from(table))).scalar_one() == count


async def test_an_interview_that_is_gone_keeps_no_card(sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        with pytest.raises(NotFoundError):
            await repository.keep(db, uuid4(), a_card([]))


async def test_a_card_without_any_score_is_no_point_of_the_curve(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        interview, turns = await add_interview(db, await id_of(client, headers))
        await repository.keep(db, interview.id, a_card(turns))
        await repository.keep(db, interview.id, unscored(a_card(turns)))
    body = await card(client, headers)
    assert (body["overall"], body["practise"]) == (None, None)
    assert {each["value"] for each in body["metrics"]} == {None}
    async with reading(sessions) as db:
        assert (await db.execute(select(UserProgress.id))).first() is None
