"""WAV and FLAC, in files and in memory. All of it is CPU or disk work: never on the event loop."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, cast

import numpy as np
import soundfile

from audio_pipeline.audio import AudioChunk, AudioError, to_int16
from audio_pipeline.engines.protocols import Samples

FLAC_CHUNK_S = 30
FLAC_ENCODER = f"libsndfile {soundfile.__libsndfile_version__}"
"""Another one may make other bytes of the same sound."""

_STRANGERS = "The parts of the recording don't belong together."


def read_sound(source: Path | bytes, max_s: float | None = None) -> AudioChunk:
    """Any file that libsndfile reads (WAV, FLAC, Ogg, MP3), channels averaged, rate unchanged.

    Raises `AudioError` when it can't be read, or is longer than `max_s` seconds.
    """
    try:
        with soundfile.SoundFile(
            io.BytesIO(source) if isinstance(source, bytes) else source
        ) as file:
            if max_s is not None and file.frames > max_s * file.samplerate:
                raise AudioError(f"The recording is longer than {max_s:g} seconds.")
            channels = file.read(dtype="float32", always_2d=True)
            return AudioChunk(to_int16(channels.mean(axis=1)), int(file.samplerate))
    except (soundfile.SoundFileError, OSError):
        name = "The recording" if isinstance(source, bytes) else f"{source.name}"
        raise AudioError(f"{name} can't be read as a sound file.") from None


def wav_bytes(chunk: AudioChunk) -> bytes:
    """A 16-bit mono WAV file."""
    return _encoded(chunk.samples, chunk.rate_hz, "WAV")


def write_wav(path: Path, chunk: AudioChunk) -> None:
    path.write_bytes(wav_bytes(chunk))


def flac_chunks(samples: Samples, rate_hz: int) -> list[bytes]:
    """FLAC files of at most `FLAC_CHUNK_S` seconds each, in order; none for no samples."""
    step = FLAC_CHUNK_S * rate_hz
    return [
        _encoded(samples[start : start + step], rate_hz, "FLAC")
        for start in range(0, len(samples), step)
    ]


def join_chunks(chunks: list[bytes]) -> AudioChunk:
    """What `flac_chunks` took apart. Raises `AudioError` for none, or for differing rates."""
    parts = [read_sound(chunk) for chunk in chunks]
    if len({part.rate_hz for part in parts}) != 1:
        raise AudioError(_STRANGERS)
    return AudioChunk(np.concatenate([part.samples for part in parts]), parts[0].rate_hz)


def join_flac(chunks: Sequence[bytes]) -> BinaryIO:
    """One FLAC out of what `flac_chunks` gave, decoded a chunk at a time, in an open file that has
    no name, so that it is gone with whoever holds it. At least one chunk; raises as `join_chunks`
    does."""
    file = cast(BinaryIO, tempfile.TemporaryFile())  # noqa: SIM115 - the caller closes it
    try:
        first = read_sound(chunks[0])
        with soundfile.SoundFile(
            file, "w", first.rate_hz, channels=1, subtype="PCM_16", format="FLAC"
        ) as joined:
            joined.write(first.samples)
            for chunk in chunks[1:]:
                part = read_sound(chunk)
                if part.rate_hz != first.rate_hz:
                    raise AudioError(_STRANGERS)
                joined.write(part.samples)
    except BaseException:
        file.close()
        raise
    return file


def _encoded(samples: Samples, rate_hz: int, container: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=container, subtype="PCM_16")
    return file.getvalue()
