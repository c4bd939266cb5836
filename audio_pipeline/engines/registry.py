"""Which engine does which job, from the configuration; each is imported only when chosen.

Everything runs on this machine and from local files unless an address says otherwise: nothing
here fetches anything.
"""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, runtime_checkable

from audio_pipeline import weights
from audio_pipeline.engines.batching import Batching
from audio_pipeline.engines.protocols import (
    Device,
    EngineError,
    EngineInfo,
    SpeechToText,
    TextEmbedder,
    TextToSpeech,
    TurnDetector,
    VoiceActivityDetector,
)

if TYPE_CHECKING:
    from audio_pipeline.engines.openai_compatible import ChatModel
    from audio_pipeline.engines.openai_llm import OpenAIChatModel

_log = logging.getLogger(__name__)

Profile = Literal["small", "base", "gpu"]

UNHURRIED_S = (180.0, 60.0, 600.0)
"""To the first token, between tokens, in all: a 4B on two cores reads 1,500 tokens in about a
minute, and two that wait for one server take twice as long."""


@dataclass(frozen=True, slots=True)
class EngineSpec:
    """What to build. Only a `*_base_url` selects a remote engine."""

    weights_dir: Path
    home: Path | None = None
    """Where an engine may write; the weights may lie where nobody does."""
    profile: Profile = "base"
    scripted: bool = False
    stt_base_url: str | None = None
    stt_model: str | None = None
    stt_api_key: str | None = field(default=None, repr=False)
    tts_base_url: str | None = None
    tts_model: str | None = None
    tts_voice: str | None = None
    tts_voices: tuple[str, ...] = ()
    tts_api_key: str | None = field(default=None, repr=False)
    llm_base_url: str | None = None
    llm_model: str | None = None
    llm_api_key: str | None = field(default=None, repr=False)
    judge_base_url: str | None = None
    judge_model: str | None = None
    judge_api_key: str | None = field(default=None, repr=False)
    device: Device = "auto"
    stt_threads: int | None = None
    stt_workers: int | None = None
    """How many clips are heard at the same time, and below, how many sentences spoken: by the
    machine's cores where it isn't given."""
    tts_workers: int | None = None
    stt_batching: Batching | None = None
    """For a server that many sessions share; a machine of one's own has nothing to gather."""

    @property
    def writable_dir(self) -> Path:
        return self.home or self.weights_dir.parent

    @property
    def judges(self) -> bool:
        """Whether there is a model that may judge answers: one that was chosen, since the built-in
        one invents evidence."""
        return bool(self.judge_base_url or (self.llm_base_url and not self.scripted))


@runtime_checkable
class Managed(Protocol):
    """An engine with something to load and to give back."""

    async def start(self) -> None: ...

    async def aclose(self) -> None: ...


@dataclass(slots=True)
class Engines:
    """One engine for each job, shared by every session."""

    stt: SpeechToText
    tts: TextToSpeech
    vad: VoiceActivityDetector
    turn_detector: TurnDetector
    llm: ChatModel
    text: TextEmbedder | None = None
    """None where answers are read by rules alone."""

    def infos(self) -> list[EngineInfo]:
        """What does each job, and where: stt, tts, vad, turn, llm, text."""
        parts = (self.stt, self.tts, self.vad, self.turn_detector, self.llm, self.text)
        return [part.info for part in parts if part is not None]

    async def start(self) -> None:
        """Load all of them side by side; a second start does nothing.

        Raises `EngineError` when one fails, with the others closed again.
        """
        starting = [asyncio.create_task(part.start()) for part in self._managed()]
        try:
            await asyncio.gather(*starting)
        except BaseException:
            for task in starting:
                task.cancel()
            await asyncio.gather(*starting, return_exceptions=True)
            await self.aclose()
            raise

    async def aclose(self) -> None:
        """Close all of them, whatever state they are in."""
        closing = [part.aclose() for part in self._managed()]
        for outcome in await asyncio.gather(*closing, return_exceptions=True):
            if isinstance(outcome, Exception):
                _log.warning("An engine did not close cleanly: %s", type(outcome).__name__)

    def _managed(self) -> list[Managed]:
        parts: list[object] = [self.stt, self.tts, self.vad, self.turn_detector, self.llm]
        parts.append(self.text)
        return [part for part in parts if isinstance(part, Managed)]


def build_engines(spec: EngineSpec) -> Engines:
    """The engines of `spec`, not yet started.

    Raises `weights.WeightsMissing` where a local engine's files are not there, and
    `EngineError` where a remote engine is configured by half.
    """
    if spec.scripted:
        return _scripted()
    return Engines(
        stt=build_stt(spec),
        tts=build_tts(spec),
        vad=_vad(),
        turn_detector=_turn(spec),
        llm=_llm(spec),
        text=_text(spec),
    )


def build_speech_engines(spec: EngineSpec) -> Engines:
    """The two engines that other machines can use. Raises as `build_engines` does."""
    return speech_engines(build_stt(spec), build_tts(spec))


def speech_engines(stt: SpeechToText, tts: TextToSpeech) -> Engines:
    """These two, and scripted ones, which load nothing, beside them."""
    return replace(_scripted(), stt=stt, tts=tts)


def build_judge(spec: EngineSpec) -> OpenAIChatModel | None:
    """The model that judges answers, not yet started; None where there is none. It is asked with
    more patience than the one that words follow-ups, also where it is the same.

    Raises `EngineError` where it is configured by half.
    """
    if not spec.judges:
        return None
    from audio_pipeline.engines.openai_llm import ChatLimits, OpenAIChatModel

    url, model, key = spec.judge_base_url, spec.judge_model, spec.judge_api_key
    setting = "IHR_FEEDBACK_LLM"
    if not url:
        url, model, key, setting = spec.llm_base_url, spec.llm_model, spec.llm_api_key, "IHR_LLM"
    if not url or not model:
        raise EngineError("judge", f"{setting}_BASE_URL is set, and {setting}_MODEL is not.")
    with _Address("judge", f"{setting}_BASE_URL"):
        made = OpenAIChatModel(url, model, api_key=key, limits=ChatLimits(*UNHURRIED_S))
    made.info = replace(made.info, kind="judge")
    return made


def _scripted() -> Engines:
    from audio_pipeline.engines import scripted

    return Engines(
        stt=scripted.ScriptedStt(),
        tts=scripted.ScriptedTts(),
        vad=scripted.ScriptedVad(),
        turn_detector=scripted.ScriptedTurnDetector(),
        llm=scripted.ScriptedLlm(),
    )


def _folder(kind: str, spec: EngineSpec) -> Path:
    """Where the weight lies that the profile uses for a job."""
    weight = next(w for w in weights.of_profile(spec.profile) if w.kind == kind)
    return weights.require(weight.name, spec.weights_dir)


def build_stt(spec: EngineSpec) -> SpeechToText:
    """Raises as `build_engines` does; so does `build_tts`."""
    if spec.stt_base_url:
        from audio_pipeline.engines.openai_stt import OpenAISpeechToText

        model = spec.stt_model or "whisper-1"
        with _Address("stt", "IHR_STT_BASE_URL"):
            return OpenAISpeechToText(spec.stt_base_url, model, api_key=spec.stt_api_key)
    if spec.stt_batching:
        from audio_pipeline.engines.whisper_batches import BatchingWhisper

        return BatchingWhisper(
            _folder("stt", spec),
            spec.stt_batching,
            cpu_threads=spec.stt_threads,
            device=spec.device,
        )
    from audio_pipeline.engines.whisper import WhisperEngine

    return WhisperEngine(
        _folder("stt", spec),
        cpu_threads=spec.stt_threads,
        device=spec.device,
        workers=spec.stt_workers,
    )


def build_tts(spec: EngineSpec) -> TextToSpeech:
    if spec.tts_base_url:
        from audio_pipeline.engines.openai_tts import OpenAITextToSpeech

        model, voice = spec.tts_model or "tts-1", spec.tts_voice or "alloy"
        with _Address("tts", "IHR_TTS_BASE_URL"):
            return OpenAITextToSpeech(
                spec.tts_base_url, model, voice, voices=spec.tts_voices, api_key=spec.tts_api_key
            )
    from audio_pipeline.engines.piper import PiperEngine

    return PiperEngine(next(_folder("tts", spec).glob("*.onnx")), workers=spec.tts_workers)


def _vad() -> VoiceActivityDetector:
    from audio_pipeline.engines.silero import SileroDetector

    return SileroDetector()


def _turn(spec: EngineSpec) -> TurnDetector:
    from audio_pipeline.engines.smart_turn import SmartTurnDetector

    return SmartTurnDetector(_folder("turn", spec))


def _llm(spec: EngineSpec) -> ChatModel:
    if spec.llm_base_url:
        from audio_pipeline.engines.openai_llm import OpenAIChatModel

        if not spec.llm_model:
            raise EngineError("llm", "IHR_LLM_BASE_URL is set, and IHR_LLM_MODEL is not.")
        with _Address("llm", "IHR_LLM_BASE_URL"):
            return OpenAIChatModel(spec.llm_base_url, spec.llm_model, api_key=spec.llm_api_key)
    from audio_pipeline.engines.llama import EmbeddedLlama

    return EmbeddedLlama(
        next(_folder("llm", spec).glob("*.gguf")), log=spec.writable_dir / "llama.log"
    )


def _text(spec: EngineSpec) -> TextEmbedder:
    from audio_pipeline.engines.minilm import MiniLmEmbedder

    return MiniLmEmbedder(_folder("text", spec))


class _Address:
    """Says which setting holds an address that cannot be used."""

    def __init__(self, kind: str, setting: str) -> None:
        self._kind = kind
        self._setting = setting

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: object) -> None:
        if kind is not None and issubclass(kind, ValueError):
            text = f"{self._setting} must be an address like http://host:port/v1."
            raise EngineError(self._kind, text) from None
