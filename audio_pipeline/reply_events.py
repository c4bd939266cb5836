"""The standard's events around one reply, in the order in which clients expect them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from audio_pipeline.conversation import Conversation
from audio_pipeline.protocol import (
    CancelReason,
    ContentPartBody,
    ConversationItemAdded,
    ConversationItemDone,
    MessageItem,
    OutputAudio,
    OutputText,
    Response,
    ResponseAudio,
    ResponseAudioOutput,
    ResponseContentPartAdded,
    ResponseContentPartDone,
    ResponseCreated,
    ResponseDone,
    ResponseError,
    ResponseOutputAudioDone,
    ResponseOutputAudioTranscriptDelta,
    ResponseOutputAudioTranscriptDone,
    ResponseOutputItemAdded,
    ResponseOutputItemDone,
    ResponseOutputTextDelta,
    ResponseOutputTextDone,
    ResponseStatus,
    ResponseUsage,
    ServerEvent,
    SessionConfig,
    Status,
)

ReplyStatus = Literal["completed", "cancelled", "failed"]


@dataclass(frozen=True, slots=True)
class ReplyEvents:
    """Makes the events; `conversation` learns of the item as they are made."""

    response_id: str
    item_id: str
    number: int
    session: SessionConfig
    conversation: Conversation
    conversation_id: str

    def begin(self) -> Iterator[ServerEvent]:
        """Response, item and content part come into being."""
        item = self._item("in_progress", None)
        part = ContentPartBody(type="audio" if self.session.speaks else "text")
        previous = self.conversation.add(self.item_id, item)
        yield ResponseCreated(response=self._response("in_progress"))
        yield ResponseOutputItemAdded(response_id=self.response_id, item=item)
        yield ConversationItemAdded(previous_item_id=previous, item=item)
        yield ResponseContentPartAdded(
            response_id=self.response_id, item_id=self.item_id, part=part
        )

    def text(self, delta: str) -> ServerEvent:
        """Further words, shown as they begin to be spoken."""
        kind = (
            ResponseOutputAudioTranscriptDelta if self.session.speaks else ResponseOutputTextDelta
        )
        return kind(response_id=self.response_id, item_id=self.item_id, delta=delta)

    def done(
        self, status: ReplyStatus, reason: CancelReason | None, text: str
    ) -> Iterator[ServerEvent]:
        """Part, item and response are over, `text` being all that was put out."""
        item = self._item("completed" if status == "completed" else "incomplete", text)
        previous = self.conversation.add(self.item_id, item)
        ids = {"response_id": self.response_id, "item_id": self.item_id}
        if self.session.speaks:
            yield ResponseOutputAudioDone(**ids)
            yield ResponseOutputAudioTranscriptDone(**ids, transcript=text)
            part = ContentPartBody(type="audio", transcript=text)
        else:
            yield ResponseOutputTextDone(**ids, text=text)
            part = ContentPartBody(type="text", text=text)
        yield ResponseContentPartDone(**ids, part=part)
        yield ResponseOutputItemDone(response_id=self.response_id, item=item)
        yield ConversationItemDone(previous_item_id=previous, item=item)
        yield ResponseDone(response=self._response(status, reason, item))

    def _item(self, status: Status, text: str | None) -> MessageItem:
        content: tuple[OutputAudio | OutputText, ...] = ()
        if text is not None:
            speaks = self.session.speaks
            content = (OutputAudio(transcript=text) if speaks else OutputText(text=text),)
        return MessageItem(id=self.item_id, status=status, role="assistant", content=content)

    def _response(
        self,
        status: Literal["in_progress", "completed", "cancelled", "failed"],
        reason: CancelReason | None = None,
        item: MessageItem | None = None,
    ) -> Response:
        output = self.session.audio.output
        details = None
        if status != "in_progress":
            failure = ResponseError(
                type="server_error",
                code="reply_failed",
                message="The interviewer could not answer.",
            )
            details = ResponseStatus(
                type=status, reason=reason, error=failure if status == "failed" else None
            )
        return Response(
            id=self.response_id,
            number=self.number,
            status=status,
            status_details=details,
            output=(item,) if item else (),
            conversation_id=self.conversation_id,
            output_modalities=self.session.output_modalities,
            audio=ResponseAudio(output=ResponseAudioOutput(format=output.format)),
            usage=None if status == "in_progress" else ResponseUsage(),
        )
