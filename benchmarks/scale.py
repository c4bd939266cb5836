"""What happens to conversations when servers come and go, and when there is no room.

Two servers with scripted engines stand beside one PostgreSQL, behind a balancer that tries the
next server where one doesn't accept. Three things are done to them, over and over:

- failover: the server of a conversation is killed (SIGKILL) in the middle of an answer. Timed is
  how long until its client has the whole state from the other server (`interview.resync`), and
  `lost` counts turns that had been acknowledged and are not in it.
- drain: the server is told to stop (SIGTERM) in mid-answer. Timed is how long until /readyz says
  so, until the answer that was being given is stored, and until the server is gone; `cut` counts
  conversations that were ended before their answer was stored.
- full: a server with all places taken is asked for one more. Timed is how long until it says no,
  with Retry-After; `echo_p95_ms` is what the others wait for an event meanwhile, and before.
- per_core: what a conversation costs one server, and each of two (`sessions_per_core`).
- real: conversations with real engines, from one upward to the knee. It takes half an hour, so
  it is done only where `--parts` names it.
"""

from __future__ import annotations

import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from audio_pipeline.engines import tones
from audio_pipeline.engines.whisper import has_cuda
from backend.rehearse.api import Api, addresses
from backend.rehearse.client import InterviewClient, Received, SpeechLost
from benchmarks.capacity import Caller, stream_for
from benchmarks.common import conditions, options, percentile, report, say, spread
from benchmarks.product import SERVER, product
from benchmarks.recordings import recordings, source_name
from benchmarks.sessions_per_core import COUNTS, PER_PROCESS, SECONDS, per_core, with_real_engines
from benchmarks.voice_to_voice import suitable
from tests.e2e.balancer import Balancer, balancing
from tests.e2e.serving import Served, served
from tests.postgres import DURABLE, running

ANSWER_S = 6.0
INTO_IT_S = 2.0
"""So far into an answer its server goes."""
PACE = 1.0
PLACES = 20
REFUSALS = 50
STREAM_S = 5.0
WAIT_S = 60.0
PARTS = ("full", "failover", "drain", "per_core", "real")


@dataclass
class Conversation:
    """A client behind the balancer, with the times at which it heard of things."""

    client: InterviewClient
    resynced_s: list[float] = field(default_factory=list)
    saved_s: list[float] = field(default_factory=list)

    def on_event(self, received: Received) -> None:
        if received.type == "interview.resync":
            self.resynced_s.append(time.monotonic())
        elif received.type == "interview.turn.saved":
            self.saved_s.append(time.monotonic())

    @property
    def saved(self) -> set[str]:
        return {each.item_id for each in self.client.conversation.answers if each.saved}


@contextmanager
def two_servers(drain_s: float, resume_window_s: float = 120.0) -> Iterator[tuple[Served, Served]]:
    with running(DURABLE) as postgres, postgres.database() as url, ExitStack() as stack:
        settings = {
            "IHR_DATABASE_URL": url,
            "IHR_SECRET_KEY": secrets.token_hex(32),
            "IHR_ENGINES": "scripted",
            "IHR_MAX_INGEST_RATE": str(PACE),
            "IHR_RATE_LIMIT_SCALE": "0",
            "IHR_MAX_SESSIONS": "1000",
            "IHR_DRAIN_S": str(drain_s),
            "IHR_RESUME_WINDOW_S": str(resume_window_s),
        }
        folders = [
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="ihr-scale-")))
            for _ in range(2)
        ]
        one, other = (stack.enter_context(served(folder, **settings)) for folder in folders)
        yield one, other


@asynccontextmanager
async def conversation(balancer: Balancer) -> AsyncIterator[Conversation]:
    """A new one, whose first question has been put and first answer has been acknowledged."""
    async with Api(balancer.url) as api:
        await api.sign_up(f"mover-{secrets.token_hex(6)}")
        interview_id = await api.plan({})
    _, socket, _ = addresses(balancer.url)
    client = InterviewClient(socket, api.token, interview_id=interview_id, pace=PACE)
    held = Conversation(client)
    client.on_event = held.on_event
    async with client:
        await client.until(lambda: client.awaiting, WAIT_S)
        await client.speak(tones.speech(ANSWER_S))
        await client.until(lambda: bool(held.saved) and client.awaiting, WAIT_S)
        yield held


async def back(server: Served) -> None:
    """Wait until a server that was ended answers again."""
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        async with asyncio.timeout(WAIT_S):
            while True:
                try:
                    if (await http.get("/readyz")).is_success:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.1)


async def failover(pair: tuple[Served, Served], rounds: int) -> dict[str, Any]:
    took_s: list[float] = []
    lost = 0
    async with balancing(*(each.url for each in pair)) as balancer:
        for number in range(rounds):
            async with conversation(balancer) as held:
                server = _server_of(pair, balancer)
                took, gone = await _kill(server, held)
            took_s.append(took)
            lost += gone
            await back(server)
            say(f"failover {number + 1} of {rounds}: {took:.2f} s")
    return {
        "rounds": rounds,
        "p50_s": percentile(took_s, 50),
        "max_s": round(max(took_s), 3),
        "lost": lost,
    }


async def _kill(server: Served, held: Conversation) -> tuple[float, int]:
    """(seconds until the client went on at the other server, acknowledged turns it lost)."""
    speaking = asyncio.create_task(held.client.speak(tones.speech(ANSWER_S)))
    await asyncio.sleep(INTO_IT_S)
    acknowledged, before = held.saved, len(held.resynced_s)
    killed_s = time.monotonic()
    server.server().kill()
    await held.client.until(lambda: len(held.resynced_s) > before, WAIT_S)
    await asyncio.gather(speaking, return_exceptions=True)
    resyncs = [each.event for each in held.client.events if each.type == "interview.resync"]
    kept = {turn["item_id"] for turn in resyncs[-1]["turns"]}
    return held.resynced_s[-1] - killed_s, len(acknowledged - kept)


async def drain(pair: tuple[Served, Served], rounds: int) -> dict[str, Any]:
    stops: list[Stop] = []
    async with balancing(*(each.url for each in pair)) as balancer:
        for number in range(rounds):
            async with conversation(balancer) as held:
                server = _server_of(pair, balancer)
                stops.append(await _stop(server, held))
            await back(server)
            say(f"drain {number + 1} of {rounds}: {stops[-1]}")
    stored_s = [stop.stored_s for stop in stops if stop.stored_s is not None]
    return {
        "rounds": rounds,
        "answer_left_s": ANSWER_S - INTO_IT_S,
        "unready_max_s": round(max(stop.unready_s for stop in stops), 3),
        "stored_max_s": round(max(stored_s), 3) if stored_s else None,
        "gone_max_s": round(max(stop.gone_s for stop in stops), 3),
        "cut": len(stops) - len(stored_s),
    }


@dataclass(frozen=True, slots=True)
class Stop:
    """Seconds from the signal; `stored_s` is None where the answer was cut."""

    unready_s: float
    stored_s: float | None
    gone_s: float


async def _stop(server: Served, held: Conversation) -> Stop:
    process, saved = server.server(), len(held.saved_s)
    speaking = asyncio.create_task(held.client.speak(tones.speech(ANSWER_S)))
    await asyncio.sleep(INTO_IT_S)
    told_s = time.monotonic()
    process.terminate()
    unready_s = await _unready(server) - told_s
    stored_s = None
    try:
        await speaking
    except SpeechLost:
        say("The conversation was ended in the middle of an answer.")
    else:
        await held.client.until(lambda: len(held.saved_s) > saved, WAIT_S)
        stored_s = held.saved_s[-1] - told_s
    await asyncio.to_thread(process.wait, WAIT_S)
    return Stop(unready_s, stored_s, time.monotonic() - told_s)


def _server_of(pair: tuple[Served, Served], balancer: Balancer) -> Served:
    """The one that the latest connection went to."""
    return next(each for each in pair if each.url.endswith(f":{balancer.latest}"))


async def _unready(server: Served) -> float:
    """When /readyz first said no, or nobody listened any more."""
    async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
        async with asyncio.timeout(WAIT_S):
            while True:
                try:
                    if (await http.get("/readyz")).status_code == 503:
                        return time.monotonic()
                except httpx.HTTPError:
                    return time.monotonic()
                await asyncio.sleep(0.01)


async def full(home: Path) -> dict[str, Any]:
    """One server with all its places taken, each streaming; and as many more who ask."""
    settings = {
        "ENGINES": "scripted",
        "MAX_SESSIONS": str(PLACES),
        "RATE_LIMIT_SCALE": "0",
        "LOG_LEVEL": "error",
    }
    refused_s: list[float] = []
    retry_after = 0
    async with product(home, settings, SERVER) as server:
        callers = [Caller(number) for number in range(PLACES)]
        await asyncio.gather(*(each.open(server) for each in callers))
        async with httpx.AsyncClient(base_url=server.url, trust_env=False) as http:
            quiet = await stream_for(callers, STREAM_S)
            asking = asyncio.create_task(stream_for(callers, STREAM_S))
            headers = {
                "Authorization": f"Bearer {server.token}",
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
            }
            for _ in range(REFUSALS):
                began_s = time.monotonic()
                answer = await http.get("/interviews/simulate", headers=headers)
                refused_s.append(time.monotonic() - began_s)
                if answer.status_code != 503:
                    raise RuntimeError(f"A full server answered {answer.status_code}.")
                retry_after += "retry-after" in answer.headers
            busy = await asking
        for caller in callers:
            caller.close()
    return {
        "places": PLACES,
        "asked": REFUSALS,
        "with_retry_after": retry_after,
        "refused_p50_ms": _ms(percentile(refused_s, 50)),
        "refused_max_ms": _ms(max(refused_s)),
        "echo_p95_ms_before": _ms(percentile(quiet, 95)),
        "echo_p95_ms_meanwhile": _ms(percentile(busy, 95)),
    }


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)


async def measure(given: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "full" in given.parts:
        found["full"] = await full(given.home)
    if "per_core" in given.parts:
        with two_servers(given.drain, resume_window_s=0) as pair:
            rounds = min(given.rounds, 3)
            found["per_core"] = await per_core(pair, rounds, given.per_process, given.seconds)
    if {"failover", "drain"} & set(given.parts):
        with two_servers(given.drain) as pair:
            if "failover" in given.parts:
                found["failover"] = await failover(pair, given.rounds)
            if "drain" in given.parts:
                found["drain"] = await drain(pair, given.rounds)
    if "real" in given.parts:
        clips = spread(suitable(recordings(given.speech)), given.limit)
        found["real"] = [
            await with_real_engines(given.home, profile, clips, given.counts, apart=given.apart)
            for profile in given.profiles
        ]
    return found


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--rounds", type=int, default=10, help="kills, and stops")
    parser.add_argument("--drain", type=float, default=20.0, help="IHR_DRAIN_S of the servers")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS[:-1])
    parser.add_argument("--per-process", type=int, default=PER_PROCESS, help="of per_core")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of per_core, each time")
    parser.add_argument("--profiles", nargs="+", default=("small", "base"), help="of real")
    parser.add_argument("--counts", nargs="+", type=int, default=COUNTS, help="of real")
    parser.add_argument("--apart", action="store_true", help="of real: with `ihr engines`")
    given = parser.parse_args(arguments)
    where = conditions(
        engines="scripted, but for real",
        device="cuda" if has_cuda() else "cpu",
        database="postgresql, but for full and real",
        pace=PACE,
        recordings=source_name(given.speech) if "real" in given.parts else None,
    )
    figures = asyncio.run(measure(given))
    report("scale", given.rounds, figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
