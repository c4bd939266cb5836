"""What a Whisper costs that isn't here: one of the same shape, whose weights mean nothing.

How long a network takes depends on its shape and on how many tokens it is made to write, not on
what its numbers are. So where `large-v3-turbo` can't be fetched, a network with its layers, heads
and widths is made of random numbers, and clips of five seconds go through it the way that
`ihr engines` has them go through Whisper: spectrogram, encoder, as many tokens as Whisper writes
for such a clip (end and time marks with them), and the placing of those in time. What it writes is
nonsense, so that nothing here says how well it hears. It leaves out what is done with a text that
is in doubt, which costs more.

`base` beside it is the check of the method: that shape can be compared with Whisper base itself
(`benchmarks.engines --only batches --profile base`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
from ctranslate2.specs import WhisperSpec
from numpy.typing import NDArray

from audio_pipeline.engines.protocols import Samples
from audio_pipeline.engines.whisper import has_cuda
from audio_pipeline.engines.whisper_batches import Ask, BatchDecoder
from audio_pipeline.engines.whisper_clip import Request
from audio_pipeline.weights import require
from benchmarks.common import conditions, options, percentile, report, say, spread
from benchmarks.engines import CLIP_S, clips_of

SIZES = (1, 2, 4, 8, 16, 32, 64)
TOKENS = 16
"""For five seconds: about what Whisper base writes for such a clip, with its marks
(`tokens_of_base` says how many it is for the clips given)."""
COUNTED = 40
WINDOW, POSITIONS = 1500, 448
"""Whisper's own: encoder frames in 30 s, and tokens with the prompt."""


NEVER = -1e4


@dataclass(frozen=True, slots=True)
class Shape:
    """As in the config.json of each model at its makers'."""

    width: int
    heads: int
    encoder_layers: int
    decoder_layers: int
    mels: int


SHAPES = {
    "base": Shape(width=512, heads=8, encoder_layers=6, decoder_layers=6, mels=80),
    "large-v3-turbo": Shape(width=1280, heads=20, encoder_layers=32, decoder_layers=4, mels=128),
}


class Numbers:
    """Random ones without end, from a store that is drawn once: a billion take half a minute."""

    def __init__(self) -> None:
        self._store = np.random.default_rng(0).standard_normal(1 << 20, np.float32) * 0.02

    def of(self, *shape: int) -> NDArray[np.float32]:
        return np.resize(self._store, shape).astype(np.float32)


def network(shape: Shape, words: Sequence[str]) -> WhisperSpec:
    """A Whisper of that shape, for CTranslate2. `words` is its vocabulary."""
    spec = WhisperSpec(shape.encoder_layers, shape.heads, shape.decoder_layers, shape.heads)
    numbers, width = Numbers(), shape.width
    encoder, decoder = spec.encoder, spec.decoder
    for conv, channels in ((encoder.conv1, shape.mels), (encoder.conv2, width)):
        conv.weight, conv.bias = numbers.of(width, channels, 3), numbers.of(width)
    encoder.position_encodings.encodings = numbers.of(WINDOW, width)
    decoder.position_encodings.encodings = numbers.of(POSITIONS, width)
    decoder.embeddings.weight = numbers.of(len(words), width)
    decoder.projection.weight = decoder.embeddings.weight
    decoder.projection.bias = np.zeros(len(words), np.float32)
    decoder.projection.bias[_never(words)] = NEVER
    for side in (encoder, decoder):
        _even(side.layer_norm, width)
        for layer in side.layer:
            _attends(numbers, layer.self_attention, (3 * width, width), width)
            if side is decoder:
                _attends(numbers, layer.attention, (width, 2 * width, width), width)
            _even(layer.ffn.layer_norm, width)
            _linear(numbers, layer.ffn.linear_0, 4 * width, width)
            _linear(numbers, layer.ffn.linear_1, width, 4 * width)
    heads = range(min(shape.heads, 6))
    spec.config.alignment_heads = [(shape.decoder_layers - 1, head) for head in heads]
    spec.config.suppress_ids, spec.config.suppress_ids_begin = [], []
    spec.config.lang_ids = []
    spec.register_vocabulary(list(words))
    return spec


def _never(words: Sequence[str]) -> list[int]:
    """The end, so that all texts have one length, and the time marks but the first: Whisper writes
    two or three of them, random numbers little else, and each takes longer than ten words."""
    marks = range(words.index("<|0.00|>") + 1, len(words))
    return [words.index("<|endoftext|>"), *marks]


def _attends(numbers: Numbers, attention: Any, outputs: Sequence[int], width: int) -> None:
    _even(attention.layer_norm, width)
    for linear, size in zip(attention.linear, outputs, strict=True):
        _linear(numbers, linear, size, width)


def _linear(numbers: Numbers, linear: Any, outputs: int, inputs: int) -> None:
    linear.weight, linear.bias = numbers.of(outputs, inputs), numbers.of(outputs)


def _even(norm: Any, width: int) -> None:
    norm.gamma, norm.beta = np.ones(width, np.float32), np.zeros(width, np.float32)


@contextmanager
def folder_of(shape: Shape, like: Path) -> Iterator[Path]:
    """A folder with the network in float16, and the tokens of the real model in `like`."""
    words = like.joinpath("vocabulary.txt").read_text(encoding="utf-8").splitlines()
    with tempfile.TemporaryDirectory(prefix="ihr-shape-") as scratch:
        folder = Path(scratch)
        spec = network(shape, words)
        spec.validate()
        spec.optimize(quantization="float16")
        spec.save(scratch)
        shutil.copy(like / "tokenizer.json", folder)
        folder.joinpath("preprocessor_config.json").write_text(f'{{"feature_size": {shape.mels}}}')
        yield folder


class Timed(BatchDecoder):
    """What is done with a batch whose texts are believed, with the time of each step."""

    def look(self, clips: Sequence[Samples]) -> tuple[float, float, float]:
        """Seconds for the encoder with its spectrograms, for the tokens, and for their places."""
        asks = [Ask(Request(samples, "", True, thorough=True), []) for samples in clips]
        begun_s = time.perf_counter()
        features = [self._features(ask.request.samples, ask.window) for ask in asks]
        encoded = self._model.encode(np.stack(features))
        encoded_s = time.perf_counter()
        self._model.model.generate(
            encoded,
            [self._start([])] * len(clips),
            max_length=2 * TOKENS,  # it writes half of that
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
            beam_size=1,
        )
        written_s = time.perf_counter()
        text = list(range(1000, 1000 + TOKENS - 3))  # end and two time marks are not placed
        self._aligned(encoded, [text] * len(clips), [samples.size for samples in clips])
        placed_s = time.perf_counter()
        return encoded_s - begun_s, written_s - encoded_s, placed_s - written_s

    def tokens_of(self, samples: Samples) -> int:
        """How many the model writes for a clip, with the time marks and the end."""
        ask = Ask(Request(samples, "", True, thorough=True), [])
        encoded = self._model.encode(np.stack([self._features(samples, ask.window)]))
        result = self._generate(encoded, [self._start([])], 2 * TOKENS + TOKENS, beams=1)[0]
        return len(result.sequences_ids[0]) + 1


def figures(
    folder: Path, clips: Sequence[Samples], sizes: Sequence[int], seconds: float
) -> dict[str, Any]:
    decoder = Timed(folder, len(os.sched_getaffinity(0)))
    found: dict[str, Any] = {}
    for size in sizes:
        say(f"batches of {size} …")
        supply = cycle(clips)
        decoder.look(list(islice(supply, size)))  # what is done once for a size
        steps: list[tuple[float, float, float]] = []
        begun_s, cpu_s = time.monotonic(), time.process_time()
        while (took_s := time.monotonic() - begun_s) < seconds:
            steps.append(decoder.look(list(islice(supply, size))))
        count = size * len(steps)
        names = ("encode_p50_s", "write_p50_s", "place_p50_s")
        found[str(size)] = {
            "clips_per_s": round(count / took_s, 2),
            "times_real_time": round(count * CLIP_S / took_s, 1),
            "batch_p50_s": percentile([sum(each) for each in steps], 50),
            **{
                name: percentile(column, 50)
                for name, column in zip(names, zip(*steps, strict=True), strict=True)
            },
            "cpu_s_per_clip": round((time.process_time() - cpu_s) / count, 4),
        }
    return found


def main() -> None:
    parser = options(__doc__)
    parser.add_argument("--shapes", nargs="+", choices=SHAPES, default=tuple(SHAPES))
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seconds", type=float, default=10.0, help="for each figure")
    given = parser.parse_args()
    where = conditions(device="cuda" if has_cuda() else "cpu", clip_s=CLIP_S, tokens=TOKENS)
    clips = clips_of(given.speech)
    real = require("whisper-base", (given.home / "weights").absolute())
    base = Timed(real, len(os.sched_getaffinity(0)))
    counted = [base.tokens_of(samples) for samples in spread(clips, COUNTED)]
    found: dict[str, Any] = {
        "tokens_of_base_p50": percentile(counted, 50),
        "tokens_of_base_mean": round(float(np.mean(counted)), 1),
    }
    for name in given.shapes:
        say(f"{name} …")
        with folder_of(SHAPES[name], real) as folder:
            found[name] = figures(folder, clips, given.sizes, given.seconds)
    report("whisper_shape", len(clips), found, where)


if __name__ == "__main__":
    main()
