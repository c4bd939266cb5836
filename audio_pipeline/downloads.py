"""One file over HTTP, continued where it was cut off."""

from __future__ import annotations

import re
import ssl
from pathlib import Path
from typing import Protocol

import httpx

CONNECT_LIMIT_S = 5.0
READ_LIMIT_S = 30.0
CHUNK = 1 << 18


class DownloadError(Exception):
    """A download that did not finish. What came is kept for the next try.

    `advanced` says whether this try brought anything.
    """

    def __init__(self, why: str, *, advanced: bool) -> None:
        super().__init__(why)
        self.why = why
        self.advanced = advanced


class Progress(Protocol):
    """Who is told how a download goes; sizes in bytes."""

    def note(self, text: str) -> None: ...

    def start(self, label: str, total: int, done: int) -> None: ...

    def advance(self, count: int) -> None: ...

    def finish(self) -> None: ...


def client() -> httpx.Client:
    """An HTTP client that gives up early on hosts that don't answer.

    Certificates of the system's store count beside the ones that httpx brings.
    """
    context = httpx.create_ssl_context()
    context.load_default_certs(ssl.Purpose.SERVER_AUTH)
    limits = httpx.Timeout(READ_LIMIT_S, connect=CONNECT_LIMIT_S)
    return httpx.Client(verify=context, timeout=limits, follow_redirects=True)


def download(
    http: httpx.Client, url: str, part: Path, *, label: str, total: int, progress: Progress
) -> None:
    """Bring `part` to completion; `total` is its size in bytes, 0 where nobody knows.

    Starts over by itself when a connection breaks after bringing something. Raises
    DownloadError otherwise.
    """
    part.parent.mkdir(parents=True, exist_ok=True)
    began = _size(part)
    progress.start(label, total, began)
    try:
        while True:
            before = _size(part)
            try:
                return _once(http, url, part, total, progress)
            except (httpx.HTTPError, OSError) as error:
                if _size(part) <= before:
                    raise DownloadError(reason(error), advanced=before > began) from error
    finally:
        progress.finish()


def _once(http: httpx.Client, url: str, part: Path, total: int, progress: Progress) -> None:
    """One request for what is missing. Raises httpx.HTTPError or OSError."""
    have = _size(part)
    if total and have == total:
        return
    if total and have > total:
        part.unlink()
        have = 0
    headers = {"Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
    with http.stream("GET", url, headers=headers) as answer:
        if answer.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            if answer.headers.get("Content-Range", "").endswith(f"/{have}"):
                return
            part.unlink()
            return _once(http, url, part, total, progress)
        answer.raise_for_status()
        resumed = answer.status_code == httpx.codes.PARTIAL_CONTENT and re.match(
            rf"bytes {have}-", answer.headers.get("Content-Range", "")
        )
        if have and not resumed:
            progress.advance(-have)
        with part.open("ab" if resumed else "wb") as stream:
            for chunk in answer.iter_raw(CHUNK):
                stream.write(chunk)
                progress.advance(len(chunk))
    if total and _size(part) < total:
        raise httpx.RemoteProtocolError("the connection ended early")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def reason(error: Exception) -> str:
    """Why a request failed, in a few words for a person, without the address it went to."""
    if isinstance(error, httpx.HTTPStatusError):
        return f"HTTP {error.response.status_code}"
    if isinstance(error, httpx.TimeoutException):
        return "no answer in time"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return re.sub(r"\[Errno -?\d+\] ", "", str(error)) or type(error).__name__
