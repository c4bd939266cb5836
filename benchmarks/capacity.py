"""How many sockets one core carries, each streaming 20 ms frames, with scripted engines.

The server runs on one core, this client on the others. Every socket sends 50 binary frames a
second of room noise at 16 kHz, and once a second input_audio_buffer.clear. That is answered by
input_audio_buffer.cleared only after all audio sent before it has been listened to, so the time
in between is what a client waits for anything: the echo. The largest number of sockets is sought
by doubling and then halving the gap, at which 95 of 100 echoes come within 50 ms and none is
lost. Where the client itself was late, the number is too low, and the figures say so.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples
from benchmarks.common import conditions, options, percentile, report, say
from benchmarks.product import SERVER, Product, product
from benchmarks.raw_sockets import BINARY, TEXT, RawSocket, frame
from benchmarks.recordings import room_noise

LIMIT_S = 0.05
FRAME_S = 0.02
ECHO_EVERY = 50
"""Frames from one clear to the next."""
FIRST, MOST, STEP = 8, 2048, 0.05
"""The search begins with this many sockets, ends there, and is done to this part of the answer."""
SECONDS = 10.0
OPENING_S = 60.0
ROOM_DBFS = -60.0
SPREAD = 37
"""Frames from where one caller begins in what is streamed to where the next one does."""

CLEAR = frame(TEXT, b'{"type": "input_audio_buffer.clear"}')
SESSION = frame(
    TEXT,
    b'{"type": "session.update", "session": {"type": "realtime", "audio": {"input": {"format": '
    b'{"type": "audio/pcm", "rate": 16000}, "turn_detection": {"type": "semantic_vad", '
    b'"interrupt_response": false}}}}}',
)


@dataclass(frozen=True, slots=True)
class Level:
    """So many sockets, and how long their echoes took. `late_s` is how late frames were sent."""

    sockets: int
    echoes_s: list[float]
    lost: int
    late_s: list[float]

    @property
    def carried(self) -> bool:
        p95 = percentile(self.echoes_s, 95)
        return p95 is not None and p95 <= LIMIT_S and self.lost == 0

    def figures(self) -> dict[str, Any]:
        return {
            "sockets": self.sockets,
            "echoes": len(self.echoes_s),
            "echo_p50_ms": _ms(percentile(self.echoes_s, 50)),
            "echo_p95_ms": _ms(percentile(self.echoes_s, 95)),
            "lost": self.lost,
            "client_late_p95_ms": _ms(percentile(self.late_s, 95)),
        }


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


class Entrance(Protocol):
    """Where sockets are opened, and as whom."""

    @property
    def socket(self) -> str: ...

    @property
    def token(self) -> str: ...


@dataclass
class Caller:
    """One client: opens its interview, streams, and times the echoes of its clears."""

    number: int
    socket: RawSocket | None = None
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    sent_s: float | None = None
    echoes_s: list[float] = field(default_factory=list)
    missed: int = 0
    frames: int = 0
    clears: bool = True

    async def open(self, server: Entrance) -> None:
        """Returns once the opening question has been put."""
        self.socket = await RawSocket.open(
            f"{server.socket}?audio=binary", server.token, self._heard
        )
        self.socket.send(SESSION)
        async with asyncio.timeout(OPENING_S):
            await self.begun.wait()

    def _heard(self, event: dict[str, Any]) -> None:
        if event["type"] == "input_audio_buffer.cleared" and self.sent_s is not None:
            self.echoes_s.append(asyncio.get_running_loop().time() - self.sent_s)
            self.sent_s = None
        elif event["type"] == "response.done":
            self.begun.set()

    def tick(self, audio: bytes) -> None:
        """20 ms went by."""
        if self.socket is None:
            return
        self.socket.send(audio)
        self.frames += 1
        # Not all in the same frame: their clears are spread over the second.
        if self.clears and (self.frames + 7 * self.number) % ECHO_EVERY == 0:
            if self.sent_s is not None:
                self.missed += 1
            self.sent_s = asyncio.get_running_loop().time()
            self.socket.send(CLEAR)

    def start_over(self) -> None:
        self.echoes_s, self.missed, self.sent_s = [], 0, None

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()


async def level(server: Product, sockets: int, seconds: float) -> Level:
    """Open so many sockets, stream, and measure for so long."""
    callers = [Caller(number) for number in range(sockets)]
    late_s: list[float] = []
    try:
        for start in range(0, sockets, 16):
            await asyncio.gather(*(each.open(server) for each in callers[start : start + 16]))
        echoes_s = await stream_for(callers, seconds, late_s)
        gone = sum(each.socket is None or each.socket.closed for each in callers)
        return Level(sockets, echoes_s, gone + sum(each.missed for each in callers), late_s)
    finally:
        for caller in callers:
            caller.close()


async def stream_for(
    callers: Sequence[Caller],
    seconds: float,
    late_s: list[float] | None = None,
    sound: Samples | None = None,
) -> list[float]:
    """Stream with open callers, and measure for so long after 2 s: their echoes. `late_s` is
    filled with how late frames were sent. Without a `sound` they stream the noise of a room."""
    late_s = [] if late_s is None else late_s
    sound = room_noise(5.0, ROOM_DBFS) if sound is None else sound
    streaming = asyncio.create_task(_stream(callers, late_s, sound))
    try:
        await asyncio.sleep(2.0)
        for caller in callers:
            caller.start_over()
        late_s.clear()
        await asyncio.sleep(seconds)
    finally:
        streaming.cancel()
        with suppress(asyncio.CancelledError):
            await streaming
    return [echo_s for each in callers for echo_s in each.echoes_s]


async def _stream(callers: Sequence[Caller], late_s: list[float], sound: Samples) -> None:
    """A frame every 20 ms to each, spread over the 20 ms as clients that know nothing of one
    another would be."""
    pcm = sound.astype("<i2").tobytes()
    size = int(FRAME_S * ENGINE_RATE_HZ) * 2
    frames = [frame(BINARY, pcm[at : at + size]) for at in range(0, len(pcm) - size, size)]
    loop = asyncio.get_running_loop()
    slots = min(len(callers), 10)
    due_s, tick = loop.time(), 0
    while True:
        for slot in range(slots):
            due_s += FRAME_S / slots
            await asyncio.sleep(max(due_s - loop.time(), 0.0))
            late_s.append(max(loop.time() - due_s, 0.0))
            for caller in callers[slot::slots]:
                caller.tick(frames[(tick + caller.number * SPREAD) % len(frames)])
        tick += 1


async def search(carries: Callable[[int], Awaitable[bool]], first: int, most: int) -> int:
    """The largest number that is carried, to within `STEP` of it; 0 where not even one is."""
    good, bad, trial = 0, most + 1, first
    while good < most and bad - good > max(1, int(good * STEP)):
        if await carries(trial):
            good = trial
            trial = min(good * 2, most) if bad > most else (good + bad) // 2
        else:
            bad = trial
            trial = (good + bad) // 2
        if trial in {good, bad}:
            break
    return good


async def measure(given: Any) -> dict[str, Any]:
    cores = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
    alone = cores[0] if len(cores) > 1 else None
    settings = {
        "ENGINES": "scripted",
        "MAX_SESSIONS": str(MOST + 64),
        "RESUME_WINDOW_S": "0",
        "LOG_LEVEL": "error",
    }
    tried: list[dict[str, Any]] = []
    async with product(given.home, settings, SERVER, core=alone) as server:
        if alone is not None:
            os.sched_setaffinity(0, set(cores) - {alone})

        async def carries(sockets: int) -> bool:
            # A number that fails once may have met something else that ran for a moment.
            return await attempt(sockets) or await attempt(sockets)

        async def attempt(sockets: int) -> bool:
            try:
                found = await level(server, sockets, given.seconds)
            except (TimeoutError, ConnectionError) as error:
                say(f"capacity: {sockets} sockets: {error or 'the openings took too long'}")
                tried.append({"sockets": sockets, "opened": False})
                return False
            tried.append(found.figures())
            say(f"capacity: {tried[-1]}")
            await asyncio.sleep(1.0)
            return found.carried

        most = await search(carries, given.first, MOST)
    return {"sockets": most, "one_core": alone is not None, "tried": tried}


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS, help="measured at each number")
    parser.add_argument("--first", type=int, default=FIRST, help="sockets to begin with")
    given = parser.parse_args(arguments)
    where = conditions(engines="scripted", echo="input_audio_buffer.clear", limit_ms=LIMIT_S * 1e3)
    figures = asyncio.run(measure(given))
    report("capacity", figures["sockets"], figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
