"""Voice activity: WebRTC's detector opens the gate, Silero judges what comes through.

WebRTC costs a twentieth of Silero and misses next to nothing, but takes noise for speech;
Silero hears the difference. So Silero sleeps through silence, and an idle stream costs
almost nothing.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import faster_whisper
import numpy as np
import onnxruntime
import webrtcvad
from numpy.typing import NDArray

from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    THIS_MACHINE,
    VAD_WINDOW,
    EngineInfo,
    Samples,
)
from audio_pipeline.engines.worker import ModelWorker, OnWorker

CONTEXT = 64
"""Samples of the window before that Silero v5 and later wants in front of each window."""
GATE_FRAME = ENGINE_RATE_HZ // 100
"""WebRTC takes frames of 10, 20 or 30 ms; with 10 ms it misses the least of a quiet voice."""
GATE_AGGRESSIVENESS = 0
"""0 (lets most through) to 3: the gate must not lose a quiet "um"."""
HANGOVER_WINDOWS = 31
"""The gate stays open for a second after the last voiced frame. Silero without its memory
of the words before a pause judges quiet speech otherwise, so shorter pauses keep it."""
PREROLL_WINDOWS = 4
"""Fed to Silero when the gate opens, so that it knows the onset that opened it."""
HISTORY = PREROLL_WINDOWS * VAD_WINDOW + CONTEXT
TIMEOUT_S = 5.0

Windows = NDArray[np.float32]
Memory = tuple[NDArray[np.float32], NDArray[np.float32]]


def default_weights() -> Path:
    """The Silero model that comes with faster-whisper."""
    return Path(faster_whisper.__file__).parent / "assets" / "silero_vad_v6.onnx"


class SileroDetector(OnWorker):
    """A `VoiceActivityDetector`: one Silero in one thread for all streams."""

    def __init__(self, weights: Path | None = None) -> None:
        path = weights or default_weights()
        self._worker = ModelWorker(
            "vad", "voice activity detector", lambda: SileroModel(path), limit=256
        )

    @property
    def info(self) -> EngineInfo:
        return EngineInfo("vad", "WebRTC and Silero v6", THIS_MACHINE)

    async def start(self) -> None:
        """Load the model. Raises `EngineError`."""
        await self._worker.start()

    async def aclose(self) -> None:
        await self._worker.aclose()

    def stream(self) -> SileroStream:
        return SileroStream(self._worker)


class SileroStream:
    """One input stream. Calls that overlap are taken in order."""

    def __init__(self, worker: ModelWorker[SileroModel]) -> None:
        self._worker = worker
        self._gate = webrtcvad.Vad(GATE_AGGRESSIVENESS)
        self._state = StreamState()
        self._turn = asyncio.Lock()

    async def score(self, samples: Samples) -> list[float]:
        """Speech probability of each window that these samples complete; 0 at a closed gate.

        Raises `EngineError`; the stream then goes on as if the samples had not come.
        """
        async with self._turn:
            state, given = self._state, np.array(samples, dtype=np.int16)
            if state.rest.size + given.size < VAD_WINDOW:
                self._state = state.keeping(given)
                return []
            self._state, probabilities = await self._worker.call(
                lambda model: advance(model, self._gate, state, given), timeout_s=TIMEOUT_S
            )
            return probabilities


def _no_samples() -> Samples:
    return np.zeros(0, dtype=np.int16)


@dataclass(frozen=True, slots=True)
class StreamState:
    """What a stream remembers; never changed in place, so that a call may be repeated.

    `history` is the last `HISTORY` samples before `rest`, and `memory` Silero's own, None
    while the gate is closed. `open_for` counts the windows for which it stays open.
    """

    rest: Samples = field(default_factory=_no_samples)
    gate_rest: Samples = field(default_factory=_no_samples)
    history: Samples = field(default_factory=lambda: np.zeros(HISTORY, dtype=np.int16))
    memory: Memory | None = None
    open_for: int = 0

    def keeping(self, samples: Samples) -> StreamState:
        rest = np.concatenate([self.rest, samples])
        return StreamState(rest, self.gate_rest, self.history, self.memory, self.open_for)


class SileroModel:
    """Silero v6 as ONNX: a batch of windows is a sequence, its memory goes in and out."""

    def __init__(self, path: Path) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session: Any = onnxruntime.InferenceSession(
            str(path), sess_options=options, providers=["CPUExecutionProvider"]
        )

    def run(self, windows: Windows, memory: Memory | None) -> tuple[list[float], Memory]:
        """Score `windows` [N, 64 + 512], each with its context in front, in order."""
        h, c = memory or (np.zeros((1, 1, 128), np.float32), np.zeros((1, 1, 128), np.float32))
        output, h, c = self._session.run(None, {"input": windows, "h": h, "c": c})
        return [float(each) for each in output.reshape(-1)], (h, c)


def advance(
    model: SileroModel, gate: Any, state: StreamState, samples: Samples
) -> tuple[StreamState, list[float]]:
    """Take further samples: the state after them, and the probability of each whole window."""
    audio = np.concatenate([state.rest, samples])
    count = audio.size // VAD_WINDOW
    audio, rest = audio[: count * VAD_WINDOW], audio[count * VAD_WINDOW :]
    voiced, gate_rest = _voiced_windows(gate, state.gate_rest, audio, count)
    past = np.concatenate([state.history, audio])
    probabilities = [0.0] * count
    memory, open_for = state.memory, state.open_for
    window = 0
    while window < count:
        if not voiced[window] and open_for == 0:
            memory = None
            window += 1
            continue
        first = window
        while window < count and (voiced[window] or open_for > 0):
            open_for = HANGOVER_WINDOWS if voiced[window] else open_for - 1
            window += 1
        preroll = PREROLL_WINDOWS if memory is None else 0
        scores, memory = model.run(_with_context(past, first - preroll, window), memory)
        probabilities[first:window] = scores[preroll:]
    return StreamState(rest, gate_rest, past[-HISTORY:], memory, open_for), probabilities


def _voiced_windows(
    gate: Any, gate_rest: Samples, audio: Samples, count: int
) -> tuple[list[bool], Samples]:
    """Which windows hold the end of a frame that WebRTC takes for voice."""
    frames = np.concatenate([gate_rest, audio])
    voiced = [False] * count
    for number in range(frames.size // GATE_FRAME):
        end = (number + 1) * GATE_FRAME
        if gate.is_speech(frames[end - GATE_FRAME : end].tobytes(), ENGINE_RATE_HZ):
            voiced[max(0, end - gate_rest.size - 1) // VAD_WINDOW] = True
    return voiced, frames[frames.size // GATE_FRAME * GATE_FRAME :]


def _with_context(past: Samples, first: int, end: int) -> Windows:
    """Windows `first` to `end` of the audio that begins `HISTORY` samples into `past`."""
    starts = HISTORY + np.arange(first, end) * VAD_WINDOW - CONTEXT
    windows = past[starts[:, np.newaxis] + np.arange(CONTEXT + VAD_WINDOW)]
    scaled: Windows = windows.astype(np.float32) / np.float32(32768.0)
    return scaled
