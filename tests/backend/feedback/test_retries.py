"""The same question again, and one like it: planned, and shown side by side with the first time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select, update

from backend.bank.catalogue import Catalogue
from backend.database import SessionMaker, reading, transaction
from backend.domain.scenario import Scenario
from backend.feedback import repository
from backend.interviews.conductor import Conductor
from backend.interviews.records import CandidateTurn
from models import Interview, Question, Turn, UserProgress
from models.base import now_utc
from tests.backend.conftest import signed_in
from tests.backend.feedback.held import end, spoken
from tests.backend.feedback.rows import Headers, a_card, id_of
from tests.backend.interviews.conftest import ToldModel, hold

SCENARIO = Scenario(kind="behavioural", questions=2)


@pytest.fixture
async def headers(client: AsyncClient) -> Headers:
    return await signed_in(client)


async def answered(sessions: SessionMaker, user_id: UUID, interview_id: UUID | None = None) -> UUID:
    """Hold an interview from the real bank to its end; a new one unless it is planned already."""
    conductor = Conductor(sessions, ToldModel(), Catalogue())
    if interview_id is None:
        interview_id = (await conductor.create(user_id, SCENARIO, seed=1)).id
    run = await conductor.open(interview_id, user_id)
    await hold(run, CandidateTurn("start", cue="start"))
    await hold(run, spoken("one"))
    await end(run)
    return interview_id


async def score(
    sessions: SessionMaker, interview_id: UUID, value: float, *, half: float = 0.2
) -> None:
    """As the job does it, in place of what it made."""
    async with transaction(sessions) as db:
        query = select(Turn).where(Turn.interview_id == interview_id, Turn.item_id == "one")
        turns = (await db.execute(query)).scalars().all()
        values: Any = dict.fromkeys(
            ("communication", "structure", "relevance", "specificity"), value
        )
        feedback = await repository.keep(db, interview_id, a_card(turns, values, half=half))
        feedback.due_at, feedback.epoch = None, feedback.epoch + 1


async def again(
    client: AsyncClient, headers: Headers, interview: UUID, question: str, position: int = 0
) -> Any:
    body = {"position": position, "question": question}
    return await client.post(f"/interviews/{interview}/retry", json=body, headers=headers)


async def side_by_side(client: AsyncClient, headers: Headers, **params: Any) -> Any:
    asked = {key: str(value) for key, value in params.items()}
    return await client.get("/feedback/retries", params=asked, headers=headers)


async def bank_ids(sessions: SessionMaker, interview_id: UUID) -> list[str]:
    async with reading(sessions) as db:
        plan = (
            await db.execute(select(Interview.plan).where(Interview.id == interview_id))
        ).scalar_one()
    return [each["id"] for each in plan["questions"]]


async def test_the_same_question_is_planned_in_the_same_scenario(
    client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    user_id = await id_of(client, headers)
    first = await answered(sessions, user_id)
    made = await again(client, headers, first, "same")
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["length"], body["status"], body["kind"]) == (1, "planned", "behavioural")
    assert (body["retry_of"], body["retry_position"], body["retry_sibling"]) == (
        str(first), 0, False,
    )  # fmt: skip
    asked = (await bank_ids(sessions, first))[0]
    assert await bank_ids(sessions, UUID(body["id"])) == [asked]
    # A retry of a retry stands beside the first as well.
    await answered(sessions, user_id, UUID(body["id"]))
    third = (await again(client, headers, UUID(body["id"]), "same")).json()
    assert (third["retry_of"], third["retry_position"]) == (str(first), 0)


async def test_a_sibling_is_one_that_was_never_seen(
    client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    user_id = await id_of(client, headers)
    first = await answered(sessions, user_id)
    asked = (await bank_ids(sessions, first))[0]
    siblings = Catalogue().siblings_of(asked)
    assert siblings
    seen = {asked}
    for _ in range(len(siblings) + 1):
        made = await again(client, headers, first, "sibling")
        if made.status_code == 409:
            break
        assert made.json()["retry_sibling"] is True
        (chosen,) = await bank_ids(sessions, UUID(made.json()["id"]))
        assert chosen in siblings - seen
        seen.add(chosen)
        async with transaction(sessions) as db:
            values = {"interview_id": UUID(made.json()["id"]), "position": 0, "bank_id": chosen}
            db.add(Question(**values, competency="", text="?"))
    assert made.status_code == 409
    assert "the same one" in made.json()["detail"]
    assert len(seen) > 1


async def test_what_cannot_be_answered_again_is_said(
    client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    user_id = await id_of(client, headers)
    first = await answered(sessions, user_id)
    assert (await again(client, headers, first, "same", 1)).status_code == 404
    other = await signed_in(client, "grace")
    assert (await again(client, other, first, "same")).status_code == 404
    planned = (await again(client, headers, first, "same")).json()["id"]
    assert (await again(client, headers, UUID(planned), "same")).status_code == 409
    assert (await again(client, headers, first, "another")).status_code == 422
    key = {"Idempotency-Key": "0123456789abcdef"}
    made = [await again(client, headers | key, first, "same") for _ in range(2)]
    assert made[0].json() == made[1].json()


async def test_both_stand_side_by_side_and_only_a_sibling_is_learning(
    app: FastAPI, client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    await app.state.feedback_jobs.aclose()  # the scores of this test are its own
    user_id = await id_of(client, headers)
    first = await answered(sessions, user_id)
    await score(sessions, first, 2.0)
    params = {"interview_id": first, "position": 0}
    alone = (await side_by_side(client, headers, **params)).json()
    assert (alone["retries"], alone["first"]["answer"]["value"]) == ([], 2.0)
    for question, value in (("same", 4.0), ("sibling", 2.1), ("sibling", 4.0)):
        made = UUID((await again(client, headers, first, question)).json()["id"])
        await answered(sessions, user_id, made)
        await score(sessions, made, value)
    body = (await side_by_side(client, headers, **params)).json()
    same, noise, learnt = body["retries"]
    assert [each["sibling"] for each in body["retries"]] == [False, True, True]
    assert [each["learning"] for each in body["retries"]] == [False, False, True]
    assert all(each["comparable"] for each in body["retries"])
    overall = same["differences"][0]
    assert (overall["metric"], overall["beyond_noise"]) == ("overall", True)
    assert overall["difference"] == pytest.approx(overall["again"] - overall["first"])
    low, high = overall["interval"]["low"], overall["interval"]["high"]
    assert low <= overall["difference"] <= high
    # sqrt(0.2² + 0.2²) to either side: the doubt of both scores.
    assert (high - low) / 2 == pytest.approx(0.28, abs=0.01)
    assert [each["metric"] for each in same["differences"][1:]] == [
        "communication", "structure", "relevance", "specificity",
    ]  # fmt: skip
    assert noise["differences"][0]["beyond_noise"] is False
    assert "not yet learning" in same["text"]
    assert "that is learning" in learnt["text"]
    assert "unseen" in body["text"]
    # From a retry the same page is reached, and no position is needed.
    from_retry = await side_by_side(client, headers, interview_id=same["interview_id"])
    assert from_retry.json() == body
    # What was rehearsed is no point of the curve; what was new to the person is.
    async with reading(sessions) as db:
        points = set((await db.execute(select(UserProgress.interview_id))).scalars())
    assert points == {first, UUID(noise["interview_id"]), UUID(learnt["interview_id"])}


async def test_what_cannot_be_compared_says_why(
    app: FastAPI, client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    await app.state.feedback_jobs.aclose()
    user_id = await id_of(client, headers)
    first = await answered(sessions, user_id)
    await score(sessions, first, 2.0)
    made = UUID((await again(client, headers, first, "same")).json()["id"])
    await answered(sessions, user_id, made)
    params = {"interview_id": first, "position": 0}
    (unscored,) = (await side_by_side(client, headers, **params)).json()["retries"]
    assert (unscored["comparable"], unscored["answer"], unscored["status"]) == (
        False, None, "pending",
    )  # fmt: skip
    async with transaction(sessions) as db:
        query = select(Turn).where(Turn.interview_id == made, Turn.item_id == "one")
        card = a_card((await db.execute(query)).scalars().all(), engine="a model")
        await repository.keep(db, made, replace(card, version="2"))
    (other,) = (await side_by_side(client, headers, **params)).json()["retries"]
    assert (other["comparable"], other["differences"]) == (False, [])
    assert "different engines" in other["text"]
    assert (await side_by_side(client, headers, interview_id=first)).status_code == 422
    params["position"] = 1
    assert (await side_by_side(client, headers, **params)).status_code == 404
    grace = await signed_in(client, "grace")
    assert (await side_by_side(client, grace, interview_id=made)).status_code == 404
    # Where the first is in the bin, the retry stands for itself.
    async with transaction(sessions) as db:
        gone = update(Interview).where(Interview.id == first)
        await db.execute(gone.values(deleted_at=now_utc() - timedelta(minutes=1)))
    alone = (await side_by_side(client, headers, interview_id=made)).json()
    assert (alone["interview_id"], alone["retries"]) == (str(made), [])
