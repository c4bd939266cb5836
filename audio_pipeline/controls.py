"""What each event of the client does, other than audio and the session's own settings."""

from __future__ import annotations

from audio_pipeline.conversation import Conversation, ConversationFullError
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.floor import Floor
from audio_pipeline.listening import Control, Listener
from audio_pipeline.phrases import normalized
from audio_pipeline.protocol import (
    ClientEvent,
    ConversationItemCreate,
    ConversationItemDelete,
    ConversationItemDeleted,
    ConversationItemRetrieve,
    ConversationItemRetrieved,
    ConversationItemTruncate,
    ConversationItemTruncated,
    InputAudio,
    InputAudioBufferClear,
    InputAudioBufferCommit,
    InterviewAnswerDone,
    InterviewAnswerHold,
    InterviewEnd,
    InterviewHint,
    InterviewPause,
    InterviewPlayback,
    InterviewRepeat,
    InterviewResume,
    InterviewRetry,
    InterviewSkip,
    MessageItem,
    OutputAudioBufferClear,
    ProtocolError,
    ResponseCancel,
)
from audio_pipeline.responder import Cue, UserTurn
from audio_pipeline.response import Reply
from audio_pipeline.wire_out import WireOut

NO_SPEECH = "No speech has been heard since the last turn, so there is nothing to commit."
ACTIVE = "The interviewer is already speaking; wait for response.done, or cancel it first."
MAX_TYPED_CHARS = 20_000


class Controls:
    """Handles one event at a time, from the session's loop."""

    def __init__(self, floor: Floor, listener: Listener, wire: WireOut) -> None:
        self._floor = floor
        self._speaking = floor.speaking
        self._listener = listener
        self._wire = wire
        self.started = False

    @property
    def _conversation(self) -> Conversation:
        return self._wire.conversation

    def start(self) -> None:
        """The interviewer begins, once."""
        if not self.started:
            self.started = True
            self._floor.take(UserTurn(self._wire.new_id("item"), "start"))

    async def handle(self, event: ClientEvent) -> None:
        """Raises `ProtocolError` for what can't be done."""
        match event:
            case InputAudioBufferCommit() | InterviewAnswerDone():
                await self._listener.control(self._commit_for(event.event_id))
            case InputAudioBufferClear():
                await self._listener.control(self._clear)
            case InterviewAnswerHold():
                self._listener.machine.hold(event.on)
            case ConversationItemCreate():
                self._create(event)
            case ConversationItemRetrieve():
                self._retrieve(event)
            case ConversationItemDelete():
                self._delete(event)
            case ConversationItemTruncate():
                self._truncate(event)
            case ResponseCancel():
                await self._cancel(event)
            case InterviewPlayback():
                self._played(event)
            case InterviewRepeat():
                await self._control("repeat")
            case InterviewSkip():
                await self._control("skip")
            case InterviewHint():
                await self._control("hint")
            case InterviewRetry():
                await self._control("retry")
            case InterviewEnd():
                await self._control("end")
            case InterviewPause() | InterviewResume():
                self._pause(isinstance(event, InterviewPause))
            case OutputAudioBufferClear():
                raise ProtocolError(
                    "not_available", "output_audio_buffer.clear is for WebRTC; use response.cancel."
                )

    def respond(self) -> None:
        """The client asks for a reply, after everything it sent before has been heard."""
        reply = self._speaking.reply
        if not self.started:
            self.start()
        elif reply is not None and reply.status is None:
            # One that was sent and is still being played is waited for: its client knows it as
            # done, and need not know how long it plays.
            raise ProtocolError("conversation_already_has_active_response", ACTIVE)
        else:
            self._floor.respond_next()

    def _commit_for(self, event_id: str | None) -> Control:
        async def commit(listener: Listener) -> None:
            if not await listener.finish_turn():
                code = "input_audio_buffer_commit_empty"
                self._wire.error(code, NO_SPEECH, event_id=event_id)

        return commit

    async def _clear(self, listener: Listener) -> None:
        listener.clear()
        self._wire.cleared()

    def _create(self, event: ConversationItemCreate) -> None:
        item = event.item
        item_id = item.id or self._wire.new_id("item")
        if self._conversation.get(item_id) is not None:
            raise ProtocolError("item_already_exists", "An item with this id exists.", "item.id")
        user_text = ""
        if isinstance(item, MessageItem):
            if any(isinstance(part, InputAudio) and part.audio for part in item.content):
                raise ProtocolError(
                    "not_available",
                    "Send speech with input_audio_buffer.append rather than inside an item.",
                    "item.content",
                )
            user_text = item.text if item.role == "user" else ""
        if len(user_text) > MAX_TYPED_CHARS:
            raise ProtocolError(
                "text_too_long",
                f"An answer may have at most {MAX_TYPED_CHARS} characters.",
                "item.content",
            )
        try:
            self._wire.created(item_id, item.model_copy(update={"id": item_id}))
        except ConversationFullError:
            raise ProtocolError(
                "conversation_full", "This conversation holds no more items."
            ) from None
        if normalized(user_text):
            now_s = self._listener.track.end / ENGINE_RATE_HZ
            self._floor.pending.append(
                UserTurn(item_id, "answer", user_text, start_s=now_s, end_s=now_s, typed=True)
            )

    def _retrieve(self, event: ConversationItemRetrieve) -> None:
        item = self._conversation.get(event.item_id)
        if item is None:
            raise self._no_item("item_retrieve_invalid_item_id")
        self._wire.send(ConversationItemRetrieved(item=item))

    def _delete(self, event: ConversationItemDelete) -> None:
        if not self._conversation.delete(event.item_id):
            raise self._no_item("item_delete_invalid_item_id")
        self._wire.send(ConversationItemDeleted(item_id=event.item_id))

    def _truncate(self, event: ConversationItemTruncate) -> None:
        reply = self._reply(item_id=event.item_id)
        if reply is None:
            raise self._no_item("item_truncate_invalid_item_id")
        heard_s = reply.playback.truncate(event.audio_end_ms / 1000)
        self._wire.send(
            ConversationItemTruncated(
                item_id=event.item_id,
                content_index=event.content_index,
                audio_end_ms=round(heard_s * 1000),
            )
        )

    async def _cancel(self, event: ResponseCancel) -> None:
        reply = self._speaking.reply
        wanted = event.response_id
        if reply is None or (wanted and wanted != reply.events.response_id):
            raise ProtocolError(
                "response_cancel_not_active",
                "There is no such response in progress.",
                "response_id",
            )
        await self._floor.stop("client_cancelled")

    def _played(self, event: InterviewPlayback) -> None:
        reply = self._reply(response_id=event.response_id)
        if reply is not None:
            reply.report_playback(event.samples)

    async def _control(self, cue: Cue) -> None:
        await self._floor.stop("client_cancelled")
        self._listener.clear()
        self.started = True
        self._floor.take(UserTurn(self._wire.new_id("item"), cue))

    def _pause(self, paused: bool) -> None:
        self._listener.muted = paused
        if paused:
            self._speaking.hold("paused")
            self._wire.notice("paused", "The interview is paused. Nothing is being heard.")
        else:
            self._speaking.resume("paused")
            self._wire.notice("resumed", "The interview goes on.")

    def _reply(self, item_id: str = "", response_id: str = "") -> Reply | None:
        for reply in (self._speaking.reply, self._speaking.last):
            if reply is not None and (
                reply.item_id == item_id or reply.events.response_id == response_id
            ):
                return reply
        return None

    def _no_item(self, code: str) -> ProtocolError:
        return ProtocolError(code, "There is no such item in reach.", "item_id")
