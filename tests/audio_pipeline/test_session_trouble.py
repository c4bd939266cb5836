"""What a conversation does when something in it fails, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from audio_pipeline.conversation import MAX_ITEMS, Conversation, ConversationFullError
from audio_pipeline.engines.faulty import (
    Faults,
    FaultyStt,
    FaultyTts,
    FaultyTurnDetector,
    FaultyVad,
)
from audio_pipeline.engines.scripted import ScriptedStt
from audio_pipeline.outbox import AudioOut
from audio_pipeline.protocol import (
    ConversationItemCreate,
    ConversationItemInputAudioTranscriptionFailed,
    InputAudioBufferSpeechStarted,
    InputAudioBufferSpeechStopped,
    InputText,
    InterviewNotice,
    InterviewPause,
    InterviewPlayback,
    InterviewResume,
    InterviewTurnSaved,
    MessageItem,
    PcmuFormat,
    ResponseCreate,
    ResponseCreated,
    ResponseDone,
    ResponseOutputAudioTranscriptDelta,
    SessionAudio,
    SessionUpdate,
)
from audio_pipeline.protocol.session import AudioOutput, SessionSettings
from audio_pipeline.responder import UserTurn
from tests.audio_pipeline.kit import (
    ANSWER,
    Client,
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


ALWAYS = range(10_000)


async def write(client: Client, text: str) -> None:
    """Answers in writing."""
    item = MessageItem(role="user", content=(InputText(text=text),))
    await client.send(ConversationItemCreate(item=item))
    await client.send(ResponseCreate())


def notices(client: Client) -> set[str]:
    return {event.code for event in client.events(InterviewNotice)}


def test_without_speech_recognition_answers_can_be_typed() -> None:
    deaf = engines()
    deaf.stt = FaultyStt(deaf.stt, Faults(fail=ALWAYS))
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, deaf) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            failed = await client.wait_for(ConversationItemInputAudioTranscriptionFailed)
            started = client.events(InputAudioBufferSpeechStarted)
            assert [event.item_id for event in started] == [failed.item_id]
            assert notices(client) == {"stt_unavailable"}
            await write(client, ANSWER)
            await client.wait_for(ResponseDone, 2)
            assert [turn.text for turn in responder.commits] == ["", ANSWER]
            assert responder.commits[1].typed

    play(test)


def test_speech_recognition_that_recovers_is_used_again() -> None:
    flaky = engines()
    flaky.stt = FaultyStt(flaky.stt, Faults(fail=range(20)))
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, flaky) as client:
            await client.wait_for(ResponseDone, 1)
            for _ in range(8):
                await asyncio.sleep(1)
                client.say(5.6)
                await client.wait_for(InputAudioBufferSpeechStopped)
                await asyncio.sleep(9)
                if client.events(InterviewTurnSaved):
                    break
            assert responder.commits[1].text == ANSWER
            assert client.events(ConversationItemInputAudioTranscriptionFailed)

    play(test)


def test_without_a_voice_the_words_are_shown() -> None:
    dumb = engines()
    dumb.tts = FaultyTts(dumb.tts, Faults(fail=ALWAYS))
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, dumb) as client:
            done = await client.wait_for(ResponseDone, 1)
            assert done.response.status == "completed"
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            shown = client.events(ResponseOutputAudioTranscriptDelta)
            assert "".join(e.delta for e in shown) == "".join(LINES[:2])
            assert client.audio_s == 0
            assert notices(client) == {"tts_unavailable"}
            assert responder.heard == LINES[:2]

    play(test)


def test_a_voice_that_fails_in_mid_reply_leaves_the_rest_as_text() -> None:
    hoarse = engines()
    hoarse.tts = FaultyTts(hoarse.tts, Faults(fail=range(1, 3)))
    lines = ["Welcome to this interview. Tell me about a project. Take your time.", *LINES]
    responder = RecordingResponder(lines)

    async def test() -> None:
        async with conversation(responder, hoarse) as client:
            done = await client.wait_for(ResponseDone, 1)
            (item,) = done.response.output
            assert isinstance(item, MessageItem)
            assert item.text == lines[0]
            assert client.audio_s > 1
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            assert len(client.events(InterviewNotice)) in (1, 2)

    play(test)


@pytest.mark.parametrize("part", ["turn", "vad"])
def test_without_a_detector_turns_still_end(part: str) -> None:
    broken = engines()
    if part == "turn":
        broken.turn_detector = FaultyTurnDetector(broken.turn_detector, Faults(fail=ALWAYS))
    else:
        broken.vad = FaultyVad(broken.vad, Faults(fail=range(100, 130)))
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, broken) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            assert responder.commits[1].text == ANSWER

    play(test)


def test_a_reply_that_cannot_be_made_is_failed_and_the_next_one_comes() -> None:
    responder = FailingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            responder.broken = True
            client.say(5.6)
            failed = await client.wait_for(ResponseDone, 2)
            assert failed.response.status == "failed"
            responder.broken = False
            await asyncio.sleep(1)
            await write(client, "And then we went live.")
            done = await client.wait_for(ResponseDone, 3)
            assert done.response.status == "completed"
            assert client.events(InterviewTurnSaved)

    play(test)


class FailingResponder(RecordingResponder):
    broken = False

    async def respond(self, turn: UserTurn, hurry: asyncio.Event) -> AsyncIterator[str]:
        if self.broken:
            raise LookupError("nothing to say")
        async for delta in super().respond(turn, hurry):
            yield delta


def test_a_reply_keeps_its_format_when_the_session_takes_another() -> None:
    async def test() -> None:
        async with conversation(RecordingResponder(LINES), engines()) as client:
            await client.wait_for(ResponseCreated)
            await asyncio.sleep(0.5)
            output = AudioOutput(format=PcmuFormat(type="audio/pcmu"))
            update = SessionSettings(audio=SessionAudio(output=output))
            await client.send(SessionUpdate(session=update))
            await client.wait_for(ResponseDone)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            formats: dict[str, set[str]] = {}
            for _, event in client.received:
                if isinstance(event, AudioOut):
                    formats.setdefault(event.response_id, set()).add(event.format_type)
            assert list(formats.values()) == [{"audio/pcm"}, {"audio/pcmu"}]

    play(test)


def test_the_interviewers_own_items_always_find_room() -> None:
    conversation = Conversation()
    note = MessageItem(role="system", content=(InputText(text="x"),))
    for number in range(MAX_ITEMS):
        conversation.create(f"mine_{number}", note)
    with pytest.raises(ConversationFullError):
        conversation.create("one_more", note)
    assert conversation.add("ours", note) == f"mine_{MAX_ITEMS - 1}"
    assert conversation.get("mine_0") is None


@pytest.mark.parametrize("reporting", [False, True])
def test_a_pause_over_the_last_moment_of_a_reply_cuts_nothing_off(reporting: bool) -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            created = await client.wait_for(ResponseCreated)
            await client.wait_for(ResponseDone)
            if reporting:
                response_id = created.response.id
                await client.send(InterviewPlayback(response_id=response_id, samples=16_000))
            await client.send(InterviewPause())
            await asyncio.sleep(60)
            assert responder.settled == {}
            await client.send(InterviewResume())
            if reporting:
                await client.send(InterviewPlayback(response_id=response_id, samples=2**40))
            await asyncio.sleep(1)
            assert responder.heard == LINES[:1]

    play(test)
