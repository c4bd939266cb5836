"""What the session tells its client about the person's side, in the standard's events."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field

from audio_pipeline.conversation import Conversation
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, EngineError
from audio_pipeline.outbox import Outbox, Outgoing
from audio_pipeline.protocol import (
    ConversationItemAdded,
    ConversationItemDone,
    ConversationItemInputAudioTranscriptionCompleted,
    ConversationItemInputAudioTranscriptionDelta,
    ConversationItemInputAudioTranscriptionFailed,
    DurationUsage,
    ErrorDetail,
    ErrorEvent,
    InputAudio,
    InputAudioBufferCleared,
    InputAudioBufferCommitted,
    InputAudioBufferSpeechStarted,
    InputAudioBufferSpeechStopped,
    InputAudioBufferTimeoutTriggered,
    InterviewNotice,
    InterviewTurnMeasured,
    InterviewTurnSaved,
    Item,
    MessageItem,
    SessionConfig,
    TranscriptionError,
)
from audio_pipeline.responder import SpokenReply, UserTurn

STT_FAILED = (
    "I couldn't make out what you said because speech recognition failed. "
    "You can type your answer, or try speaking again."
)
TTS_FAILED = "The interviewer's voice has failed, so the words are shown as text."
NOT_SAVED = "This could not be saved. Nothing is lost yet: please try again in a moment."


def _ms(sample: int) -> int:
    return round(sample * 1000 / ENGINE_RATE_HZ)


@dataclass(eq=False)
class WireOut:
    """`session` is replaced as the client updates it."""

    outbox: Outbox
    conversation: Conversation
    session: SessionConfig
    conversation_id: str = field(default_factory=lambda: f"conv_{secrets.token_hex(8)}")

    def new_id(self, kind: str) -> str:
        return f"{kind}_{secrets.token_hex(8)}"

    def send(self, event: Outgoing) -> None:
        self.outbox.put(event)

    def error(
        self,
        code: str,
        message: str,
        param: str | None = None,
        event_id: str | None = None,
    ) -> None:
        detail = ErrorDetail(code=code, message=message, param=param, event_id=event_id)
        self.send(ErrorEvent(error=detail))

    def notice(self, code: str, message: str, response_id: str | None = None) -> None:
        self.send(InterviewNotice(code=code, message=message, response_id=response_id))

    def speech_started(self, item_id: str, sample: int) -> None:
        self.send(InputAudioBufferSpeechStarted(item_id=item_id, audio_start_ms=_ms(sample)))

    def speech_stopped(self, item_id: str, sample: int) -> None:
        self.send(InputAudioBufferSpeechStopped(item_id=item_id, audio_end_ms=_ms(sample)))

    def timed_out(self, sample: int) -> str:
        """Nothing was said for the session's idle timeout; the id of the turn that this makes."""
        item_id, at_ms = self.new_id("item"), _ms(sample)
        self.send(
            InputAudioBufferTimeoutTriggered(
                item_id=item_id, audio_start_ms=at_ms, audio_end_ms=at_ms
            )
        )
        return item_id

    def cleared(self) -> None:
        self.send(InputAudioBufferCleared())

    def created(self, item_id: str, item: Item) -> None:
        """An item of the client's making. Raises `ConversationFullError`."""
        self._joined(item, self.conversation.create(item_id, item))

    def item(self, item_id: str, item: Item) -> None:
        """An item joined the conversation, whole."""
        self._joined(item, self.conversation.add(item_id, item))

    def _joined(self, item: Item, previous: str | None) -> None:
        self.send(ConversationItemAdded(previous_item_id=previous, item=item))
        self.send(ConversationItemDone(previous_item_id=previous, item=item))

    def caption(self, item_id: str, text: str) -> None:
        if self.session.audio.input.transcription is not None:
            self.send(
                ConversationItemInputAudioTranscriptionDelta(item_id=item_id, delta=f"{text} ")
            )

    def committed(self, turn: UserTurn) -> None:
        """A spoken turn is an item of the conversation, with its transcript."""
        previous = self.conversation.previous()
        self.send(InputAudioBufferCommitted(previous_item_id=previous, item_id=turn.item_id))
        item = MessageItem(id=turn.item_id, role="user", content=(InputAudio(),))
        self.item(turn.item_id, item)
        spoken = InputAudio(transcript=turn.text)
        self.conversation.add(turn.item_id, item.model_copy(update={"content": (spoken,)}))
        if self.session.audio.input.transcription is not None:
            self.send(
                ConversationItemInputAudioTranscriptionCompleted(
                    item_id=turn.item_id,
                    transcript=turn.text,
                    usage=DurationUsage(seconds=round(turn.end_s - turn.start_s, 3)),
                )
            )

    def transcription_failed(self, item_id: str, error: EngineError) -> None:
        self.send(
            ConversationItemInputAudioTranscriptionFailed(
                item_id=item_id,
                error=TranscriptionError(code="transcription_failed", message=error.message),
            )
        )
        self.notice("stt_unavailable", STT_FAILED)

    def saved(self, item_id: str) -> None:
        self.send(InterviewTurnSaved(item_id=item_id))

    def not_saved(self, item_id: str) -> None:
        self.failed("not_saved", NOT_SAVED, item_id)

    def failed(self, code: str, message: str, param: str | None = None) -> None:
        """An error that is none of the client's."""
        detail = ErrorDetail(type="server_error", code=code, message=message, param=param)
        self.send(ErrorEvent(error=detail))

    def measured(self, reply: SpokenReply) -> None:
        if reply.latency_ms:
            self.send(InterviewTurnMeasured(item_id=reply.item_id, latency_ms=reply.latency_ms))

    def muted(self) -> None:
        self.notice("tts_unavailable", TTS_FAILED)

    def hold_playback(self, response_id: str) -> None:
        self.notice("hold_playback", "Listening to you.", response_id)

    def resume_playback(self, response_id: str) -> None:
        self.notice("resume_playback", "Going on.", response_id)
