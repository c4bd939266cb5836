"""Every request has a name, is counted, and leaves one line: never what was sent."""

from __future__ import annotations

import logging
import re
import secrets
import time

from starlette.datastructures import Headers, MutableHeaders
from starlette.routing import Mount
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.logs import request_id
from backend.metrics import METHODS, UNKNOWN, Metrics

log = logging.getLogger(__name__)

ID_HEADER = "X-Request-ID"
_SANE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""UUIDs, hex, and what proxies make; nothing that could break a line or hold a sentence."""

QUIET = frozenset({"/livez", "/readyz", "/metrics"})
"""Asked for every few seconds, by machines."""

NOT_ANSWERED = 499
"""The client left first; nginx's number for it."""
OPEN = 101


def route_of(scope: Scope) -> str:
    """The route's template, so that no id and nothing that was typed is in it."""
    route = scope.get("route")
    if route is None:
        return UNKNOWN
    path: str = getattr(route, "path_format", "") or getattr(route, "path", "")
    return f"{path}/*" if isinstance(route, Mount) else path or UNKNOWN


class RequestLog:
    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(ID_HEADER, "")
        name = given if _SANE_ID.fullmatch(given) else secrets.token_hex(8)
        follow = self._request if scope["type"] == "http" else self._socket
        token = request_id.set(name)
        try:
            await follow(name, scope, receive, send)
        finally:
            request_id.reset(token)

    async def _request(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), NOT_ANSWERED

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[ID_HEADER] = name
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        finally:
            seconds = time.perf_counter() - began
            route = route_of(scope)
            method = scope["method"] if scope["method"] in METHODS else UNKNOWN
            self._metrics.request(method, route, status, seconds)
            level = logging.DEBUG if route in QUIET and status < 400 else logging.INFO
            told = f"{method} {route} {status}"
            self._note(level, scope, told, status, ms=seconds * 1000)

    async def _socket(self, name: str, scope: Scope, receive: Receive, send: Send) -> None:
        began, status = time.perf_counter(), NOT_ANSWERED

        async def send_named(message: Message) -> None:
            nonlocal status
            if message["type"] in ("websocket.accept", "websocket.http.response.start"):
                status = message.get("status", OPEN)
                MutableHeaders(scope=message)[ID_HEADER] = name
                self._metrics.handshake(route_of(scope), status)
                if status == OPEN:
                    self._metrics.socket_opened()
                    self._note(logging.INFO, scope, f"socket {route_of(scope)} opened", status)
            await send(message)

        try:
            await self._app(scope, receive, send_named)
        finally:
            if status == OPEN:
                self._metrics.socket_closed()
            told = "closed" if status == OPEN else "refused"
            ms = (time.perf_counter() - began) * 1000
            self._note(logging.INFO, scope, f"socket {route_of(scope)} {told}", status, ms=ms)

    def _note(
        self, level: int, scope: Scope, text: str, status: int, *, ms: float | None = None
    ) -> None:
        fields: dict[str, object] = {"route": route_of(scope), "status": status}
        if ms is not None:
            fields["ms"] = round(ms, 1)
        interview = scope.get("path_params", {}).get("interview_id")
        if interview is not None:
            fields["interview_id"] = str(interview)
        log.log(level, text, extra=fields)
