"""A client of HTTP/1.1 that costs almost nothing, so that it is the server which is measured."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlencode, urlsplit

PIECE = 1 << 16


class Connection:
    """One that is kept open, with one request at a time. Use with `async with`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80

    async def __aenter__(self) -> Self:
        self._reader, self._writer = await asyncio.open_connection(self._host, self._port)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self._writer.close()
        await self._writer.wait_closed()

    async def request(
        self,
        method: str,
        path: str,
        token: str = "",
        body: Any = None,
        *,
        form: dict[str, str] | None = None,
    ) -> tuple[int, int]:
        """(status, bytes of the body), the body having been read and forgotten."""
        data, kind = b"", "application/json"
        if form is not None:
            data, kind = urlencode(form).encode(), "application/x-www-form-urlencoded"
        elif body is not None:
            data = json.dumps(body).encode()
        head = [f"{method} {path} HTTP/1.1", f"Host: {self._host}:{self._port}"]
        if token:
            head.append(f"Authorization: Bearer {token}")
        if data:
            head += [f"Content-Type: {kind}", f"Content-Length: {len(data)}"]
        elif method != "GET":
            head.append("Content-Length: 0")
        self._writer.write("\r\n".join((*head, "", "")).encode() + data)
        await self._writer.drain()
        return await self._answer()

    async def _answer(self) -> tuple[int, int]:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split()[1])
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        if "chunked" in headers.get("transfer-encoding", ""):
            return status, await self._chunks()
        size = int(headers.get("content-length", 0))
        await self._skip(size)
        return status, size

    async def _chunks(self) -> int:
        total = 0
        while size := int(await self._reader.readline(), 16):
            await self._skip(size)
            await self._reader.readline()
            total += size
        await self._reader.readline()
        return total

    async def _skip(self, size: int) -> None:
        while size:
            piece = await self._reader.read(min(size, PIECE))
            if not piece:
                raise ConnectionError("The server closed the connection in the middle.")
            size -= len(piece)
