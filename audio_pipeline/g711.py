"""G.711 µ-law and A-law as tables (ITU-T Recommendation G.711, 1988).

A code is one byte for one 8 kHz sample. Tables are made once, on import: decoding looks a byte
up among 256 samples, encoding a sample among 65 536 bytes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_Codes = NDArray[np.uint8]
_Samples = NDArray[np.int16]

_SEGMENTS = 8
_MU_BIAS = 33
"""Added to a 14-bit magnitude so that every segment starts at a power of two (table 2a)."""
_MU_CLIP = 8158
"""The largest magnitude that the eighth segment holds: 8158 + 33 = 2**13 - 1."""


def _mu_law_samples() -> _Samples:
    code = ~np.arange(256) & 0xFF
    segment, step = (code >> 4) & 7, code & 15
    magnitude = (((2 * step + _MU_BIAS) << segment) - _MU_BIAS) << 2
    samples: _Samples = np.where(code & 0x80, -magnitude, magnitude).astype(np.int16)
    return samples


def _mu_law_codes() -> _Codes:
    value = np.arange(-32768, 32768) >> 2
    magnitude = np.minimum(np.abs(value), _MU_CLIP) + _MU_BIAS
    segment = np.searchsorted(64 << np.arange(_SEGMENTS), magnitude, "right")
    code = (segment << 4) | ((magnitude >> (segment + 1)) & 15)
    codes: _Codes = (code ^ np.where(value < 0, 0x7F, 0xFF)).astype(np.uint8)
    return codes


def _a_law_samples() -> _Samples:
    code = np.arange(256) ^ 0x55
    segment, step = (code >> 4) & 7, code & 15
    linear = (step << 4) + 8
    curved = ((step << 4) + 264) << np.maximum(segment - 1, 0)
    magnitude = np.where(segment == 0, linear, curved)
    return np.where(code & 0x80, magnitude, -magnitude).astype(np.int16)


def _a_law_codes() -> _Codes:
    value = np.arange(-32768, 32768) >> 3
    magnitude = np.where(value < 0, -value - 1, value)
    segment = np.searchsorted(32 << np.arange(_SEGMENTS), magnitude, "right")
    code = (segment << 4) | ((magnitude >> np.maximum(segment, 1)) & 15)
    codes: _Codes = (code ^ np.where(value < 0, 0x55, 0xD5)).astype(np.uint8)
    return codes


_FROM_MU, _TO_MU = _mu_law_samples(), _mu_law_codes()
_FROM_A, _TO_A = _a_law_samples(), _a_law_codes()


def _look_up(table: _Codes, samples: _Samples) -> bytes:
    codes: _Codes = table[samples.astype(np.int32) + 32768]
    return codes.tobytes()


def decode_mu_law(data: bytes) -> _Samples:
    return _FROM_MU[np.frombuffer(data, np.uint8)]


def encode_mu_law(samples: _Samples) -> bytes:
    return _look_up(_TO_MU, samples)


def decode_a_law(data: bytes) -> _Samples:
    return _FROM_A[np.frombuffer(data, np.uint8)]


def encode_a_law(samples: _Samples) -> bytes:
    return _look_up(_TO_A, samples)
