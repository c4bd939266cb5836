"""What a recording holds, by its energy."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_pipeline.audio import AudioError, dbfs
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from backend.rehearse.recordings import ROOM_DBFS, Room, load_answer, voiced_end

CLIPS = Path(__file__).resolve().parents[2] / "audio"
VOICED = {
    name: clip["voiced_s"][-1][1]
    for name, clip in json.loads((CLIPS / "clips.json").read_text()).items()
}
# In these two the room is as loud as the end of a word.
NOISY = {"jfk", "sick_corpus"}


@pytest.mark.parametrize("name", sorted(VOICED))
def test_the_last_voice_is_found_where_an_aligner_finds_it(name: str) -> None:
    end = voiced_end(load_answer(CLIPS / f"{name}.flac"))
    assert end is not None
    tolerance_s = 1.0 if name in NOISY else 0.25
    assert end / ENGINE_RATE_HZ == pytest.approx(VOICED[name], abs=tolerance_s)


def test_no_voice_is_found_in_silence_a_quiet_room_or_nothing() -> None:
    assert voiced_end(np.zeros(16_000, np.int16)) is None
    assert voiced_end(Room().samples(32_000)) is None
    assert voiced_end(np.zeros(0, np.int16)) is None


def test_a_click_is_no_voice() -> None:
    samples = Room().samples(32_000)
    samples[4_000:12_000] += np.tile(np.array([4_000, -4_000], np.int16), 4_000)
    samples[24_000:24_160] = 12_000
    assert voiced_end(samples) == pytest.approx(12_000, abs=160)


def test_the_room_is_as_quiet_as_it_says_or_digitally_silent() -> None:
    assert dbfs(Room().samples(48_000)) == pytest.approx(ROOM_DBFS, abs=0.5)
    assert not Room(None).samples(1_000).any()


@pytest.mark.parametrize("rate_hz", [8_000, 44_100])
def test_any_rate_and_any_number_of_channels_will_do(tmp_path: Path, rate_hz: int) -> None:
    path = tmp_path / "answer.wav"
    soundfile.write(path, np.zeros((rate_hz, 2)), rate_hz)
    assert len(load_answer(path)) == ENGINE_RATE_HZ


def test_what_is_no_sound_is_named(tmp_path: Path) -> None:
    path = tmp_path / "answer.wav"
    path.write_text("not a sound")
    with pytest.raises(AudioError, match=r"answer\.wav can't be read"):
        load_answer(path)
