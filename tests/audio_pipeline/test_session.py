"""Whole conversations on scripted engines, in virtual time."""

from __future__ import annotations

import asyncio

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.engines.scripted import ScriptedStt
from audio_pipeline.protocol import (
    ConversationItemInputAudioTranscriptionCompleted,
    ConversationItemInputAudioTranscriptionDelta,
    ErrorEvent,
    InputAudioBufferCleared,
    InputAudioBufferCommit,
    InputAudioBufferSpeechStarted,
    InputAudioBufferTimeoutTriggered,
    InterviewTurnMeasured,
    InterviewTurnSaved,
    ResponseCreate,
    ResponseCreated,
    ResponseDone,
    ResponseOutputTextDelta,
    ServerEvent,
    ServerVad,
)
from audio_pipeline.responder import UserTurn
from audio_pipeline.speech_features import SpeechFeatures
from tests.audio_pipeline.kit import (
    ANSWER,
    RecordingResponder,
    conversation,
    engines,
    play,
    session_config,
)
from tests.audio_pipeline.test_session_trouble import write

LINES = ["Welcome. Tell me about a project.", "Why did you choose it?", "Thank you."]


def test_a_person_speaks_and_the_interviewer_answers() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            completed = client.events(ConversationItemInputAudioTranscriptionCompleted)
            assert [event.transcript for event in completed] == [ANSWER]
            assert [turn.cue for turn in responder.commits] == ["start", "answer"]
            assert responder.commits[1].text == ANSWER
            assert responder.heard == LINES[:2]
            (_, measured) = client.events(InterviewTurnMeasured)
            assert set(measured.latency_ms) == {
                "endpoint",
                "stt_final",
                "llm_first_token",
                "llm_first_sentence",
                "tts_first_audio",
                "voice_to_voice",
            }

    play(test)


def test_the_events_of_a_turn_come_in_the_order_that_clients_expect() -> None:
    async def test() -> None:
        async with conversation(RecordingResponder(LINES), engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            before = len(client.names)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            names = [name for name in client.names[before:] if name != "audio"]
            captions = [n for n in names if n.endswith("input_audio_transcription.delta")]
            assert captions
            assert [n for n in names if n not in captions] == [
                "input_audio_buffer.speech_started",
                "input_audio_buffer.speech_stopped",
                "input_audio_buffer.committed",
                "conversation.item.added",
                "conversation.item.done",
                "conversation.item.input_audio_transcription.completed",
                "interview.turn.saved",
                "response.created",
                "response.output_item.added",
                "conversation.item.added",
                "response.content_part.added",
                "response.output_audio_transcript.delta",
                "response.output_audio.done",
                "response.output_audio_transcript.done",
                "response.content_part.done",
                "response.output_item.done",
                "conversation.item.done",
                "response.done",
            ]

    play(test)


def test_captions_are_append_only_and_begin_the_final_transcript() -> None:
    async def test() -> None:
        async with conversation(RecordingResponder(LINES), engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ConversationItemInputAudioTranscriptionCompleted)
            deltas = client.events(ConversationItemInputAudioTranscriptionDelta)
            shown = "".join(event.delta for event in deltas).strip()
            assert len(deltas) > 3
            assert ANSWER.startswith(shown)

    play(test)


def test_the_reply_is_drafted_during_the_silence_and_spoken_at_once() -> None:
    responder = RecordingResponder(LINES, token_s=0.1)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            latency = client.events(InterviewTurnMeasured)[1].latency_ms
            assert latency["llm_first_sentence"] >= 400
            assert latency["voice_to_voice"] - latency["endpoint"] < 50
            assert len(responder.asked) == 2

    play(test)


def test_a_pause_that_lasts_is_drafted_for_although_it_sounds_like_no_end() -> None:
    responder = RecordingResponder(LINES, token_s=0.01)
    unfinished = "I moved our billing service to the"

    async def test() -> None:
        async with conversation(responder, engines(unfinished, turn=0.1)) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(3)
            client.pause(0.7)
            client.say(2.6)
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            latency = client.events(InterviewTurnMeasured)[1].latency_ms
            assert latency["voice_to_voice"] - latency["endpoint"] < 50
            assert len(responder.asked) == 2
            assert responder.abandoned == 0

    play(test)


def test_a_draft_is_thrown_away_when_the_person_goes_on() -> None:
    responder = RecordingResponder(LINES, token_s=0.3)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(3)
            client.pause(0.7)
            client.say(2.6)
            await client.wait_for(ResponseDone, 2)
            await asyncio.sleep(1)
            assert [turn.text for turn in responder.commits[1:]] == [ANSWER]
            assert len(client.events(ResponseCreated)) == 2
            assert len(responder.asked) == 3
            assert responder.abandoned == 1

    play(test)


def test_ten_minutes_of_silence_become_no_words() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        scripted = engines()
        async with conversation(responder, scripted) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(600)
            assert len(responder.commits) == 1
            assert isinstance(scripted.stt, ScriptedStt)
            assert scripted.stt.calls == 0
            assert client.events(InputAudioBufferSpeechStarted) == []

    play(test)


def test_a_sound_without_words_is_cleared_and_not_answered() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines("")) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(0.6)
            await client.wait_for(InputAudioBufferCleared)
            await asyncio.sleep(3)
            assert len(responder.commits) == 1

    play(test)


def test_tap_to_talk_waits_for_the_commit_and_the_request() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        config = session_config(None)
        async with conversation(responder, engines(), config) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await asyncio.sleep(20)
            assert len(responder.commits) == 1
            await client.send(InputAudioBufferCommit())
            await client.send(ResponseCreate())
            await client.wait_for(ResponseDone, 2)
            assert responder.commits[1].text == ANSWER

    play(test)


def test_committing_nothing_is_an_error_and_the_session_lives() -> None:
    async def test() -> None:
        async with conversation(RecordingResponder(LINES), engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await client.send(InputAudioBufferCommit())
            error = await client.wait_for(ErrorEvent)
            assert error.error.code == "input_audio_buffer_commit_empty"

    play(test)


def test_a_text_session_writes_and_speaks_no_audio() -> None:
    async def test() -> None:
        config = session_config(text=True)
        async with conversation(RecordingResponder(LINES), engines(), config) as client:
            await client.wait_for(ResponseDone, 1)
            deltas = client.events(ResponseOutputTextDelta)
            assert "".join(event.delta for event in deltas) == LINES[0]
            assert client.audio_s == 0

    play(test)


def test_a_turn_that_cannot_be_stored_is_not_acknowledged_and_not_lost() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            responder.failing_commits = 1
            client.say(5.6)
            error = await client.wait_for(ErrorEvent)
            assert error.error.code == "not_saved"
            assert "interview.turn.saved" not in client.names[-3:]
            await client.send(ResponseCreate())
            await client.wait_for(ResponseDone, 2)
            assert responder.commits[1].text == ANSWER

    play(test)


def test_the_conversation_closes_once_its_last_word_was_heard() -> None:
    responder = RecordingResponder(LINES, closes_after=2)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            assert not client.session.closed
            await asyncio.sleep(1)
            assert client.session.closed

    play(test)


def test_a_turn_is_committed_with_the_times_of_its_words() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            turn = responder.commits[-1]
            assert [word.text for word in turn.words] == ANSWER.split()
            assert turn.samples is not None
            assert 5.0 < turn.words[-1].end_s <= len(turn.samples) / ENGINE_RATE_HZ

    play(test)


def test_the_idle_timeout_prompts_a_person_who_says_nothing() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        config = session_config(ServerVad(idle_timeout_ms=5000))
        async with conversation(responder, engines(), config) as client:
            await client.wait_for(ResponseDone, 1)
            await client.wait_for(InputAudioBufferTimeoutTriggered)
            await client.wait_for(ResponseDone, 2)
            assert [turn.cue for turn in responder.commits] == ["start", "silence"]

    play(test)


def test_an_answer_is_measured_after_it_was_saved_and_holds_nothing_up() -> None:
    def measured(turn: UserTurn) -> tuple[ServerEvent, ...]:
        return (InterviewTurnMeasured(item_id=turn.item_id, features=SpeechFeatures(words=11)),)

    responder = RecordingResponder(LINES, features=measured, measuring_s=30.0)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(1)
            client.say(5.6)
            await client.wait_for(ResponseDone, 2)
            assert responder.measured == []
            await asyncio.sleep(30)
            (answer,) = responder.measured
            assert answer.samples is not None
            found = [each for each in client.events(InterviewTurnMeasured) if each.features]
            assert [each.item_id for each in found] == [answer.item_id]
            told = [event for _, event in client.received if event in found]
            saved = client.events(InterviewTurnSaved)
            order = [event for _, event in client.received]
            assert order.index(saved[0]) < order.index(told[0])

    play(test)


def test_what_is_typed_is_not_measured() -> None:
    responder = RecordingResponder(LINES)

    async def test() -> None:
        async with conversation(responder, engines()) as client:
            await client.wait_for(ResponseDone, 1)
            await asyncio.sleep(5)
            await write(client, "I led it.")
            await client.wait_for(ResponseDone, 2)
            assert [turn.cue for turn in responder.commits] == ["start", "answer"]
            assert responder.measured == []

    play(test)
