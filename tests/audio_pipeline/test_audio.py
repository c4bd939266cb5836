"""Formats, levels, rates and files."""

from __future__ import annotations

import base64
import importlib
import io
import sys
import warnings
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_pipeline import audio, sound_files
from audio_pipeline.audio import AudioChunk, AudioError, codec_for
from audio_pipeline.engines.protocols import Samples
from audio_pipeline.resampler import Resampler, resample

bounded = settings(derandomize=True, max_examples=60, deadline=None, database=None)
EVERY_SAMPLE = np.arange(-32768, 32768).astype(np.int16)
EVERY_BYTE = bytes(range(256))


def tone(hz: float, rate_hz: int, seconds: float = 1.0, level: float = 0.9) -> Samples:
    time = np.arange(int(rate_hz * seconds)) / rate_hz
    return audio.to_int16(level * np.sin(2 * np.pi * hz * time))


class TestCodecs:
    def test_pcm_is_little_endian(self) -> None:
        codec = codec_for("audio/pcm")
        assert codec.decode(b"\x01\x00\x00\x80\xff\x7f").tolist() == [1, -32768, 32767]
        assert codec.encode(np.array([1, -32768, 32767], np.int16)) == b"\x01\x00\x00\x80\xff\x7f"

    # ITU-T G.711, tables 1 and 2: the character signals of the extreme and the smallest values.
    @pytest.mark.parametrize(
        ("name", "code", "sample"),
        [
            ("audio/pcmu", 0x80, 32124),
            ("audio/pcmu", 0x00, -32124),
            ("audio/pcmu", 0xFF, 0),
            ("audio/pcmu", 0xFE, 8),
            ("audio/pcmu", 0xEF, 132),
            ("audio/pcma", 0xAA, 32256),
            ("audio/pcma", 0x2A, -32256),
            ("audio/pcma", 0xD5, 8),
            ("audio/pcma", 0x55, -8),
            ("audio/pcma", 0xC5, 264),
        ],
    )
    def test_g711_known_codes(self, name: str, code: int, sample: int) -> None:
        codec = codec_for(name)
        assert codec.decode(bytes([code])).tolist() == [sample]
        assert codec.encode(np.array([sample], np.int16)) == bytes([code])

    @pytest.mark.parametrize("name", ["audio/pcmu", "audio/pcma"])
    def test_g711_is_monotonous_and_stable(self, name: str) -> None:
        codec = codec_for(name)
        heard = codec.decode(codec.encode(EVERY_SAMPLE)).astype(np.int32)
        assert np.all(np.diff(heard) >= 0)
        again = codec.decode(codec.encode(heard.astype(np.int16)))
        assert np.array_equal(heard, again)

    @pytest.mark.skipif(sys.version_info >= (3, 13), reason="Python 3.13 has no audioop")
    @pytest.mark.parametrize(("name", "law"), [("audio/pcmu", "ulaw"), ("audio/pcma", "alaw")])
    def test_g711_against_the_standard_library(self, name: str, law: str) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            audioop = importlib.import_module("audioop")
        codec = codec_for(name)
        encoded = getattr(audioop, f"lin2{law}")(EVERY_SAMPLE.tobytes(), 2)
        decoded = getattr(audioop, f"{law}2lin")(EVERY_BYTE, 2)
        assert codec.encode(EVERY_SAMPLE) == encoded
        assert codec.decode(EVERY_BYTE).tobytes() == decoded

    def test_half_a_sample_is_refused(self) -> None:
        with pytest.raises(AudioError, match="even number of bytes"):
            codec_for("audio/pcm").decode(b"abc")

    def test_an_unknown_format_is_refused(self) -> None:
        with pytest.raises(AudioError, match="audio/pcm"):
            codec_for("audio/mp3")

    @pytest.mark.parametrize("name", ["audio/pcm", "audio/pcmu", "audio/pcma"])
    def test_nothing_is_nothing(self, name: str) -> None:
        assert len(codec_for(name).decode(b"")) == 0
        assert codec_for(name).encode(np.zeros(0, np.int16)) == b""


class TestBase64:
    @bounded
    @given(st.binary(min_size=1, max_size=64))
    def test_there_and_back(self, data: bytes) -> None:
        assert audio.decode_base64(audio.encode_base64(data)) == data

    @pytest.mark.parametrize(
        "text", ["", "A", "AAA", "AA=A", "A A=", "AAAA\n", "A-_A", "AAÄA", "===="]
    )
    def test_anything_else_is_refused(self, text: str) -> None:
        with pytest.raises(AudioError):
            audio.decode_base64(text)

    def test_what_the_clients_send(self) -> None:
        assert audio.decode_base64(base64.b64encode(b"\x01\x02").decode()) == b"\x01\x02"


class TestLevels:
    def test_levels(self) -> None:
        square = np.array([-32768, 32767] * 50, np.int16)
        assert audio.rms(square) == pytest.approx(1, abs=1e-4)
        assert audio.dbfs(square) == pytest.approx(0, abs=1e-3)
        assert audio.dbfs(tone(440, 8000, level=0.1)) == pytest.approx(-23.01, abs=0.01)

    def test_silence(self) -> None:
        assert audio.rms(np.zeros(0, np.int16)) == 0
        assert audio.dbfs(np.zeros(0, np.int16)) == audio.SILENCE_DBFS
        assert audio.dbfs(np.zeros(9, np.int16)) == audio.SILENCE_DBFS

    def test_numbers_that_are_none(self) -> None:
        odd = np.array([np.nan, np.inf, -np.inf, 2.0, -1.0, 0.5])
        assert audio.to_int16(odd).tolist() == [0, 32767, -32768, 32767, -32768, 16384]

    def test_duration(self) -> None:
        assert AudioChunk(np.zeros(12_000, np.int16), 24_000).duration_s == 0.5


RATES = [(24_000, 16_000), (16_000, 24_000), (8_000, 16_000), (22_050, 24_000), (22_050, 8_000)]


class TestResampler:
    @pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
    def test_a_tone_stays_where_it_is(self, from_hz: int, to_hz: int) -> None:
        stream = Resampler(from_hz, to_hz)
        out = np.concatenate([stream.feed(tone(440, from_hz)), stream.flush()])
        expected = tone(440, to_hz)
        assert len(out) == len(expected)
        inside = slice(to_hz // 10, -to_hz // 10)
        difference = out[inside].astype(np.int32) - expected[inside]
        assert np.abs(difference).max() <= 8

    def test_what_is_too_high_is_taken_away(self) -> None:
        out = Resampler(24_000, 16_000).feed(tone(9_000, 24_000))
        assert audio.dbfs(out[500:]) < -75

    @pytest.mark.parametrize(("from_hz", "to_hz"), RATES)
    def test_little_is_held_back(self, from_hz: int, to_hz: int) -> None:
        stream = Resampler(from_hz, to_hz)
        chunk = np.zeros(from_hz // 50, np.int16)
        given_ms = sum(len(stream.feed(chunk)) for _ in range(50)) * 1000 / to_hz
        assert 0 <= 1000 - given_ms <= stream.latency_ms
        assert stream.latency_ms < (4 if from_hz % 1000 == 0 else 25)

    @bounded
    @given(
        rates=st.sampled_from(RATES),
        sizes=st.lists(st.integers(0, 700), min_size=1, max_size=8),
        seed=st.integers(0, 9),
    )
    def test_chunks_do_not_matter(
        self, rates: tuple[int, int], sizes: list[int], seed: int
    ) -> None:
        total = sum(sizes)
        samples = np.random.default_rng(seed).integers(-20_000, 20_000, total).astype(np.int16)
        whole, pieces = Resampler(*rates), Resampler(*rates)
        expected = np.concatenate([whole.feed(samples), whole.flush()])
        parts = np.split(samples, np.cumsum(sizes)[:-1])
        out = np.concatenate([*(pieces.feed(part) for part in parts), pieces.flush()])
        assert len(out) == len(expected) == -(-total * rates[1] // rates[0])
        # The sums are the same; their order, and with it the last bit, may not be.
        assert np.all(np.abs(out.astype(np.int32) - expected) <= 1)

    def test_a_flushed_stream_is_new(self) -> None:
        stream = Resampler(24_000, 16_000)
        first = np.concatenate([stream.feed(tone(300, 24_000)), stream.flush()])
        second = np.concatenate([stream.feed(tone(300, 24_000)), stream.flush()])
        assert np.array_equal(first, second)

    def test_full_scale_is_clipped_and_does_not_wrap(self) -> None:
        edge = np.where(np.arange(2400) % 240 < 120, 32767, -32768).astype(np.int16)
        out = Resampler(24_000, 16_000).feed(edge)
        assert out.max() == 32767
        assert out.min() == -32768

    def test_the_same_rate_changes_nothing(self) -> None:
        stream = Resampler(16_000, 16_000)
        assert stream.feed(EVERY_SAMPLE) is EVERY_SAMPLE
        assert len(stream.flush()) == 0
        assert stream.latency_ms == 0

    @pytest.mark.parametrize(("from_hz", "to_hz"), [(0, 16_000), (16_000, -1)])
    def test_no_rate(self, from_hz: int, to_hz: int) -> None:
        with pytest.raises(ValueError, match="above 0"):
            Resampler(from_hz, to_hz)

    def test_a_whole_recording(self) -> None:
        out = resample(tone(440, 22_050), 22_050, 16_000)
        assert len(out) == 16_000
        assert audio.dbfs(out) == pytest.approx(audio.dbfs(tone(440, 16_000)), abs=0.05)
        assert resample(EVERY_SAMPLE, 8_000, 8_000) is EVERY_SAMPLE
        assert len(resample(np.zeros(0, np.int16), 8_000, 16_000)) == 0


def sound(samples: object, rate_hz: int, subtype: str, container: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=container, subtype=subtype)
    return file.getvalue()


class TestFiles:
    @pytest.mark.parametrize("subtype", ["PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
    def test_every_kind_of_wav(self, subtype: str) -> None:
        samples = tone(440, 44_100, 0.1)
        chunk = sound_files.read_sound(sound(samples / audio.FULL_SCALE, 44_100, subtype))
        assert chunk.rate_hz == 44_100
        assert np.array_equal(chunk.samples, samples)

    def test_channels_are_averaged(self) -> None:
        both = np.stack([np.full(99, 1000, np.int16), np.full(99, 3000, np.int16)], axis=1)
        assert set(sound_files.read_sound(sound(both, 8_000, "PCM_16")).samples) == {2000}

    def test_numbers_that_are_none(self) -> None:
        samples = np.array([np.nan, 0.5, np.inf], np.float32)
        assert sound_files.read_sound(sound(samples, 8_000, "FLOAT")).samples[:2].tolist() == [
            0,
            16384,
        ]

    def test_a_file_there_and_back(self, tmp_path: Path) -> None:
        path = tmp_path / "answer.wav"
        sound_files.write_wav(path, AudioChunk(EVERY_SAMPLE, 16_000))
        chunk = sound_files.read_sound(path)
        assert chunk.rate_hz == 16_000
        assert np.array_equal(chunk.samples, EVERY_SAMPLE)

    @pytest.mark.parametrize("data", [b"", b"RIFF", b"not a sound at all" * 9])
    def test_no_sound(self, data: bytes, tmp_path: Path) -> None:
        with pytest.raises(AudioError, match="can't be read"):
            sound_files.read_sound(data)
        path = tmp_path / "answer.wav"
        path.write_bytes(data)
        with pytest.raises(AudioError, match=r"answer\.wav can't be read"):
            sound_files.read_sound(path)

    def test_no_file(self, tmp_path: Path) -> None:
        with pytest.raises(AudioError, match="can't be read"):
            sound_files.read_sound(tmp_path / "missing.wav")

    def test_too_long(self) -> None:
        data = sound(np.zeros(16_001, np.int16), 8_000, "PCM_16")
        with pytest.raises(AudioError, match="longer than 2 seconds"):
            sound_files.read_sound(data, max_s=2)

    def test_flac_in_chunks(self) -> None:
        samples = np.tile(EVERY_SAMPLE, 8)
        chunks = sound_files.flac_chunks(samples, 8_000)
        assert [len(sound_files.read_sound(chunk).samples) for chunk in chunks] == [
            240_000,
            240_000,
            len(samples) - 480_000,
        ]
        joined = sound_files.join_chunks(chunks)
        assert joined.rate_hz == 8_000
        assert np.array_equal(joined.samples, samples)

    def test_no_flac(self) -> None:
        assert sound_files.flac_chunks(np.zeros(0, np.int16), 16_000) == []
        with pytest.raises(AudioError, match="belong together"):
            sound_files.join_chunks([])

    def test_flac_that_does_not_belong_together(self) -> None:
        silence = np.zeros(99, np.int16)
        first, second = (sound_files.flac_chunks(silence, rate)[0] for rate in (8_000, 16_000))
        with pytest.raises(AudioError, match="belong together"):
            sound_files.join_chunks([first, second])
