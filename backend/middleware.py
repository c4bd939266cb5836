"""What every HTTP request and answer goes through. `backend.request_log` stands outside of it,
and `backend.timeouts` in it; `install` puts all of it in order."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.errors import AppError, ForbiddenError, NotFoundError, TooLargeError
from backend.logs import places
from backend.metrics import Metrics
from backend.problems import problem, problem_response
from backend.request_log import RequestLog
from backend.timeouts import Timeouts

log = logging.getLogger(__name__)

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
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(self), "
    "payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000"
"""A year, as OWASP's HTTP headers sheet has it; whether other names of the domain speak https
too isn't known here."""

NEVER_COMPRESSED = "/auth"
"""What compresses well is guessed well (BREACH): a secret and somebody else's words must not be
compressed together where a browser can be made to ask for them. Only here a cookie signs in."""
COMPRESSED_ALREADY = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/pdf")


def install(app: FastAPI, metrics: Metrics) -> None:
    """The order matters, innermost first: a refusal carries the headers too, a failure is
    answered before they are added, and everything is logged."""
    app.add_middleware(BodyLimit)
    app.add_middleware(Compression)
    app.add_middleware(Timeouts)
    app.add_middleware(Failures)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(HeadAsGet)
    app.add_middleware(RequestLog, metrics=metrics)


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
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", HSTS)
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
        room = "/" + scope["path"].strip("/").partition("/")[0]
        limit = self._uploads.get(room, self._limit)
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


class Compression(GZipMiddleware):
    """gzip for what is worth it."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(
            app, minimum_size=1024, compresslevel=5, exclude_content_types=COMPRESSED_ALREADY
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        exempt = scope["type"] != "http" or scope["path"].startswith(NEVER_COMPRESSED)
        await (self.app if exempt else super().__call__)(scope, receive, send)


class HeadAsGet:
    """HEAD is GET without the body (RFC 9110 section 9.3.2), wherever there is a GET."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self._app(scope, receive, send)
            return

        async def send_no_body(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        as_get = {**scope, "method": "GET"}
        await self._app(as_get, receive, send_no_body)
        scope.update({name: as_get[name] for name in ("route", "path_params") if name in as_get})


class Failures:
    """What nobody foresaw is a problem document as well, and is noted without its message. So is
    a socket that nobody wanted."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            # A server that can't start says why in a sentence of its own.
            await self._app(scope, receive, send)
            return
        answered = False

        async def send_or_refuse(message: Message) -> None:
            nonlocal answered
            if message["type"] == "websocket.close" and not answered:
                answered = True
                kind = ForbiddenError if "route" in scope else NotFoundError
                await problem_response(kind())(scope, receive, send)
                return
            answered = True
            await send(message)

        try:
            await self._app(scope, receive, send_or_refuse)
        except ClientDisconnect:
            return
        except Exception as error:
            kind = type(error).__name__
            log.error("unexpected %s", kind, extra={"places": places(error)})
            if answered:
                raise
            answer = problem(
                500, AppError.type, AppError.title, "The server made a mistake; it has been noted."
            )
            await answer(scope, receive, send)


def _told(limit: int) -> str:
    if limit >= MAX_UPLOAD_BYTES:
        return f"A file may have at most {MAX_UPLOAD_BYTES // 1_048_576} MB."
    return f"A request may have at most {limit} bytes."
