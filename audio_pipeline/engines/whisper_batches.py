"""Whisper for many callers at once: clips that came together are decoded as one batch.

CTranslate2 wants the clips of a batch to be of one length, and the first token of each text to
stand in one place. So a clip is padded to a window of 10, 15, 20, 25 or 30 s, by its own length
alone, and a long prompt is shortened to a multiple of 16 tokens: what a clip becomes doesn't depend
on who else is in the batch. Only the first look at a clip is shared. What that leaves in doubt is
heard again by itself, as without batches, while its neighbours have their answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from audio_pipeline.engines import voiced
from audio_pipeline.engines.batching import Batcher, Batching
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Device, Transcript
from audio_pipeline.engines.whisper import (
    NOTHING,
    PADDING_S,
    TIMEOUT_S,
    UNHEARD_S,
    WINDOW_S,
    WhisperDecoder,
    WhisperEngine,
)
from audio_pipeline.engines.whisper_clip import Decoded, Request, limit_of, soundless

STEP_S = 5
"""From one window to the next: finer ones cost less padding, and fill fewer batches."""
PROMPT_STEP, PROMPT_KEPT = 16, 8
"""Tokens: the length of a prompt is a multiple of the first, and what is left out of it comes after
the second: its beginning says how to write, its end what was said last."""
PROMPT_CHARACTERS = 2000
"""More than the tokens of a prompt can stand for."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One clip in a batch. `earlier` are the tokens of its prompt."""

    request: Request
    earlier: list[int]

    @property
    def window(self) -> int:
        """Samples with the padding."""
        step = STEP_S * ENGINE_RATE_HZ
        size = self.request.samples.size + PADDING_S * ENGINE_RATE_HZ
        return min(-(-size // step) * step, WINDOW_S * ENGINE_RATE_HZ)

    @property
    def key(self) -> tuple[int, int]:
        """Asks of one key can be one batch."""
        return self.window, len(self.earlier)


class BatchingWhisper(WhisperEngine):
    """A `SpeechToText` like `WhisperEngine`, for a server that many sessions share."""

    def __init__(
        self,
        folder: Path,
        batching: Batching,
        *,
        cpu_threads: int | None = None,
        device: Device = "auto",
    ) -> None:
        super().__init__(folder, cpu_threads=cpu_threads, device=device, workers=1)
        self._batcher: Batcher[Ask, Transcript | None] = Batcher(
            "stt", "speech recogniser", self._hear_together, batching
        )
        self._decoder: WhisperDecoder | None = None

    @property
    def waiting(self) -> int:
        return self._batcher.waiting + self._worker.waiting

    async def start(self) -> None:
        await super().start()
        # Only for its tokens, which any thread may ask for.
        self._decoder = await self._worker.call(lambda decoder: decoder, timeout_s=TIMEOUT_S)
        self._batcher.start()

    async def aclose(self) -> None:
        await self._batcher.aclose()
        await super().aclose()

    async def _hear(self, request: Request) -> Transcript:
        if soundless(request.samples):
            return NOTHING
        ask = Ask(request, self._earlier(request.prompt))
        heard = await self._batcher.call(ask, key=ask.key, urgent=request.thorough)
        return await super()._hear(request) if heard is None else heard

    def _earlier(self, prompt: str) -> list[int]:
        if self._decoder is None:
            return []
        return shortened(self._decoder.earlier(prompt[-PROMPT_CHARACTERS:]))

    async def _hear_together(self, asks: Sequence[Ask]) -> list[Transcript | None]:
        return await self._worker.call(
            partial(BatchDecoder.hear_together, asks=asks),
            timeout_s=TIMEOUT_S,
            urgent=any(ask.request.thorough for ask in asks),
        )

    def _load(self, folder: Path, cpu_threads: int, device: Device) -> WhisperDecoder:
        return BatchDecoder(folder, cpu_threads, device)


class BatchDecoder(WhisperDecoder):
    """The model; used from one thread."""

    def hear_together(self, asks: Sequence[Ask]) -> list[Transcript | None]:
        """Texts of clips of one key; None for one that has to be heard again by itself."""
        features = [self._features(ask.request.samples, ask.window) for ask in asks]
        encoded = self._model.encode(np.stack(features))
        starts = [self._start(ask.earlier) for ask in asks]
        limits = [limit_of(ask.request.samples, starts[0]) for ask in asks]
        results = self._generate(encoded, starts, max(limits), beams=1)
        decoded = [
            self._read(result, ask.request.samples, limit)
            for result, ask, limit in zip(results, asks, limits, strict=True)
        ]
        masks = [voiced.voiced(ask.request.samples) for ask in asks]
        heard = [
            settled(ask.request, each, mask)
            for ask, each, mask in zip(asks, decoded, masks, strict=True)
        ]
        timed = [
            ask.request.words and each is not None and each.text != ""
            for ask, each in zip(asks, heard, strict=True)
        ]
        if not any(timed):
            return heard
        # Who wants no times has no tokens to place.
        tokens = [
            each.tokens if wanted else [] for each, wanted in zip(decoded, timed, strict=True)
        ]
        words = self._aligned(encoded, tokens, [ask.request.samples.size for ask in asks])
        return [
            each and replace(each, words=tuple(voiced.within_voice(placed, mask)))
            for each, placed, mask in zip(heard, words, masks, strict=True)
        ]


def settled(request: Request, decoded: Decoded, mask: voiced.Mask) -> Transcript | None:
    """What the decoder says of a clip, where that is the last word on it (see `WhisperDecoder`)."""
    if decoded.doubtful and not request.thorough:
        return Transcript("", confidence=0.0)
    if decoded.doubtful or (request.thorough and decoded.wants_a_wider_search):
        return None
    if decoded.silent or not decoded.text:
        return Transcript("", (), 0.0, decoded.no_speech)
    if decoded.end_s and voiced.voiced_s(mask, decoded.end_s) >= UNHEARD_S:
        return None
    return Transcript(decoded.text, (), float(np.exp(decoded.logprob)), decoded.no_speech)


def shortened(tokens: list[int]) -> list[int]:
    """A prompt cut to a length that other prompts have too."""
    if len(tokens) <= PROMPT_STEP:
        return tokens
    kept = len(tokens) // PROMPT_STEP * PROMPT_STEP
    return tokens[:PROMPT_KEPT] + tokens[len(tokens) - kept + PROMPT_KEPT :]
