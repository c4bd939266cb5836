"""Speech to text with Whisper, without paying for thirty seconds where five were spoken.

Whisper was trained on windows of 30 s, and its stock transcription always encodes one. It
does nearly as well with the speech and 5 s of silence, at a third of the price, as long as
its failures are noticed: a phrase that repeats, an end that is missing, a text that it does
not believe itself. Then it gets what the stock transcription would have given it.
"""

from __future__ import annotations

import logging
import os
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer
from faster_whisper.transcribe import get_suppressed_tokens, merge_punctuations
from numpy.typing import NDArray

from audio_pipeline.engines import blas, onednn, repetition, voiced
from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    THIS_MACHINE,
    Device,
    EngineInfo,
    Samples,
    Transcript,
    Word,
)
from audio_pipeline.engines.whisper_clip import (
    UNSURE,
    Decoded,
    Request,
    is_too_quick,
    limit_of,
    soundless,
)
from audio_pipeline.engines.worker import ModelWorker, OnWorker, usual_threads

WINDOW_S = 30
PADDING_S = 5
"""With less Whisper repeats itself, with more it only costs more. A window that is full needs
none: that is what Whisper was trained on."""
LONGEST = (WINDOW_S - 1) * ENGINE_RATE_HZ
PROMPT_TOKENS = 96
BEAMS = 5
FIRST_STAMP = 50
"""The first word begins within a second (in steps of 20 ms), as in the stock decoding."""
UNHEARD_S = 0.6
"""Voice after the end that Whisper gives: more than this and it is asked about the rest."""
RESUMPTIONS = 2
TIMEOUT_S = 30.0
NOTHING = Transcript("", confidence=0.0, no_speech_probability=1.0)


class WhisperEngine(OnWorker):
    """A `SpeechToText`. `folder` holds a CTranslate2 Whisper; English only.

    On a CUDA device it computes in float16, elsewhere in int8 on `cpu_threads` threads.
    `workers` clips are heard at the same time, by the machine's cores where none is given; on a
    CUDA device one, which does better by hearing several together (`BatchingWhisper`).
    """

    def __init__(
        self,
        folder: Path,
        *,
        cpu_threads: int | None = None,
        device: Device = "auto",
        workers: int | None = None,
    ) -> None:
        threads = cpu_threads or min(2, os.cpu_count() or 1)
        on_cuda = device == "cuda" or (device == "auto" and has_cuda())
        self._name = folder.name
        self._worker = ModelWorker(
            "stt",
            "speech recogniser",
            lambda: self._load(folder, threads, device),
            threads=workers or (1 if on_cuda else usual_threads()),
        )

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("stt", self._name, THIS_MACHINE)

    async def start(self) -> None:
        """Load the model, under a second. Raises `EngineError`."""
        await self._worker.start()

    async def aclose(self) -> None:
        await self._worker.aclose()

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        """Transcribe speech of any length, in pieces of at most 29 s that follow one another.

        What is not urgent gets one try: where that fails, its text is empty. Raises
        `EngineError`.
        """
        samples = samples.copy()
        pieces = [(0, samples.size)]
        if samples.size > LONGEST:
            pieces = await self._worker.call(
                lambda _: voiced.cuts(samples, LONGEST), timeout_s=TIMEOUT_S, urgent=urgent
            )
        heard: list[Transcript] = []
        for start, end in pieces:
            piece = await self._hear(Request(samples[start:end], prompt, words, thorough=urgent))
            heard.append(_later(piece, start / ENGINE_RATE_HZ))
            prompt = f"{prompt} {piece.text}".strip()
        return _joined(heard)

    async def _hear(self, request: Request) -> Transcript:
        try:
            return await self._worker.call(
                partial(WhisperDecoder.transcribe, request=request),
                timeout_s=TIMEOUT_S,
                urgent=request.thorough,
            )
        finally:
            # Where this was cancelled, the decoder stops before its next pass.
            request.unwanted.set()

    def _load(self, folder: Path, cpu_threads: int, device: Device) -> WhisperDecoder:
        return WhisperDecoder(folder, cpu_threads, device)


class WhisperDecoder:
    """The model; used from one thread."""

    def __init__(self, folder: Path, cpu_threads: int, device: Device = "auto") -> None:
        blas.keep_to_one_thread()
        onednn.keep_few_primitives()
        self._model = _load(folder, cpu_threads, device)
        self._tokenizer = Tokenizer(
            self._model.hf_tokenizer,
            self._model.model.is_multilingual,
            task="transcribe",
            language="en",
        )
        self._suppressed = list(get_suppressed_tokens(self._tokenizer, [-1]))
        silence = np.zeros(ENGINE_RATE_HZ, dtype=np.int16)
        self._decode(self._encode(silence, PADDING_S), silence, "")

    def transcribe(self, request: Request) -> Transcript:
        """Text of one piece, and of what remains of it where the decoder stopped early."""
        if soundless(request.samples):
            return NOTHING
        mask = voiced.voiced(request.samples)
        heard: list[Transcript] = []
        start_s, prompt = 0.0, request.prompt
        for _ in range(1 + RESUMPTIONS):
            rest = request.samples[round(start_s * ENGINE_RATE_HZ) :]
            piece, end_s = self._transcribe_from(replace(request, samples=rest, prompt=prompt))
            if start_s and piece.confidence < np.exp(UNSURE):
                break  # it was noise after all
            heard.append(_later(piece, start_s))
            if not piece.text or not end_s or voiced.voiced_s(mask, start_s + end_s) < UNHEARD_S:
                break
            start_s, prompt = start_s + end_s, f"{prompt} {piece.text}"
        whole = _joined(heard)
        return replace(whole, words=tuple(voiced.within_voice(whole.words, mask)))

    def _transcribe_from(self, request: Request) -> tuple[Transcript, float | None]:
        encoded = self._encode(request.samples, PADDING_S)
        decoded = self._decode(encoded, request.samples, request.prompt)
        if request.thorough:
            encoded, decoded = self._reconsidered(request, encoded, decoded)
        elif decoded.doubtful:
            return Transcript("", confidence=0.0), None
        if decoded.silent or not decoded.text:
            return Transcript("", (), 0.0, decoded.no_speech), None
        words: tuple[Word, ...] = ()
        if request.words and not request.unwanted.is_set():
            words = self._words(encoded, decoded.tokens, request.samples.size)
        confidence = float(np.exp(decoded.logprob))
        return Transcript(decoded.text, words, confidence, decoded.no_speech), decoded.end_s

    def _reconsidered(
        self, request: Request, encoded: Any, decoded: Decoded
    ) -> tuple[Any, Decoded]:
        """(what the text is of, the text), after as many more passes as it takes to believe it;
        the cheapest first, and none for a clip that nobody waits for any more."""
        samples, prompt = request.samples, request.prompt
        if decoded.loops and prompt and not request.unwanted.is_set():
            # The prompt is often what sets the decoder going round.
            prompt = ""
            decoded = self._decode(encoded, samples, prompt)
            if decoded.repeats and not decoded.too_quick:
                # Heard as a loop twice, by somebody who did say "uh" for seconds. The window of
                # 30 s takes 1.2 s more for little: of seven such clips, five of them made up, it
                # got 44 words wrong, and this 50, most of them the repetitions.
                return encoded, self._said_once(decoded)
        if decoded.wants_a_wider_search and not request.unwanted.is_set():
            wider = self._decode(encoded, samples, prompt, wider_than=decoded)
            decoded = decoded if wider.broken else wider
        if decoded.doubtful and decoded.broken and not request.unwanted.is_set():
            encoded = self._encode(samples, WINDOW_S)
            decoded = self._insist(encoded, samples)
        return encoded, decoded

    def _insist(self, encoded: Any, samples: Samples) -> Decoded:
        """Once more on the window that Whisper was trained on, and greedily: a wider search and
        the sampling of the stock decoding take seconds, while a person waits. The prompt is left
        out: it may be what is being repeated."""
        decoded = self._decode(encoded, samples, "")
        if decoded.silent or not decoded.broken:
            return decoded
        if decoded.too_quick:
            return replace(decoded, tokens=[], text="")
        return self._said_once(decoded)

    def _said_once(self, decoded: Decoded) -> Decoded:
        tokens = repetition.said_once(decoded.tokens)
        return replace(decoded, tokens=tokens, text=self._text(tokens))

    def _encode(self, samples: Samples, padding_s: int) -> Any:
        """Encoder output of the samples and silence, 30 s at most, an even number of frames."""
        step = 2 * self._model.feature_extractor.hop_length
        size = min(samples.size + padding_s * ENGINE_RATE_HZ, WINDOW_S * ENGINE_RATE_HZ)
        return self._model.encode(self._features(samples, -(-size // step) * step))

    def _features(self, samples: Samples, size: int) -> NDArray[np.float32]:
        """The spectrogram of `size` samples: those, and silence."""
        audio = np.zeros(size, dtype=np.float32)
        audio[: samples.size] = samples.astype(np.float32) / np.float32(32768.0)
        features: NDArray[np.float32] = self._model.feature_extractor(audio, padding=0)
        return features

    def _decode(
        self, encoded: Any, samples: Samples, prompt: str, wider_than: Decoded | None = None
    ) -> Decoded:
        """One pass of the decoder, greedy unless it shall be wider than another. With time stamps:
        without them it leaves the last words of unfinished sentences out, and whole sentences
        after a pause."""
        start = self._start(self.earlier(prompt))
        limit = limit_of(samples, start, wider_than)
        beams = 1 if wider_than is None else BEAMS
        return self._read(self._generate(encoded, [start], limit, beams)[0], samples, limit)

    def _generate(self, encoded: Any, starts: list[list[int]], limit: int, beams: int) -> Any:
        """CTranslate2's results for a batch. It generates at most half of max_length, whatever
        the prompts leave, and wants these to be of one length."""
        return self._model.model.generate(
            encoded,
            starts,
            max_length=max(2 * limit, len(starts[0]) + limit),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=self._suppressed,
            max_initial_timestamp_index=FIRST_STAMP,
            beam_size=beams,
        )

    def _read(self, result: Any, samples: Samples, limit: int) -> Decoded:
        stamped = result.sequences_ids[0]
        tokens = [token for token in stamped if token < self._tokenizer.eot]
        text = self._text(tokens)
        return Decoded(
            tokens=tokens,
            text=text,
            logprob=result.scores[0] * len(stamped) / (len(stamped) + 1),
            no_speech=result.no_speech_prob,
            end_s=self._end_s(stamped),
            cut_short=len(stamped) >= limit,
            too_quick=is_too_quick(text, samples),
        )

    def earlier(self, text: str) -> list[int]:
        """The tokens of a prompt, its last ones. Safe in any thread."""
        return list(
            self._tokenizer.encode(" " + text.strip())[-PROMPT_TOKENS:] if text.strip() else []
        )

    def _start(self, earlier: list[int]) -> list[int]:
        start = list(self._tokenizer.sot_sequence)
        return [self._tokenizer.sot_prev, *earlier, *start] if earlier else start

    def _text(self, tokens: list[int]) -> str:
        text = str(self._tokenizer.decode(tokens)).strip()
        return text if any(letter.isalnum() for letter in text) else ""

    def _end_s(self, stamped: list[int]) -> float | None:
        """The time stamp that closes the text."""
        begin = self._tokenizer.timestamp_begin
        if not stamped or stamped[-1] < begin:
            return None
        return float((stamped[-1] - begin) * self._model.time_precision)

    def _words(self, encoded: Any, tokens: list[int], size: int) -> tuple[Word, ...]:
        """Words with their times, from where the decoder attended (cross-attention, aligned
        by dynamic time warping, as Whisper's own word timestamps)."""
        return self._aligned(encoded, [tokens], [size])[0]

    def _aligned(
        self, encoded: Any, tokens: list[list[int]], sizes: list[int]
    ) -> list[tuple[Word, ...]]:
        frames = [size // self._model.feature_extractor.hop_length for size in sizes]
        aligned = self._model.find_alignment(self._tokenizer, tokens, encoded, frames)
        return [_timed(each, size) for each, size in zip(aligned, sizes, strict=True)]


def has_cuda() -> bool:
    return bool(ctranslate2.get_cuda_device_count() > 0)


def _timed(aligned: list[dict[str, Any]], size: int) -> tuple[Word, ...]:
    """Words in order, within `size` samples."""
    merge_punctuations(aligned, "\"'“¿([{-", "\"'.。,，!！?？:：”)]}、")
    longest_s = size / ENGINE_RATE_HZ
    words: list[Word] = []
    reached_s = 0.0
    for each in aligned:
        text = str(each["word"]).strip()
        if not text:
            continue
        start_s = min(max(float(each["start"]), reached_s), longest_s)
        reached_s = min(max(float(each["end"]), start_s), longest_s)
        words.append(Word(text, start_s, reached_s, float(each["probability"])))
    return tuple(words)


def _load(folder: Path, cpu_threads: int, device: Device) -> Any:
    """On the CUDA device where there is one that works, else on the processor, unless it has to
    be one of them."""
    if device == "cuda" or (device == "auto" and has_cuda()):
        try:
            model = WhisperModel(str(folder), device="cuda", compute_type="float16")
            model.encode(_no_features(model))  # loading succeeds without cuDNN; this call does not
            return model
        except (RuntimeError, ValueError) as error:
            if device == "cuda":
                raise
            logging.getLogger(__name__).warning(
                "The CUDA device cannot be used (%s); Whisper runs on the processor.", error
            )
    return WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=cpu_threads)


def _no_features(model: Any) -> NDArray[np.float32]:
    return np.zeros((model.model.n_mels, 100), dtype=np.float32)


def _later(piece: Transcript, seconds: float) -> Transcript:
    moved = tuple(
        replace(word, start_s=word.start_s + seconds, end_s=word.end_s + seconds)
        for word in piece.words
    )
    return replace(piece, words=moved)


def _joined(pieces: list[Transcript]) -> Transcript:
    """One transcript; its confidence is the mean over the text, by length."""
    if len(pieces) == 1:
        return pieces[0]
    spoken = [piece for piece in pieces if piece.text]
    if not spoken:
        return pieces[0]
    weights = [len(piece.text) for piece in spoken]
    return Transcript(
        text=" ".join(piece.text for piece in spoken),
        words=tuple(word for piece in spoken for word in piece.words),
        confidence=float(np.average([piece.confidence for piece in spoken], weights=weights)),
        no_speech_probability=min(piece.no_speech_probability for piece in pieces),
    )
