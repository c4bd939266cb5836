"""The session: what is being listened to and spoken, and how a client changes it."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import Annotated, Any, Literal, get_args

from pydantic import BeforeValidator, Field, model_validator

from audio_pipeline.protocol.wire import WireModel

DETECTION_TYPES = ("server_vad", "semantic_vad")

Eagerness = Literal["low", "medium", "high", "auto"]
Modality = Literal["audio", "text"]


def _one_modality(value: Any) -> Any:
    if isinstance(value, list | tuple) and len(value) != 1:
        raise ValueError("Output modalities must be ['audio'] or ['text'], not both or neither.")
    return value


OutputModalities = Annotated[tuple[Modality], BeforeValidator(_one_modality)]
"""Exactly one: the standard speaks or writes, never both."""


class SessionPart(WireModel):
    """A part of the session that a client may send in pieces.

    What was sent is `model_fields_set`. Null for a field that can't be null reads as not sent.
    """

    @model_validator(mode="before")
    @classmethod
    def _null_reads_as_not_sent(cls, data: Any) -> Any:
        if not isinstance(data, Mapping):
            return data
        return {
            name: value
            for name, value in data.items()
            if value is not None or cls._may_be_null(name)
        }

    @classmethod
    def _may_be_null(cls, name: str) -> bool:
        field = cls.model_fields.get(name)
        return field is not None and (
            field.annotation is Any or NoneType in get_args(field.annotation)
        )


class PcmFormat(SessionPart):
    """16-bit little-endian mono. The standard knows 24 kHz only; 16 kHz is our extension."""

    type: Literal["audio/pcm"] = "audio/pcm"
    rate: Literal[24000, 16000] = 24000

    @property
    def rate_hz(self) -> int:
        return self.rate


class PcmuFormat(SessionPart):
    """G.711 µ-law, 8 kHz, one byte per sample."""

    type: Literal["audio/pcmu"] = "audio/pcmu"

    @property
    def rate_hz(self) -> int:
        return 8000


class PcmaFormat(SessionPart):
    """G.711 A-law, 8 kHz, one byte per sample."""

    type: Literal["audio/pcma"] = "audio/pcma"

    @property
    def rate_hz(self) -> int:
        return 8000


AudioFormat = Annotated[PcmFormat | PcmuFormat | PcmaFormat, Field(discriminator="type")]


class ServerVad(SessionPart):
    """The turn ends after a fixed silence."""

    type: Literal["server_vad"] = "server_vad"
    threshold: Annotated[float, Field(ge=0, le=1)] = 0.5
    prefix_padding_ms: Annotated[int, Field(ge=0, le=10_000)] = 300
    silence_duration_ms: Annotated[int, Field(ge=50, le=30_000)] = 500
    idle_timeout_ms: Annotated[int, Field(ge=1_000, le=600_000)] | None = None
    create_response: bool = True
    interrupt_response: bool = True


class SemanticVad(SessionPart):
    """The turn ends when what was said sounds finished; "auto" is "medium"."""

    type: Literal["semantic_vad"] = "semantic_vad"
    eagerness: Eagerness = "auto"
    create_response: bool = True
    interrupt_response: bool = True


TurnDetection = Annotated[ServerVad | SemanticVad, Field(discriminator="type")]


class Transcription(SessionPart):
    """Accepted and sent back; which model listens is the server's affair."""

    model: str | None = None
    language: str | None = None
    languages: list[str] | None = None
    prompt: str | None = None
    keywords: list[str] | None = None
    delay: str | None = None


class NoiseReduction(SessionPart):
    type: Literal["near_field", "far_field"] | None = None
    strength: float | None = None


class AudioInput(SessionPart):
    """`turn_detection` None is manual: the client commits and asks for the response.
    `transcription` None sends no transcription events."""

    format: AudioFormat = PcmFormat()
    transcription: Transcription | None = Field(default_factory=Transcription)
    noise_reduction: NoiseReduction | None = None
    turn_detection: TurnDetection | None = Field(default_factory=SemanticVad)


class VoiceId(WireModel):
    id: str


class AudioOutput(SessionPart):
    format: AudioFormat = PcmFormat()
    voice: str | VoiceId = "default"
    speed: Annotated[float, Field(ge=0.25, le=1.5)] = 1.0

    @property
    def voice_name(self) -> str:
        return self.voice if isinstance(self.voice, str) else self.voice.id


class SessionAudio(SessionPart):
    input: AudioInput = AudioInput()
    output: AudioOutput = AudioOutput()


class SessionSettings(SessionPart):
    """What a client may set. `model`, `instructions`, `tools` and the like are accepted and
    sent back, and never obeyed: the interview decides what is said."""

    type: Literal["realtime"] = "realtime"
    model: str = "ihr-interviewer"
    output_modalities: OutputModalities = ("audio",)
    instructions: str = ""
    tools: list[Any] = Field(default_factory=list)
    tool_choice: Any = "auto"
    parallel_tool_calls: bool | None = None
    max_output_tokens: Annotated[int, Field(ge=1, le=1_000_000)] | Literal["inf"] = "inf"
    tracing: Any = None
    truncation: Any = "auto"
    prompt: Any = None
    reasoning: Any = None
    include: list[str] | None = None
    audio: SessionAudio = SessionAudio()


class SessionConfig(SessionSettings):
    """The session as it stands; `expires_at` is in seconds since 1970."""

    object: Literal["realtime.session"] = "realtime.session"
    id: str = ""
    expires_at: int | None = None

    @property
    def speaks(self) -> bool:
        """Whether replies are audio; text otherwise."""
        return self.output_modalities == ("audio",)


_WHOLE = frozenset(
    {"format", "tools", "tool_choice", "tracing", "truncation", "prompt", "reasoning"}
)


def _merged(current: dict[str, Any], sent: dict[str, Any]) -> dict[str, Any]:
    result = dict(current)
    for name, value in sent.items():
        old = current.get(name)
        other_kind = (
            isinstance(value, dict)
            and isinstance(old, dict)
            and (value.get("type", old.get("type")) != old.get("type"))
        )
        if (
            isinstance(value, dict)
            and isinstance(old, dict)
            and name not in _WHOLE
            and not other_kind
        ):
            result[name] = _merged(old, value)
        else:
            result[name] = value
    return result


def merge_session(current: SessionConfig, update: SessionSettings) -> SessionConfig:
    """The session after an update: what was sent replaces what was there, part by part.

    A turn detection of another type starts from that type's defaults.
    """
    sent = update.model_dump(exclude_unset=True)
    return SessionConfig.model_validate(_merged(current.model_dump(), sent))
