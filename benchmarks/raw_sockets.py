"""Many WebSockets at little cost, so that one core can load another that does real work.

Frames are put together by hand and written as they are; of what comes back only the events are
looked at. Masks are zero, which the protocol allows and which leaves the payload as it is.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10


def frame(opcode: int, payload: bytes) -> bytes:
    """One whole client frame (RFC 6455 section 5.2)."""
    size = len(payload)
    if size < 126:
        head = struct.pack("!BB", 0x80 | opcode, 0x80 | size)
    elif size < 1 << 16:
        head = struct.pack("!BBH", 0x80 | opcode, 0x80 | 126, size)
    else:
        head = struct.pack("!BBQ", 0x80 | opcode, 0x80 | 127, size)
    return head + bytes(4) + payload


class FrameReader:
    """Takes bytes as they come, gives whole frames: (opcode, payload)."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[tuple[int, bytes]]:
        self._buffer += data
        frames = []
        while (found := self._next()) is not None:
            frames.append(found)
        return frames

    def _next(self) -> tuple[int, bytes] | None:
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        size, at = buffer[1] & 0x7F, 2
        if size >= 126:
            wide = 2 if size == 126 else 8
            if len(buffer) < 2 + wide:
                return None
            size, at = int.from_bytes(buffer[2 : 2 + wide], "big"), 2 + wide
        if len(buffer) < at + size:
            return None
        found = buffer[0] & 0x0F, bytes(buffer[at : at + size])
        del buffer[: at + size]
        return found


class RawSocket(asyncio.Protocol):
    """One open socket. `on_event` is told of every JSON event."""

    def __init__(self, on_event: Callable[[dict[str, Any]], None]) -> None:
        self._on_event = on_event
        self._reader = FrameReader()
        self._head = bytearray()
        self._upgraded: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None
        self.closed = False

    @classmethod
    async def open(
        cls, url: str, token: str, on_event: Callable[[dict[str, Any]], None]
    ) -> RawSocket:
        """Connect to a ws:// address. Raises `ConnectionError` where it is refused."""
        parts = urlsplit(url)
        loop = asyncio.get_running_loop()
        transport, socket = await loop.create_connection(
            lambda: cls(on_event), parts.hostname or "127.0.0.1", parts.port or 80
        )
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\nAuthorization: Bearer {token}\r\n\r\n".encode()
        )
        await socket._upgraded
        return socket

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        if not self._upgraded.done():
            self._head += data
            head, end, data = bytes(self._head).partition(b"\r\n\r\n")
            if not end:
                return
            status = head.split(b"\r\n", 1)[0].decode(errors="replace")
            if " 101 " not in f"{status} ":
                self._upgraded.set_exception(ConnectionError(f"The server answered {status}"))
                return
            self._upgraded.set_result(None)
        for opcode, payload in self._reader.feed(data):
            if opcode == TEXT:
                self._on_event(json.loads(payload))
            elif opcode == PING:
                self.send(frame(PONG, payload))

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if not self._upgraded.done():
            self._upgraded.set_exception(ConnectionError("The server closed the connection."))

    def send(self, framed: bytes) -> None:
        if self._transport is not None and not self.closed:
            self._transport.write(framed)

    def close(self) -> None:
        if self._transport is not None:
            self.send(frame(CLOSE, struct.pack("!H", 1000)))
            self._transport.close()
