"""Corrections, and scorecards that are made again, over HTTP: with the job and the real rules."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import select

from backend.database import SessionMaker, reading
from backend.feedback.job import FeedbackJobs
from models import Turn
from tests.backend.conftest import signed_in
from tests.backend.feedback.held import TWO, begun, held, spoken, turn_id, typed
from tests.backend.feedback.rows import Headers, id_of
from tests.backend.interviews.conftest import GOOD


@pytest.fixture
async def headers(client: AsyncClient) -> Headers:
    return await signed_in(client)


async def made(app: FastAPI, client: AsyncClient, headers: Headers, interview: UUID) -> Any:
    """The scorecard, once nothing is left to be done."""
    jobs: FeedbackJobs = app.state.feedback_jobs
    # What it does by itself would be done at a time of its own.
    await jobs.aclose()
    await jobs.work_off()
    params = {"interview_id": str(interview)}
    answer = await client.get("/feedback/scorecard", params=params, headers=headers)
    return answer.json()


async def correct(
    client: AsyncClient, headers: Headers, interview: UUID, turn: UUID, text: str | None
) -> Any:
    path = f"/interviews/{interview}/turns/{turn}"
    return await client.patch(path, json={"correction": text}, headers=headers)


async def test_a_correction_is_scored_and_what_was_heard_stays(
    app: FastAPI, client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    garbled = GOOD.replace("migration of 40 services", "my gration of fork he services")
    interview = await held(sessions, await id_of(client, headers), spoken("one", garbled))
    before = await made(app, client, headers, interview)
    assert before["status"] == "ready", before["message"]
    turn = await turn_id(sessions, interview, "one")
    answer = await correct(client, headers, interview, turn, f"  {GOOD}\n")
    assert answer.status_code == 200, answer.text
    assert (answer.json()["text"], answer.json()["correction"]) == (garbled, GOOD)
    read = (await client.get(f"/interviews/{interview}", headers=headers)).json()
    (said,) = [each for each in read["turns"] if each["id"] == str(turn)]
    assert (said["text"], said["correction"]) == (garbled, GOOD)
    path = f"/interviews/{interview}/download?format=markdown"
    report = (await client.get(path, headers=headers)).text
    assert (GOOD in report, garbled in report) == (True, False)
    after = await made(app, client, headers, interview)
    assert after["status"] == "ready"
    quotes = [
        each["quote"]
        for score in after["answers"][0]["scores"]
        for each in score["evidence"]
        if each["quote"]
    ]
    assert quotes
    assert all(quote in GOOD for quote in quotes)
    # Taken back, everything is as it was.
    answer = await correct(client, headers, interview, turn, None)
    assert answer.json()["correction"] is None
    again = await made(app, client, headers, interview)
    assert again["overall"] == before["overall"]
    assert again["answers"] == before["answers"]


async def test_the_words_that_were_heard_are_no_correction(
    app: FastAPI, client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    interview = await held(sessions, await id_of(client, headers), spoken("one"))
    first = await made(app, client, headers, interview)
    turn = await turn_id(sessions, interview, "one")
    answer = await correct(client, headers, interview, turn, GOOD)
    assert (answer.status_code, answer.json()["correction"]) == (200, None)
    second = await made(app, client, headers, interview)
    assert first["finished_at"] == second["finished_at"]


async def test_only_what_was_heard_of_an_interview_that_is_over_can_be_corrected(
    client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    user_id = await id_of(client, headers)
    interview = await held(sessions, user_id, typed("one"), spoken("two"))
    one, two = [await turn_id(sessions, interview, each) for each in ("one", "two")]
    async with reading(sessions) as db:
        query = select(Turn.id).where(Turn.interview_id == interview, Turn.speaker == "interviewer")
        asked = (await db.execute(query)).scalars().first()
    assert asked
    for turn in (one, asked):
        assert (await correct(client, headers, interview, turn, "No.")).status_code == 409
    run, _ = await begun(sessions, user_id, TWO)
    await run.commit(spoken("three"))
    three = await turn_id(sessions, run.id, "three")
    assert (await correct(client, headers, run.id, three, "No.")).status_code == 409
    assert (await correct(client, headers, interview, uuid4(), "No.")).status_code == 404
    assert (await correct(client, headers, run.id, two, "No.")).status_code == 404
    other = await signed_in(client, "grace")
    assert (await correct(client, other, interview, two, "No.")).status_code == 404
    for blank in ("", "  \n", "x" * 20_001):
        assert (await correct(client, headers, interview, two, blank)).status_code == 422
    path = f"/interviews/{interview}/turns/{two}"
    assert (await client.patch(path, json={}, headers=headers)).status_code == 422


async def test_a_scorecard_can_be_made_again(
    app: FastAPI, client: AsyncClient, headers: Headers, sessions: SessionMaker
) -> None:
    user_id = await id_of(client, headers)
    interview = await held(sessions, user_id, spoken("one"))
    first = await made(app, client, headers, interview)
    params = {"interview_id": str(interview)}
    answer = await client.post("/feedback/scorecard/again", params=params, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (202, "pending")
    second = await made(app, client, headers, interview)
    assert second["finished_at"] > first["finished_at"]
    assert second["answers"] == first["answers"]
    run, _ = await begun(sessions, user_id, TWO)
    params = {"interview_id": str(run.id)}
    answer = await client.post("/feedback/scorecard/again", params=params, headers=headers)
    assert answer.status_code == 409
    other = await signed_in(client, "grace")
    params = {"interview_id": str(interview)}
    answer = await client.post("/feedback/scorecard/again", params=params, headers=other)
    assert answer.status_code == 404
