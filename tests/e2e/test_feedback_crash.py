"""A server that is killed while a model judges: what the rules said stays, and the model's part is
made after all."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, closing
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from backend.rehearse.api import SOCKET_PATH, Api
from tests.audio_pipeline.engines.fault_server import END, delta
from tests.audio_pipeline.engines.serving import serving
from tests.e2e.serving import Served, environment, ihr, served

pytestmark = [pytest.mark.e2e]

DEED = "I rewrote the queue behind it"
ANSWERS = f"""Last year our checkout failed on busy days. {DEED}, and I measured it for
a week, and in the end our pages came in half of the time, which nobody had thought possible.

No, thank you.
"""


class SlowJudge:
    """A model that never ends its first answer, and gives fours in every later one."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.calls = 0
        self.app = Starlette(routes=[Route("/v1/chat/completions", self._chat, methods=["POST"])])

    async def _chat(self, request: Request) -> Response:
        asked = await request.json()
        self.calls += 1
        return StreamingResponse(self._events(asked, self.calls), media_type="text/event-stream")

    async def _events(self, asked: dict[str, Any], call: int) -> AsyncIterator[bytes]:
        self.asked.set()
        if call == 1:
            await asyncio.Event().wait()
        form = asked["response_format"]["json_schema"]["schema"]["properties"]
        words = {"strength", "next_step", "stronger"}
        score = {"quote": DEED, "reason": "You said what you did.", "score": 4}
        yield delta(json.dumps({name: "" if name in words else score for name in form}))
        yield END


def _as_if_the_lease_had_run_out(home: Path) -> None:
    with closing(sqlite3.connect(home / "ihr.db", timeout=10)) as database, database:
        database.execute("UPDATE feedback SET due_at = '2000-01-01 00:00:00'")


def _held_in_writing(server: Served, token: str, interview_id: str) -> dict[str, Any]:
    address = server.url.replace("http", "ws") + f"{SOCKET_PATH}?interview_id={interview_id}"
    printed = ihr(
        *("rehearse", "--text", "--json", "--url", address),
        env=environment(server.home) | {"IHR_TOKEN": token},
        cwd=server.home,
        text=ANSWERS,
    )
    found: dict[str, Any] = json.loads(printed)
    return found


async def test_what_a_killed_server_was_judging_is_judged_by_the_next(tmp_path: Path) -> None:
    judge = SlowJudge()
    async with AsyncExitStack() as stack:
        address = await stack.enter_async_context(serving(judge.app))
        settings = {
            "IHR_ENGINES": "scripted",
            "IHR_FEEDBACK_LLM_BASE_URL": f"{address}/v1",
            "IHR_FEEDBACK_LLM_MODEL": "a-judge",
        }
        # Beginning and stopping a server block, and the judge has to answer meanwhile.
        server = await asyncio.to_thread(stack.enter_context, served(tmp_path, **settings))
        api = await stack.enter_async_context(Api(server.url))
        await api.sign_up("waiter")
        interview_id = await api.plan({})
        found, basic = await asyncio.gather(
            asyncio.to_thread(_held_in_writing, server, api.token, interview_id),
            _killed_while_judging(server, judge, api.scorecard(interview_id)),
        )

    assert (basic["status"], basic["engine"]) == ("basic", "basic")
    assert found["errors"] == []
    ready = found["scorecard"]
    assert (ready["status"], ready["engine"]) == ("ready", "a-judge")
    quotes = [
        each["quote"] for score in ready["answers"][0]["scores"] for each in score["evidence"]
    ]
    assert set(quotes) == {DEED}


async def _killed_while_judging(
    server: Served, judge: SlowJudge, scorecard: Awaitable[dict[str, Any]]
) -> dict[str, Any]:
    """The scorecard as it was just before."""
    async with asyncio.timeout(60):
        await judge.asked.wait()
    basic = await scorecard
    server.server().kill()
    _as_if_the_lease_had_run_out(server.home)
    return basic
