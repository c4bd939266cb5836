"""The web application: static files, under a policy that lets nothing in but themselves."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import lru_cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

FOREVER = "public, max-age=31536000, immutable"
"""For names that hold a hash of what is in them."""
ASK_AGAIN = "no-cache"
HASHED = "_next/static/"

_INLINE_SCRIPT = re.compile(rb"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL)
_HOST = re.compile(r"[A-Za-z0-9.:\[\]-]{1,255}")


class Site(StaticFiles):
    """The exported pages in `folder`. Mount it last, at "/": every path of the API goes first.

    Who asks for a page that isn't there gets a page that says so; a program gets the problem
    document that every unknown path of the API answers with.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose(reason="There is nothing at this address.")(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        request = Request(scope)
        if "text/html" not in request.headers.get("accept", "") and not self._is_there(path):
            raise HTTPException(404, "There is nothing at this address.")
        response = await super().get_response(path, scope)
        hashed = path.replace("\\", "/").startswith(HASHED) and response.status_code < 400
        response.headers["Cache-Control"] = FOREVER if hashed else ASK_AGAIN
        page = self._page(path)
        if page.suffix == ".html":
            # Also where it hasn't changed: the headers of that answer outrank the ones kept.
            policy = page_policy(page, request.headers.get("host", ""))
            response.headers["Content-Security-Policy"] = policy
        return response

    def _is_there(self, path: str) -> bool:
        found, _ = self.lookup_path(path)
        return bool(found)

    def _page(self, path: str) -> Path:
        found, stat = self.lookup_path(path)
        if stat is not None and Path(found).is_dir():
            found = str(Path(found) / "index.html")
        if not found or not Path(found).is_file():
            found, _ = self.lookup_path("404.html")
        return Path(found)


def page_policy(page: Path, host: str) -> str:
    """The Content-Security-Policy of an exported page.

    Scripts are our own files, and the inline ones that the export wrote, by their hashes. Styles
    may stand inline: the menus and charts position themselves with them, and a style runs
    nothing. Sockets of this host are named, since not every browser takes them for 'self'.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self'{_hashes(page, page.stat().st_mtime_ns)}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "media-src 'self' blob:",
            f"connect-src 'self'{sockets}",
            "manifest-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
        )
    )


@lru_cache(maxsize=256)
def _hashes(page: Path, changed: int) -> str:
    """The inline scripts of a page as it was at `changed`, as sources of a policy."""
    found = []
    for script in _INLINE_SCRIPT.finditer(page.read_bytes()):
        if script["code"] and b" src=" not in script["attributes"]:
            digest = hashlib.sha256(script["code"]).digest()
            found.append(f" 'sha256-{base64.b64encode(digest).decode()}'")
    return "".join(dict.fromkeys(found))
