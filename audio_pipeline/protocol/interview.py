"""Our own events, in both directions. Every name starts with "interview."."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from audio_pipeline.protocol.wire import (
    Absent,
    ClientEvent,
    Count,
    Identifier,
    OptionalText,
    ServerEvent,
    WireModel,
)
from audio_pipeline.speech_features import SpeechFeatures

QuestionKind = Literal["main", "follow_up", "challenge"]
FeedbackStatus = Literal["running", "basic", "failed"]


class InterviewAnswerDone(ClientEvent):
    """ "That was my answer": the turn ends now, whatever the silence."""

    type: Literal["interview.answer.done"] = "interview.answer.done"


class InterviewAnswerHold(ClientEvent):
    """ "I'm thinking": the turn doesn't end by silence while this is on."""

    type: Literal["interview.answer.hold"] = "interview.answer.hold"
    on: bool = True


class InterviewPlayback(ClientEvent):
    """How much of a response has really been played: samples at the session's output rate."""

    type: Literal["interview.playback"] = "interview.playback"
    response_id: Identifier
    samples: Count


class InterviewRetry(ClientEvent):
    """Answer the last question again (practice)."""

    type: Literal["interview.retry"] = "interview.retry"


class InterviewRepeat(ClientEvent):
    """Say the question again."""

    type: Literal["interview.repeat"] = "interview.repeat"


class InterviewHint(ClientEvent):
    """Give a hint (practice)."""

    type: Literal["interview.hint"] = "interview.hint"


class InterviewSkip(ClientEvent):
    """On to the next question."""

    type: Literal["interview.skip"] = "interview.skip"


class InterviewPause(ClientEvent):
    type: Literal["interview.pause"] = "interview.pause"


class InterviewResume(ClientEvent):
    type: Literal["interview.resume"] = "interview.resume"


class InterviewEnd(ClientEvent):
    """Close the interview; what was said so far is kept."""

    type: Literal["interview.end"] = "interview.end"


class EngineUsed(WireModel):
    """Which engine does a job ("stt", "tts", "vad", "turn", "llm", "text"), and where it runs."""

    kind: str
    name: str
    where: str


class InterviewStarted(ServerEvent):
    """The first event of ours. `questions` counts the main ones, `minutes` is about how long
    they take."""

    type: Literal["interview.started"] = "interview.started"
    interview_id: str
    role: str
    industry: str
    difficulty: str
    kind: str
    mode: str
    persona: str
    format: str
    questions: int
    minutes: int
    engines: tuple[EngineUsed, ...] = ()
    resumed: bool = False


class ExhibitShown(WireModel):
    """A table that belongs to the question, to be shown with it."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


class Question(WireModel):
    """`index` counts main questions from 1 and stays the same for their follow-ups; `why` says
    what a follow-up is after; `time_limit_s` null is no limit. The time begins `preparation_s`
    after the question was heard, or when the answer begins."""

    item_id: OptionalText = None
    index: int
    total: int
    competency: str
    kind: QuestionKind = "main"
    why: str = ""
    time_limit_s: float | None = None
    preparation_s: float | None = None
    exhibit: Annotated[ExhibitShown | None, Absent] = None
    text: OptionalText = None


class InterviewQuestion(Question, ServerEvent):
    """The question that the interviewer is now asking."""

    type: Literal["interview.question"] = "interview.question"


class InterviewTurnSaved(ServerEvent):
    """The turn is stored, and survives a killed server: the acknowledgement."""

    type: Literal["interview.turn.saved"] = "interview.turn.saved"
    item_id: str


class InterviewTurnMeasured(ServerEvent):
    """Of a reply: milliseconds by stage (endpoint, stt_final, llm_first_token,
    llm_first_sentence, tts_first_audio, voice_to_voice); a stage that didn't happen is missing.
    Of a spoken answer, some time after it was saved: how it was spoken."""

    type: Literal["interview.turn.measured"] = "interview.turn.measured"
    item_id: str
    latency_ms: dict[str, float] = Field(default_factory=dict)
    features: Annotated[SpeechFeatures | None, Absent] = None


class InterviewCompleted(ServerEvent):
    type: Literal["interview.completed"] = "interview.completed"
    interview_id: str


class InterviewFeedbackProgress(ServerEvent):
    """How far the scorecard is. With `basic`, what rules and measurements say can be read; one
    that failed says so in the scorecard itself."""

    type: Literal["interview.feedback.progress"] = "interview.feedback.progress"
    interview_id: str
    status: FeedbackStatus
    done: int
    total: int


class InterviewFeedbackReady(ServerEvent):
    type: Literal["interview.feedback.ready"] = "interview.feedback.ready"
    interview_id: str


class InterviewNotice(ServerEvent):
    """Something the person should know or the client should do; `message` is plain English."""

    type: Literal["interview.notice"] = "interview.notice"
    code: str
    message: str
    response_id: OptionalText = None


class ResyncTurn(WireModel):
    """One turn of the history; `cut` marks an interviewer's turn that was not heard to its end."""

    item_id: str
    role: Literal["user", "assistant"]
    text: str
    cut: bool = False


class InterviewResync(ServerEvent):
    """The events after `last_event_id` are gone; this is the whole state instead."""

    type: Literal["interview.resync"] = "interview.resync"
    interview_id: str
    last_event_id: str
    turns: tuple[ResyncTurn, ...] = ()
    question: Annotated[Question | None, Absent] = None
