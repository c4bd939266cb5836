"""The refresh token of a browser: in a cookie that no script can read and no other site send."""

from __future__ import annotations

from fastapi import Request, Response

from backend.auth.sign_ins import REFRESH_TOKEN_DAYS
from backend.config import Config
from backend.errors import ForbiddenError

CLIENT_HEADER, WEB_CLIENT = "X-IHR-Client", "web"
"""A header of our own can't be set by another site without asking first (CORS), and nobody is
ever allowed to: together with SameSite=Strict that is the defence against forged requests."""


def is_browser(request: Request) -> bool:
    return request.headers.get(CLIENT_HEADER) == WEB_CLIENT


def cookie_name(request: Request) -> str:
    """`__Host-` binds the cookie to this host and to https (RFC 6265bis); over plain http, on
    one's own machine, browsers refuse such names."""
    return "__Host-ihr-refresh" if request.url.scheme == "https" else "ihr-refresh"


def set_cookie(request: Request, response: Response, token: str) -> None:
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=REFRESH_TOKEN_DAYS * 24 * 3600,
        path="/",
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def clear_cookie(request: Request, response: Response) -> None:
    secure = request.url.scheme == "https"
    response.delete_cookie(
        cookie_name(request), path="/", secure=secure, httponly=True, samesite="strict"
    )


def from_cookie(request: Request, config: Config) -> str:
    """The token of the cookie, "" where there is none. Raises `ForbiddenError` where a request
    that brings one was not sent by our own pages."""
    token = request.cookies.get(cookie_name(request), "")
    if not token:
        return ""
    origin = request.headers.get("origin")
    own = f"{request.url.scheme}://{request.headers.get('host', '')}"
    foreign = origin is not None and origin != own and origin not in config.allowed_origins
    if foreign or not is_browser(request):
        raise ForbiddenError("This request didn't come from iHR's own pages.")
    return token
