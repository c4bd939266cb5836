"""One well-formed example of every server event, for the tests of its shape."""

from __future__ import annotations

from audio_pipeline import protocol as p
from audio_pipeline.speech_features import SpeechFeatures

USER = p.MessageItem(id="item_1", role="user", content=(p.InputAudio(transcript="I led it."),))
WAITING = p.MessageItem(id="item_1", role="user", content=(p.InputAudio(),))
TYPED = p.MessageItem(id="item_3", role="user", content=(p.InputText(text="I led it."),))
ASKED = p.MessageItem(
    id="item_2", role="assistant", content=(p.OutputAudio(transcript="What was hard?"),)
)
BEGUN = p.MessageItem(id="item_2", role="assistant", status="in_progress", content=())
RESPONSE = p.Response(id="resp_1", number=1, conversation_id="conv_1")
DONE = p.Response(
    id="resp_1",
    number=1,
    status="cancelled",
    status_details=p.ResponseStatus(type="cancelled", reason="turn_detected"),
    output=(ASKED,),
    usage=p.ResponseUsage(),
    audio=p.ResponseAudio(output=p.ResponseAudioOutput(format=p.PcmFormat())),
)
QUESTION = p.Question(index=1, total=3, competency="Ownership", why="who decided", text="Why?")
AUDIO_PART = p.ContentPartBody(type="audio", transcript="")

SERVER_EXAMPLES: tuple[p.ServerEvent, ...] = (
    p.ProtocolError("invalid_value", "That can't be.", "session", "e1").to_event(),
    p.SessionCreated(session=p.SessionConfig(id="sess_1")),
    p.SessionUpdated(session=p.SessionConfig(id="sess_1")),
    p.InputAudioBufferCommitted(item_id="item_1"),
    p.InputAudioBufferCleared(),
    p.InputAudioBufferSpeechStarted(item_id="item_1", audio_start_ms=20),
    p.InputAudioBufferSpeechStopped(item_id="item_1", audio_end_ms=900),
    p.InputAudioBufferTimeoutTriggered(item_id="item_1", audio_start_ms=0, audio_end_ms=9000),
    p.ConversationItemAdded(previous_item_id=None, item=WAITING),
    p.ConversationItemAdded(previous_item_id="item_1", item=BEGUN),
    p.ConversationItemDone(previous_item_id="item_1", item=TYPED),
    p.ConversationItemRetrieved(item=USER),
    p.ConversationItemDeleted(item_id="item_1"),
    p.ConversationItemTruncated(item_id="item_2", audio_end_ms=700),
    p.ConversationItemInputAudioTranscriptionDelta(item_id="item_1", delta="I led"),
    p.ConversationItemInputAudioTranscriptionCompleted(
        item_id="item_1", transcript="I led it.", usage=p.DurationUsage(seconds=1.5)
    ),
    p.ConversationItemInputAudioTranscriptionFailed(
        item_id="item_1", error=p.TranscriptionError(message="Not understood.")
    ),
    p.ResponseCreated(response=RESPONSE),
    p.ResponseDone(response=DONE),
    p.ResponseOutputItemAdded(response_id="resp_1", item=BEGUN),
    p.ResponseOutputItemDone(response_id="resp_1", item=ASKED),
    p.ResponseContentPartAdded(response_id="resp_1", item_id="item_2", part=AUDIO_PART),
    p.ResponseContentPartDone(response_id="resp_1", item_id="item_2", part=AUDIO_PART),
    p.ResponseOutputAudioDelta(response_id="resp_1", item_id="item_2", delta="AAAA"),
    p.ResponseOutputAudioDone(response_id="resp_1", item_id="item_2"),
    p.ResponseOutputAudioTranscriptDelta(response_id="resp_1", item_id="item_2", delta="What"),
    p.ResponseOutputAudioTranscriptDone(
        response_id="resp_1", item_id="item_2", transcript="What was hard?"
    ),
    p.ResponseOutputTextDelta(response_id="resp_1", item_id="item_2", delta="What"),
    p.ResponseOutputTextDone(response_id="resp_1", item_id="item_2", text="What was hard?"),
    p.InterviewStarted(
        interview_id="i",
        role="Engineer",
        industry="Software",
        difficulty="medium",
        kind="mixed",
        mode="real",
        persona="neutral",
        format="live",
        questions=3,
        minutes=9,
        engines=(p.EngineUsed(kind="stt", name="whisper", where="this machine"),),
    ),
    p.InterviewQuestion(item_id="item_2", index=1, total=3, competency="Ownership"),
    p.InterviewTurnSaved(item_id="item_1"),
    p.InterviewTurnMeasured(item_id="item_1", latency_ms={"voice_to_voice": 900.0}),
    p.InterviewTurnMeasured(item_id="item_2", features=SpeechFeatures(words=120, duration_s=52.5)),
    p.InterviewCompleted(interview_id="i"),
    p.InterviewFeedbackProgress(interview_id="i", status="basic", done=1, total=4),
    p.InterviewFeedbackReady(interview_id="i"),
    p.InterviewNotice(code="paused", message="The interview is paused."),
    p.InterviewResync(
        interview_id="i",
        last_event_id="event_0009",
        turns=(p.ResyncTurn(item_id="item_2", role="assistant", text="What—", cut=True),),
        question=QUESTION,
    ),
)
