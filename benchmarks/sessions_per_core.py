"""How many conversations a core carries: with scripted engines beside one and two servers, and
with real engines from one conversation upward. `benchmarks.scale` runs both.

With scripted engines each socket streams real frames of speech and silence, is transcribed,
answered, spoken to and stored, so that all but the models is measured. What counts is the CPU
time of the server processes for each second that a conversation lasts: unlike a number of sockets,
it can be compared where servers, database and client share two cores.

With real engines recorded answers are spoken in so many conversations at once, and the wait from
the last voiced sample to the first sound is taken by the clients' clock, until the median is half
a second above that of one conversation alone.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psutil

from audio_pipeline.engines import tones
from audio_pipeline.engines.protocols import Samples
from audio_pipeline.engines.registry import EngineSpec, Profile
from backend.rehearse.api import Api, addresses
from benchmarks.capacity import ROOM_DBFS, Caller, stream_for
from benchmarks.common import percentile, say
from benchmarks.engines import process, ready
from benchmarks.product import SERVER, Product, product
from benchmarks.recordings import Recording, room_noise
from benchmarks.stub_llm import stub_llm
from benchmarks.voice_to_voice import Measured, figures
from benchmarks.voice_to_voice import measure as interview
from tests.e2e.balancer import balancing
from tests.e2e.serving import Served, free_port

PER_PROCESS = 16
SECONDS = 60.0
LEAVING_S = 2.0
"""Until the servers have put away what somebody left behind."""
SPEECH_S, QUIET_S = 4.4, 13.6
"""An answer and the time for the reply to it: somebody speaks for a quarter of the time."""

COUNTS = (1, 2, 3, 4, 6, 8)
TURNS_EACH, TURNS_AT_LEAST = 4, 12
KNEE_S = 0.5
APART_S, OTHER_CLIP = 1.0, 7
"""From one conversation's beginning to the next, and how many clips further on that begins."""
WATCH_S = 1.0


@dataclass
class Speaker(Caller):
    """One that speaks, and keeps what the server measured of its turns."""

    clears: bool = False
    waits_ms: list[float] = field(default_factory=list)
    saved: int = 0

    def _heard(self, event: dict[str, Any]) -> None:
        super()._heard(event)
        if event["type"] == "interview.turn.measured":
            wait_ms = event.get("latency_ms", {}).get("voice_to_voice")
            if wait_ms is not None:
                self.waits_ms.append(wait_ms)
        elif event["type"] == "interview.turn.saved":
            self.saved += 1

    def start_over(self) -> None:
        super().start_over()
        self.waits_ms, self.saved = [], 0


@dataclass(frozen=True, slots=True)
class Door:
    """Where sockets are opened, and as whom."""

    socket: str
    token: str


def said() -> Samples:
    """What each socket streams, over and over."""
    noise = room_noise(SPEECH_S + QUIET_S, ROOM_DBFS)
    noise[: int(SPEECH_S * 16_000)] += tones.speech(SPEECH_S)[: int(SPEECH_S * 16_000)]
    return noise


def cpu_s(processes: Sequence[psutil.Process]) -> float:
    """CPU seconds that these and their children have used so far."""
    total = 0.0
    for root in processes:
        for each in (root, *root.children(recursive=True)):
            with suppress(psutil.NoSuchProcess):
                times = each.cpu_times()
                total += times.user + times.system
    return total


async def per_core(
    pair: tuple[Served, Served], rounds: int, per_process: int, seconds: float
) -> dict[str, Any]:
    """One server and two, in turns, each process with as many conversations as the other."""
    await _costs(pair, per_process, min(seconds, SPEECH_S + QUIET_S))  # what is done once
    one: list[dict[str, Any]] = []
    two: list[dict[str, Any]] = []
    for number in range(rounds):
        for servers, found in ((pair[:1], one), (pair, two)):
            found.append(await _costs(servers, per_process, seconds))
            say(f"per_core {number + 1} of {rounds}, {len(servers)} processes: {found[-1]}")
    best_one, best_two = middle(one), middle(two)
    return {
        "rounds": rounds,
        "per_process": per_process,
        "seconds": seconds,
        "one_process": best_one,
        "two_processes": best_two,
        "cpu_ms_per_s_of_each_run": [
            [each["cpu_ms_per_s"] for each in runs] for runs in (one, two)
        ],
        "sessions_per_core_change": round(
            best_two["sessions_per_core"] / best_one["sessions_per_core"] - 1, 3
        ),
    }


def middle(found: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The run in the middle by what it cost; of two, the cheaper."""
    return sorted(found, key=lambda each: float(each["cpu_ms_per_s"]))[(len(found) - 1) // 2]


async def _costs(servers: Sequence[Served], per_process: int, seconds: float) -> dict[str, Any]:
    async with balancing(*(each.url for each in servers)) as balancer:
        async with Api(balancer.url) as api:
            await api.sign_up(f"many-{secrets.token_hex(6)}")
        door = Door(addresses(balancer.url)[1], api.token)
        speakers = [Speaker(number) for number in range(per_process * len(servers))]
        late_s: list[float] = []
        try:
            for start in range(0, len(speakers), 8):
                await asyncio.gather(*(each.open(door) for each in speakers[start : start + 8]))
            # All have had their first turn before anything counts.
            await stream_for(speakers, SPEECH_S + QUIET_S, sound=said())
            processes = [each.server() for each in servers]
            before_s = cpu_s(processes)
            await stream_for(speakers, seconds, late_s, sound=said())
            used_s = cpu_s(processes) - before_s
            lost = sum(each.socket is None or each.socket.closed for each in speakers)
        finally:
            for speaker in speakers:
                speaker.close()
            await asyncio.sleep(LEAVING_S)
    # `stream_for` streams for 2 s before it counts.
    each_s = used_s / len(speakers) / (seconds + 2.0)
    waits_ms = [wait for each in speakers for wait in each.waits_ms]
    return {
        "sessions": len(speakers),
        "cpu_ms_per_s": round(each_s * 1000, 2),
        "sessions_per_core": round(1 / each_s, 1),
        "turns_saved": sum(each.saved for each in speakers),
        "voice_to_voice_p50_ms": percentile(waits_ms, 50),
        "voice_to_voice_p95_ms": percentile(waits_ms, 95),
        "lost": lost,
        "client_late_p95_ms": round((percentile(late_s, 95) or 0.0) * 1000, 1),
    }


async def with_real_engines(
    home: Path,
    profile: Profile,
    clips: Sequence[Recording],
    counts: Sequence[int] = COUNTS,
    *,
    apart: bool = False,
) -> dict[str, Any]:
    """Level by level, each on a server of its own, up to the knee and one beyond it. With `apart`
    Whisper and Piper are behind one `ihr engines`, which the server asks by its address."""
    levels: list[dict[str, Any]] = []
    with ExitStack() as stack:
        engines = stack.enter_context(_engines(home, profile)) if apart else {}
        if engines:
            await ready(engines["STT_BASE_URL"].replace("/v1", "/readyz"))
        for count in counts:
            levels.append(await _level(home, profile, clips, count, engines))
            say(f"real engines, {profile}: {levels[-1]}")
            if not carried(levels[0], levels[-1]):
                break
    good = [each["sessions"] for each in levels if carried(levels[0], each)]
    found = {"profile": profile, "carried": max(good, default=0), "levels": levels}
    return {**found, "engines": "apart" if apart else "in the server"}


@contextmanager
def _engines(home: Path, profile: Profile) -> Iterator[dict[str, str]]:
    """A process of `ihr engines`, and the settings of a server that asks it."""
    port = free_port()
    spec = EngineSpec((home / "weights").absolute(), profile=profile)
    with process(spec, port, ""):
        address = f"http://127.0.0.1:{port}/v1"
        yield {"STT_BASE_URL": address, "TTS_BASE_URL": address}


def carried(alone: dict[str, Any], level: dict[str, Any]) -> bool:
    """Whether everybody was answered, and at the median no more than `KNEE_S` later than one is
    who is alone."""
    least, now = (each["voice_to_voice"]["p50_ms"] for each in (alone, level))
    if least is None or now is None:
        return False
    return bool(level["unanswered"] == 0 and now <= least + KNEE_S * 1000)


async def _level(
    home: Path,
    profile: Profile,
    clips: Sequence[Recording],
    count: int,
    engines: dict[str, str],
) -> dict[str, Any]:
    async with AsyncExitStack() as stack:
        stub = await stack.enter_async_context(stub_llm())
        settings = {
            "PROFILE": profile,
            "LLM_BASE_URL": stub.url,
            "LLM_MODEL": "stub",
            "MAX_SESSIONS": str(count),
            "RATE_LIMIT_SCALE": "0",
            "LOG_LEVEL": "error",
            **engines,
        }
        server = await stack.enter_async_context(product(home, settings, SERVER))
        load = await stack.enter_async_context(_watching(server))
        loop = asyncio.get_running_loop()
        began_s, began_cpu_s = loop.time(), server.cpu_s()
        each = max(TURNS_EACH, -(-TURNS_AT_LEAST // count))
        parts = await asyncio.gather(
            *(_later(number, server, _from(clips, number), each) for number in range(count))
        )
        together = Measured(
            turns=[turn for part in parts for turn in part.turns],
            unanswered=sum(part.unanswered for part in parts),
            cpu_s=server.cpu_s() - began_cpu_s,
            seconds=loop.time() - began_s,
        )
    found = figures(together)
    return {
        "sessions": count,
        "voice_to_voice": found["voice_to_voice"],
        "cut_in_on": found["cut_in_on"],
        "unanswered": found["unanswered"],
        "without_voice": sum(
            turn.voice_to_voice_ms is None for turn in together.turns if not turn.cut_in_on
        ),
        "cores_used": found["cores_used"],
        "highest_load_level": max(load.levels, default=0),
        "highest_wait_s": max(load.waits_s, default=0.0),
        "most_waiting": load.most_waiting,
    }


async def _later(number: int, server: Product, clips: Sequence[Recording], turns: int) -> Measured:
    """People don't come at the same moment: those who did would be heard, spoken to and waited
    for in step, and each engine be idle and overrun in turn."""
    await asyncio.sleep(number * APART_S)
    return await interview(server, clips, turns)


def _from(clips: Sequence[Recording], number: int) -> list[Recording]:
    """Each conversation says the same things, and begins with another of them."""
    at = number * OTHER_CLIP % len(clips)
    return [*clips[at:], *clips[:at]]


_FIGURE = re.compile(r"^(ihr_load_level|ihr_load_wait_seconds) (\S+)$", re.MULTILINE)
_WAITING = re.compile(r'^ihr_engine_waiting\{engine="(\w+)"\} (\S+)$', re.MULTILINE)


@dataclass
class Seen:
    """What the server told of its load, every second."""

    levels: list[int] = field(default_factory=list)
    waits_s: list[float] = field(default_factory=list)
    most_waiting: dict[str, int] = field(default_factory=dict)
    """The most calls that waited for an engine, of those for which any did."""


@asynccontextmanager
async def _watching(server: Product) -> AsyncIterator[Seen]:
    seen = Seen()

    async def watch() -> None:
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            while True:
                with suppress(httpx.HTTPError):
                    text = (await http.get("/metrics")).text
                    told = dict(_FIGURE.findall(text))
                    seen.levels.append(int(float(told["ihr_load_level"])))
                    seen.waits_s.append(round(float(told["ihr_load_wait_seconds"]), 2))
                    for kind, waiting in _WAITING.findall(text):
                        most = max(seen.most_waiting.get(kind, 0), int(float(waiting)))
                        seen.most_waiting |= {kind: most} if most else {}
                await asyncio.sleep(WATCH_S)

    watching = asyncio.create_task(watch())
    try:
        yield seen
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
