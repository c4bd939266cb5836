"""Recordings and the rooms around them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from audio_pipeline.audio import AudioChunk
from audio_pipeline.sound_files import write_wav
from benchmarks.common import spread
from benchmarks.recordings import (
    LOUDEST_DBFS,
    QUIETEST_DBFS,
    in_a_room,
    noise_level_dbfs,
    recordings,
    room_noise,
)

COLUMNS = ("id", "path", "subset", "use", "speaker", "transcript")


def test_a_collection_is_read_with_its_pauses(tmp_path: Path) -> None:
    write_wav(tmp_path / "one.wav", AudioChunk(np.zeros(800, np.int16), 8000))
    row = ("one", "one.wav", "calls", "wer,turn", "ann+bob", 'He said "hello')
    (tmp_path / "manifest.tsv").write_text("\t".join(COLUMNS) + "\n" + "\t".join(row) + "\n")
    pauses = {"id": "one", "speech": [[0.1, 0.4]], "pauses": []}
    (tmp_path / "pauses.jsonl").write_text(json.dumps(pauses) + "\n")
    (clip,) = recordings(tmp_path)
    assert (clip.subset, sorted(clip.uses), clip.speakers) == ("calls", ["turn", "wer"], 2)
    assert clip.transcript == 'He said "hello'
    assert clip.speech == ((0.1, 0.4),)
    assert len(clip.samples()) == 1600


def test_the_clips_of_the_tests_stand_in(capsys: pytest.CaptureFixture[str]) -> None:
    clips = recordings(None)
    assert clips
    assert all(clip.path.exists() and clip.speech and clip.transcript for clip in clips)
    assert "tests/audio" in capsys.readouterr().err


def test_room_noise_has_its_level_and_is_always_the_same() -> None:
    noise = room_noise(2.0, -50.0)
    level = 10 * np.log10(np.mean((noise / 32768.0) ** 2))
    assert level == pytest.approx(-50.0, abs=0.2)
    assert np.array_equal(noise, room_noise(2.0, -50.0))
    assert len(room_noise(0.0, -50.0)) == 0


def test_the_room_goes_on_at_the_level_that_the_clip_has() -> None:
    clip = np.concatenate([room_noise(1.0, -52.0), np.full(16_000, 8000, np.int16)])
    assert noise_level_dbfs(clip) == pytest.approx(-52.0, abs=2.5)
    assert noise_level_dbfs(np.zeros(16_000, np.int16)) == QUIETEST_DBFS
    assert noise_level_dbfs(np.full(16_000, 8000, np.int16)) == LOUDEST_DBFS
    heard = in_a_room(clip, 3.0)
    assert len(heard) == len(clip) + 3 * 16_000
    assert np.array_equal(heard[: len(clip)], clip)


def test_a_limit_is_spread_over_the_collection() -> None:
    assert spread(range(10), 3) == [0, 3, 6]
    assert spread(range(3), None) == spread(range(3), 8) == [0, 1, 2]
