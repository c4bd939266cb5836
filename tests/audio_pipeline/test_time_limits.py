"""Answers that may take so long: on scripted engines, in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from audio_pipeline.answer_clock import AnswerClock
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ as HZ
from audio_pipeline.protocol import (
    ConversationItemCreate,
    InputText,
    InterviewAnswerHold,
    InterviewNotice,
    InterviewPause,
    InterviewResume,
    MessageItem,
    ResponseCreate,
    ResponseCreated,
    ResponseDone,
)
from audio_pipeline.responder import Receipt, UserTurn
from tests.audio_pipeline.kit import (
    RecordingResponder,
    conversation,
    engines,
    play,
    session_config,
)

LONG = " ".join(["and then I went on with the next part of it"] * 8)


def limited(limit_s: float, **more: float) -> Callable[[UserTurn], Receipt]:
    """The first reply limits the answer to it; what cuts in is firm."""

    def asks(turn: UserTurn) -> Receipt:
        first = turn.cue == "start"
        return Receipt(
            limit_s=limit_s if first else 0.0,
            preparation_s=more.get("preparation_s", 0.0) if first else 0.0,
            firm=turn.timed_out,
        )

    return asks


def test_the_time_begins_when_the_question_was_heard_or_the_answer_begins() -> None:
    clock = AnswerClock()
    clock.set(90, 30)
    assert clock.due is None
    clock.asked(10 * HZ)
    assert clock.due == 130 * HZ
    clock.speaks(20 * HZ)
    assert clock.due == 110 * HZ
    clock.speaks(60 * HZ)
    assert clock.due == 110 * HZ
    clock.set(0, 0)
    clock.asked(200 * HZ)
    clock.speaks(201 * HZ)
    assert clock.due is None


def test_speaking_in_the_middle_of_preparation_gains_nothing() -> None:
    clock = AnswerClock()
    clock.set(60, 30)
    clock.asked(0)
    clock.speaks(29 * HZ)
    assert clock.due == 89 * HZ


def test_a_long_answer_is_ended_and_what_was_said_is_kept() -> None:
    responder = RecordingResponder(["Tell me.", "Your time is up."], asks=limited(10))

    async def test() -> None:
        async with conversation(responder, engines(LONG)) as client:
            await client.wait_for(ResponseDone)
            await asyncio.sleep(2)
            client.say(30)
            await client.wait_for(ResponseCreated, 2)
            turn = responder.commits[1]
            assert turn.timed_out
            assert turn.cue == "answer"
            assert turn.text
            assert turn.end_s - turn.start_s == pytest.approx(10, abs=1.5)

    play(test)


def test_saying_nothing_is_over_too() -> None:
    responder = RecordingResponder(["Tell me.", "Your time is up."], asks=limited(10))

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseCreated, 2)
            assert (responder.commits[1].cue, responder.commits[1].timed_out) == ("silence", True)

    play(test)


def test_an_answer_within_its_time_is_left_alone() -> None:
    responder = RecordingResponder(["Tell me.", "Go on.", "And on."], asks=limited(10))

    async def test() -> None:
        async with conversation(responder, engines("I sold the boat.")) as client:
            await client.wait_for(ResponseDone)
            client.say(3)
            await client.saved(1)
            await asyncio.sleep(30)
            assert [turn.timed_out for turn in responder.commits] == [False, False]

    play(test)


def test_the_interruption_alone_cannot_be_talked_over() -> None:
    line = "I have to stop you there. " + " ".join(["Here is what I want to know next."] * 8)
    responder = RecordingResponder(["Tell me.", line, "Yes?"], asks=limited(10))
    texts = (LONG, "but wait I really want to finish this", "no please let me finish this now")

    async def test() -> None:
        async with conversation(responder, engines(*texts)) as client:
            await client.wait_for(ResponseDone)
            client.say(12)
            await client.wait_for(ResponseCreated, 2)
            client.say(1.2, 1)
            client.pause(4)
            client.say(3, 2)
            done = await client.wait_for(ResponseDone, 2)
            assert done.response.status == "cancelled"
            await client.saved(2)
            assert responder.commits[-1].text == texts[2]
            assert responder.heard[1].startswith("I have to stop you there.")

    play(test)


def test_preparation_is_not_counted_and_a_pause_stops_the_clock() -> None:
    responder = RecordingResponder(["Tell me.", "Time."], asks=limited(5, preparation_s=10))

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone)
            await asyncio.sleep(8)
            await client.send(InterviewAnswerHold(on=True))
            await client.send(InterviewPause())
            await asyncio.sleep(60)
            assert len(responder.commits) == 1
            await client.send(InterviewResume())
            await asyncio.sleep(4)
            assert len(responder.commits) == 1
            await client.wait_for(ResponseCreated, 2)
            assert responder.commits[1].timed_out

    play(test)


@pytest.mark.parametrize("kind", ["interview.hint", "interview.retry"])
def test_hints_and_second_tries_go_to_the_interviewer(kind: str) -> None:
    from audio_pipeline.protocol import InterviewHint, InterviewRetry

    event = InterviewHint() if kind == "interview.hint" else InterviewRetry()
    responder = RecordingResponder(["Tell me.", "Here you are."])

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone)
            await client.send(event)
            await client.wait_for(ResponseCreated, 2)
            assert responder.commits[1].cue == kind.removeprefix("interview.")

    play(test)


def patient(turn: UserTurn) -> Receipt:
    """20 s to the first question, 40 s after that was not answered, then no more."""
    silent = sum(each.cue == "silence" for each in PATIENT.commits)
    return Receipt(patience_s=(20.0, 40.0, 0.0)[silent])


PATIENT = RecordingResponder()


def test_a_silence_is_broken_gently_and_then_left_alone() -> None:
    PATIENT.lines = ["Tell me.", "Take your time.", "I am still here."]
    PATIENT.asks = patient
    PATIENT.commits.clear()

    async def test() -> None:
        async with conversation(PATIENT, engines()) as client:
            await client.wait_for(ResponseDone)
            began = asyncio.get_running_loop().time()
            await client.wait_for(ResponseDone, 2)
            assert asyncio.get_running_loop().time() - began == pytest.approx(22, abs=2)
            await client.wait_for(ResponseDone, 3)
            assert asyncio.get_running_loop().time() - began == pytest.approx(65, abs=4)
            await asyncio.sleep(120)
            assert [turn.cue for turn in PATIENT.commits] == ["start", "silence", "silence"]

    play(test)


def test_a_noise_does_not_end_the_wait_for_an_answer() -> None:
    clock = AnswerClock()
    clock.set(0, 0, 20)
    clock.asked(0)
    clock.speaks(10 * HZ)
    assert clock.next is None
    clock.hushed(11 * HZ)
    assert clock.next == 31 * HZ
    assert clock.rings(31 * HZ) == "silence"
    assert clock.rings(32 * HZ) is None


def test_a_gentle_word_does_not_stop_the_time() -> None:
    clock = AnswerClock()
    clock.set(60, 0, 20)
    clock.asked(0)
    assert clock.rings(20 * HZ) == "silence"
    clock.set(None, 0, 40)
    clock.asked(22 * HZ)
    assert (clock.due, clock.nudge) == (60 * HZ, 62 * HZ)
    assert clock.rings(60 * HZ) == "time_up"
    assert clock.next is None


def test_whoever_says_that_they_think_is_left_to_it() -> None:
    responder = RecordingResponder(["Tell me.", "Hm?"], asks=lambda _: Receipt(patience_s=20))

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone)
            await client.send(InterviewAnswerHold(on=True))
            await asyncio.sleep(90)
            assert len(responder.commits) == 1
            await client.send(InterviewAnswerHold(on=False))
            await client.wait_for(ResponseDone, 2)
            assert responder.commits[-1].cue == "silence"

    play(test)


def test_the_time_for_a_typed_answer_runs_without_audio() -> None:
    responder = RecordingResponder(["Tell me.", "Your time is up."], asks=limited(10))

    async def test() -> None:
        async with conversation(responder, engines(), microphone=False) as client:
            await client.wait_for(ResponseDone)
            await client.wait_for(ResponseCreated, 2)
            assert (responder.commits[1].cue, responder.commits[1].timed_out) == ("silence", True)

    play(test)


def test_what_was_not_understood_is_asked_for_again_and_no_noise_is() -> None:
    responder = RecordingResponder(["Tell me.", "Again?", "Once more?", "You can type.", "Yes."])

    async def test() -> None:
        async with conversation(responder, engines("", "", "", "", "")) as client:
            await client.wait_for(ResponseDone)
            await asyncio.sleep(1)
            client.say(0.5)
            await asyncio.sleep(5)
            assert len(responder.commits) == 1
            for times in (2, 3, 4):
                client.say(3)
                await client.wait_for(ResponseDone, times)
                await asyncio.sleep(1)
            client.say(3)
            await asyncio.sleep(20)
            assert [turn.cue for turn in responder.commits] == ["start", *["unclear"] * 3]

    play(test)


def typed(text: str) -> ConversationItemCreate:
    item = MessageItem(role="user", content=(InputText(text=text),))
    return ConversationItemCreate(item=item)


def test_whoever_types_is_told_and_may_send_what_is_written() -> None:
    responder = RecordingResponder(["Tell me.", "Thank you."], asks=limited(10))

    async def test() -> None:
        async with conversation(responder, config=session_config(text=True)) as client:
            notice = await client.wait_for(InterviewNotice)
            assert notice.code == "time_up"
            assert len(responder.commits) == 1
            await asyncio.sleep(2)
            await client.send(typed("I sold the"))
            await client.send(ResponseCreate())
            await client.wait_for(ResponseDone, 2)
            turn = responder.commits[1]
            assert (turn.text, turn.timed_out) == ("I sold the", True)
            await asyncio.sleep(30)
            assert len(responder.commits) == 2

    play(test)


@pytest.mark.parametrize("text", ["", "I sold the boat in May"])
def test_whoever_types_on_is_cut_in_on_in_the_end(text: str) -> None:
    responder = RecordingResponder(["Tell me.", "Your time is up."], asks=limited(10))

    async def test() -> None:
        async with conversation(responder, config=session_config(text=True)) as client:
            await client.wait_for(InterviewNotice)
            if text:
                # Sent, and no reply asked for: it is the answer all the same.
                await client.send(typed(text))
            await client.wait_for(ResponseDone, 2)
            turn = responder.commits[1]
            assert (turn.text, turn.timed_out) == (text, True)

    play(test)
