"""What a `Listener` tells of: turns that begin, pause, go on and end."""

from __future__ import annotations

from dataclasses import dataclass

from audio_pipeline.engines.protocols import Transcript
from audio_pipeline.transcription import TurnTranscriber
from audio_pipeline.turn import TurnEnded


@dataclass(slots=True, eq=False)
class HeardTurn:
    """One turn of the person, open or over. `started` and `speech_end` are sample numbers."""

    item_id: str
    started: int
    transcriber: TurnTranscriber
    completeness: float | None = None
    ended: TurnEnded | None = None
    speech_end: int = 0
    pause: int = -1
    """The newest pause that was decoded, by the sample at which it began."""
    heard: Transcript | None = None
    """What was decoded there, until that pause has been told of as lasting."""
    next_caption: int = 0

    async def transcript(self) -> Transcript:
        """The final transcript of a turn that ended. Raises `EngineError`."""
        if self.ended is None or self.ended.is_noise:
            return Transcript("")
        return await self.transcriber.until(self.speech_end)


@dataclass(frozen=True, slots=True)
class Started:
    turn: HeardTurn


@dataclass(frozen=True, slots=True)
class Sustained:
    """The turn now holds `SUSTAINED_S` of voice: more than a click or a cough's onset."""

    turn: HeardTurn


@dataclass(frozen=True, slots=True)
class Caption:
    """`text` may be appended to what is shown; `hypothesis` is the whole newest decode."""

    turn: HeardTurn
    text: str
    hypothesis: str


@dataclass(frozen=True, slots=True)
class Paused:
    """The transcript up to a pause, which may prove to be the end of the turn. `lasting` is true
    of one that has been going on for `LASTING_S`; it may have been told of before that."""

    turn: HeardTurn
    transcript: Transcript
    lasting: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    turn: HeardTurn


@dataclass(frozen=True, slots=True)
class Ended:
    turn: HeardTurn


@dataclass(frozen=True, slots=True)
class Alarm:
    """The sample that the listener was to wait for has been heard."""


ListenerEvent = Started | Sustained | Caption | Paused | Resumed | Ended | Alarm
