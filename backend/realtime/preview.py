"""The interviewer's voice by itself, for who chooses one."""

from __future__ import annotations

import asyncio

from audio_pipeline.audio import AudioChunk
from audio_pipeline.engines.protocols import EngineError, TextToSpeech
from audio_pipeline.sound_files import wav_bytes
from backend.errors import BusyError

SENTENCE = "Hello, and welcome. Tell me about something at work that went better than expected."
AT_ONCE = 2
"""So few, since the engine has one queue, and an interview waits for what is in it."""


class VoicePreview:
    def __init__(self, tts: TextToSpeech) -> None:
        self._tts = tts
        self._making = 0

    async def __call__(self, voice: str, speed: float) -> bytes:
        """`SENTENCE` as a 16-bit mono WAV file. Raises `BusyError` where the voice is down, or
        too many want to hear it."""
        if self._making >= AT_ONCE:
            raise BusyError
        self._making += 1
        try:
            speech = await self._tts.synthesize(SENTENCE, speed=speed, voice=voice)
            return await asyncio.to_thread(wav_bytes, AudioChunk(speech.samples, speech.rate_hz))
        except EngineError:
            raise BusyError("The voice can't be heard right now. Please try again later.") from None
        finally:
            self._making -= 1
