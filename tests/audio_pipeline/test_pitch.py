"""The melody of a voice, from tracks made by hand and from sounds with a known pitch."""

from __future__ import annotations

import numpy as np
import pytest
from swift_f0 import SwiftF0

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Word
from audio_pipeline.pitch import (
    HIGHEST_HZ,
    HOP_S,
    LOWEST_HZ,
    PIECE,
    VOICED_CONFIDENCE,
    PitchTrack,
    finals,
    movement_st,
    range_st,
)
from benchmarks.synthetic_voice import voice
from tests.audio_pipeline.voices import instruments, mask_of, track_of


def test_the_range_is_in_semitones_and_the_same_for_high_and_low_voices() -> None:
    melody = list(np.linspace(-5, 5, 200))
    low, high = range_st(track_of(melody, 90)), range_st(track_of(melody, 240))
    assert low == pytest.approx(8.0, abs=0.1)
    assert high == pytest.approx(low)


def test_a_few_octave_errors_hardly_move_the_range() -> None:
    melody = [0.0, 1.0, 2.0, 3.0] * 50
    wrong = melody.copy()
    wrong[::20] = [12.0 + each for each in wrong[::20]]
    assert range_st(track_of(wrong)) == pytest.approx(range_st(track_of(melody)), abs=0.5)


def test_less_than_a_second_of_voice_has_no_range() -> None:
    assert range_st(track_of([0.0, 1.0] * 20)) is None
    assert range_st(PitchTrack(np.zeros(0), np.zeros(0, dtype=np.bool_))) is None


@pytest.mark.parametrize(("change", "rises", "falls"), [(4, 1, 0), (-4, 0, 1), (1, 0, 0)])
def test_sentence_ends_rise_fall_or_stay(change: float, rises: int, falls: int) -> None:
    melody = [0.0] * 60 + list(np.linspace(0, change, 25))
    words = (Word("I", 0.0, 0.5, 1), Word("left.", 0.5, 85 * HOP_S, 1))
    found = finals(track_of(melody), words)
    assert (found.measured, found.rises, found.falls) == (1, rises, falls)


def test_questions_and_abbreviations_are_no_sentence_ends() -> None:
    track = track_of([0.0] * 100)
    words = (Word("Dr.", 0.0, 0.5, 1), Word("who?", 0.5, 1.5, 1), Word("Yes,", 1.5, 1.6, 1))
    assert finals(track, words).measured == 0


def test_the_next_sentence_is_no_part_of_this_ones_end() -> None:
    melody = [0.0] * 40 + list(np.linspace(0, -4, 25)) + [9.0] * 30
    assert movement_st(track_of(melody), 65 * HOP_S, 65 * HOP_S) == pytest.approx(-4, abs=0.3)
    assert movement_st(track_of(melody), 0.0, 0.0) is None


def test_only_what_is_speech_has_a_pitch() -> None:
    track = track_of([0.0] * 125).within(mask_of((0.5, 1.0), seconds=2.0))
    assert track.sounding.sum() == pytest.approx(0.5 / HOP_S, abs=1)
    assert not track_of([0.0]).within(np.zeros(0, dtype=np.bool_)).sounding.any()


@pytest.mark.parametrize("median_hz", [85, 220])
def test_swift_f0_follows_a_voice_in_noise(median_hz: float) -> None:
    sung = voice(median_hz, 4.0, 10.0, 1)
    track = instruments().tracker.track(sung.samples)
    count = min(track.hz.size, sung.hz.size)
    both = track.sounding[:count] & (sung.hz[:count] > 0)
    cents = 1200 * np.log2(track.hz[:count][both] / sung.hz[:count][both])
    assert both.sum() > 100
    assert np.median(np.abs(cents)) <= 20
    known = 12 * np.log2(sung.hz[:count][both])
    assert abs(np.std(known + cents / 100) - np.std(known)) <= 0.3


def test_in_pieces_the_track_is_the_same() -> None:
    samples = voice(150.0, 2.5 * PIECE / ENGINE_RATE_HZ, 10.0, 1).samples
    whole = SwiftF0(threads=1, spin=False).detect(samples, ENGINE_RATE_HZ, LOWEST_HZ, HIGHEST_HZ)
    track = instruments().tracker.track(samples)
    assert track.hz == pytest.approx(whole.pitch_hz, abs=1e-6)
    assert (track.sounding == (whole.confidence >= VOICED_CONFIDENCE)).all()
