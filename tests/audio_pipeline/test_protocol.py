"""The realtime protocol's shapes: what is read, what is refused, and what is sent."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from audio_pipeline import protocol as p
from tests.audio_pipeline.wire_examples import RESPONSE, SERVER_EXAMPLES

DOCUMENT = Path(__file__).parents[2] / "docs" / "protocol.md"
bounded = settings(derandomize=True, max_examples=150, deadline=None, database=None)


def read(**event: Any) -> p.ClientEvent:
    return p.parse_client_event(json.dumps(event))


def refused(data: str | bytes) -> p.ProtocolError:
    with pytest.raises(p.ProtocolError) as caught:
        p.parse_client_event(data)
    return caught.value


# What @openai/agents 0.20 sends, word for word.
AGENTS_JS = [
    '{"type":"session.update","session":{"type":"realtime","instructions":"Be kind.",'
    '"model":"gpt-realtime","output_modalities":["audio"],"audio":{"input":{"format":'
    '{"type":"audio/pcm","rate":24000},"noise_reduction":null,"transcription":{"model":'
    '"gpt-4o-mini-transcribe"},"turn_detection":{"type":"semantic_vad"}},"output":{"format":'
    '{"type":"audio/pcm","rate":24000},"voice":"alloy","speed":1}}}}',
    '{"type":"session.update","session":{"type":"realtime","tracing":"auto"}}',
    '{"type":"conversation.item.create","item":{"type":"message","role":"user","content":'
    '[{"type":"input_text","text":"hello"}]}}',
    '{"type":"response.create","event_id":"agents_js_response_create_1"}',
    '{"type":"input_audio_buffer.append","audio":"AAAAAA=="}',
    '{"type":"conversation.item.create","item":{"type":"message","role":"user","content":'
    '[{"type":"input_audio","audio":null,"transcript":"hi"}],"id":"a","status":"completed"},'
    '"event_id":"agents_create_1","previous_item_id":"root"}',
    '{"type":"conversation.item.create","item":{"type":"function_call_output","output":"1",'
    '"call_id":"c"}}',
    '{"type":"conversation.item.truncate","item_id":"a","content_index":0,"audio_end_ms":900}',
]


class TestReading:
    def test_one_class_per_name(self) -> None:
        for name, event in p.CLIENT_EVENTS.items():
            words = name.replace(".", "_").split("_")
            assert event.__name__ == "".join(word.capitalize() for word in words)
        assert len(p.CLIENT_EVENTS) == 21

    @pytest.mark.parametrize("sent", AGENTS_JS)
    def test_agents_js_is_understood(self, sent: str) -> None:
        event = p.parse_client_event(sent)
        assert p.wire_name(type(event)) == json.loads(sent)["type"]
        assert event.event_id == json.loads(sent).get("event_id")

    @pytest.mark.parametrize("name", [n for n in p.CLIENT_EVENTS if n.startswith("interview.")])
    def test_ours_need_no_more_than_their_name(self, name: str) -> None:
        if name == "interview.playback":
            event = read(type=name, response_id="resp_1", samples=480)
        else:
            event = read(type=name)
        assert type(event) is p.CLIENT_EVENTS[name]

    def test_hold_is_on_unless_said_otherwise(self) -> None:
        assert read(type="interview.answer.hold") == p.InterviewAnswerHold(on=True)
        assert read(type="interview.answer.hold", on=False) == p.InterviewAnswerHold(on=False)

    def test_unknown_fields_are_ignored(self) -> None:
        event = read(type="input_audio_buffer.clear", later={"deep": [1]})
        assert event == p.InputAudioBufferClear()

    def test_nul_is_taken_out_of_text(self) -> None:
        part = {"type": "input_text", "text": "a\x00b"}
        item = {"type": "message", "role": "user", "content": [part]}
        event = read(type="conversation.item.create", item=item)
        assert isinstance(event, p.ConversationItemCreate)
        assert isinstance(event.item, p.MessageItem)
        assert event.item.text == "ab"

    def test_old_names_of_assistant_parts(self) -> None:
        content = [{"type": "text", "text": "a"}, {"type": "audio", "transcript": "b"}]
        item = {"type": "message", "role": "assistant", "content": content}
        event = read(type="conversation.item.create", item=item)
        assert isinstance(event, p.ConversationItemCreate)
        assert isinstance(event.item, p.MessageItem)
        assert [part.type for part in event.item.content] == ["output_text", "output_audio"]


class TestRefusing:
    @pytest.mark.parametrize(
        "data",
        [
            b"",
            b"\xff\xfe",
            b"nonsense",
            b"[]",
            b"null",
            '{"type": "session.update"',
            '{"type":"input_audio_buffer.clear","x":NaN}',
            '{"type":"input_audio_buffer.clear","x":-Infinity}',
            '{"type":"\\ud800"}',
            "\ud800",
            "[" * 100_000,
            '{"a":' * 500 + "1" + "}" * 500,
            '{"type":"input_audio_buffer.clear","x":' + "9" * 5000 + "}",
        ],
    )
    def test_not_json(self, data: str | bytes) -> None:
        assert refused(data).code == "invalid_json"

    @pytest.mark.parametrize(
        ("event", "code", "param"),
        [
            ({}, "missing_required_parameter", "type"),
            ({"type": "interview.dance"}, "invalid_value", "type"),
            ({"type": 5}, "invalid_value", "type"),
            ({"type": ["session.update"]}, "invalid_value", "type"),
            ({"type": "session.update"}, "missing_required_parameter", "session"),
            ({"type": "session.update", "session": 1}, "invalid_type", "session"),
            ({"type": "input_audio_buffer.append", "audio": 1}, "invalid_type", "audio"),
            (
                {"type": "conversation.item.create", "item": {"role": "user"}},
                "missing_required_parameter",
                "item.type",
            ),
            (
                {
                    "type": "conversation.item.truncate",
                    "item_id": "a",
                    "content_index": 0,
                    "audio_end_ms": -1,
                },
                "invalid_value",
                "audio_end_ms",
            ),
            (
                {"type": "interview.playback", "response_id": "r", "samples": 10**30},
                "invalid_value",
                "samples",
            ),
            ({"type": "conversation.item.delete", "item_id": ""}, "invalid_value", "item_id"),
        ],
    )
    def test_says_what_and_where(self, event: dict[str, Any], code: str, param: str) -> None:
        error = refused(json.dumps(event | {"event_id": "mine"}))
        assert (error.code, error.param, error.event_id) == (code, param, "mine")
        assert error.message.endswith(".")

    def test_the_path_names_no_machinery(self) -> None:
        content = [{"type": "input_text", "text": "a"}, {"type": "input_text"}]
        item = {"type": "message", "role": "user", "content": content}
        error = refused(json.dumps({"type": "conversation.item.create", "item": item}))
        assert error.param == "item.content[1].text"

    def test_a_part_of_the_wrong_side(self) -> None:
        item = {
            "type": "message",
            "role": "user",
            "content": [{"type": "output_text", "text": "x"}],
        }
        error = refused(json.dumps({"type": "conversation.item.create", "item": item}))
        assert error.code == "invalid_value"
        assert error.message == "A user message can't hold a part of type 'output_text'."

    def test_what_was_said_is_not_repeated(self) -> None:
        content = [{"type": "input_text", "text": ["my secret"]}]
        item = {"type": "message", "role": "user", "content": content}
        error = refused(json.dumps({"type": "conversation.item.create", "item": item}))
        assert "secret" not in str(error)

    def test_the_error_event_is_the_standards(self) -> None:
        event = p.ProtocolError("invalid_value", "No.", "type", "mine").to_event()
        assert json.loads(event.numbered("event_7").to_json()) == {
            "type": "error",
            "event_id": "event_7",
            "error": {
                "type": "invalid_request_error",
                "code": "invalid_value",
                "message": "No.",
                "param": "type",
                "event_id": "mine",
            },
        }

    @bounded
    @given(st.binary(max_size=200) | st.text(max_size=200))
    def test_arbitrary_data(self, data: bytes | str) -> None:
        with pytest.raises(p.ProtocolError):
            p.parse_client_event(data)

    @bounded
    @given(
        name=st.sampled_from(sorted(p.CLIENT_EVENTS)),
        rest=st.dictionaries(
            st.sampled_from(
                ["event_id", "session", "item", "item_id", "audio", "response", "samples", "on"]
            ),
            st.recursive(
                st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
                lambda inner: (
                    st.lists(inner, max_size=3)
                    | st.dictionaries(
                        st.sampled_from(
                            ["type", "audio", "input", "content", "role", "format", "x"]
                        ),
                        inner | st.sampled_from(["message", "user", "server_vad", "audio/pcm"]),
                        max_size=4,
                    )
                ),
                max_leaves=12,
            ),
            max_size=5,
        ),
    )
    def test_events_filled_at_random(self, name: str, rest: dict[str, Any]) -> None:
        with suppress(p.ProtocolError):
            event = p.parse_client_event(json.dumps({**rest, "type": name}))
            assert type(event) is p.CLIENT_EVENTS[name]


class TestSending:
    def test_every_event_has_an_example(self) -> None:
        assert {type(event) for event in SERVER_EXAMPLES} == set(p.SERVER_EVENTS.values())

    @pytest.mark.parametrize("event", SERVER_EXAMPLES, ids=lambda e: p.wire_name(type(e)))
    def test_standard_events_are_valid_for_the_standards_client(self, event: p.ServerEvent) -> None:
        sent = json.loads(event.numbered("event_1").to_json())
        assert sent["event_id"] == "event_1"
        if sent["type"].startswith("interview."):
            return
        adapter: TypeAdapter[Any] = TypeAdapter(RealtimeServerEvent)
        assert adapter.validate_python(sent).type == sent["type"]

    def test_nulls_that_agents_js_rejects_are_left_out(self) -> None:
        failed = p.TranscriptionError()
        part = p.ContentPartBody(type="audio")
        item = p.MessageItem(role="user", content=(p.InputAudio(),))
        assert "null" not in failed.model_dump_json() + part.model_dump_json()
        assert json.loads(item.model_dump_json()) == {
            "object": "realtime.item",
            "type": "message",
            "status": "completed",
            "role": "user",
            "content": [{"type": "input_audio", "transcript": None}],
        }

    def test_an_event_does_not_change(self) -> None:
        with pytest.raises(ValueError, match="frozen"):
            RESPONSE.status = "failed"  # type: ignore[misc]  # it's what must not work


class TestFrames:
    @bounded
    @given(
        number=st.integers(0, 2**32 - 1),
        offset=st.integers(0, 2**64 - 1),
        pcm=st.binary(max_size=32).filter(lambda data: len(data) % 2 == 0),
    )
    def test_there_and_back(self, number: int, offset: int, pcm: bytes) -> None:
        frame = p.OutputFrame(number, offset, pcm)
        assert p.decode_frame(p.encode_frame(frame)) == frame

    def test_the_header_is_as_documented(self) -> None:
        data = p.encode_frame(p.OutputFrame(1, 258, b"\x05\x06"))
        assert data == bytes([1, 0, 0, 0, 2, 1, 0, 0, 0, 0, 0, 0, 5, 6])

    @pytest.mark.parametrize("data", [b"", b"x" * 11, b"x" * 13])
    def test_no_frame(self, data: bytes) -> None:
        with pytest.raises(ValueError, match="12-byte header"):
            p.decode_frame(data)

    @pytest.mark.parametrize("data", [b"", b"x", b"x" * 65_538])
    def test_input_refused(self, data: bytes) -> None:
        with pytest.raises(p.ProtocolError) as caught:
            p.check_input_frame(data)
        assert caught.value.code == "invalid_audio"

    def test_input_taken(self) -> None:
        assert p.check_input_frame(b"xy" * 32_768) == b"xy" * 32_768


class TestDescription:
    def test_schemas_hold_every_event(self) -> None:
        schemas = p.schemas()
        assert set(schemas["client"]) == set(p.CLIENT_EVENTS)
        assert set(schemas["server"]) == set(p.SERVER_EVENTS)
        for side in ("client", "server"):
            for name, reference in schemas[side].items():
                model = schemas["$defs"][reference["$ref"].removeprefix("#/$defs/")]
                assert model["properties"]["type"]["const"] == name

    def test_schemas_for_another_home(self) -> None:
        schemas = p.schemas("#/components/schemas/{model}")
        assert schemas["client"]["response.cancel"]["$ref"] == "#/components/schemas/ResponseCancel"

    def test_the_document_lists_every_event(self) -> None:
        text = DOCUMENT.read_text(encoding="utf-8")
        missing = [name for name in (*p.CLIENT_EVENTS, *p.SERVER_EVENTS) if f"`{name}`" not in text]
        assert not missing
