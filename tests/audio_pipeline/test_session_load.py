"""What a conversation does without at each level of load, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from audio_pipeline.load import Level, Load
from audio_pipeline.protocol import (
    ConversationItemInputAudioTranscriptionCompleted,
    ConversationItemInputAudioTranscriptionDelta,
    InputAudioBufferSpeechStarted,
    InterviewTurnSaved,
    ResponseCreated,
    ResponseDone,
    ResponseOutputAudioTranscriptDelta,
)
from tests.audio_pipeline.kit import ANSWER, RecordingResponder, conversation, engines, play

LINES = ["Welcome. Tell me about a project.", "Why did you choose it?", "Thank you."]


@pytest.mark.parametrize("level", Level)
def test_each_level_does_without_one_thing_more(level: Level) -> None:
    responder = RecordingResponder(LINES)
    load = Load(level)

    async def test() -> None:
        async with conversation(responder, engines(), load=load) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            before_s = client.audio_s
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            captions = client.events(ConversationItemInputAudioTranscriptionDelta)
            drafts = [t for t in responder.asked if t.cue == "answer" and t.samples is None]
            assert bool(captions) == load.captions
            assert bool(drafts) == load.speculation
            assert (client.audio_s > before_s) == load.voice

    play(test)


@pytest.mark.parametrize("level", Level)
def test_the_answer_and_the_words_of_the_reply_are_never_given_up(level: Level) -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines(), load=Load(level)) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            (heard,) = client.events(ConversationItemInputAudioTranscriptionCompleted)
            assert heard.transcript == ANSWER
            assert len(client.events(InterviewTurnSaved)) == 1
            shown = client.events(ResponseOutputAudioTranscriptDelta)
            assert "".join(each.delta for each in shown).endswith(LINES[1])
            assert responder.heard == LINES[:2]

    play(test)


def test_speech_over_a_reply_is_still_judged_by_its_words() -> None:
    """Captions are given up, and not what they decide: who has the floor."""
    responder = RecordingResponder(["One two three four five six seven eight. " * 6, *LINES])

    async def test() -> None:
        async with conversation(responder, engines(), load=Load(Level.NO_SPECULATION)) as client:
            await client.wait_for(ResponseCreated)
            await asyncio.sleep(2)
            client.say(5.6)
            await client.wait_for(InputAudioBufferSpeechStarted)
            assert client._voice  # not only once all was said
            done = await client.wait_for(ResponseDone)
            assert done.response.status == "cancelled"
            await client.wait_for(ResponseDone, 2)
            assert responder.commits[1].text == ANSWER

    play(test)


def test_a_voice_that_comes_back_speaks_the_next_reply() -> None:
    responder = RecordingResponder(LINES)
    load = Load(Level.TEXT_REPLIES)

    async def test() -> None:
        async with conversation(responder, engines(), load=load) as client:
            await client.wait_for(ResponseDone, 1)
            assert client.audio_s == 0
            load.level = Level.NO_SPECULATION
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            assert client.audio_s > 1

    play(test)
