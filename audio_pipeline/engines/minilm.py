"""What a text is about, as a direction: all-MiniLM-L6-v2, by whose angle texts are compared."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from audio_pipeline.engines.protocols import THIS_MACHINE, EngineInfo
from audio_pipeline.engines.worker import ModelWorker, OnWorker

MOST_TOKENS = 256
"""What the model was trained with; the rest of a longer text isn't read
(sentence-transformers/all-MiniLM-L6-v2)."""
TIMEOUT_S = 5.0
MODEL_FILE, TOKENIZER_FILE = "model.onnx", "tokenizer.json"


class MiniLmEmbedder(OnWorker):
    """A `TextEmbedder`. `folder` holds the weights. One thread; 5 to 40 ms of CPU a text."""

    def __init__(self, folder: Path) -> None:
        self._worker = ModelWorker("text", "comparison of texts", lambda: _Model(folder))

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("text", "MiniLM L6 v2", THIS_MACHINE)

    async def start(self) -> None:
        """Load the model. Raises `EngineError`."""
        await self._worker.start()

    async def aclose(self) -> None:
        await self._worker.aclose()

    async def embed(self, text: str) -> tuple[float, ...]:
        """384 numbers of length 1 together."""
        return await self._worker.call(lambda model: model.embed(text), timeout_s=TIMEOUT_S)


class _Model:
    def __init__(self, folder: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session: Any = onnxruntime.InferenceSession(
            str(folder / MODEL_FILE), sess_options=options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(folder / TOKENIZER_FILE))
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.no_padding()

    def embed(self, text: str) -> tuple[float, ...]:
        read = self._tokenizer.encode(text)
        inputs = {
            "input_ids": _row(read.ids),
            "attention_mask": _row(read.attention_mask),
            "token_type_ids": _row(read.type_ids),
        }
        mean = self._session.run(None, inputs)[0][0].mean(axis=0)
        return tuple((mean / np.linalg.norm(mean)).astype(float).tolist())


def _row(numbers: list[int]) -> NDArray[np.int64]:
    return np.array([numbers], dtype=np.int64)
