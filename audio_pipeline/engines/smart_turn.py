"""Has the person finished? Smart Turn v3 on the last eight seconds of their voice."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from faster_whisper.feature_extractor import FeatureExtractor
from numpy.typing import NDArray

from audio_pipeline.engines import blas
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, THIS_MACHINE, EngineInfo, Samples
from audio_pipeline.engines.worker import ModelWorker, OnWorker, usual_threads

WINDOW_S = 8
"""The model looks at eight seconds: [1, 80, 800] log-mel (pipecat-ai/smart-turn-v3)."""
WINDOW = WINDOW_S * ENGINE_RATE_HZ
VARIANCE_FLOOR = 1e-7
"""Added under the root, as Whisper's feature extractor in transformers does."""
TIMEOUT_S = 5.0
WEIGHTS_FILE = "smart-turn-v3.2-cpu.onnx"


class SmartTurnDetector(OnWorker):
    """A `TurnDetector`: what Smart Turn thinks of a turn that ends here.

    `folder` holds the weights. About 30 ms of CPU a call, by the machine's cores several at the
    same time: it is asked again and again while a silence grows.
    """

    def __init__(self, folder: Path) -> None:
        self._worker = ModelWorker(
            "turn",
            "end-of-turn detector",
            lambda: _Model(folder / WEIGHTS_FILE),
            threads=usual_threads(),
        )

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("turn", "Smart Turn v3.2", THIS_MACHINE)

    async def start(self) -> None:
        """Load the model. Raises `EngineError`."""
        await self._worker.start()

    async def aclose(self) -> None:
        await self._worker.aclose()

    async def completeness(self, samples: Samples) -> float:
        """Probability that the turn is complete; 0 where nothing was given."""
        if samples.size == 0:
            return 0.0
        tail = samples[-WINDOW:].copy()
        return await self._worker.call(lambda model: model.score(tail), timeout_s=TIMEOUT_S)


class _Model:
    def __init__(self, path: Path) -> None:
        blas.keep_to_one_thread()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session: Any = onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._log_mel = FeatureExtractor(chunk_length=WINDOW_S)

    def score(self, tail: Samples) -> float:
        features = self._log_mel(normalised_window(tail), padding=0)
        inputs = {"input_features": features[np.newaxis].astype(np.float32)}
        return float(np.clip(self._session.run(None, inputs)[0].reshape(-1)[0], 0.0, 1.0))


def normalised_window(tail: Samples) -> NDArray[np.float32]:
    """The last eight seconds, left-padded with zeros, then zero mean and unit variance.

    The padding takes part in the mean and the variance, as it did in training.
    """
    window = np.zeros(WINDOW, dtype=np.float32)
    tail = tail[-WINDOW:]
    if tail.size:
        window[-tail.size :] = tail.astype(np.float32) / 32768.0
    mean, deviation = float(window.mean()), float(np.sqrt(window.var() + VARIANCE_FLOOR))
    return (window - np.float32(mean)) / np.float32(deviation)
