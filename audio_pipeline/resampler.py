"""Changing the sample rate, of a stream and of a whole recording."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
import soxr
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from audio_pipeline.engines.protocols import Samples

_CROSSINGS = 24
"""Zero crossings of the sinc on either side: 1.5 ms at 16 kHz, 3 ms at 8 kHz."""
_KAISER_BETA = 8.0
"""About 80 dB below the pass band (Kaiser 1974: 0.1102 * (A - 8.7))."""
_CUTOFF = 0.95
"""Of the lower rate's Nyquist frequency."""

_Floats = NDArray[np.float32]


class Resampler:
    """Changes the rate of a stream of int16 samples, chunk by chunk.

    The sample at time t comes out as the sample at time t, at most `latency_ms` after it went
    in, and however the stream is cut into chunks, the same samples come out.

    A windowed sinc (Smith, "Digital Audio Resampling", CCRMA) is applied block by block as one
    matrix product: `down` samples in are `up` samples out. soxr's streams are cheaper, but keep
    37 ms (24 to 16 kHz) to 115 ms (8 to 16 kHz) back, and that would delay every answer.
    """

    def __init__(self, from_hz: int, to_hz: int) -> None:
        if from_hz <= 0 or to_hz <= 0:
            raise ValueError("Sample rates must be above 0.")
        common = math.gcd(from_hz, to_hz)
        self._up, self._down = to_hz // common, from_hz // common
        self._filters, self._reach = _filters(self._up, self._down)
        self.latency_ms = 0.0
        if self._up != self._down:
            self.latency_ms = (self._reach + self._down) * 1000 / from_hz
        self._restart()

    def _restart(self) -> None:
        self._pending: _Floats = np.zeros(self._reach - 1, np.float32)
        self._taken = self._given = 0

    def feed(self, samples: Samples) -> Samples:
        """What can be given of the stream so far, in order; it may be nothing."""
        if self._up == self._down:
            return samples
        self._taken += len(samples)
        return self._given_out(self._convolved(samples.astype(np.float32)))

    def flush(self) -> Samples:
        """The end of the stream; the resampler is new afterwards.

        All in all, n samples have become ceil(n * to_hz / from_hz).
        """
        if self._up == self._down:
            return np.zeros(0, np.int16)
        length = -(-self._taken * self._up // self._down)
        silence = np.zeros(self._reach + self._down, np.float32)
        rest = self._convolved(silence)[: length - self._given]
        self._restart()
        return _rounded(rest)

    def _convolved(self, samples: _Floats) -> _Floats:
        buffer = np.concatenate([self._pending, samples])
        width = self._filters.shape[0]
        blocks = max(0, (len(buffer) - width) // self._down + 1)
        self._pending = buffer[blocks * self._down :]
        if blocks == 0:
            return np.zeros(0, np.float32)
        windows = sliding_window_view(buffer, width)[: blocks * self._down : self._down]
        product: _Floats = windows @ self._filters
        return product.reshape(-1)

    def _given_out(self, samples: _Floats) -> Samples:
        self._given += len(samples)
        return _rounded(samples)


def _rounded(samples: _Floats) -> Samples:
    return np.clip(np.rint(samples), -32768, 32767).astype(np.int16)


@lru_cache(maxsize=32)
def _filters(up: int, down: int) -> tuple[_Floats, int]:
    """One column for each of a block's `up` outputs, and how many input samples ahead of its
    own time an output looks. Rows are the input samples that the block sees."""
    stretch = max(1.0, down / up)
    reach = math.ceil(_CROSSINGS * stretch)
    offsets = np.arange(1 - reach, reach + 1)
    first, phase = np.divmod(np.arange(up) * down, up)
    time = (offsets[:, None] - phase[None, :] / up) / stretch
    window = np.i0(_KAISER_BETA * np.sqrt(np.clip(1 - (time / _CROSSINGS) ** 2, 0, None)))
    taps = np.sinc(time * _CUTOFF) * window
    taps /= taps.sum(axis=0)
    columns = np.zeros((int(first[-1]) + 2 * reach, up), np.float32)
    for output, start in enumerate(first):
        columns[start : start + 2 * reach, output] = taps[:, output]
    return columns, reach


def resample(samples: Samples, from_hz: int, to_hz: int) -> Samples:
    """A whole recording at another rate, by soxr at high quality."""
    if from_hz == to_hz or len(samples) == 0:
        return samples
    changed: Samples = soxr.resample(samples, from_hz, to_hz, quality="HQ")
    return changed
