"""RFC 6455 frame by frame, with a client that breaks the rules on purpose."""

from __future__ import annotations

import asyncio
import base64
import os
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest

from tests.backend.realtime.serving import WAIT_S, LiveServer

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
FIN = 0x80
UPDATE = b'{"type": "session.update", "session": {"type": "realtime"}}'


@dataclass
class Wire:
    """A connection after its handshake, frame by frame."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    headers: str

    async def send(self, first: int, payload: bytes = b"", *, masked: bool = True) -> None:
        size = len(payload)
        length = bytes([size]) if size < 126 else b"\x7e" + struct.pack("!H", size)
        if masked:
            mask = os.urandom(4)
            length = bytes([length[0] | 0x80]) + length[1:] + mask
            payload = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
        self.writer.write(bytes([first]) + length + payload)
        await self.writer.drain()

    async def frame(self) -> tuple[int, bytes]:
        """The opcode and payload of the next frame from the server."""
        async with asyncio.timeout(WAIT_S):
            first, size = await self.reader.readexactly(2)
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            elif size == 127:
                (size,) = struct.unpack("!Q", await self.reader.readexactly(8))
            return first & 0x0F, await self.reader.readexactly(size)

    async def next(self, opcode: int, holding: bytes = b"") -> bytes:
        while True:
            got, payload = await self.frame()
            if got == opcode and holding in payload:
                return payload

    async def close_code(self) -> int:
        payload = await self.next(CLOSE)
        return int.from_bytes(payload[:2], "big")


@asynccontextmanager
async def shaken_hands(live: LiveServer, extra: str = "") -> AsyncIterator[Wire]:
    reader, writer = await asyncio.open_connection("127.0.0.1", live.port)
    key = base64.b64encode(os.urandom(16)).decode()
    token = await asyncio.to_thread(live.token)
    writer.write(
        f"GET /interviews/simulate HTTP/1.1\r\nHost: 127.0.0.1:{live.port}\r\n"
        f"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        f"Sec-WebSocket-Key: {key}\r\nAuthorization: Bearer {token}\r\n{extra}\r\n".encode()
    )
    headers = (await reader.readuntil(b"\r\n\r\n")).decode()
    assert headers.startswith("HTTP/1.1 101"), headers
    try:
        yield Wire(reader, writer, headers)
    finally:
        writer.close()


@pytest.mark.parametrize(
    ("first", "payload", "masked", "code"),
    [
        pytest.param(FIN | TEXT, b"{}", False, 1002, id="unmasked"),
        pytest.param(FIN | TEXT | 0x40, b"{}", True, 1002, id="reserved bit 1"),
        pytest.param(FIN | TEXT | 0x20, b"{}", True, 1002, id="reserved bit 2"),
        pytest.param(FIN | TEXT | 0x10, b"{}", True, 1002, id="reserved bit 3"),
        pytest.param(FIN | 3, b"", True, 1002, id="reserved data opcode"),
        pytest.param(FIN | 11, b"", True, 1002, id="reserved control opcode"),
        pytest.param(FIN | 0, b"{}", True, 1002, id="continuation of nothing"),
        pytest.param(PING, b"", True, 1002, id="fragmented ping"),
        pytest.param(FIN | PING, bytes(126), True, 1002, id="long ping"),
        pytest.param(FIN | TEXT, b"\xff{}", True, 1007, id="broken UTF-8"),
        pytest.param(FIN | TEXT, b'"\xed\xa0\x80"', True, 1007, id="lone surrogate"),
        pytest.param(FIN | CLOSE, b"\x03", True, 1002, id="half a close code"),
        pytest.param(FIN | CLOSE, struct.pack("!H", 1005), True, 1002, id="close code not to send"),
        pytest.param(
            FIN | CLOSE, struct.pack("!H", 1000) + b"\xff", True, 1007, id="broken reason"
        ),
    ],
)
async def test_a_broken_frame_ends_the_connection(
    live: LiveServer, first: int, payload: bytes, masked: bool, code: int
) -> None:
    async with shaken_hands(live) as wire:
        await wire.send(first, payload, masked=masked)
        assert await wire.close_code() == code


async def test_a_new_message_inside_another_ends_the_connection(live: LiveServer) -> None:
    async with shaken_hands(live) as wire:
        await wire.send(TEXT, b"{")
        await wire.send(FIN | TEXT, b"{}")
        assert await wire.close_code() == 1002


async def test_pings_are_answered_with_what_they_hold(live: LiveServer) -> None:
    async with shaken_hands(live) as wire:
        for payload in (b"", b"abc", bytes(125)):
            await wire.send(FIN | PING, payload)
            assert await wire.next(PONG) == payload
        await wire.send(FIN | PONG, b"nobody asked")
        await wire.send(FIN | TEXT, UPDATE)
        await wire.next(TEXT, b"session.updated")


async def test_a_message_in_fragments_with_a_ping_between(live: LiveServer) -> None:
    async with shaken_hands(live) as wire:
        await wire.send(TEXT, UPDATE[:10])
        await wire.send(FIN | PING, b"still there?")
        assert await wire.next(PONG) == b"still there?"
        await wire.send(0, b"")
        await wire.send(0, UPDATE[10:20])
        await wire.send(FIN | 0, UPDATE[20:])
        await wire.next(TEXT, b"session.updated")


async def test_a_character_split_over_fragments(live: LiveServer) -> None:
    message = (
        '{"type": "conversation.item.retrieve", "item_id": "x", "pad": "\u00e9\u20ac"}'.encode()
    )
    cut = message.index("\u20ac".encode()) + 1
    async with shaken_hands(live) as wire:
        await wire.send(TEXT, message[:cut])
        await wire.send(FIN | 0, message[cut:])
        await wire.next(TEXT, b"item_retrieve_invalid_item_id")


@pytest.mark.parametrize("payload", [b"", struct.pack("!H", 1000), struct.pack("!H", 4999) + b"x"])
async def test_a_close_is_answered(live: LiveServer, payload: bytes) -> None:
    async with shaken_hands(live) as wire:
        await wire.send(FIN | CLOSE, payload)
        assert (await wire.next(CLOSE))[:2] == payload[:2]
        assert await wire.reader.read() == b""


async def test_compression_is_not_agreed_on(live: LiveServer) -> None:
    offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
    async with shaken_hands(live, offer) as wire:
        assert "sec-websocket-extensions" not in wire.headers.lower()
        await wire.send(FIN | TEXT, UPDATE)
        await wire.next(TEXT, b"session.updated")
