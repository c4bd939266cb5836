"""Samples as they come off the wire and go back onto it."""

from __future__ import annotations

import base64
import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from audio_pipeline import g711
from audio_pipeline.engines.protocols import Samples

FULL_SCALE = 32768
SILENCE_DBFS = -120.0
"""What `dbfs` says of digital silence: below the quietest sound that 16 bits hold (-90.3)."""


class AudioError(Exception):
    """Audio that can't be used. The message is a plain sentence for the person who sent it."""


@dataclass(frozen=True, slots=True, eq=False)
class AudioChunk:
    """Mono samples at a rate."""

    samples: Samples
    rate_hz: int

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.rate_hz


@dataclass(frozen=True, slots=True)
class AudioCodec:
    """One of the session's audio formats: bytes to mono int16 samples and back.

    Each message must hold whole samples, so that nothing is carried from one to the next and
    a refused message takes nothing else with it.
    """

    name: str
    bytes_per_sample: int
    _decode: Callable[[bytes], Samples]
    _encode: Callable[[Samples], bytes]

    def decode(self, data: bytes) -> Samples:
        """Raises `AudioError` for a part of a sample."""
        if len(data) % self.bytes_per_sample:
            raise AudioError("The audio must hold whole 16-bit samples: an even number of bytes.")
        return self._decode(data)

    def encode(self, samples: Samples) -> bytes:
        return self._encode(samples)


def _decode_pcm(data: bytes) -> Samples:
    return np.frombuffer(data, "<i2").astype(np.int16, copy=False)


def _encode_pcm(samples: Samples) -> bytes:
    return samples.astype("<i2", copy=False).tobytes()


_CODECS = {
    codec.name: codec
    for codec in (
        AudioCodec("audio/pcm", 2, _decode_pcm, _encode_pcm),
        AudioCodec("audio/pcmu", 1, g711.decode_mu_law, g711.encode_mu_law),
        AudioCodec("audio/pcma", 1, g711.decode_a_law, g711.encode_a_law),
    )
}


def codec_for(format_type: str) -> AudioCodec:
    """The codec of a session format: "audio/pcm", "audio/pcmu" or "audio/pcma".

    Raises `AudioError` for any other.
    """
    codec = _CODECS.get(format_type)
    if codec is None:
        raise AudioError("The audio format must be audio/pcm, audio/pcmu or audio/pcma.")
    return codec


def decode_base64(text: str) -> bytes:
    """The bytes of a base64 string (RFC 4648, section 4).

    Raises `AudioError` for an empty string, a foreign character or wrong padding.
    """
    if not text:
        raise AudioError("The audio is empty.")
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:
        raise AudioError("The audio is not valid base64.") from None


def encode_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def to_int16(samples: np.ndarray[tuple[int, ...], np.dtype[np.floating]]) -> Samples:
    """Samples in -1..1 as int16: rounded, clipped, and 0 where they are no number."""
    scaled = np.nan_to_num(samples * FULL_SCALE, nan=0.0)
    rounded: Samples = np.clip(np.rint(scaled), -FULL_SCALE, FULL_SCALE - 1).astype(np.int16)
    return rounded


def rms(samples: Samples) -> float:
    """Root mean square, 0..1 of full scale; 0 for no samples."""
    if len(samples) == 0:
        return 0.0
    scaled = samples.astype(np.float64) / FULL_SCALE
    return float(math.sqrt(np.mean(scaled * scaled)))


def dbfs(samples: Samples) -> float:
    """Level in dB, where a full-scale square wave is 0; `SILENCE_DBFS` for silence."""
    level = rms(samples)
    return max(SILENCE_DBFS, 20 * math.log10(level)) if level > 0 else SILENCE_DBFS
