"""A balancer in front of several servers, as simple as can be: connections take turns, and one
that nobody accepts goes to the next server."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from itertools import count
from urllib.parse import urlsplit

PIECE = 1 << 16


class Balancer:
    """`url` is where it listens; `taken` counts the connections of each server by its port, and
    `latest` is the port of the one that took the last."""

    def __init__(self, servers: Sequence[str]) -> None:
        self._ports = [port for each in servers if (port := urlsplit(each).port)]
        self.taken = dict.fromkeys(self._ports, 0)
        self.latest = 0
        self.url = ""
        self._turn = count()
        self._open: set[asyncio.Task[None]] = set()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            with suppress(OSError, asyncio.IncompleteReadError):
                await self._carry(reader, writer)
        finally:
            self._open.discard(task)
            writer.close()

    async def aclose(self) -> None:
        for task in list(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await self._server()
        try:
            ways = {
                asyncio.create_task(_copy(reader, there_writer)),
                asyncio.create_task(_copy(there_reader, writer)),
            }
            try:
                await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for way in ways:
                    way.cancel()
                await asyncio.gather(*ways, return_exceptions=True)
        finally:
            there_writer.close()

    async def _server(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Raises OSError where no server is left."""
        first = next(self._turn)
        for number in range(len(self._ports)):
            port = self._ports[(first + number) % len(self._ports)]
            try:
                streams = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                continue
            self.taken[port] += 1
            self.latest = port
            return streams
        raise OSError("No server is left.")


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(PIECE):
            writer.write(piece)
            await writer.drain()


@asynccontextmanager
async def balancing(*servers: str) -> AsyncIterator[Balancer]:
    balancer = Balancer(servers)
    listening = await asyncio.start_server(balancer.accept, "127.0.0.1", 0)
    balancer.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield balancer
    finally:
        listening.close()
        await balancer.aclose()
        await listening.wait_closed()
