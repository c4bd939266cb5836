"""Binary audio frames, for clients that ask for them with `audio=binary`.

From the client: PCM16 mono little-endian at the rate of the session's input format, nothing
else in the frame. To the client: a 12-byte header, then PCM16 at the rate of the output format.
The header is little-endian: the response's number (unsigned, 4 bytes; `number` in
`response.created`), then the offset of the frame's first sample in that response (unsigned,
8 bytes).
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from audio_pipeline.protocol.parsing import ProtocolError

MAX_BINARY_BYTES = 64 * 1024
MAX_TEXT_BYTES = 1024 * 1024

_HEADER = struct.Struct("<IQ")


@dataclass(frozen=True, slots=True)
class OutputFrame:
    """A frame on its way to the client; `pcm` is PCM16 mono little-endian."""

    response_number: int
    sample_offset: int
    pcm: bytes


def encode_frame(frame: OutputFrame) -> bytes:
    return _HEADER.pack(frame.response_number, frame.sample_offset) + frame.pcm


def decode_frame(data: bytes) -> OutputFrame:
    """The client's side of `encode_frame`. Raises ValueError for what is no such frame."""
    if len(data) < _HEADER.size or (len(data) - _HEADER.size) % 2:
        raise ValueError("An audio frame is a 12-byte header and whole 16-bit samples.")
    number, offset = _HEADER.unpack_from(data)
    return OutputFrame(number, offset, data[_HEADER.size :])


def check_input_frame(data: bytes) -> bytes:
    """The PCM16 of a frame from a client. Raises `ProtocolError` ("invalid_audio")."""
    if not data:
        raise ProtocolError("invalid_audio", "The audio frame is empty.")
    if len(data) > MAX_BINARY_BYTES:
        raise ProtocolError("invalid_audio", "An audio frame may hold at most 64 KiB.")
    if len(data) % 2:
        raise ProtocolError("invalid_audio", "An audio frame must hold whole 16-bit samples.")
    return data
