"""Input that no client should send: each gets its error, and the interview goes on."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from audio_pipeline.engines.tones import silence, speech
from tests.backend.realtime.serving import LiveServer, Talker

SAID = "I led the migration of our billing service to PostgreSQL."
MIB = 1024 * 1024


async def goes_on(talker: Talker) -> None:
    """The interview takes the next answer as if nothing had been."""
    await talker.wait("response.done")
    assert await talker.complete_a_turn() == SAID


@pytest.mark.parametrize(
    ("message", "code", "param"),
    [
        ("", "invalid_json", None),
        ("{", "invalid_json", None),
        ("[]", "invalid_json", None),
        ("null", "invalid_json", None),
        ('"session.update"', "invalid_json", None),
        ("[" * 5_000, "invalid_json", None),
        ('{"type": "response.create", "x": NaN}', "invalid_json", None),
        ('{"type": "response.create", "x": -Infinity}', "invalid_json", None),
        (
            '{"type": "session.update", "session": {"type": "realtime", "audio": {"output": '
            '{"speed": 1e999}}}}',
            "invalid_value",
            "session.audio.output.speed",
        ),
        ("{}", "missing_required_parameter", "type"),
        ('{"type": null}', "invalid_value", "type"),
        ('{"type": "session.created"}', "invalid_value", "type"),
        ('{"type": "input_audio_buffer.append"}', "missing_required_parameter", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": 7}', "invalid_type", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": ""}', "invalid_audio", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": "AAA"}', "invalid_audio", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": "AA=="}', "invalid_audio", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": "A\\nAA="}', "invalid_audio", "audio"),
        ('{"type": "input_audio_buffer.append", "audio": "\u00e4="}', "invalid_audio", "audio"),
        ('{"type": "output_audio_buffer.clear"}', "not_available", None),
        (
            '{"type": "interview.playback", "response_id": "r", "samples": -1}',
            "invalid_value",
            "samples",
        ),
        (
            '{"type": "interview.playback", "response_id": "r", "samples": 1e300}',
            "invalid_value",
            "samples",
        ),
        (
            '{"type": "response.cancel", "response_id": "resp_none"}',
            "response_cancel_not_active",
            "response_id",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "audio": {"input": '
            '{"format": {"type": "audio/pcm", "rate": 44100}}}}}',
            "invalid_value",
            "session.audio.input.format.rate",
        ),
        (
            '{"type": "session.update", "session": {"type": "realtime", "audio": {"input": '
            '{"format": {"type": "audio/opus"}}}}}',
            "invalid_value",
            "session.audio.input.format.type",
        ),
    ],
)
async def test_a_message_that_cannot_be_taken(
    live: LiveServer, message: str, code: str, param: str | None
) -> None:
    async with live.socket() as talker:
        await talker.socket.send(message)
        error = await talker.error()
        assert (error["code"], error["param"]) == (code, param)
        assert error["type"] == "invalid_request_error"
        assert talker.types.count("error") == 1
        await talker.wait("session.created")


async def test_an_interview_survives_everything_at_once(live: LiveServer) -> None:
    async with live.socket() as talker:
        for message in ("", "{", '{"type": "x"}', '{"type": "conversation.item.truncate"}'):
            await talker.socket.send(message)
        await talker.send("input_audio_buffer.append", audio="!")
        await talker.socket.send(b"\x00\x00")
        await talker.error(6)
        await goes_on(talker)
        assert len(talker.of("error")) == 6


@pytest.mark.parametrize(
    ("frame", "said"),
    [
        (b"", "empty"),
        (b"\x00", "whole 16-bit samples"),
        (b"\x00" * 65_535, "whole 16-bit samples"),
    ],
)
async def test_a_binary_frame_that_is_no_audio(live: LiveServer, frame: bytes, said: str) -> None:
    async with live.socket(audio="binary") as talker:
        await talker.socket.send(frame)
        error = await talker.error()
        assert error["code"] == "invalid_audio"
        assert said in error["message"]
        await talker.wait("response.done")


async def test_binary_frames_must_be_asked_for(live: LiveServer) -> None:
    async with live.socket() as talker:
        await talker.socket.send(b"\x00\x00")
        assert (await talker.error())["code"] == "invalid_audio"


async def test_the_largest_binary_frame_is_taken_and_one_byte_more_is_not(live: LiveServer) -> None:
    async with live.socket(audio="binary") as talker:
        await talker.socket.send(bytes(65_536))
        await talker.wait("response.done")
        assert talker.error_codes == []
        await talker.socket.send(bytes(65_537))
        assert await talker.closed() == (1009, "An audio frame may have at most 64 KiB.")


async def test_the_largest_message_is_taken_and_one_byte_more_is_not(live: LiveServer) -> None:
    def padded(size: int) -> str:
        message = '{"type": "interview.answer.done", "pad": "%s"}'
        return message % ("x" * (size - len(message) + 2))

    async with live.socket() as talker:
        await talker.socket.send(padded(MIB))
        assert (await talker.error())["code"] == "input_audio_buffer_commit_empty"
        await talker.socket.send(padded(MIB + 1))
        assert (await talker.closed())[0] == 1009


async def test_the_largest_audio_message_is_heard(live: LiveServer) -> None:
    async with live.socket() as talker:
        await talker.wait("response.done")
        samples = np.concatenate(
            [speech(4.4, rate_hz=24_000), silence(16 - 4.4 - 0.1, rate_hz=24_000)]
        )
        await talker.append(samples)
        done = await talker.wait("conversation.item.input_audio_transcription.completed")
        assert done["transcript"] == SAID


@pytest.mark.parametrize("binary", [False, True])
async def test_speech_that_dribbles_in_sample_by_sample(live: LiveServer, binary: bool) -> None:
    query = {"audio": "binary"} if binary else {}
    async with live.socket(**query) as talker:
        audio = {"input": {"format": {"type": "audio/pcm", "rate": 16_000}}}
        await talker.update(audio=audio)
        await talker.wait("response.done")
        voice = speech(4.4).astype("<i2").tobytes()
        dribbled = 4_000
        for at in range(0, dribbled, 2):
            if binary:
                await talker.socket.send(voice[at : at + 2])
            else:
                await talker.append(voice[at : at + 2])
        rest = voice[dribbled:] + bytes(32_000 * 3)
        for at in range(0, len(rest), 32_000):
            if binary:
                await talker.socket.send(rest[at : at + 32_000])
            else:
                await talker.append(rest[at : at + 32_000])
        done = await talker.wait("conversation.item.input_audio_transcription.completed")
        assert done["transcript"] == SAID
        assert talker.error_codes == []


async def test_ten_minutes_of_silence_are_silence(live: LiveServer) -> None:
    """The interviewer says twice that there is no hurry, and hears nothing."""
    async with live.socket() as talker:
        await talker.wait("response.done")
        for _ in range(60):
            await talker.append(silence(10, rate_hz=24_000))
        await talker.send("input_audio_buffer.commit")
        error = await talker.error()
        assert error["code"] == "input_audio_buffer_commit_empty"
        assert not [name for name in talker.types if name.startswith("input_audio_buffer.")]
        await talker.wait("response.done", 3)
        assert await talker.complete_a_turn() == SAID


OUT_OF_ORDER: list[dict[str, Any]] = [
    {"type": "response.cancel"},
    {"type": "input_audio_buffer.commit"},
    {"type": "input_audio_buffer.clear"},
    {"type": "conversation.item.truncate", "item_id": "i", "content_index": 0, "audio_end_ms": 1},
    {"type": "conversation.item.retrieve", "item_id": "i"},
    {"type": "conversation.item.delete", "item_id": "i"},
    {"type": "interview.playback", "response_id": "r", "samples": 1},
    {"type": "interview.answer.done"},
    {"type": "interview.answer.hold", "on": True},
    {"type": "interview.answer.hold", "on": False},
    {"type": "interview.resume"},
]


async def test_events_before_anything_has_begun(live: LiveServer) -> None:
    async with live.socket() as talker:
        for number, event in enumerate(OUT_OF_ORDER):
            await talker.socket.send(json.dumps({**event, "event_id": f"mine_{number}"}))
        await talker.error(6)
        named = {error["error"]["event_id"]: error["error"]["code"] for error in talker.of("error")}
        assert named == {
            "mine_0": "response_cancel_not_active",
            "mine_1": "input_audio_buffer_commit_empty",
            "mine_3": "item_truncate_invalid_item_id",
            "mine_4": "item_retrieve_invalid_item_id",
            "mine_5": "item_delete_invalid_item_id",
            "mine_7": "input_audio_buffer_commit_empty",
        }
        await goes_on(talker)


async def test_items_that_cannot_be_taken(live: LiveServer) -> None:
    def message(text: str, role: str = "user", **fields: Any) -> dict[str, Any]:
        kind = "output_text" if role == "assistant" else "input_text"
        content = [{"type": kind, "text": text}]
        return {"type": "message", "role": role, "content": content, **fields}

    async with live.socket() as talker:
        await talker.wait("response.done")
        await talker.send("conversation.item.create", item=message("Yes.", id="mine"))
        await talker.wait("conversation.item.done", 2)
        sent = [
            (message("Yes.", id="mine"), "item_already_exists"),
            (message("x" * 20_001), "text_too_long"),
            (message("x" * 600_000, "system"), None),
            (message("x" * 600_000, "assistant"), "conversation_full"),
            ({"type": "function_call_output", "call_id": "c", "output": "x" * 600_000},
             "conversation_full"),
            ({"type": "message", "role": "user",
              "content": [{"type": "input_audio", "audio": "AAAA"}]}, "not_available"),
        ]  # fmt: skip
        for item, _ in sent:
            await talker.send("conversation.item.create", item=item)
        expected = [code for _, code in sent if code]
        await talker.error(len(expected))
        assert talker.error_codes == expected
        await goes_on(talker)


async def test_another_session_does_not_notice(live: LiveServer) -> None:
    async with live.socket() as bad, live.socket() as good:
        await good.wait("response.done")
        for _ in range(100):
            await bad.socket.send("{")
            await bad.append(np.zeros(24_000, dtype=np.int16))
        await bad.socket.send(bytes(2))
        assert await good.complete_a_turn() == SAID
        assert good.error_codes == []
