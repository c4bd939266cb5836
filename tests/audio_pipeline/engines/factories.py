"""The engines that keep the contracts of `audio_pipeline.engines.protocols`.

One line adds one. A factory gets the folder with the weights and returns an engine that has
not been started; `start` and `aclose` are called where it has them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from audio_pipeline.engines.piper import PiperEngine
from audio_pipeline.engines.protocols import (
    SpeechToText,
    TextToSpeech,
    TurnDetector,
    VoiceActivityDetector,
)
from audio_pipeline.engines.scripted import (
    ScriptedStt,
    ScriptedTts,
    ScriptedTurnDetector,
    ScriptedVad,
)
from audio_pipeline.engines.silero import SileroDetector
from audio_pipeline.engines.smart_turn import SmartTurnDetector
from audio_pipeline.engines.whisper import WhisperEngine
from tests.audio_pipeline.engines.served import ServedStt, ServedTts

Weights = Path

STT: dict[str, Callable[[Weights], SpeechToText]] = {
    "whisper": lambda weights: WhisperEngine(weights / "whisper-tiny.en"),
    "scripted": lambda weights: ScriptedStt(),
    "remote": lambda weights: ServedStt(WhisperEngine(weights / "whisper-tiny.en")),
}
TTS: dict[str, Callable[[Weights], TextToSpeech]] = {
    "piper": lambda weights: PiperEngine(weights / "piper-joe-medium" / "en_US-joe-medium.onnx"),
    "scripted": lambda weights: ScriptedTts(),
    "remote": lambda weights: ServedTts(
        PiperEngine(weights / "piper-joe-medium" / "en_US-joe-medium.onnx")
    ),
}
VAD: dict[str, Callable[[Weights], VoiceActivityDetector]] = {
    "silero": lambda weights: SileroDetector(),
    "scripted": lambda weights: ScriptedVad(),
}
TURN: dict[str, Callable[[Weights], TurnDetector]] = {
    "smart turn": lambda weights: SmartTurnDetector(weights / "smart-turn"),
    "scripted": lambda weights: ScriptedTurnDetector(),
}
