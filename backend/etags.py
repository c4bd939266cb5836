"""Answers that a client may keep, and ask again whether they are still the same."""

from __future__ import annotations

import hashlib
from typing import Any

from fastapi import Request, Response

UNCHANGED: dict[int | str, dict[str, Any]] = {
    304: {"description": "Still what the `If-None-Match` of the request names"}
}
"""For `responses` of an endpoint that answers with `tagged`."""


def tagged(request: Request, content: bytes) -> Response:
    """JSON with an entity tag, or 304 where the client has just that (RFC 9110 section 13.1.2).

    The client asks again each time, so that an administrator's change is seen at once. The tag
    is a weak one: a compressed answer is still the same.
    """
    tag = f'W/"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": "public, no-cache"}
    if _has(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _has(known: str, tag: str) -> bool:
    wanted = tag.removeprefix("W/")
    tags = (each.strip() for each in known.split(","))
    return any(each == "*" or each.removeprefix("W/") == wanted for each in tags)
