"""What the whole product keeps in memory: warm, with idle sockets, and over many interviews.

`ihr serve` with its server and the embedded language model, all processes of the tree. Resident
is the sum of their RSS, which counts shared pages once for each process; PSS (Linux) shares them
out and is the truer sum. Interviews are held one after another, faster than real time, and the
slope is a straight line through the samples after the first fifth (least squares).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from itertools import cycle
from pathlib import Path
from typing import Any

import numpy as np
import psutil

from backend.rehearse.client import InterviewClient, RehearsalError
from backend.rehearse.recordings import Room
from benchmarks.common import conditions, options, report, say, spread
from benchmarks.product import SERVE, Product, product
from benchmarks.recordings import Recording, recordings, source_name
from benchmarks.voice_to_voice import ROOM_DBFS, suitable

MIB = 1 << 20
SOCKETS = 20
FIRST_SOCKETS = 4
PACE = 2.0
"""Times real time: what two ordinary cores keep up with, Smart Turn and Whisper included."""
MINUTES = 5.0
SAMPLE_EVERY_S = 5.0
SETTLE_S = 5.0
PATIENCE_S = 60.0
MOST_IN_A_ROW = 3
"""Interviews that fail one after the other, until there is nothing left to be measured."""

Sample = tuple[float, float, float]
"""Seconds since the first one, RSS and PSS of the tree in MiB."""


def footprint(server: Product) -> tuple[float, float]:
    """(RSS, PSS) of the tree in MiB; PSS is RSS where the system doesn't tell."""
    rss = pss = 0.0
    for process in server.tree():
        try:
            info = process.memory_full_info()
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
        rss += info.rss
        pss += getattr(info, "pss", info.rss)
    return rss / MIB, pss / MIB


def by_process(server: Product) -> dict[str, float]:
    """RSS in MiB of each process of the tree, by the last words of its command."""
    found: dict[str, float] = {}
    for process in server.tree():
        try:
            words = process.cmdline()
            name = " ".join(Path(word).name for word in words[1:3])[:60]
            found[name] = round(process.memory_info().rss / MIB, 1)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return found


def slope_mb_per_hour(samples: Sequence[Sample]) -> dict[str, float] | None:
    """Growth of RSS and PSS after the first fifth of the time; None of too few samples."""
    if len(samples) < 5:
        return None
    times = np.array([sample[0] for sample in samples])
    late = times >= times[-1] / 5
    hours = times[late] / 3600
    return {
        name: round(float(np.polyfit(hours, np.array(values)[late], 1)[0]), 1)
        for name, values in (
            ("rss", [sample[1] for sample in samples]),
            ("pss", [sample[2] for sample in samples]),
        )
    }


async def interview(server: Product, supply: Iterator[Recording], pace: float) -> int:
    """One interview to its end; how many answers were given."""
    room = Room(ROOM_DBFS)
    given = 0
    async with InterviewClient(
        server.socket, server.token, room=room, pace=pace, renew=server.api.renew
    ) as client:
        conversation = client.conversation
        await client.until(lambda: client.awaiting or conversation.completed, PATIENCE_S)
        while not conversation.completed and given < 12:
            replies = len(conversation.replies)
            await client.speak(next(supply).samples())
            given += 1
            await client.until(
                lambda: (
                    (len(conversation.replies) > replies and client.awaiting)  # noqa: B023 - used up here
                    or conversation.completed
                ),
                PATIENCE_S,
            )
            await client.until(lambda: conversation.completed, 0.5 / pace)
        if not conversation.completed:
            await client.send({"type": "interview.end"})
            await client.until(lambda: conversation.completed, PATIENCE_S)
    return given


async def idle_sockets(server: Product, count: int) -> dict[str, float]:
    """What each further socket costs once its opening has been spoken and its microphone, which
    stays open, hears nothing but the room.

    A few are opened first: what the engines grow by, the first time that they are asked several
    things at once, belongs to no socket.
    """
    async with AsyncExitStack() as opened:
        await _open(server, opened, FIRST_SOCKETS)
        before = footprint(server)
        await _open(server, opened, count)
        after = footprint(server)
    return {
        "sockets": count,
        "rss_mb_per_socket": round((after[0] - before[0]) / count, 2),
        "pss_mb_per_socket": round((after[1] - before[1]) / count, 2),
    }


async def _open(server: Product, opened: AsyncExitStack, count: int) -> None:
    for _ in range(count):
        client = InterviewClient(server.socket, server.token, room=Room(ROOM_DBFS))
        await opened.enter_async_context(client)
        if not await client.until(lambda: client.awaiting, PATIENCE_S):  # noqa: B023 - used up here
            raise RehearsalError("The interviewer did not begin.")
    await asyncio.sleep(SETTLE_S)


async def soak(
    server: Product, supply: Iterator[Recording], minutes: float, pace: float
) -> tuple[list[Sample], dict[str, int]]:
    """Interviews for so long; the samples on the way, and what was held."""
    samples: list[Sample] = []
    held = {"interviews": 0, "answers": 0, "failed": 0}
    in_a_row = 0
    loop = asyncio.get_running_loop()
    began_s = loop.time()

    async def sample() -> None:
        while True:
            samples.append((loop.time() - began_s, *footprint(server)))
            await asyncio.sleep(SAMPLE_EVERY_S)

    sampling = asyncio.create_task(sample())
    try:
        while loop.time() - began_s < minutes * 60:
            try:
                held["answers"] += await interview(server, supply, pace)
                held["interviews"] += 1
                in_a_row = 0
            except RehearsalError as error:
                say(f"memory: {error}")
                held["failed"] += 1
                in_a_row += 1
                if in_a_row == MOST_IN_A_ROW:
                    raise
            if samples:
                say(f"memory: {samples[-1][0]:.0f} s, {samples[-1][1]:.0f} MiB resident; {held}")
    finally:
        sampling.cancel()
        await asyncio.gather(sampling, return_exceptions=True)
    return samples, held


async def measure(given: Any, clips: Sequence[Recording]) -> tuple[dict[str, Any], int]:
    """(figures, interviews held)."""
    settings = {
        "PROFILE": given.profile,
        "MAX_INGEST_RATE": str(given.pace),
        "MAX_SESSIONS": str(given.sockets + FIRST_SOCKETS + 8),
        "RESUME_WINDOW_S": "0",
    }
    supply = cycle(clips)
    async with product(given.home, settings, SERVE) as server:
        await asyncio.sleep(SETTLE_S)
        warm = footprint(server)
        await interview(server, supply, given.pace)
        await asyncio.sleep(SETTLE_S)
        used = footprint(server)
        idle = await idle_sockets(server, given.sockets)
        await asyncio.sleep(SETTLE_S)
        samples, held = await soak(server, supply, given.minutes, given.pace)
        figures = {
            "ready": {"rss_mb": round(warm[0], 1), "pss_mb": round(warm[1], 1)},
            "after_one_interview": {"rss_mb": round(used[0], 1), "pss_mb": round(used[1], 1)},
            "idle_sockets": idle,
            "soak": {
                "minutes": given.minutes,
                **held,
                "highest_rss_mb": round(max(sample[1] for sample in samples), 1),
                "last_rss_mb": round(samples[-1][1], 1),
                "last_pss_mb": round(samples[-1][2], 1),
                "slope_mb_per_hour": slope_mb_per_hour(samples),
            },
            "rss_mb_by_process": by_process(server),
        }
    return figures, held["interviews"]


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--profile", default="base", help="IHR_PROFILE of the server")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="of interviews")
    parser.add_argument("--sockets", type=int, default=SOCKETS, help="idle ones, to weigh one")
    parser.add_argument("--pace", type=float, default=PACE, help="times real time")
    given = parser.parse_args(arguments)
    where = conditions(
        recordings=source_name(given.speech),
        profile=given.profile,
        llm="embedded",
        pace=given.pace,
    )
    clips = spread(suitable(recordings(given.speech)), given.limit)
    figures, interviews = asyncio.run(measure(given, clips))
    report("memory", interviews, figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
