"""A socket that comes back: when the connection breaks, it is sought again."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from urllib.parse import urlencode, urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import (
    ConnectionClosed,
    InvalidHandshake,
    InvalidMessage,
    InvalidStatus,
    InvalidURI,
)

RETURN_WITHIN_S = 60.0
"""How long a lost connection is sought again; a server with large models takes a while."""

FIRST_RETRY_S, LONGEST_RETRY_S = 0.2, 2.0

NOT_TO_RETURN = {1000, 1008, 1009, 4001}
"""Close codes after which the server doesn't want this client back."""

UNAUTHORIZED, BUSY = 401, 503

Renew = Callable[[], Awaitable[str]]
"""Gets another token for one that has run out; raises `RehearsalError` where there is none."""


class RehearsalError(Exception):
    """What went wrong, in a plain sentence."""


class ConnectionLost(RehearsalError):
    """The interview can't be reached any more."""


class UnreachableError(RehearsalError):
    """The server doesn't answer: gone, or being started again."""


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", "::1"}


def refusal(status: int, body: bytes | bytearray | None) -> str:
    """Why a server refused, in a sentence; its own problem document names the reason."""
    with suppress(ValueError, TypeError):
        detail = json.loads(body or b"").get("detail")
        if isinstance(detail, str):
            return f"The server refused ({status}): {detail}"
    return f"The server refused, with HTTP status {status}."


class Connection:
    """`messages()` is read by one task; `send` waits while the connection is being sought.

    `interview_id` and `last_event_id` name where to go on; their owner keeps them up to date.
    """

    def __init__(self, url: str, token: str, *, binary: bool, renew: Renew | None = None) -> None:
        self.url = url
        self.interview_id = ""
        self.last_event_id = ""
        self.returns = 0
        self._token = token
        self._renew = renew
        self._binary = binary
        self._socket: ClientConnection | None = None
        self._online = asyncio.Event()

    async def open(self) -> None:
        """Raises `ConnectionLost` where the server can't be reached or refuses."""
        try:
            self._socket = await self._admitted()
        except InvalidStatus as refused:
            response = refused.response
            raise ConnectionLost(refusal(response.status_code, response.body)) from None
        except (InvalidURI, InvalidMessage, InvalidHandshake):
            raise ConnectionLost(f"{self.url} is not the address of an interview.") from None
        except (OSError, TimeoutError) as error:
            why = error.strerror if isinstance(error, OSError) else None
            raise ConnectionLost(f"{self.url} can't be reached ({why or 'no answer'}).") from None
        self._online.set()

    async def aclose(self) -> None:
        if self._socket is not None:
            await self._socket.close()

    def abort(self) -> None:
        """Drop the connection as a broken network does; it is then sought again."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def online(self) -> None:
        """Return once there is a connection."""
        await self._online.wait()

    async def send(self, data: str | bytes) -> None:
        while True:
            await self._online.wait()
            try:
                if self._socket is not None:
                    await self._socket.send(data)
                return
            except ConnectionClosed:
                # The reading task notices too, and seeks the connection.
                self._online.clear()

    async def send_now(self, data: str | bytes) -> bool:
        """For the reading task, which mustn't wait for what only it can bring back: False where
        the connection is broken."""
        try:
            if self._socket is not None:
                await self._socket.send(data)
        except ConnectionClosed:
            return False
        return True

    async def messages(self) -> AsyncIterator[str | bytes]:
        """Everything received, over all connections. Raises `ConnectionLost` at the last."""
        while self._socket is not None:
            try:
                yield await self._socket.recv()
            except ConnectionClosed as closed:
                await self._come_back(closed)

    async def _come_back(self, closed: ConnectionClosed) -> None:
        self._online.clear()
        if closed.rcvd is not None and closed.rcvd.code in NOT_TO_RETURN:
            why = closed.rcvd.reason or f"code {closed.rcvd.code}."
            raise ConnectionLost(f"The server closed the connection: {why}")
        try:
            async with asyncio.timeout(RETURN_WITHIN_S):
                self._socket = await self._reconnect()
        except TimeoutError:
            raise ConnectionLost(
                f"The connection broke and could not be had again in {RETURN_WITHIN_S:.0f} s."
            ) from None
        self.returns += 1
        self._online.set()

    async def _reconnect(self) -> ClientConnection:
        wait_s = FIRST_RETRY_S
        while True:
            try:
                return await self._admitted()
            except InvalidStatus as refused:
                response = refused.response
                if response.status_code != BUSY:
                    raise ConnectionLost(refusal(response.status_code, response.body)) from None
            except (OSError, InvalidHandshake, UnreachableError):
                # Nobody listens yet: a server that was restarted is still loading.
                pass
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_RETRY_S)

    async def _admitted(self) -> ClientConnection:
        try:
            return await self._connect()
        except InvalidStatus as refused:
            if refused.response.status_code != UNAUTHORIZED or self._renew is None:
                raise
        try:
            self._token = await self._renew()
        except UnreachableError:
            raise
        except RehearsalError as error:
            raise ConnectionLost(str(error)) from None
        return await self._connect()

    async def _connect(self) -> ClientConnection:
        query = {"audio": "binary"} if self._binary else {}
        if self.interview_id:
            query["interview_id"] = self.interview_id
        if self.last_event_id:
            query["last_event_id"] = self.last_event_id
        return await connect(
            f"{self.url}?{urlencode(query)}",
            additional_headers={"Authorization": f"Bearer {self._token}"},
            compression=None,
            # A proxy named in the environment is for other machines.
            proxy=None if is_loopback(self.url) else True,
            max_queue=256,
            close_timeout=2,
        )
