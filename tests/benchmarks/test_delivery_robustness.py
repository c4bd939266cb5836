"""The same answers recorded otherwise: what each change does, and how a shift is told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from backend.domain.delivery import Delivered, impression
from backend.domain.preferences import Preferences
from benchmarks.delivery_robustness import CHANGES, compared, longest
from benchmarks.recordings import Recording
from tests.audio_pipeline.voices import clip

ANSWER = Delivered(150, 60.0, 5, 2, 10, 5.2, 5.0, 6.0)


def level_db(name: str) -> float:
    sound = CHANGES[name](clip("quilter")).astype(np.float64)
    return float(20 * np.log10(np.sqrt(np.mean(sound**2))))


@pytest.mark.parametrize("name", list(CHANGES))
def test_a_change_keeps_the_length_and_what_it_doesnt_change(name: str) -> None:
    changed = CHANGES[name](clip("quilter"))
    assert changed.dtype == np.int16
    assert abs(changed.size - clip("quilter").size) <= 2
    assert (name == "as recorded") == np.array_equal(changed, clip("quilter"))


def test_levels_move_by_what_they_say() -> None:
    assert level_db("quieter by 12 dB") - level_db("as recorded") == pytest.approx(-12, abs=0.1)
    assert level_db("room noise at 10 dB") - level_db("as recorded") == pytest.approx(0.41, abs=0.1)


def test_a_telephone_has_no_lows_and_no_highs() -> None:
    power = np.abs(np.fft.rfft(CHANGES["telephone"](clip("quilter")).astype(np.float64))) ** 2
    hz = np.fft.rfftfreq(clip("quilter").size, 1 / 16_000)[: power.size]
    assert power[(hz < 250) | (hz > 4200)].sum() < 0.01 * power.sum()


def test_a_shift_is_in_standard_deviations_and_held_against_the_interval() -> None:
    before = impression([ANSWER] * 5, Preferences())
    slower = impression([replace(ANSWER, speaking_s=75.0)] * 5, Preferences())
    found = compared(before, slower)
    assert found["shift_sd"] < 0
    assert found["within_interval"] is True
    assert found["moved_z"]["pace"] < -1
    assert found["moved_z"]["pauses"] == 0.0
    deaf = impression([replace(ANSWER, variation_db=None)] * 5, Preferences())
    assert compared(before, deaf)["moved_z"]["loudness_variation"] is None
    assert compared(before, impression([ANSWER], Preferences()))["band"] is None


def test_an_interview_is_made_of_the_longest_recordings_of_one_person_each() -> None:
    def recording(number: int, seconds: float, speakers: int = 1) -> Recording:
        return Recording(
            str(number), Path(), "one", frozenset(), speakers, "hello", ((0.0, seconds),)
        )

    clips = [recording(at, 10.0 + at) for at in range(12)] + [recording(99, 300.0, 2)]
    chosen = longest(clips)
    assert [clip.id for clip in chosen] == ["11", "10", "9", "8", "7", "6"]
