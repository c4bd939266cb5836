"""Every request has a name and leaves a line, and nothing that anybody sent is in it."""

from __future__ import annotations

import logging
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from prometheus_client import generate_latest

from backend.dependencies import Services
from backend.logs import JsonFormatter, request_id
from tests.backend.conftest import signed_in

pytestmark = pytest.mark.one_database("about requests, whatever is stored")


async def test_a_request_has_a_name(client: AsyncClient) -> None:
    first, second = [(await client.get("/livez")).headers["X-Request-ID"] for _ in range(2)]
    assert len(first) == len(second) == 16
    assert first != second


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("40dd4307-bf66-4089-aa2c-55498aaef6fd", True),
        ("a1B2_c3-d4", True),
        ("short", False),
        ("x" * 65, False),
        ("two words and more", False),
        ("line%0abreak", False),
    ],
)
async def test_a_sane_name_is_kept(client: AsyncClient, given: str, kept: bool) -> None:
    answer = await client.get("/livez", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is kept


async def test_what_is_done_for_a_request_knows_its_name(app: FastAPI, client: AsyncClient) -> None:
    @app.get("/name")
    async def name() -> str:
        return request_id.get()

    answer = await client.get("/name", headers={"X-Request-ID": "name-of-mine"})
    assert answer.json() == "name-of-mine"
    assert request_id.get() == ""


async def test_a_request_leaves_a_line_without_what_was_sent(
    client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    who = await signed_in(client)
    interview = uuid4()
    caplog.set_level(logging.DEBUG, "backend.request_log")
    caplog.clear()
    await client.get(f"/interviews/{interview}?q=canary", headers=who | {"User-Agent": "canary"})
    await client.get("/canary/canary")
    await client.request("CANARY", "/livez")
    read, nowhere, odd = [each.getMessage() for each in caplog.records]
    assert read == "GET /interviews/{interview_id} 404"
    assert (nowhere, odd) == ("GET other 404", "other /livez 405")
    told = [JsonFormatter().format(each) for each in caplog.records]
    assert f'"interview_id": "{interview}"' in told[0]
    assert "canary" not in "".join(told).lower()
    assert all(each.ms >= 0 for each in caplog.records)  # type: ignore[attr-defined]  # an extra of the record


async def test_machines_that_ask_for_our_health_leave_no_line(
    client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "backend.request_log")
    await client.get("/livez")
    assert [each.levelno for each in caplog.records] == [logging.DEBUG]


async def test_no_label_takes_what_comes_from_outside(app: FastAPI, client: AsyncClient) -> None:
    services: Services = app.state.services
    await client.request("CANARY", "/canary")
    await client.get(f"/interviews/{uuid4()}?canary=canary")
    for method in ("GET", "POST"):
        await client.request(method, "/canary/canary")
    text = generate_latest(services.metrics.registry).decode()
    assert "canary" not in text.lower()
    assert 'ihr_http_requests_total{method="GET",route="other",status="404"} 1.0' in text
