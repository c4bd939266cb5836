"""Conversation items and responses."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from audio_pipeline.protocol.session import AudioFormat, OutputModalities
from audio_pipeline.protocol.wire import (
    Absent,
    Count,
    Identifier,
    OptionalText,
    Text,
    WireModel,
)

Status = Literal["completed", "incomplete", "in_progress"]
ResponseState = Literal["completed", "cancelled", "failed", "incomplete", "in_progress"]
CancelReason = Literal["turn_detected", "client_cancelled", "max_output_tokens", "content_filter"]


class InputText(WireModel):
    type: Literal["input_text"] = "input_text"
    text: Text


class InputAudio(WireModel):
    """Recorded speech. `audio` is base64 in the session's input format, from a client only.

    `transcript` is always sent, null until it is known: @openai/agents requires the key.
    """

    type: Literal["input_audio"] = "input_audio"
    audio: OptionalText = None
    transcript: Text | None = None


class OutputText(WireModel):
    type: Literal["output_text"] = "output_text"
    text: Text


class OutputAudio(WireModel):
    type: Literal["output_audio"] = "output_audio"
    transcript: Text | None = None


def _current_name(part: Any) -> Any:
    """The assistant's parts under the names that the beta used."""
    if isinstance(part, dict) and part.get("type") in {"text", "audio"}:
        return {**part, "type": f"output_{part['type']}"}
    return part


ContentPart = Annotated[
    Annotated[InputText | InputAudio | OutputText | OutputAudio, Field(discriminator="type")],
    BeforeValidator(_current_name),
]

_PARTS_OF_ROLE: dict[str, frozenset[str]] = {
    "user": frozenset({"input_text", "input_audio"}),
    "assistant": frozenset({"output_text", "output_audio"}),
    "system": frozenset({"input_text"}),
}


class MessageItem(WireModel):
    """One side's turn. `id` is given by the server where the client gave none."""

    id: Annotated[Identifier | None, Absent] = None
    object: Literal["realtime.item"] = "realtime.item"
    type: Literal["message"] = "message"
    status: Status = "completed"
    role: Literal["user", "assistant", "system"]
    content: Annotated[tuple[ContentPart, ...], Field(max_length=64)]

    @model_validator(mode="after")
    def _parts_fit_the_role(self) -> Self:
        for part in self.content:
            if part.type not in _PARTS_OF_ROLE[self.role]:
                raise ValueError(f"A {self.role} message can't hold a part of type '{part.type}'.")
        return self

    @property
    def text(self) -> str:
        """All text and transcripts of the message, joined by spaces."""
        said = (
            part.text if isinstance(part, InputText | OutputText) else part.transcript or ""
            for part in self.content
        )
        return " ".join(text for text in said if text)


class FunctionCallItem(WireModel):
    """Taken from a client that restores a history; the interview calls no functions."""

    id: Annotated[Identifier | None, Absent] = None
    object: Literal["realtime.item"] = "realtime.item"
    type: Literal["function_call"] = "function_call"
    status: Status = "completed"
    call_id: OptionalText = None
    name: str
    arguments: str


class FunctionCallOutputItem(WireModel):
    id: Annotated[Identifier | None, Absent] = None
    object: Literal["realtime.item"] = "realtime.item"
    type: Literal["function_call_output"] = "function_call_output"
    status: Status = "completed"
    call_id: str
    output: str


Item = Annotated[
    MessageItem | FunctionCallItem | FunctionCallOutputItem, Field(discriminator="type")
]


class ContentPartBody(WireModel):
    """A part as `response.content_part.*` has it: there the types have no "output_" prefix."""

    type: Literal["text", "audio"]
    text: OptionalText = None
    transcript: OptionalText = None


class ResponseError(WireModel):
    type: OptionalText = None
    code: OptionalText = None
    message: OptionalText = None


class ResponseStatus(WireModel):
    """Why a response ended as it did."""

    type: Literal["completed", "cancelled", "incomplete", "failed"]
    reason: Annotated[CancelReason | None, Absent] = None
    error: Annotated[ResponseError | None, Absent] = None


class ResponseUsage(WireModel):
    """Tokens are not counted here; clients that add them up find zeros."""

    total_tokens: Count = 0
    input_tokens: Count = 0
    output_tokens: Count = 0
    input_token_details: dict[str, int] = Field(default_factory=dict)
    output_token_details: dict[str, int] = Field(default_factory=dict)


class ResponseAudioOutput(WireModel):
    format: AudioFormat
    voice: OptionalText = None


class ResponseAudio(WireModel):
    output: ResponseAudioOutput


class Response(WireModel):
    """A reply of the interviewer. `number` is ours: binary frames name the response by it."""

    id: str
    object: Literal["realtime.response"] = "realtime.response"
    number: Annotated[int | None, Absent] = None
    status: ResponseState = "in_progress"
    status_details: ResponseStatus | None = None
    output: tuple[Item, ...] = ()
    conversation_id: str | None = None
    output_modalities: OutputModalities = ("audio",)
    max_output_tokens: int | Literal["inf"] = "inf"
    audio: Annotated[ResponseAudio | None, Absent] = None
    usage: ResponseUsage | None = None
    metadata: dict[str, str] | None = None
