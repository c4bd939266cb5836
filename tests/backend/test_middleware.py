"""What is done to every request and answer."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI, Response
from httpx import ASGITransport, AsyncClient
from httpx import Response as Answer

from backend.middleware import HSTS, MAX_BODY_BYTES

pytestmark = pytest.mark.one_database("about answers, whatever is stored")

LONG = "so long that it is worth compressing. " * 100


async def test_every_answer_carries_the_security_headers(client: AsyncClient) -> None:
    for answer in (await client.get("/livez"), await client.get("/nowhere")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert "microphone=(self)" in answer.headers["Permissions-Policy"]
        assert "Strict-Transport-Security" not in answer.headers


async def test_a_page_brings_its_own_policy(app: FastAPI, client: AsyncClient) -> None:
    @app.get("/page")
    async def page() -> Response:
        return Response("…", headers={"Content-Security-Policy": "default-src 'self'"})

    answer = await client.get("/page")
    assert answer.headers["Content-Security-Policy"] == "default-src 'self'"
    assert answer.headers["X-Frame-Options"] == "DENY"


async def test_over_https_browsers_are_told_to_stay_there(app: FastAPI) -> None:
    async with AsyncClient(transport=ASGITransport(app), base_url="https://ihr.test") as client:
        answer = await client.get("/livez")
    assert answer.headers["Strict-Transport-Security"] == HSTS


def is_compressed(answer: Answer) -> bool:
    return "gzip" in answer.headers.get_list("Content-Encoding")


async def test_what_is_long_is_compressed(app: FastAPI, client: AsyncClient) -> None:
    media = {
        "/text": "text/plain",
        "/sound": "audio/flac",
        "/zip": "application/zip",
        "/pdf": "application/pdf",
        "/auth/token-like": "application/json",
    }
    for path, media_type in media.items():

        def give(media_type: str = media_type) -> Response:
            return Response(LONG, media_type=media_type)

        app.get(path)(give)

    found = {path: is_compressed(await client.get(path)) for path in media}
    assert found == dict.fromkeys(media, False) | {"/text": True}
    assert not is_compressed(await client.get("/livez")), "it is short"
    plain = await client.get("/text", headers={"Accept-Encoding": "identity"})
    assert plain.text == LONG
    assert "Accept-Encoding" in plain.headers["Vary"]


async def test_compressed_bytes_are_gzip(app: FastAPI, client: AsyncClient) -> None:
    @app.get("/text")
    async def text() -> Response:
        return Response(LONG, media_type="text/plain")

    async with client.stream("GET", "/text") as answer:
        raw = b"".join([piece async for piece in answer.aiter_raw()])
    assert len(raw) < len(LONG) / 10
    assert gzip.decompress(raw).decode() == LONG


async def chunks(size: int) -> AsyncIterator[bytes]:
    for _ in range(size // 65_536 + 1):
        yield b" " * 65_536


async def test_requests_that_are_too_large_are_refused(client: AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    announced = await client.post(
        "/auth/register", content=b" " * (MAX_BODY_BYTES + 1), headers=headers
    )
    streamed = await client.post("/auth/register", content=chunks(MAX_BODY_BYTES), headers=headers)
    for answer in (announced, streamed):
        assert answer.status_code == 413
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:ihr:problem:too-large"
        assert answer.json()["detail"] == "A request may have at most 1048576 bytes."
