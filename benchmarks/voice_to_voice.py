"""From the last voiced sample spoken to the first sound of the reply, over the real WebSocket.

Recorded answers are spoken to the real server at speaking pace, in a room with its noise, one
interview after another, each reply heard out. The clock is the client's. A recording that the
interviewer took for over before it was is counted as cut in on, and not as a latency.

The language model is a stub of fixed pace behind an OpenAI-compatible address, or the embedded
one. Only follow-ups are worded by it; --always-llm has every reply come from it, word for word.
"""

from __future__ import annotations

import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import cycle
from typing import Any

import numpy as np

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from backend.rehearse.client import InterviewClient, RehearsalError, Reply
from backend.rehearse.recordings import Room
from benchmarks.common import conditions, options, percentile, report, say, spread
from benchmarks.product import SERVER, Product, product
from benchmarks.recordings import Recording, recordings, room_noise, source_name
from benchmarks.stub_llm import FIRST_TOKEN_S, TOKENS_PER_S, stub_llm

ALWAYS_LLM = ("-m", "benchmarks.always_llm")
SHORTEST_S, LONGEST_S = 2.0, 12.0
ROOM_DBFS = -60.0
TURNS = 60
THINK_S = 0.6
PATIENCE_S = 45.0
MEASURED_S = 3.0
SLOW_MS = 2_000.0
"""What 19 of 20 turns shall stay below."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One recording as it was answered. `kind` is that of the question that came: main,
    follow_up, or other for a close or a request to repeat."""

    cut_in_on: bool
    kind: str
    voice_to_voice_ms: float | None
    stages_ms: dict[str, float]


@dataclass
class Measured:
    turns: list[Turn] = field(default_factory=list)
    unanswered: int = 0
    cpu_s: float = 0.0
    seconds: float = 0.0


def suitable(clips: Sequence[Recording]) -> list[Recording]:
    """Recordings that could be answers: one person, of a length that people wait out."""
    return [
        clip
        for clip in clips
        if clip.speech
        and clip.speakers == 1
        and clip.uses & {"wer", "turn"}
        and SHORTEST_S <= clip.speech[-1][1] <= LONGEST_S
    ]


async def measure(server: Product, clips: Sequence[Recording], turns: int) -> Measured:
    """Interviews until so many recordings have been answered."""
    measured = Measured()
    loop = asyncio.get_running_loop()
    began_s, began_cpu_s = loop.time(), server.cpu_s()
    supply = cycle(clips)
    while len(measured.turns) < turns and measured.unanswered < turns:
        try:
            await _interview(server, supply, turns, measured)
        except RehearsalError as error:
            say(f"voice_to_voice: {error}")
            measured.unanswered += 1
    measured.cpu_s = server.cpu_s() - began_cpu_s
    measured.seconds = loop.time() - began_s
    return measured


async def _interview(
    server: Product, supply: Iterator[Recording], turns: int, measured: Measured
) -> None:
    room = Room(ROOM_DBFS)
    async with InterviewClient(
        server.socket, server.token, room=room, renew=server.api.renew
    ) as client:
        conversation = client.conversation
        if not await client.until(lambda: client.awaiting, PATIENCE_S):
            raise RehearsalError("The interviewer did not begin.")
        while len(measured.turns) < turns:
            over = await client.until(lambda: conversation.completed, THINK_S)
            if over or conversation.completed:
                return
            clip = next(supply)
            turn = await _answer(client, clip)
            if turn is None:
                measured.unanswered += 1
            else:
                measured.turns.append(turn)
                _say_if_slow(clip, turn)
                if len(measured.turns) % 10 == 0:
                    say(f"voice_to_voice: {len(measured.turns)} of {turns} turns")
        await client.send({"type": "interview.end"})
        await client.until(lambda: conversation.completed, PATIENCE_S)


def _say_if_slow(clip: Recording, turn: Turn) -> None:
    """Names what makes the tail."""
    waited_ms = turn.voice_to_voice_ms
    if waited_ms is not None and waited_ms > SLOW_MS and not turn.cut_in_on:
        stages = ", ".join(f"{name} {round(ms)}" for name, ms in turn.stages_ms.items())
        say(f"voice_to_voice: {clip.id} took {round(waited_ms)} ms ({stages})")


async def _answer(client: InterviewClient, clip: Recording) -> Turn | None:
    """Speak one recording and hear the reply out; None where none came."""
    conversation = client.conversation
    replies, events = len(conversation.replies), len(client.events)
    samples = clip.samples()
    noise = room_noise(len(samples) / ENGINE_RATE_HZ, ROOM_DBFS)
    mixed = np.clip(samples[: len(noise)].astype(np.int32) + noise, -32768, 32767)
    voiced_until = int(clip.speech[-1][1] * ENGINE_RATE_HZ)
    spoken = await client.speak(mixed.astype(np.int16), min(voiced_until, len(mixed)))

    def answered() -> bool:
        done = len(conversation.replies) > replies and client.awaiting
        return done or conversation.completed

    await client.until(answered, PATIENCE_S)
    early = any(
        received.at_s < spoken.last_voiced_at
        and received.type == "input_audio_buffer.speech_stopped"
        for received in client.events[events:]
    )
    reply = next((each for each in conversation.replies[replies:] if each.after is spoken), None)
    if reply is None:
        return Turn(True, "other", None, {}) if early else None
    # The server's own measurements follow once the reply was heard.
    await client.until(lambda: bool(reply.latency_ms), MEASURED_S)
    return Turn(early, _kind(reply), reply.voice_to_voice_ms, dict(reply.latency_ms))


def _kind(reply: Reply) -> str:
    return str(reply.question["kind"]) if reply.question else "other"


def _latencies(turns: Sequence[Turn]) -> dict[str, Any]:
    waits = [turn.voice_to_voice_ms for turn in turns if turn.voice_to_voice_ms is not None]
    stages: dict[str, list[float]] = defaultdict(list)
    for turn in turns:
        for name, milliseconds in turn.stages_ms.items():
            stages[name].append(milliseconds)
    return {
        "turns": len(waits),
        "p50_ms": percentile(waits, 50),
        "p95_ms": percentile(waits, 95),
        "stages_ms": {
            name: {"p50": percentile(values, 50), "p95": percentile(values, 95)}
            for name, values in stages.items()
        },
    }


def figures(measured: Measured, *, always_llm: bool = False) -> dict[str, Any]:
    """Latencies of the turns that were let finish, and beside them those that were not."""
    finished = [turn for turn in measured.turns if not turn.cut_in_on]
    by_llm = [turn for turn in finished if always_llm or turn.kind == "follow_up"]
    return {
        "voice_to_voice": _latencies(finished),
        "worded_by_the_llm": _latencies(by_llm),
        "worded_by_the_bank": _latencies([turn for turn in finished if turn not in by_llm]),
        "cut_in_on": sum(turn.cut_in_on for turn in measured.turns),
        "unanswered": measured.unanswered,
        "cpu_s_per_turn": round(measured.cpu_s / max(len(measured.turns), 1), 2),
        "cores_used": round(measured.cpu_s / max(measured.seconds, 0.001), 2),
    }


async def run(given: Any, clips: Sequence[Recording]) -> tuple[Measured, int]:
    """(what was measured, how often the stub was asked)."""
    async with AsyncExitStack() as stack:
        settings = {"PROFILE": given.profile}
        stub = None
        if given.llm == "stub":
            stub = await stack.enter_async_context(stub_llm())
            settings |= {"LLM_BASE_URL": stub.url, "LLM_MODEL": "stub"}
        command = ALWAYS_LLM if given.always_llm else SERVER
        server = await stack.enter_async_context(product(given.home, settings, command))
        measured = await measure(server, clips, given.turns)
        return measured, stub.calls if stub else 0


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--llm", choices=("stub", "embedded"), default="stub")
    parser.add_argument("--always-llm", action="store_true", help="no reply without the model")
    parser.add_argument("--profile", default="base", help="IHR_PROFILE of the server")
    parser.add_argument("--turns", type=int, default=TURNS, help="recordings to speak")
    given = parser.parse_args(arguments)
    llm = f"stub, first token {FIRST_TOKEN_S:g} s, {TOKENS_PER_S:g} tokens/s"
    where = conditions(
        recordings=source_name(given.speech),
        profile=given.profile,
        llm=llm if given.llm == "stub" else "embedded",
        always_llm=given.always_llm,
        room_dbfs=ROOM_DBFS,
    )
    clips = suitable(recordings(given.speech))
    clips = spread(clips, min(given.limit or given.turns, len(clips)))
    measured, calls = asyncio.run(run(given, clips))
    name = "voice_to_voice"
    shown = figures(measured, always_llm=given.always_llm) | {"requests_to_the_stub": calls}
    report(name, len(measured.turns), shown, where)


if __name__ == "__main__":
    main(sys.argv[1:])
