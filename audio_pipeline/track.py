"""The recent past of one input stream, addressed by sample number."""

from __future__ import annotations

import numpy as np

from audio_pipeline.engines.protocols import Samples


class Track:
    """Appends mono int16 samples and hands out copies of any stretch still kept.

    Grows by doubling and moves on `forget`, so that a long session costs what its longest
    turn costs.
    """

    def __init__(self) -> None:
        self._data = np.zeros(1 << 15, dtype=np.int16)
        self._length = 0
        self._first = 0

    @property
    def end(self) -> int:
        """The number of samples appended so far."""
        return self._first + self._length

    def append(self, samples: Samples) -> None:
        needed = self._length + len(samples)
        if needed > len(self._data):
            grown = np.zeros(max(needed, 2 * len(self._data)), dtype=np.int16)
            grown[: self._length] = self._data[: self._length]
            self._data = grown
        self._data[self._length : needed] = samples
        self._length = needed

    def slice(self, start: int, end: int) -> Samples:
        """A copy of samples `start` to `end`, clipped to what is kept."""
        low = min(max(start - self._first, 0), self._length)
        high = min(max(end - self._first, low), self._length)
        return self._data[low:high].copy()

    def forget(self, before: int) -> None:
        """Drop everything before sample `before`."""
        drop = min(max(before - self._first, 0), self._length)
        if drop == 0:
            return
        kept = self._data[drop : self._length]
        # A fresh array, so that one ten-minute answer isn't paid for until the session ends.
        size = max(1 << 15, 2 * len(kept)) if len(self._data) > 8 * len(kept) else len(self._data)
        data = np.zeros(size, dtype=np.int16)
        data[: len(kept)] = kept
        self._data = data
        self._first += drop
        self._length = len(kept)
