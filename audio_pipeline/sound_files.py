"""WAV and FLAC, in files and in memory. All of it is CPU or disk work: never on the event loop."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import soundfile

from audio_pipeline.audio import AudioChunk, AudioError, to_int16
from audio_pipeline.engines.protocols import Samples

FLAC_CHUNK_S = 30


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
        raise AudioError("The parts of the recording don't belong together.")
    return AudioChunk(np.concatenate([part.samples for part in parts]), parts[0].rate_hz)


def _encoded(samples: Samples, rate_hz: int, container: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=container, subtype="PCM_16")
    return file.getvalue()
