"""The few REST calls that a rehearsal needs beside the socket."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit, urlunsplit

import httpx

from backend.rehearse.connection import RehearsalError, UnreachableError, is_loopback, refusal

SOCKET_PATH = "/interviews/simulate"
TIMEOUT_S = 30.0
UNAUTHORIZED = 401
AWAY_S = 30.0
"""How long reading waits for a server that is gone: one that crashed is back within seconds."""
TRY_EVERY_S = 0.5


def addresses(url: str) -> tuple[str, str, str]:
    """(the server's HTTP address, the socket's address, the interview's id or "") of a ws:// or
    http:// address with or without a path. Raises `RehearsalError` for any other."""
    parts = urlsplit(url)
    secure = {"ws": False, "http": False, "wss": True, "https": True}.get(parts.scheme)
    if secure is None or not parts.hostname:
        raise RehearsalError(f"{url} is not an address like ws://127.0.0.1:8000.")
    path = parts.path.rstrip("/") or SOCKET_PATH
    http = urlunsplit(("https" if secure else "http", parts.netloc, "", "", ""))
    socket = urlunsplit(("wss" if secure else "ws", parts.netloc, path, "", ""))
    return http, socket, parse_qs(parts.query).get("interview_id", [""])[0]


class Api:
    """Use with `async with`. Every method raises `RehearsalError` where the server refuses.

    A token lasts a quarter of an hour, and interviews may be longer: who has signed up here is
    signed in again where it has run out."""

    def __init__(self, url: str, token: str = "") -> None:
        self.token = token
        self._account: dict[str, str] | None = None
        # A proxy named in the environment is for other machines.
        self._http = httpx.AsyncClient(
            base_url=url, trust_env=not is_loopback(url), timeout=TIMEOUT_S
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._http.aclose()

    async def sign_up(self, username: str) -> str:
        """Make an account and sign in; its password."""
        password = secrets.token_urlsafe(24)
        email = f"{username}@example.org"
        account = {"username": username, "email": email, "password": password}
        await self._call("POST", "/auth/register", json=account)
        self._account = {"grant_type": "password", "username": username, "password": password}
        await self.renew()
        return password

    async def renew(self) -> str:
        """A new token. Raises `RehearsalError` for whoever hasn't signed up here too."""
        if self._account is None:
            raise RehearsalError("The token has run out, or isn't known. Get another one.")
        self.token = ""
        self.token = (await self._call("POST", "/auth/token", data=self._account))["access_token"]
        return self.token

    async def hand_in(self, kind: str, file: Path) -> str:
        """The id of a document that was handed in: a "cv" or a "job_description"."""
        try:
            data = await asyncio.to_thread(file.read_bytes)
        except OSError:
            raise RehearsalError(f"{file} can't be read.") from None
        kept = await self._call(
            "POST", "/documents", data={"kind": kind}, files={"file": (file.name, data)}
        )
        return str(kept["id"])

    async def plan(self, scenario: Mapping[str, str | int]) -> str:
        """A new interview's id."""
        planned = await self._call("POST", "/interviews", json=scenario)
        return str(planned["id"])

    async def turns(self, interview_id: str) -> dict[str, dict[str, Any]]:
        """The turns as they were stored, by item."""
        interview = await self._read(f"/interviews/{interview_id}")
        return {turn["item_id"]: turn for turn in interview["turns"]}

    async def scorecard(self, interview_id: str) -> dict[str, Any]:
        """The scorecard as far as there is one."""
        return await self._read(f"/feedback/scorecard?interview_id={interview_id}")

    async def _read(self, path: str) -> dict[str, Any]:
        loop = asyncio.get_running_loop()
        over_at = loop.time() + AWAY_S
        while True:
            try:
                return await self._call("GET", path)
            except UnreachableError:
                if loop.time() >= over_at:
                    raise
            await asyncio.sleep(TRY_EVERY_S)

    async def _call(self, method: str, path: str, **content: Any) -> dict[str, Any]:
        answer = await self._answer(method, path, content)
        if answer.status_code == UNAUTHORIZED and self.token and self._account is not None:
            await self.renew()
            answer = await self._answer(method, path, content)
        if answer.is_error:
            raise RehearsalError(refusal(answer.status_code, answer.content))
        try:
            body = answer.json()
        except ValueError:
            raise RehearsalError(f"{self._http.base_url} is not an iHR server.") from None
        return body if isinstance(body, dict) else {}

    async def _answer(self, method: str, path: str, content: dict[str, Any]) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        try:
            return await self._http.request(method, path, headers=headers, **content)
        except httpx.HTTPError as error:
            raise UnreachableError(
                f"{self._http.base_url} can't be reached ({type(error).__name__})."
            ) from None
