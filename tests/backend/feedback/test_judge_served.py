"""A model that judges, configured apart from the interviewer's: named, used, and done without."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from backend.config import Config
from backend.database import SessionMaker
from backend.main import create_app
from tests.backend.conftest import changed, signed_in
from tests.backend.feedback.held import feedback_row, held, spoken
from tests.backend.feedback.rows import id_of

NOBODY = "http://127.0.0.1:9/v1"
"""The discard port, on which nobody listens."""


@asynccontextmanager
async def serving(config: Config) -> AsyncIterator[tuple[FastAPI, AsyncClient]]:
    app = create_app(config)
    async with app.router.lifespan_context(app):
        transport = ASGITransport(app, raise_app_exceptions=False)
        async with AsyncClient(transport=transport, base_url="http://iHR.test") as client:
            yield app, client


async def test_the_judge_is_named_and_without_one_nothing_is_judged(config: Config) -> None:
    async with serving(config) as (_, client):
        engines = (await client.get("/settings/engines")).json()
        assert engines["can_score"] is False
        assert "judge" not in {each["kind"] for each in engines["engines"]}
    judged = changed(config, feedback_llm_base_url=NOBODY, feedback_llm_model="a-judge")
    async with serving(judged) as (_, client):
        engines = (await client.get("/settings/engines")).json()
        assert engines["can_score"] is True
        (judge,) = [each for each in engines["engines"] if each["kind"] == "judge"]
        assert (judge["name"], judge["where"]) == ("a-judge", "this machine")
        assert "a-judge" in (await client.get("/")).text


async def test_a_judge_that_is_away_leaves_what_the_rules_say(
    config: Config, sessions: SessionMaker
) -> None:
    judged = changed(config, feedback_llm_base_url=NOBODY, feedback_llm_model="a-judge")
    async with serving(judged) as (app, client):
        headers = await signed_in(client)
        jobs = app.state.feedback_jobs
        await jobs.aclose()
        interview = await held(sessions, await id_of(client, headers), spoken("one"))
        assert await jobs.work_off() == 1
        row = await feedback_row(sessions, interview)
        assert (row.status, row.attempts, row.steps) == ("basic", 1, 2)
        assert row.due_at is not None
        body = (await client.get("/feedback/scorecard", headers=headers)).json()
        assert body["status"] == "basic"
        assert body["overall"]["value"] >= 1
        engines = (await client.get("/settings/engines")).json()["engines"]
        assert [each["degraded"] for each in engines if each["kind"] == "judge"] == [True]
