"""Whatever goes wrong is told in one shape."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI, Form
from httpx import AsyncClient, Response
from pydantic import BaseModel
from starlette.types import Message, Scope
from starlette.websockets import WebSocket

from backend.errors import ConflictError
from tests.api.asking import connect
from tests.api.world import Person
from tests.backend.conftest import signed_in

pytestmark = pytest.mark.one_database("about answers, whatever is stored")

REGISTRATION = {"username": "ada", "email": "ada@example.org", "password": "a long secret phrase"}


class Odd(BaseModel):
    query: int
    path: dict[str, int]


def told(answer: Response) -> tuple[int, str, str]:
    """Status, type and detail of a problem document, which must be one in full."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) - {"errors"} == {"type", "title", "status", "detail"}
    assert body["status"] == answer.status_code
    assert body["title"]
    return answer.status_code, body["type"].removeprefix("urn:ihr:problem:"), body["detail"]


async def test_unknown_addresses(client: AsyncClient) -> None:
    for path in ("/nowhere", "/interviews/not-an-id", "/me/nowhere"):
        assert told(await client.get(path)) == (404, "not-found", "There is nothing here.")


async def test_a_wrong_method_is_told_all_that_would_do(client: AsyncClient) -> None:
    answer = await client.put("/documents")
    status, type_, detail = told(answer)
    assert (status, type_, detail) == (405, "wrong-method", "This address takes GET, POST only.")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


async def test_options_tells_what_an_address_takes(client: AsyncClient) -> None:
    answer = await client.options("/auth/token")
    assert (answer.status_code, answer.headers["Allow"]) == (204, "OPTIONS, POST")
    assert answer.content == b""
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert told(await client.options("/nowhere"))[0] == 404


async def test_head_is_get_without_the_body(client: AsyncClient) -> None:
    got, head = await client.get("/auth/options"), await client.head("/auth/options")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == got.headers["Content-Length"]
    assert (await client.head("/nowhere")).status_code == 404
    assert (await client.head("/auth/token")).status_code == 405


async def test_json_that_is_none(client: AsyncClient) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await client.post("/auth/register", content=b'{"username": canary', headers=headers)
    status, type_, detail = told(answer)
    assert (status, type_) == (422, "invalid-input")
    assert answer.json()["errors"] == [
        {"field": "body", "message": "No valid JSON at character 13"}
    ]
    assert "canary" not in answer.text
    assert detail == "body: No valid JSON at character 13"


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_wrong_content_type(client: AsyncClient, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    body = json.dumps(REGISTRATION)
    answer = await client.post("/auth/register", content=body, headers=headers)
    assert told(answer)[:2] == (415, "unsupported-type")
    assert "application/json" in answer.json()["detail"]


async def test_a_form_that_is_none(client: AsyncClient) -> None:
    who = await signed_in(client)
    answer = await client.post(
        "/documents", content=b"no form", headers=who | {"Content-Type": "multipart/form-data"}
    )
    assert told(answer) == (400, "unreadable", "The request can't be read.")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "username"),
        (REGISTRATION | {"email": "nowhere"}, "email"),
        (REGISTRATION | {"username": ["ada"]}, "username"),
        ([], "body"),
    ],
)
async def test_what_isnt_valid_names_its_field(client: AsyncClient, body: Any, field: str) -> None:
    answer = await client.post("/auth/register", json=body)
    assert told(answer)[:2] == (422, "invalid-input")
    assert field in [each["field"] for each in answer.json()["errors"]]


@pytest.mark.parametrize(
    ("preferences", "words"),
    [
        ({"retention_days": 0}, "this must be at least 1"),
        ({"speech_rate": 9}, "this must be at most 1.5"),
        ({"scenario": {"kind": "odd"}}, "this must be one of "),
        ({"captions": "perhaps"}, "this must be true or false"),
        ({"voice": 7}, "this must be text"),
        ({"voice": "\ud800"}, "this isn't valid text"),
        ({"voice": "x" * 65}, "this may have at most 64 characters"),
        ({"shoe_size": 43}, "there is no such field"),
        ({"scenario": 1}, "this must be an object"),
    ],
)
async def test_what_isnt_valid_is_told_in_plain_words(
    client: AsyncClient, preferences: dict[str, Any], words: str
) -> None:
    who = await signed_in(client)
    headers = who | {"Content-Type": "application/json"}
    answer = await client.put(
        "/settings/preferences", content=json.dumps(preferences), headers=headers
    )
    assert told(answer)[:2] == (422, "invalid-input")
    (error,) = answer.json()["errors"]
    assert error["message"].startswith(words)


async def test_a_field_may_be_called_as_a_part_of_a_request(
    app: FastAPI, client: AsyncClient
) -> None:
    @app.post("/odd")
    async def odd(body: Odd) -> None: ...

    @app.post("/form")
    async def form(path: int = Form()) -> None: ...

    answer = await client.post("/odd", json={"query": "canary", "path": {"body": "canary"}})
    assert [each["field"] for each in answer.json()["errors"]] == ["query", "path.body"]
    assert "canary" not in answer.text
    answer = await client.post("/form", data={"path": "canary"})
    assert [each["field"] for each in answer.json()["errors"]] == ["path"]


async def test_a_mistake_of_ours_tells_nothing(
    app: FastAPI, client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("the candidate said canary")

    answer = await client.get("/broken")
    assert told(answer)[:2] == (500, "internal")
    assert answer.headers["X-Content-Type-Options"] == "nosniff", "refusals carry them too"
    assert answer.headers["X-Request-ID"]
    assert "canary" not in answer.text + caplog.text
    (line,) = [each for each in caplog.records if each.levelname == "ERROR"]
    assert line.getMessage() == "unexpected RuntimeError"
    assert f"{__file__}:" in line.places  # type: ignore[attr-defined]  # an extra of the record


async def socket_answers(app: FastAPI, path: str) -> list[Message]:
    """What somebody gets who opens a socket there."""
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "websocket.connect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "scheme": "ws",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"ihr.test")],
        "subprotocols": [],
        "extensions": {"websocket.http.response": {}},
    }
    await app(scope, receive, send)
    return sent


async def test_sockets_are_refused_with_a_problem_too(app: FastAPI) -> None:
    @app.websocket("/fails")
    async def fails(_socket: WebSocket) -> None:
        raise ValueError("canary")

    @app.websocket("/refuses")
    async def refuses(socket: WebSocket) -> None:
        await socket.close(1008)

    expected = {"/nowhere": 404, "/auth/token": 404, "/refuses": 403, "/fails": 500}
    for path, status in expected.items():
        start, body = await socket_answers(app, path)
        headers = dict(start["headers"])
        assert (start["type"], start["status"]) == ("websocket.http.response.start", status)
        assert headers[b"content-type"] == b"application/problem+json"
        assert headers[b"x-request-id"]
        assert json.loads(body["body"])["status"] == status
        assert b"canary" not in body["body"]


async def test_a_socket_without_a_sign_in_is_refused_with_401(app: FastAPI) -> None:
    nobody = Person(None, "nobody", {})
    assert await connect(app, "/interviews/simulate", nobody, str(uuid4())) == 401


async def test_errors_of_ours_keep_their_headers_and_field(
    app: FastAPI, client: AsyncClient
) -> None:
    @app.get("/taken")
    async def taken() -> None:
        raise ConflictError("That is taken.", field="name", headers={"X-Kept": "yes"})

    answer = await client.get("/taken")
    assert told(answer) == (409, "conflict", "That is taken.")
    assert answer.headers["X-Kept"] == "yes"
    assert answer.json()["errors"] == [{"field": "name", "message": "That is taken."}]
