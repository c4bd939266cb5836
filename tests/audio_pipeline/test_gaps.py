"""Words that come late: the listener hears no gap, where something can be said in time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

from audio_pipeline.outbox import AudioOut
from audio_pipeline.protocol import (
    InterviewPause,
    InterviewResume,
    ResponseCreated,
    ResponseDone,
    ResponseOutputAudioTranscriptDelta,
)
from audio_pipeline.responder import UserTurn
from audio_pipeline.response import CHUNK_S, RUNS_OUT_S
from tests.audio_pipeline.kit import (
    RATE_HZ,
    Client,
    RecordingResponder,
    conversation,
    play,
    session_config,
)

LEAD = "Thank you for coming in so early today."


@dataclass
class LateResponder(RecordingResponder):
    """Says a line, and a second one only when it takes too long, or after `thinking_s`."""

    thinking_s: float = 60.0
    hurried_at: float | None = None

    async def respond(self, turn: UserTurn, hurry: asyncio.Event) -> AsyncIterator[str]:
        yield f"{LEAD}\n"
        try:
            async with asyncio.timeout(self.thinking_s):
                await hurry.wait()
            self.hurried_at = asyncio.get_running_loop().time()
        except TimeoutError:
            pass
        yield "What did you do?"


def late_by_s(client: Client) -> list[float]:
    """How long after each piece of sound was due it came, the first being in time."""
    sent = [(at, event) for at, event in client.received if isinstance(event, AudioOut)]
    return [at - sent[0][0] - event.offset / RATE_HZ for at, event in sent]


def led_until(client: Client) -> float:
    """When the sound of the first line is over, for a client that plays what comes at once."""
    payloads = [event for _, event in client.received]
    second = payloads.index(client.events(ResponseOutputAudioTranscriptDelta)[1])
    after = next(event for event in payloads[second:] if isinstance(event, AudioOut))
    begun = next(at for at, event in client.received if isinstance(event, AudioOut))
    return begun + after.offset / RATE_HZ


def test_the_next_words_are_wanted_at_once_before_the_last_ones_are_over() -> None:
    responder = LateResponder()

    async def test() -> None:
        async with conversation(responder) as client:
            await client.wait_for(ResponseDone)
            assert responder.hurried_at is not None
            assert max(late_by_s(client)) <= 0.001
            left_s = led_until(client) - responder.hurried_at
            assert RUNS_OUT_S - CHUNK_S <= left_s <= RUNS_OUT_S + CHUNK_S

    play(test)


def test_words_that_come_in_time_are_not_hurried() -> None:
    responder = LateResponder(thinking_s=1.0)

    async def test() -> None:
        async with conversation(responder) as client:
            await client.wait_for(ResponseDone)
            assert responder.hurried_at is None
            assert max(late_by_s(client)) <= 0.001

    play(test)


def test_nobody_is_hurried_while_the_interview_is_paused() -> None:
    responder = LateResponder()

    async def test() -> None:
        async with conversation(responder) as client:
            await client.wait_for(ResponseCreated)
            await asyncio.sleep(0.5)
            await client.send(InterviewPause(type="interview.pause"))
            await asyncio.sleep(30)
            assert responder.hurried_at is None
            await client.send(InterviewResume(type="interview.resume"))
            await client.wait_for(ResponseDone)
            assert responder.hurried_at is not None

    play(test)


def test_what_is_only_written_has_time() -> None:
    responder = LateResponder(thinking_s=20.0)

    async def test() -> None:
        async with conversation(responder, config=session_config(text=True)) as client:
            await client.wait_for(ResponseDone)
            assert responder.hurried_at is None

    play(test)
