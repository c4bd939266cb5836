"""How long a request may take: to arrive, to be answered, to be read."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.errors import SlowRequestError, TookTooLongError
from backend.problems import problem_response

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """In seconds: `arrive_s` for the whole body to come, `answer_s` for the answer to begin, and
    to go on where it comes in pieces, `read_s` for the client to take each piece."""

    arrive_s: float = 20
    answer_s: float = 30
    read_s: float = 30


USUAL = Patience()
LONGER: Mapping[str, Patience] = {
    # 5 MB over a poor mobile connection (50 kB/s), and then 25 s to be read.
    "/documents": Patience(arrive_s=120),
    # A piece is one answer's sound; whoever stores it on a slow disk may take its time.
    "/me/export": Patience(read_s=120),
    # A year of sound is deleted in minutes, in small steps.
    "/me": Patience(answer_s=600),
}
"""Sockets have rules of their own in `backend.realtime`."""


class Timeouts:
    def __init__(
        self,
        app: ASGIApp,
        usual: Patience = USUAL,
        longer: Mapping[str, Patience] = LONGER,
    ) -> None:
        self._app = app
        self._usual = usual
        self._longer = longer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        timed = _Timed(receive, send, self._longer.get(scope["path"], self._usual))
        try:
            async with asyncio.timeout(None) as clock:
                timed.begin(clock)
                await self._app(scope, timed.receive, timed.send)
        except TimeoutError:
            if not clock.expired():
                raise
            await timed.give_up(scope)


class _Timed:
    """One request, and what is waited for at the moment."""

    def __init__(self, receive: Receive, send: Send, patience: Patience) -> None:
        self._receive = receive
        self._send = send
        self._patience = patience
        self._loop = asyncio.get_running_loop()
        self._arrive_by = self._loop.time() + patience.arrive_s
        self._arrived = False
        self._arriving = False
        self._answered = False

    def begin(self, clock: asyncio.Timeout) -> None:
        self._clock = clock
        self._work()

    async def receive(self) -> Message:
        if self._arrived:
            # What is waited for now is that the client goes away.
            return await self._receive()
        self._arriving = True
        self._until(self._arrive_by)
        message = await self._receive()
        self._arriving = False
        self._arrived = not message.get("more_body", False)
        self._work()
        return message

    async def send(self, message: Message) -> None:
        self._answered = True
        self._until(self._loop.time() + self._patience.read_s)
        await self._send(message)
        if message["type"] == "http.response.body" and not message.get("more_body", False):
            # What is done afterwards keeps nobody waiting.
            self._until(None)
        else:
            self._work()

    def _work(self) -> None:
        self._until(self._loop.time() + self._patience.answer_s)

    def _until(self, when: float | None) -> None:
        if not self._clock.expired():
            self._clock.reschedule(when)

    async def give_up(self, scope: Scope) -> None:
        if self._answered:
            # The connection is closed on an answer without an end.
            log.warning("an answer was not read in time")
            return
        error = SlowRequestError() if self._arriving else TookTooLongError()
        await problem_response(error)(scope, self._receive, self._send)
