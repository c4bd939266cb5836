"""What a conversation does when something in it fails, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from audio_pipeline.engines.scripted import ScriptedStt
from audio_pipeline.protocol import ResponseCreated, ResponseDone
from tests.audio_pipeline.kit import (
    ANSWER,
    RecordingResponder,
    ScriptedEngines,
    conversation,
    engines,
    play,
)

LINES = ["Welcome. Tell me about a project.", "Why did you choose it?", "Thank you."]


def sent_at() -> float:
    """When the opening has been sent; it is heard to its end a quarter of a second later."""
    times: list[float] = []

    async def test() -> None:
        async with conversation(RecordingResponder(LINES), engines()) as client:
            await client.wait_for(ResponseDone, 1)
            times.append(asyncio.get_running_loop().time())

    play(test)
    return times[0]


@pytest.mark.parametrize("early_s", [0.25, 0.15, 0.05, 0.0])
def test_words_over_the_last_moment_of_a_reply_are_answered_too(early_s: float) -> None:
    responder = RecordingResponder(LINES)
    begin_s = sent_at() - early_s

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await asyncio.sleep(begin_s)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            assert [turn.text for turn in responder.commits] == ["", ANSWER]
            assert len(responder.settled) == 1

    play(test)


@pytest.mark.parametrize("text", [ANSWER, "Mhm."])
def test_words_that_are_decoded_late_take_the_floor_all_the_same(text: str) -> None:
    responder = RecordingResponder(["One two three four five six seven eight. " * 6, *LINES])
    slow = ScriptedEngines(stt=ScriptedStt((text,), delay_s=8.0))

    async def test() -> None:
        async with conversation(responder, slow) as client:
            await client.wait_for(ResponseCreated)
            client.say(5.6 if text == ANSWER else 0.5)
            done = await client.wait_for(ResponseDone)
            if text == ANSWER:
                assert done.response.status == "cancelled"
                await client.wait_for(ResponseDone, 2)
                assert responder.commits[1].text == ANSWER
            else:
                assert done.response.status == "completed"
                assert len(responder.commits) == 1

    play(test)
