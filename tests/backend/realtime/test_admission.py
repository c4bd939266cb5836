"""Who may open a socket: everything is decided before it is accepted."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from jose import jwt
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from backend.realtime.admission import IngestMeter
from backend.realtime.tickets import TICKET_S
from tests.backend.conftest import TEST_KEY
from tests.backend.realtime.serving import WAIT_S, LiveServer, serving

PATHS = ("/interviews/simulate", "/v1/realtime")


async def opened(
    server: LiveServer,
    path: str = "/interviews/simulate",
    headers: dict[str, str] | None = None,
    **query: str,
) -> ClientConnection:
    """As a page of ours does, unless the headers say otherwise."""
    sent = {"Origin": server.http} if headers is None else headers
    return await connect(server.url(path, **query), additional_headers=sent, proxy=None)


async def refusal(server: LiveServer, *args: Any, **options: Any) -> Any:
    """The HTTP response that a connection is refused with."""
    with pytest.raises(InvalidStatus) as caught:
        await opened(server, *args, **options)
    return caught.value.response


def bearer(server: LiveServer, who: str = "ada") -> dict[str, str]:
    return {"Authorization": f"Bearer {server.token(who)}"}


def new_interview(server: LiveServer, who: str = "ada") -> str:
    answer = server.request("POST", "/interviews", who, json={})
    assert answer.status_code == 201
    interview_id: str = answer.json()["id"]
    return interview_id


def ticket(server: LiveServer, interview_id: str, who: str = "ada") -> str:
    answer = server.request("POST", f"/interviews/{interview_id}/ticket", who)
    assert answer.status_code == 201
    assert answer.json()["expires_in"] == TICKET_S
    value: str = answer.json()["ticket"]
    return value


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Bearer nonsense", "Basic YWRhOmFkYQ==", "Bearer ek_x"]
)
async def test_without_a_valid_token(
    live: LiveServer, path: str, header: str, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"Origin": live.http} | ({"Authorization": header} if header else {})
    for _ in range(2):
        response = await refusal(live, path, headers)
    assert [each for each in caplog.records if each.levelname != "INFO"] == []
    assert not any(key in caplog.text for key in ("nonsense", "YWRhOmFkYQ==", "ek_x"))
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    assert response.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("change", ["signature", "expired", "key", "none"])
async def test_forged_and_expired_tokens(live: LiveServer, change: str) -> None:
    token = live.token()
    claims = jwt.get_unverified_claims(token)
    forged = {
        "signature": lambda: token[:-4] + ("AAAA" if token[-4:] != "AAAA" else "BBBB"),
        "expired": lambda: jwt.encode({**claims, "exp": int(time.time()) - 3600}, TEST_KEY),
        "key": lambda: jwt.encode(claims, "another key that is long enough for HS256 too"),
        "none": lambda: f"eyJhbGciOiJub25lIn0.{token.split('.')[1]}.",
    }[change]()
    response = await refusal(live, headers={"Authorization": f"Bearer {forged}"})
    assert response.status_code == 401
    assert forged.encode() not in response.body


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "http://{host}.evil.example",
        "http://evil.example/{host}",
        "http://{host}@evil.example",
        "http://{host}/",
        "ftp://{host}",
        "//{host}",
        "{host}",
        "http://[",
        "http://127.0.0.1",
        "",
    ],
)
async def test_pages_of_other_origins(live: LiveServer, origin: str) -> None:
    origin = origin.replace("{host}", f"127.0.0.1:{live.port}")
    response = await refusal(live, headers={**bearer(live), "Origin": origin})
    assert response.status_code == 403


async def test_our_own_page_may_connect(live: LiveServer) -> None:
    socket = await opened(live, headers={**bearer(live), "Origin": live.http})
    await socket.close()


async def test_a_page_that_was_allowed_may_connect(small: LiveServer) -> None:
    headers = bearer(small)
    socket = await opened(small, headers={**headers, "Origin": "https://app.example"})
    await socket.close()
    for origin in ("http://app.example", "https://app.example.evil", "https://xapp.example"):
        response = await refusal(small, headers={**headers, "Origin": origin})
        assert response.status_code == 403


async def test_an_interview_of_somebody_else_is_as_unknown_as_none(live: LiveServer) -> None:
    hers = await asyncio.to_thread(new_interview, live, "ada")
    bodies = set()
    for interview_id in (hers, str(uuid4())):
        response = await refusal(live, headers=bearer(live, "bob"), interview_id=interview_id)
        assert response.status_code == 404
        bodies.add(bytes(response.body))
    assert len(bodies) == 1
    response = await refusal(live, headers=bearer(live), interview_id="7; drop table")
    assert response.status_code == 422
    answer = await asyncio.to_thread(live.request, "POST", f"/interviews/{hers}/ticket", "bob")
    assert answer.status_code == 404


async def test_a_ticket_opens_one_socket_to_its_interview(live: LiveServer) -> None:
    interview_id = await asyncio.to_thread(new_interview, live)
    key = await asyncio.to_thread(ticket, live, interview_id)
    socket = await opened(live, interview_id=interview_id, ticket=key)
    await socket.close()
    assert (await refusal(live, interview_id=interview_id, ticket=key)).status_code == 401


async def test_who_names_no_origin_must_bring_a_header(live: LiveServer) -> None:
    interview_id = await asyncio.to_thread(new_interview, live)
    key = await asyncio.to_thread(ticket, live, interview_id)
    response = await refusal(live, headers={}, interview_id=interview_id, ticket=key)
    assert response.status_code == 403
    socket = await opened(live, headers=bearer(live), interview_id=interview_id)
    await socket.close()


async def test_a_ticket_is_good_for_no_other_interview(live: LiveServer) -> None:
    one = await asyncio.to_thread(new_interview, live)
    other = await asyncio.to_thread(new_interview, live)
    for query in ({"interview_id": other}, {}):
        key = await asyncio.to_thread(ticket, live, one)
        assert (await refusal(live, ticket=key, **query)).status_code == 401


async def test_a_client_secret_in_the_subprotocols_of_a_browser(live: LiveServer) -> None:
    answer = await asyncio.to_thread(
        live.request, "POST", "/v1/realtime/client_secrets", json={"session": {"type": "realtime"}}
    )
    key = answer.json()["value"]
    page: Any = live.http
    protocols: Any = ["realtime", f"openai-insecure-api-key.{key}", "openai-agents-sdk.0.20.0"]
    for _ in range(2):
        socket = await connect(
            live.url("/v1/realtime"), subprotocols=protocols, origin=page, proxy=None
        )
        assert socket.subprotocol == "realtime"
        await socket.close()
    wrong: Any = ["realtime", "openai-insecure-api-key.ek_wrong"]
    with pytest.raises(InvalidStatus):
        await connect(live.url("/v1/realtime"), subprotocols=wrong, origin=page, proxy=None)


@pytest.mark.parametrize("seconds", [9, 7201, "soon"])
async def test_a_client_secret_lives_as_long_as_the_standard_has_it(
    live: LiveServer, seconds: Any
) -> None:
    body = {"expires_after": {"anchor": "created_at", "seconds": seconds}}
    answer = await asyncio.to_thread(live.request, "POST", "/v1/realtime/client_secrets", json=body)
    assert answer.status_code == 422


async def test_no_compression_is_agreed_on(live: LiveServer) -> None:
    socket = await opened(live, headers=bearer(live))
    assert socket.protocol.extensions == []
    await socket.close()


@pytest.fixture
def small(tmp_path: Path) -> Iterator[LiveServer]:
    changes: dict[str, Any] = {"max_sessions": 2, "allowed_origins": ["https://app.example"]}
    with serving(tmp_path, max_ingest_rate=100, **changes) as server:
        server.token()
        yield server


async def test_a_full_server_says_so_at_once_and_has_room_again(small: LiveServer) -> None:
    async with small.socket() as first, small.socket() as second:
        await first.wait("session.created")
        await second.wait("session.created")
        async with asyncio.timeout(0.5):
            response = await refusal(small, headers=bearer(small))
        assert response.status_code == 503
        assert response.headers["Retry-After"] == "1"
        await first.socket.close()
        # The place that was kept for the first goes to whoever is here.
        async with AsyncExitStack() as stack, asyncio.timeout(WAIT_S):
            third = None
            while third is None:
                with suppress(InvalidStatus):
                    third = await stack.enter_async_context(small.socket())
            for talker in (second, third):
                await talker.wait("response.done")
                await talker.complete_a_turn()
            assert small.sessions() == 2


def meter(rate: float = 1.0) -> tuple[IngestMeter, list[float]]:
    now = [5000.0]
    return IngestMeter(rate, lambda: now[0]), now


def test_a_recording_may_be_sent_at_once() -> None:
    metered, _ = meter()
    for _ in range(30):
        metered.took(1.0)
        assert metered.wait_s() == 0


def test_a_sender_in_real_time_never_waits() -> None:
    metered, now = meter()
    for _ in range(100_000):
        now[0] += 0.02
        metered.took(0.02)
        assert metered.wait_s() == 0


@pytest.mark.parametrize("chunk_s", [0.02, 1.0, 8.0])
def test_a_flood_is_read_at_speaking_pace_and_given_ten_seconds(chunk_s: float) -> None:
    metered, now = meter()
    began, over_at = now[0], None
    while True:
        metered.took(chunk_s)
        wait_s = metered.wait_s()
        if wait_s and over_at is None:
            over_at = now[0]
        if wait_s > metered.patience_s():
            break
        now[0] += wait_s
    assert over_at == began
    assert 10 - chunk_s <= now[0] - over_at <= 10


def test_a_sender_that_heeds_the_limit_is_forgiven() -> None:
    metered, now = meter()
    for _ in range(20):
        metered.took(36.0)
        assert metered.wait_s() == pytest.approx(6.0)
        assert metered.patience_s() == pytest.approx(10.0)
        now[0] += 36.0


def test_a_higher_rate_lets_more_through() -> None:
    metered, now = meter(rate=100)
    metered.took(130.0)
    assert metered.wait_s() == pytest.approx(1.0)
    now[0] += 1.0
    assert metered.wait_s() == pytest.approx(0.0)
