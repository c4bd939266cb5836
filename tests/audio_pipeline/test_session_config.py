"""How a client changes the session: what was sent, what was not, and what can't be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audio_pipeline import protocol as p


def merged(config: p.SessionConfig, **session: Any) -> p.SessionConfig:
    event = p.parse_client_event(json.dumps({"type": "session.update", "session": session}))
    assert isinstance(event, p.SessionUpdate)
    return p.merge_session(config, event.session)


def test_what_was_not_sent_stays() -> None:
    config = merged(p.SessionConfig(id="sess_1"), instructions="Be kind.")
    config = merged(config, audio={"output": {"voice": "alloy", "speed": 1.2}})
    config = merged(config, audio={"input": {"format": {"type": "audio/pcmu"}}})
    assert config.id == "sess_1"
    assert config.instructions == "Be kind."
    assert (config.audio.output.voice, config.audio.output.speed) == ("alloy", 1.2)
    assert config.audio.input.format == p.PcmuFormat()
    assert config.audio.input.turn_detection == p.SemanticVad()


def test_null_turn_detection_is_manual_and_missing_is_not() -> None:
    config = merged(p.SessionConfig(), audio={"input": {"turn_detection": None}})
    assert config.audio.input.turn_detection is None
    config = merged(config, audio={"input": {"noise_reduction": None}})
    assert config.audio.input.turn_detection is None
    config = merged(config, audio={"input": {"turn_detection": {"type": "server_vad"}}})
    assert config.audio.input.turn_detection == p.ServerVad()


def test_turn_detection_changes_part_by_part_within_its_type() -> None:
    def detect(config: p.SessionConfig, **detection: Any) -> p.SessionConfig:
        return merged(config, audio={"input": {"turn_detection": detection}})

    config = detect(p.SessionConfig(), type="server_vad", threshold=0.7, idle_timeout_ms=9000)
    config = detect(config, type="server_vad", silence_duration_ms=900)
    assert config.audio.input.turn_detection == p.ServerVad(
        threshold=0.7, silence_duration_ms=900, idle_timeout_ms=9000
    )
    config = detect(config, type="server_vad", idle_timeout_ms=None)
    assert config.audio.input.turn_detection == p.ServerVad(threshold=0.7, silence_duration_ms=900)
    config = detect(config, type="semantic_vad", eagerness="low")
    assert config.audio.input.turn_detection == p.SemanticVad(eagerness="low")


def test_null_where_there_is_no_null_changes_nothing() -> None:
    before = merged(p.SessionConfig(), audio={"output": {"speed": 1.3}})
    after = merged(before, output_modalities=None, audio={"output": {"speed": None}, "input": None})
    assert after == before


def test_accepted_and_sent_back() -> None:
    asked = {
        "model": "gpt-realtime",
        "tools": [{"type": "function", "name": "f", "parameters": {}}],
        "tool_choice": {"type": "function", "name": "f"},
        "tracing": {"workflow_name": "w"},
        "prompt": {"id": "pmpt_1"},
        "max_output_tokens": 4096,
    }
    told = json.loads(p.SessionUpdated(session=merged(p.SessionConfig(), **asked)).to_json())
    assert {name: told["session"][name] for name in asked} == asked
    assert told["session"]["object"] == "realtime.session"


def test_modalities() -> None:
    assert p.SessionConfig().speaks
    assert not merged(p.SessionConfig(), output_modalities=["text"]).speaks


@pytest.mark.parametrize(
    ("session", "param"),
    [
        ({"type": "transcription"}, "session.type"),
        ({"output_modalities": ["audio", "text"]}, "session.output_modalities"),
        ({"output_modalities": []}, "session.output_modalities"),
        (
            {"audio": {"input": {"format": {"type": "audio/pcm", "rate": 44100}}}},
            "session.audio.input.format.rate",
        ),
        (
            {"audio": {"output": {"format": {"type": "audio/mp3"}}}},
            "session.audio.output.format.type",
        ),
        ({"audio": {"output": {"speed": 9}}}, "session.audio.output.speed"),
        ({"audio": {"output": {"voice": 9}}}, "session.audio.output.voice"),
        (
            {"audio": {"input": {"turn_detection": {"type": "server_vad", "threshold": 2}}}},
            "session.audio.input.turn_detection.threshold",
        ),
        (
            {"audio": {"input": {"turn_detection": {"type": "semantic_vad", "eagerness": "x"}}}},
            "session.audio.input.turn_detection.eagerness",
        ),
        (
            {"audio": {"input": {"turn_detection": {"threshold": 0.5}}}},
            "session.audio.input.turn_detection.type",
        ),
        ({"max_output_tokens": 0}, "session.max_output_tokens"),
    ],
)
def test_out_of_range(session: dict[str, Any], param: str) -> None:
    with pytest.raises(p.ProtocolError) as caught:
        merged(p.SessionConfig(), **session)
    assert caught.value.param == param


@pytest.mark.parametrize(
    ("audio_format", "rate_hz"),
    [(p.PcmFormat(), 24000), (p.PcmFormat(rate=16000), 16000), (p.PcmuFormat(), 8000)],
)
def test_rates(audio_format: p.PcmFormat | p.PcmuFormat, rate_hz: int) -> None:
    assert audio_format.rate_hz == rate_hz
