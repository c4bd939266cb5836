"""An HTTP server on a loopback port that answers exactly the bytes it is told to."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(slots=True)
class Seen:
    """One request, as it came over the wire."""

    line: str
    headers: dict[str, str]
    body: bytes
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when the client has closed the connection."""


Answer = Callable[[asyncio.StreamWriter, Seen], Awaitable[None]]


@dataclass(slots=True)
class FaultServer:
    base_url: str
    seen: list[Seen]
    arrived: asyncio.Event
    """Set when there was a request."""


@asynccontextmanager
async def fault_server(*answers: Answer) -> AsyncIterator[FaultServer]:
    """The n-th request gets the n-th answer, and those after the last one get that again."""
    seen: list[Seen] = []
    arrived = asyncio.Event()
    handlers: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        handlers[task] = writer
        request = await _read(reader)
        seen.append(request)
        arrived.set()
        watcher = asyncio.create_task(_watch(reader, request))
        try:
            with suppress(ConnectionError):
                await answers[min(len(seen), len(answers)) - 1](writer, request)
        finally:
            watcher.cancel()
            await asyncio.gather(watcher, return_exceptions=True)
            writer.close()
            del handlers[task]

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield FaultServer(f"http://127.0.0.1:{port}/v1", seen, arrived)
    finally:
        server.close()
        for writer in handlers.values():
            writer.transport.abort()
        await asyncio.gather(*handlers)


async def _read(reader: asyncio.StreamReader) -> Seen:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
    raw = dict(line.split(": ", 1) for line in head[1:] if line)
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Seen(head[0], {name.lower(): value for name, value in raw.items()}, body)


async def _watch(reader: asyncio.StreamReader, request: Seen) -> None:
    with suppress(ConnectionError):
        while await reader.read(1024):
            pass
    request.gone.set()


def status(code: int, body: bytes = b"{}", **headers: str) -> Answer:
    """A whole answer."""

    async def answer(writer: asyncio.StreamWriter, _: Seen) -> None:
        fields = {"Content-Type": "application/json", "Connection": "close"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        lines = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
        head = f"HTTP/1.1 {code} X\r\nContent-Length: {len(body)}\r\n{lines}\r\n"
        writer.write(head.encode() + body)
        await writer.drain()

    return answer


def delta(text: str | None, finish: str | None = None) -> bytes:
    """One event of a streamed chat completion."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": finish}
    chunk = {"id": "x", "object": "chat.completion.chunk", "created": 0, "model": "m"}
    return b"data: " + json.dumps(chunk | {"choices": [choice]}).encode() + b"\n\n"


END = delta(None, "stop") + b"data: [DONE]\n\n"


def events(*parts: bytes, whole: bool = True, then_hang: bool = False) -> Answer:
    """A streamed answer: proper to its end, or cut off in the middle, or never ending."""

    async def answer(writer: asyncio.StreamWriter, request: Seen) -> None:
        head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
        writer.write(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        for part in parts:
            writer.write(f"{len(part):x}\r\n".encode() + part + b"\r\n")
            await writer.drain()
        if then_hang:
            await request.gone.wait()
        if whole:
            writer.write(b"0\r\n\r\n")
            await writer.drain()

    return answer


async def hang(_: asyncio.StreamWriter, request: Seen) -> None:
    """Read the request and say nothing."""
    await request.gone.wait()


async def drip(writer: asyncio.StreamWriter, request: Seen) -> None:
    """Keep the connection busy with comments that hold no text."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    while not request.gone.is_set():
        writer.write(b": still here\n\n")
        await writer.drain()
        await asyncio.sleep(0.001)


async def flood(writer: asyncio.StreamWriter, request: Seen) -> None:
    """Text without end, as fast as it is taken."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n")
    part = delta("word " * 1000)
    while not request.gone.is_set():
        writer.write(part)
        await writer.drain()
