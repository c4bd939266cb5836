"""Speech over a reply, and replies that are cancelled: on scripted engines, in virtual time."""

from __future__ import annotations

import asyncio

import pytest

from audio_pipeline.protocol import (
    ErrorEvent,
    InputAudioBufferSpeechStarted,
    InterviewNotice,
    InterviewPlayback,
    ResponseCancel,
    ResponseCreate,
    ResponseCreated,
    ResponseDone,
)
from tests.audio_pipeline.kit import (
    RecordingResponder,
    conversation,
    engines,
    play,
)


def test_words_interrupt_and_only_what_was_heard_is_kept() -> None:
    long_line = "Welcome to this interview. " + " ".join(["Tell me more about it."] * 20)
    responder = RecordingResponder([long_line, "Please go on."])
    texts = ("Sorry, can I stop you there for a moment please",)

    async def test() -> None:
        async with conversation(responder, engines(*texts)) as client:
            await client.wait_for(ResponseCreated)
            await asyncio.sleep(3)
            client.say(4)
            done = await client.wait_for(ResponseDone)
            assert done.response.status == "cancelled"
            assert done.response.status_details is not None
            assert done.response.status_details.reason == "turn_detected"
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            first = next(iter(responder.settled.values()))
            assert first.cut
            assert first.text.endswith("—")
            assert long_line.startswith(first.text[:-1])
            heard_s = sum(len(word.strip(".,")) * 0.06 for word in first.text.split())
            assert heard_s == pytest.approx(3.3, abs=1.0)
            assert responder.commits[1].text == texts[0]

    play(test)


def test_the_reply_is_held_soon_after_speech_over_it_begins() -> None:
    line = "Welcome to this interview. " + " ".join(["Tell me more about it."] * 20)

    async def test() -> None:
        async with conversation(RecordingResponder([line]), engines()) as client:
            await client.wait_for(ResponseCreated)
            await asyncio.sleep(3)
            began = asyncio.get_running_loop().time()
            client.say(4)
            await client.wait_for(ResponseDone)
            held = [e for e in client.events(InterviewNotice) if e.code == "hold_playback"]
            assert len(held) == 1
            assert client.last_audio_at() < began + 0.35

    play(test)


@pytest.mark.parametrize("noise", ["Mm-hmm.", "Yeah.", ""])
def test_a_nod_or_a_cough_does_not_end_the_reply(noise: str) -> None:
    line = "Welcome to this interview. " + " ".join(["Tell me more about it."] * 6)
    responder = RecordingResponder([line])

    async def test() -> None:
        async with conversation(responder, engines(noise)) as client:
            await client.wait_for(ResponseCreated)
            await asyncio.sleep(2)
            client.say(0.5)
            done = await client.wait_for(ResponseDone)
            await asyncio.sleep(1)
            assert done.response.status == "completed"
            assert responder.heard == [line]
            assert len(responder.commits) == 1
            assert client.events(InputAudioBufferSpeechStarted) == []
            codes = [event.code for event in client.events(InterviewNotice)]
            assert codes == ["hold_playback", "resume_playback"]

    play(test)


def test_cancel_stops_the_reply_and_a_second_cancel_is_an_error() -> None:
    responder = RecordingResponder(["One two three four five six seven. " * 10])

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseCreated)
            await asyncio.sleep(1)
            await client.send(ResponseCancel())
            done = await client.wait_for(ResponseDone)
            assert done.response.status == "cancelled"
            await asyncio.sleep(1)
            (settled,) = responder.settled.values()
            assert settled.cut
            await client.send(ResponseCancel())
            error = await client.wait_for(ErrorEvent)
            assert error.error.code == "response_cancel_not_active"

    play(test)


def test_the_clients_own_report_decides_what_was_heard() -> None:
    responder = RecordingResponder(["One two three four five six seven. " * 10])

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            created = await client.wait_for(ResponseCreated)
            await asyncio.sleep(2)
            report = InterviewPlayback(response_id=created.response.id, samples=8000)
            await client.send(report)
            await client.send(ResponseCancel())
            await client.wait_for(ResponseDone)
            await asyncio.sleep(1)
            (settled,) = responder.settled.values()
            # Half a second ends before the middle of "three".
            assert settled.text == "One two—"
            assert settled.samples is not None
            assert len(settled.samples) == 8000

    play(test)


def test_a_second_response_is_refused_while_one_is_active() -> None:
    async def test() -> None:
        responder = RecordingResponder(["One two three four five. " * 10])
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseCreated)
            await client.send(ResponseCreate())
            error = await client.wait_for(ErrorEvent)
            assert error.error.code == "conversation_already_has_active_response"

    play(test)


def test_a_response_may_be_asked_for_as_soon_as_the_last_one_is_done() -> None:
    async def test() -> None:
        responder = RecordingResponder(["Tell me about it, please.", "Thank you."])
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone)
            assert not responder.settled
            await client.send(ResponseCreate())
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            assert client.events(ErrorEvent) == []
            assert responder.heard == ["Tell me about it, please.", "Thank you."]

    play(test)


def test_who_speaks_on_as_the_reply_begins_is_heard() -> None:
    line = " ".join(["Thank you, that is clear to me now."] * 6)
    responder = RecordingResponder(["Tell me.", line, "Yes?"])
    texts = ("I led the move to a new system.", "And it saved us three days a week.")

    async def test() -> None:
        async with conversation(responder, engines(*texts)) as client:
            await client.wait_for(ResponseDone)
            client.say(4)
            await client.wait_for(ResponseCreated, 2)
            client.say(4, 1)
            done = await client.wait_for(ResponseDone, 2)
            assert done.response.status == "cancelled"
            await client.saved(2)
            assert [turn.text for turn in responder.commits[1:]] == list(texts)

    play(test)
