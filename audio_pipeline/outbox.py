"""What the server says, numbered, kept for a while, and handed to whichever socket is attached.

A session outlives its sockets: a client that comes back names the last event it got, and gets
the rest, or is told that the rest is gone.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from audio_pipeline.engines.protocols import Samples
from audio_pipeline.protocol import ServerEvent

KEEP_BYTES = 8 * 1024 * 1024
"""About 80 s of 24 kHz audio with its events: more than the client's own reconnecting takes,
little enough that a hundred sessions fit in memory."""

BACKLOG_BYTES = 2 * 1024 * 1024
"""Unsent this much, the client isn't reading: paced audio makes 64 KB a second."""


@dataclass(frozen=True, slots=True)
class AudioOut:
    """A stretch of a reply at the rate of `format_type`, which the transport encodes it in."""

    response_id: str
    item_id: str
    number: int
    offset: int
    samples: Samples
    format_type: str = "audio/pcm"


Outgoing = ServerEvent | AudioOut


@dataclass(frozen=True, slots=True)
class Numbered:
    """`size` is about what it takes in memory and on the wire, in bytes."""

    event_id: str
    payload: Outgoing
    size: int


def _size(payload: Outgoing) -> int:
    return payload.samples.nbytes if isinstance(payload, AudioOut) else len(payload.to_json())


class Outbox:
    """`put` never waits, so that no engine is slowed by a slow socket."""

    def __init__(self, epoch: int = 0) -> None:
        """`epoch` grows with every new outbox of a conversation, so that ids go on growing
        over a restart of the server."""
        self._prefix = f"event_{epoch:08d}_"
        self._kept: deque[Numbered] = deque()
        self._kept_bytes = 0
        self._unsent_bytes = 0
        self._first = 0
        self._cursor = 0
        self._next = 0
        self._changed = asyncio.Event()

    @property
    def last_event_id(self) -> str:
        """The id of the newest event; empty before the first."""
        return self._id(self._next - 1) if self._next else ""

    @property
    def kept_bytes(self) -> int:
        return self._kept_bytes

    @property
    def overflowing(self) -> bool:
        """The attached client isn't reading."""
        return self._unsent_bytes > BACKLOG_BYTES

    def put(self, payload: Outgoing) -> None:
        size = _size(payload)
        self._kept.append(Numbered(self._id(self._next), payload, size))
        self._next += 1
        self._kept_bytes += size
        self._unsent_bytes += size
        while self._kept_bytes > KEEP_BYTES:
            dropped = self._kept.popleft()
            self._kept_bytes -= dropped.size
            if self._first == self._cursor:
                self._cursor += 1
                self._unsent_bytes -= dropped.size
            self._first += 1
        self._changed.set()

    def put_first(self, payloads: Sequence[Outgoing]) -> None:
        """Put these in front of everything that is still to be sent, whose ids move up behind
        them: nobody has seen those ids yet."""
        unsent = [self._kept.pop() for _ in range(self._next - self._cursor)]
        self._next = self._cursor
        self._kept_bytes -= self._unsent_bytes
        self._unsent_bytes = 0
        for payload in (*payloads, *(numbered.payload for numbered in reversed(unsent))):
            self.put(payload)

    async def get(self) -> Numbered:
        """The next thing to send."""
        while self._cursor == self._next:
            self._changed.clear()
            await self._changed.wait()
        numbered = self._kept[self._cursor - self._first]
        self._cursor += 1
        self._unsent_bytes -= numbered.size
        return numbered

    def rewind(self, last_event_id: str) -> bool:
        """Go on behind the event that the client names; False where it isn't kept any more.

        False leaves the cursor at the end: the caller sends the whole state instead.
        """
        wanted = -1
        sequence = last_event_id.removeprefix(self._prefix)
        if sequence != last_event_id and sequence.isascii() and sequence.isdigit():
            wanted = int(sequence[:12]) + 1
        known = self._first <= wanted <= self._next
        self._cursor = wanted if known else self._next
        self._unsent_bytes = sum(
            numbered.size for numbered in list(self._kept)[self._cursor - self._first :]
        )
        self._changed.set()
        return known

    def _id(self, sequence: int) -> str:
        return f"{self._prefix}{sequence:08d}"
