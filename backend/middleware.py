"""What every HTTP request and answer goes through."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.errors import TooLargeError
from backend.problems import problem

MAX_BODY_BYTES = 1_048_576
MAX_UPLOAD_BYTES = 5 * 1_048_576
"""A document; five megabytes hold a CV with its pictures."""
FORM_BYTES = 16_384
"""What a multipart form adds to the file in it."""
UPLOADS = {"/documents": MAX_UPLOAD_BYTES + FORM_BYTES}

SECURITY_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class SecurityHeaders:
    """Adds the headers that are not there: a page may bring a policy of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses what is announced as too large, and stops reading what turns out to be."""

    def __init__(
        self,
        app: ASGIApp,
        limit: int = MAX_BODY_BYTES,
        uploads: Mapping[str, int] = UPLOADS,
    ) -> None:
        self._app = app
        self._limit = limit
        self._uploads = uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._uploads.get(scope["path"], self._limit)
        announced = Headers(scope=scope).get("content-length", "0")
        if announced.isdecimal() and int(announced[:20]) > limit:
            refusal = problem(
                TooLargeError.status_code, TooLargeError.type, TooLargeError.title, _told(limit)
            )
            await refusal(scope, receive, send)
            return
        read = 0

        async def receive_counted() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > limit:
                raise HTTPException(TooLargeError.status_code, _told(limit))
            return message

        await self._app(scope, receive_counted, send)


def _told(limit: int) -> str:
    if limit >= MAX_UPLOAD_BYTES:
        return f"A file may have at most {MAX_UPLOAD_BYTES // 1_048_576} MB."
    return f"A request may have at most {limit} bytes."
