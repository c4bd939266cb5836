"""Who sends, answers or reads too slowly, in virtual time."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from starlette.types import Message, Receive, Scope, Send

from backend.timeouts import LONGER, USUAL, Patience, Timeouts
from tests.virtual_time import run_virtual

App = Callable[[Scope, Receive, Send], Awaitable[None]]
FOREVER = 1e6


def scope(path: str = "/") -> Scope:
    return {"type": "http", "method": "POST", "path": path, "headers": []}


class Client:
    """Sends its body in pieces, each after a pause, and takes so long for each piece it reads."""

    def __init__(self, *pieces: tuple[float, bytes], reads_in_s: float = 0.0) -> None:
        self._pieces = list(pieces) or [(0.0, b"")]
        self._reads_in_s = reads_in_s
        self.got: list[Message] = []

    async def receive(self) -> Message:
        if not self._pieces:
            await asyncio.sleep(FOREVER)
            return {"type": "http.disconnect"}
        wait_s, piece = self._pieces.pop(0)
        await asyncio.sleep(wait_s)
        return {"type": "http.request", "body": piece, "more_body": bool(self._pieces)}

    async def send(self, message: Message) -> None:
        await asyncio.sleep(self._reads_in_s)
        self.got.append(message)

    @property
    def status(self) -> int:
        return int(self.got[0]["status"])

    @property
    def problem(self) -> str:
        return str(json.loads(self.got[1]["body"])["type"]).rpartition(":")[2]


async def read_all(receive: Receive) -> bytes:
    body = b""
    while True:
        message = await receive()
        body += bytes(message["body"])
        if not message["more_body"]:
            return body


async def answer(send: Send, *pieces: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b"", "more_body": False})


def run(app: App, client: Client, path: str = "/") -> float:
    """How many seconds the request took."""

    async def main() -> float:
        began = asyncio.get_running_loop().time()
        await Timeouts(app)(scope(path), client.receive, client.send)
        return asyncio.get_running_loop().time() - began

    return run_virtual(main())


async def echo(_scope: Scope, receive: Receive, send: Send) -> None:
    await answer(send, await read_all(receive))


def test_a_body_that_trickles_is_given_up() -> None:
    client = Client(*[(1.0, b"x")] * 100)
    assert run(echo, client) == USUAL.arrive_s
    assert (client.status, client.problem) == (408, "slow-request")
    assert (b"connection", b"close") in client.got[0]["headers"]


def test_a_body_in_time_is_answered() -> None:
    client = Client(*[(1.0, b"x")] * 10)
    assert run(echo, client) == pytest.approx(10)
    assert (client.status, client.got[1]["body"]) == (200, b"x" * 10)


def test_documents_have_longer_to_arrive() -> None:
    client = Client(*[(1.0, b"x")] * 100)
    run(echo, client, "/documents")
    assert client.status == 200
    assert LONGER["/documents"].arrive_s > 100


def test_an_answer_that_takes_too_long_is_given_up() -> None:
    async def slow(_scope: Scope, receive: Receive, _send: Send) -> None:
        await read_all(receive)
        await asyncio.sleep(FOREVER)

    client = Client((10.0, b"x"))
    assert run(slow, client) == 10 + USUAL.answer_s
    assert (client.status, client.problem) == (503, "took-too-long")
    assert (b"retry-after", b"5") in client.got[0]["headers"]


def test_the_client_that_waits_to_leave_is_not_timed() -> None:
    """As a streaming answer does: it sends, and listens for the client's going away."""

    async def streaming(_scope: Scope, receive: Receive, send: Send) -> None:
        await read_all(receive)
        listening = asyncio.ensure_future(receive())
        for _ in range(10):
            await asyncio.sleep(USUAL.answer_s - 1)
            await send({"type": "http.response.body", "body": b"x", "more_body": True})
        listening.cancel()
        await answer(send)

    client = Client()
    assert run(streaming, client) == pytest.approx(10 * (USUAL.answer_s - 1))
    assert len(client.got) == 12


def test_a_client_that_reads_too_slowly_is_left(caplog: pytest.LogCaptureFixture) -> None:
    client = Client(reads_in_s=USUAL.read_s + 1)
    assert run(echo, client) == USUAL.read_s
    assert client.got == []
    assert [each.getMessage() for each in caplog.records] == ["an answer was not read in time"]


def test_what_is_done_after_the_answer_may_take_its_time() -> None:
    async def then_mail(_scope: Scope, receive: Receive, send: Send) -> None:
        await answer(send, await read_all(receive))
        await asyncio.sleep(1000)

    client = Client()
    assert run(then_mail, client) == pytest.approx(1000)
    assert client.status == 200


def test_a_timeout_of_the_answer_itself_is_not_ours() -> None:
    async def fails(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise TimeoutError

    with pytest.raises(TimeoutError):
        run(fails, Client())


def test_sockets_are_left_alone() -> None:
    async def long(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(10_000)

    async def main() -> None:
        client = Client()
        await Timeouts(long, Patience(1, 1, 1))(
            {"type": "websocket", "path": "/"}, client.receive, client.send
        )

    run_virtual(main())
