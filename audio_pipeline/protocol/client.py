"""What a client may say: the standard's eleven events (ours are in interview.py)."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from audio_pipeline.protocol.items import Item
from audio_pipeline.protocol.session import OutputModalities, SessionSettings
from audio_pipeline.protocol.wire import ClientEvent, Count, Identifier, WireModel


class SessionUpdate(ClientEvent):
    """Changes what is sent and leaves the rest; see `merge_session`."""

    type: Literal["session.update"] = "session.update"
    session: SessionSettings


class InputAudioBufferAppend(ClientEvent):
    """`audio` is base64 in the session's input format."""

    type: Literal["input_audio_buffer.append"] = "input_audio_buffer.append"
    audio: str


class InputAudioBufferCommit(ClientEvent):
    type: Literal["input_audio_buffer.commit"] = "input_audio_buffer.commit"


class InputAudioBufferClear(ClientEvent):
    type: Literal["input_audio_buffer.clear"] = "input_audio_buffer.clear"


class OutputAudioBufferClear(ClientEvent):
    """The standard has it for WebRTC and SIP only."""

    type: Literal["output_audio_buffer.clear"] = "output_audio_buffer.clear"


class ConversationItemCreate(ClientEvent):
    """Puts an item after `previous_item_id`: at the end where it is missing, first for "root"."""

    type: Literal["conversation.item.create"] = "conversation.item.create"
    previous_item_id: Identifier | None = None
    item: Item


class ConversationItemRetrieve(ClientEvent):
    type: Literal["conversation.item.retrieve"] = "conversation.item.retrieve"
    item_id: Identifier


class ConversationItemDelete(ClientEvent):
    type: Literal["conversation.item.delete"] = "conversation.item.delete"
    item_id: Identifier


class ConversationItemTruncate(ClientEvent):
    """The person heard only the first `audio_end_ms` of the item."""

    type: Literal["conversation.item.truncate"] = "conversation.item.truncate"
    item_id: Identifier
    content_index: Count
    audio_end_ms: Count


class ResponseParams(WireModel):
    """What a client may ask of one response; what is not named here is accepted and ignored."""

    conversation: str | None = None
    output_modalities: OutputModalities | None = None
    instructions: str | None = None
    metadata: Annotated[dict[str, str], Field(max_length=16)] | None = None
    input: list[Any] | None = None


class ResponseCreate(ClientEvent):
    type: Literal["response.create"] = "response.create"
    response: ResponseParams | None = None


class ResponseCancel(ClientEvent):
    """Stops `response_id`, or whichever response is in progress."""

    type: Literal["response.cancel"] = "response.cancel"
    response_id: Identifier | None = None
