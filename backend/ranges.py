"""Files that are sent in part where a part is asked for (RFC 9110, section 14)."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Mapping
from typing import BinaryIO

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from backend.errors import RangeError

PIECE_BYTES = 65_536

_RANGE = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")


def is_known(request: Request, etag: str) -> bool:
    """Whether the caller has this version already, and needs only be told (304)."""
    known = request.headers.get("if-none-match", "")
    return etag in (each.strip().removeprefix("W/") for each in known.split(","))


def asked_range(request: Request, etag: str, size: int) -> tuple[int, int] | None:
    """The first byte that is wanted and the one after the last; None for all of them.

    Several ranges at once, and what is no range of bytes, are ignored, as the standard allows.
    Raises `RangeError` for a part that isn't there.
    """
    asked = _RANGE.fullmatch(request.headers.get("range", "").strip().lower())
    if asked is None or request.headers.get("if-range", etag) != etag:
        return None
    first, last = asked.groups()
    if not first and not last or first and last and int(last) < int(first):
        return None
    start = int(first) if first else max(size - int(last), 0)
    end = min(int(last) + 1, size) if first and last else size
    if start >= size:
        raise RangeError(size)
    return start, end


def file_part(
    request: Request, file: BinaryIO, *, etag: str, headers: Mapping[str, str], media_type: str
) -> FilePart:
    """What is wanted of an open file, which is closed afterwards. Raises as `asked_range`."""
    size = file.seek(0, io.SEEK_END)
    try:
        part = asked_range(request, etag, size)
    except RangeError:
        file.close()
        raise
    return FilePart(file, size, part, {**headers, "ETag": etag}, media_type)


class FilePart(Response):
    """An open file, or a part of it, read a piece at a time; closed when it was sent, or could
    not be."""

    def __init__(
        self,
        file: BinaryIO,
        size: int,
        part: tuple[int, int] | None,
        headers: Mapping[str, str],
        media_type: str,
    ) -> None:
        start, end = part or (0, size)
        told = {**headers, "Accept-Ranges": "bytes", "Content-Length": str(end - start)}
        if part is not None:
            told["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
        super().__init__(None, 200 if part is None else 206, told, media_type)
        self._file, self._start, self._end = file, start, end

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await asyncio.to_thread(self._file.seek, self._start)
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            left = self._end - self._start
            while left > 0:
                piece = await asyncio.to_thread(self._file.read, min(left, PIECE_BYTES))
                left = left - len(piece) if piece else 0
                await send({"type": "http.response.body", "body": piece, "more_body": left > 0})
        finally:
            self._file.close()
