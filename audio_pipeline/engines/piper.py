"""Speech from text with Piper, in this process, with the time of every word."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import onnx
import onnxruntime
from piper import PiperVoice, SynthesisConfig
from piper.config import PiperConfig
from piper.patch_voice_with_alignment import add_alignment_output

from audio_pipeline.engines.protocols import THIS_MACHINE, EngineError, EngineInfo, Speech, Word
from audio_pipeline.engines.spoken import SpokenWord, spell_out
from audio_pipeline.engines.word_alignment import Sound, sounds, word_ends
from audio_pipeline.engines.worker import ModelWorker, OnWorker, usual_threads

TIMEOUT_S = 15.0
TIMEOUT_PER_CHARACTER_S = 0.05
"""Speech takes about 0.06 s a character and is made several times faster than that."""
WORDS_KEPT = 4096
"""Pronunciations remembered for the alignment."""
SPEEDS = (0.25, 4.0)
_PHONEMIZING = Lock()

# Piper logs the text it is given, and nobody's words belong in a log.
logging.getLogger("piper").setLevel(logging.WARNING)


class PiperEngine(OnWorker):
    """A `TextToSpeech`. `voice` is the .onnx file, with its .onnx.json beside it; `workers`
    sentences are spoken at the same time, by the machine's cores where none is given."""

    def __init__(self, voice: Path, *, name: str = "", workers: int | None = None) -> None:
        self._name = name or voice.stem
        self._worker = ModelWorker(
            "tts", "voice", lambda: PiperModel(voice), threads=workers or usual_threads()
        )
        self._rate_hz = 0

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("tts", f"Piper {self._name}", THIS_MACHINE)

    @property
    def rate_hz(self) -> int:
        """Samples a second of what it says; known once it has started."""
        return self._rate_hz

    async def start(self) -> None:
        """Load and warm the voice, about two seconds. Raises `EngineError`."""
        await self._worker.start()
        self._rate_hz = await self._worker.call(lambda model: model.rate_hz, timeout_s=TIMEOUT_S)

    async def aclose(self) -> None:
        await self._worker.aclose()

    async def synthesize(self, sentence: str, *, speed: float = 1.0, voice: str = "") -> Speech:
        """Say a sentence; `speed` 2 is twice as fast. One word of the result for each token. There
        is one voice, whichever is asked for.

        A word ends with its last sound; the pause after it belongs to the next word, and
        what follows the last word belongs to that. So the words fill the audio without gaps.
        Raises `EngineError`.
        """
        if not SPEEDS[0] <= speed <= SPEEDS[1]:
            raise EngineError("tts", "The voice cannot speak at that speed.")
        timeout_s = TIMEOUT_S + TIMEOUT_PER_CHARACTER_S * len(sentence)
        return await self._worker.call(
            lambda model: model.say(sentence, speed), timeout_s=timeout_s
        )


class _Voice(PiperVoice):
    """espeak-ng keeps what it is doing in globals: one sentence at a time, whoever asks."""

    def phonemize(self, text: str) -> list[list[str]]:
        with _PHONEMIZING:
            return super().phonemize(text)


class PiperModel:
    """The voice itself; used from one thread."""

    def __init__(self, voice: Path) -> None:
        config = PiperConfig.from_dict(json.loads(Path(f"{voice}.json").read_text("utf-8")))
        self._voice = _Voice(session=_session(voice), config=config)
        self._pronunciations: dict[str, list[str]] = {}
        self.rate_hz: int = config.sample_rate
        self.say("Ready when you are.", 1.0)

    def say(self, sentence: str, speed: float) -> Speech:
        words = spell_out(sentence)
        text = " ".join(word.spoken for word in words if word.spoken)
        settings = SynthesisConfig(length_scale=self._voice.config.length_scale / speed)
        pieces = [np.zeros(0, dtype=np.int16)]
        phonemes: list[tuple[str, int]] = []
        exact = True
        for chunk in self._voice.synthesize(text, settings, include_alignments=True):
            samples = chunk.audio_int16_array.reshape(-1)
            pieces.append(samples)
            timed = _timed(chunk.phoneme_alignments, samples.size)
            exact = exact and timed is not None
            phonemes += timed or _evenly(chunk.phonemes, samples.size)
        audio = np.concatenate(pieces)
        ends = self._ends(words, sounds(phonemes)) if audio.size else [0] * len(words)
        return Speech(audio, self.rate_hz, _words(words, ends, audio.size, self.rate_hz), exact)

    def _ends(self, words: Sequence[SpokenWord], heard: Sequence[Sound]) -> list[int]:
        """Where each shown word ends, in samples."""
        alone = [
            [symbol for said in word.spoken.split() for symbol in self._pronounce(said)]
            for word in words
        ]
        return word_ends(heard, alone)

    def _pronounce(self, said: str) -> list[str]:
        known = self._pronunciations.get(said)
        if known is None:
            phonemes = [each for part in self._voice.phonemize(said) for each in part]
            known = [sound.symbol for sound in sounds((each, 0) for each in phonemes)]
            if len(self._pronunciations) >= WORDS_KEPT:
                self._pronunciations.clear()
            self._pronunciations[said] = known
        return known


def _session(voice: Path) -> Any:
    """The model with the length of every phoneme as a second output, on one thread."""
    model = onnx.load(str(voice))
    if len(model.graph.output) == 1:
        add_alignment_output(model)
    patched = model.SerializeToString()
    del model
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    # Every sentence has another shape: an arena would only grow.
    options.enable_cpu_mem_arena = False
    return onnxruntime.InferenceSession(
        patched, sess_options=options, providers=["CPUExecutionProvider"]
    )


def _timed(alignments: Sequence[Any] | None, size: int) -> list[tuple[str, int]] | None:
    """Phonemes with their samples, where they are known and fill the audio exactly."""
    if alignments is None:
        return None
    timed = [(str(each.phoneme), int(each.num_samples)) for each in alignments]
    return timed if sum(samples for _, samples in timed) == size else None


def _evenly(phonemes: Sequence[str], size: int) -> list[tuple[str, int]]:
    """The estimate where the voice gives no times: every phoneme as long as the others."""
    marks = [size * n // max(1, len(phonemes)) for n in range(len(phonemes) + 1)]
    return [
        (phoneme, end - start)
        for phoneme, start, end in zip(phonemes, marks, marks[1:], strict=False)
    ]


def _words(
    words: Sequence[SpokenWord], ends: Sequence[int], size: int, rate_hz: int
) -> tuple[Word, ...]:
    """Words that fill the audio: each begins where the one before it ends."""
    last_heard = max((n for n, word in enumerate(words) if word.spoken), default=-1)
    marks = [end if n < last_heard else size for n, end in enumerate(ends)]
    starts = [0, *marks][: len(marks)]
    return tuple(
        Word(word.display, start / rate_hz, end / rate_hz, 1.0)
        for word, start, end in zip(words, starts, marks, strict=True)
    )
