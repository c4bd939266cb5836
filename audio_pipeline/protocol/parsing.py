"""From a text frame to a client event, or to the standard's error."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails, from_json

from audio_pipeline.protocol import client, interview
from audio_pipeline.protocol.server import ErrorDetail, ErrorEvent
from audio_pipeline.protocol.session import DETECTION_TYPES
from audio_pipeline.protocol.wire import ClientEvent, wire_name

_TAGS = frozenset(
    {
        *DETECTION_TYPES,
        *("input_text", "input_audio", "output_text", "output_audio"),
        *("message", "function_call", "function_call_output"),
        *("str", "int", "VoiceId"),
    }
)
"""Names that Pydantic puts into an error's path for the member of a union that it tried."""

_EXPECTED = {
    "model_type": "an object",
    "model_attributes_type": "an object",
    "dict_type": "an object",
    "list_type": "an array",
    "tuple_type": "an array",
    "string_type": "a string",
    "int_type": "an integer",
    "int_from_float": "an integer",
    "int_parsing": "an integer",
    "float_type": "a number",
    "float_parsing": "a number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
}
"""What a field should have been, by Pydantic's name of the error."""

_NAME = re.compile(r"[a-z0-9_.]{1,64}", re.IGNORECASE)


class ProtocolError(Exception):
    """A client's event can't be obeyed. `message` is a plain sentence without what was said."""

    def __init__(
        self,
        code: str,
        message: str,
        param: str | None = None,
        event_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.param = param
        self.event_id = event_id

    def to_event(self) -> ErrorEvent:
        return ErrorEvent(
            error=ErrorDetail(
                code=self.code, message=self.message, param=self.param, event_id=self.event_id
            )
        )


CLIENT_EVENTS: Mapping[str, type[ClientEvent]] = {
    wire_name(event): event
    for event in (
        client.SessionUpdate,
        client.InputAudioBufferAppend,
        client.InputAudioBufferCommit,
        client.InputAudioBufferClear,
        client.ConversationItemCreate,
        client.ConversationItemRetrieve,
        client.ConversationItemDelete,
        client.ConversationItemTruncate,
        client.ResponseCreate,
        client.ResponseCancel,
        client.OutputAudioBufferClear,
        interview.InterviewAnswerDone,
        interview.InterviewAnswerHold,
        interview.InterviewPlayback,
        interview.InterviewRetry,
        interview.InterviewRepeat,
        interview.InterviewHint,
        interview.InterviewSkip,
        interview.InterviewPause,
        interview.InterviewResume,
        interview.InterviewEnd,
    )
}


def parse_client_event(data: str | bytes) -> ClientEvent:
    """The event in one text frame.

    Raises `ProtocolError`, and nothing else, for whatever is not an event: its code is
    "invalid_json", "missing_required_parameter", "invalid_type" or "invalid_value".
    Unknown fields are ignored. Infinite numbers, numbers of more than 4300 digits, lone
    surrogates and nesting beyond 200 levels are not valid here.
    """
    raw = _read_json(data)
    event_id = raw.get("event_id")
    event_id = event_id if isinstance(event_id, str) and len(event_id) <= 512 else None
    if "type" not in raw:
        raise ProtocolError(
            "missing_required_parameter", "Missing required parameter: 'type'.", "type", event_id
        )
    name = raw["type"]
    event = CLIENT_EVENTS.get(name) if isinstance(name, str) else None
    if event is None:
        raise ProtocolError("invalid_value", _unknown(name), "type", event_id)
    try:
        return event.model_validate(raw)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=True, include_input=False)[0]
        raise _explained(first, event_id) from None


def _read_json(data: str | bytes) -> dict[str, Any]:
    try:
        raw = from_json(data.encode() if isinstance(data, str) else data, allow_inf_nan=False)
    except ValueError:
        raise ProtocolError(
            "invalid_json", "The message could not be read as JSON. Send one JSON object."
        ) from None
    if not isinstance(raw, dict):
        raise ProtocolError("invalid_json", "The message must be a JSON object.")
    return raw


def _unknown(name: Any) -> str:
    supported = ", ".join(f"'{known}'" for known in CLIENT_EVENTS)
    shown = f" '{name}'" if isinstance(name, str) and _NAME.fullmatch(name) else ""
    return f"Unknown event type{shown}. Supported types are: {supported}."


def _explained(error: ErrorDetails, event_id: str | None) -> ProtocolError:
    """Pydantic's first complaint, in the standard's words."""
    kind = error["type"]
    param = _path(error["loc"])
    if kind.startswith("union_tag"):
        param = f"{param}.type" if param else "type"
    quoted = f"'{param}'"
    if kind in {"missing", "union_tag_not_found"}:
        code, message = "missing_required_parameter", f"Missing required parameter: {quoted}."
    elif kind == "union_tag_invalid":
        supported = error.get("ctx", {}).get("expected_tags", "")
        code = "invalid_value"
        message = f"Invalid value for {quoted}. Supported values are: {supported}."
    elif kind in _EXPECTED:
        code, message = "invalid_type", f"Invalid type for {quoted}: expected {_EXPECTED[kind]}."
    elif kind == "value_error":
        code, message = "invalid_value", error["msg"].removeprefix("Value error, ")
    else:
        code, message = "invalid_value", f"Invalid value for {quoted}. {error['msg']}."
    return ProtocolError(code, message, param or None, event_id)


def _path(location: tuple[int | str, ...]) -> str:
    path = ""
    for step in location:
        if isinstance(step, int):
            path += f"[{step}]"
        elif _NAME.fullmatch(step) and step not in _TAGS:
            path += f".{step}" if path else step
    return path[:200]
