"""How answers were spoken, measured once they are stored, while the conversation goes on.

What is measured is stored even where the conversation has ended meanwhile. An answer of which
nothing could be measured, because the server stopped or had too much to do, can be measured again
from its recording.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from audio_pipeline.audio import AudioError
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, EngineError, Word
from audio_pipeline.measuring import AnswerMeter
from audio_pipeline.resampler import resample
from audio_pipeline.sound_files import join_chunks
from audio_pipeline.speech_features import SpeechFeatures, Spoken
from backend.interviews.run import InterviewRun

log = logging.getLogger(__name__)


class Measuring:
    """One for the process. `aclose` gives up what is still being measured."""

    def __init__(self, meter: AnswerMeter | None = None) -> None:
        self._meter = meter or AnswerMeter()
        self._tasks: set[asyncio.Task[SpeechFeatures | None]] = set()

    async def measure(
        self, run: InterviewRun, item_id: str, spoken: Spoken
    ) -> SpeechFeatures | None:
        """Measure an answer and store what comes out; None where that failed. Being cancelled
        doesn't stop it: the answer of a conversation that ends here counts like any other."""
        task = asyncio.create_task(self._measure(run, item_id, spoken))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def measure_recording(
        self, chunks: Sequence[bytes], words: Sequence[dict[str, Any]], text: str
    ) -> dict[str, Any] | None:
        """What `Turn.features` should hold, from a turn's FLAC, words and text; None where it
        can't be measured."""
        try:
            spoken = await asyncio.to_thread(_read, list(chunks), words, text)
            return (await self._meter.measure(spoken)).to_json()
        except (AudioError, EngineError) as error:
            log.warning("A recording was not measured: %s", type(error).__name__)
            return None

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._meter.aclose()

    async def _measure(
        self, run: InterviewRun, item_id: str, spoken: Spoken
    ) -> SpeechFeatures | None:
        try:
            features = await self._meter.measure(spoken)
            await run.measured(item_id, features.to_json())
        except Exception as error:  # whatever it is, the conversation goes on without it
            log.warning("An answer was not measured: %s", type(error).__name__)
            return None
        return features


def _read(chunks: list[bytes], words: Sequence[dict[str, Any]], text: str) -> Spoken:
    """Raises `AudioError`."""
    sound = join_chunks(chunks)
    samples = resample(sound.samples, sound.rate_hz, ENGINE_RATE_HZ)
    return Spoken(samples, tuple(Word(**word) for word in words), text)
