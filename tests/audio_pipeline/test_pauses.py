"""Silences: which count, how long they are, and where in a sentence they stand."""

from __future__ import annotations

import numpy as np
import pytest

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, VAD_WINDOW, Word
from audio_pipeline.pauses import pauses, runs, speech_mask
from tests.audio_pipeline.voices import mask_of, noise


def said(*words: tuple[str, float, float]) -> tuple[Word, ...]:
    return tuple(Word(text, start_s, end_s, 0.9) for text, start_s, end_s in words)


def test_only_silences_of_a_quarter_of_a_second_inside_the_answer_count() -> None:
    mask = mask_of((0.5, 1.0), (1.24, 2.0), (2.26, 3.0), seconds=4.0)
    (found,) = pauses(mask, ())
    assert (found.start_s, found.end_s) == pytest.approx((2.0, 2.26))
    assert found.length_s == pytest.approx(0.26)
    assert found.place is None


def test_a_pause_after_a_mark_stands_between_clauses() -> None:
    mask = mask_of((0.0, 1.0), (1.5, 2.5), (3.0, 4.0), seconds=4.0)
    words = said(("I", 0, 0.5), ("left.", 0.5, 1), ("Then", 1.5, 2), ("my", 2, 2.5), ("boss", 3, 4))
    assert [each.place for each in pauses(mask, words)] == ["between", "within"]


def test_a_pause_before_a_conjunction_stands_between_clauses() -> None:
    mask = mask_of((0.0, 1.0), (1.5, 2.5), seconds=2.5)
    words = said(("we", 0, 0.5), ("left", 0.5, 1), ("because", 1.5, 2), ("it", 2, 2.5))
    assert [each.place for each in pauses(mask, words)] == ["between"]


def test_a_hesitation_belongs_to_what_follows_the_pause() -> None:
    mask = mask_of((0.0, 1.0), (1.5, 2.5), seconds=2.5)
    for text, place in (("um,", "within"), ("done.", "between")):
        words = said(("the", 0, 0.5), (text, 0.5, 1), ("um,", 1.0, 1.0), ("old", 1.5, 2.5))
        assert [each.place for each in pauses(mask, words)] == [place]


def test_word_times_that_reach_into_the_pause_move_nothing() -> None:
    mask = mask_of((0.0, 1.0), (2.0, 3.0), seconds=3.0)
    words = said(("Well,", 0.0, 1.4), ("we", 1.4, 2.5), ("tried", 2.5, 3.0))
    assert [(each.start_s, each.place) for each in pauses(mask, words)] == [(1.0, "between")]


def test_energy_says_when_and_silero_says_whether() -> None:
    samples = np.concatenate([noise(1, 20), noise(1, 2000), noise(1, 20), noise(1, 2000)])
    windows = len(samples) // VAD_WINDOW
    likely = [0.9 if at < windows * 0.6 else 0.0 for at in range(windows)]
    ((start, end),) = runs(speech_mask(samples, likely))
    assert (start * 0.02, end * 0.02) == pytest.approx((1.0, 2.0), abs=0.021)


@pytest.mark.parametrize(("level", "onset_s"), [(1500, 0.9), (100, 1.0)])
def test_the_hiss_before_a_vowel_is_speech_and_a_breath_is_not(level: int, onset_s: float) -> None:
    samples = np.concatenate([noise(0.9, 20), noise(0.1, level), noise(1, 3000)])
    likely = [0.9 if at * VAD_WINDOW >= ENGINE_RATE_HZ else 0.0 for at in range(60)]
    ((start, end),) = runs(speech_mask(samples, likely))
    assert (start * 0.02, end * 0.02) == pytest.approx((onset_s, 2.0), abs=0.021)


def test_a_click_in_a_silence_is_no_speech() -> None:
    samples = np.concatenate([noise(1, 2000), noise(0.5, 20), noise(0.04, 2000), noise(0.5, 20)])
    mask = speech_mask(np.concatenate([samples, noise(1, 2000)]), [0.9] * 95)
    assert len(runs(mask)) == 2


@pytest.mark.parametrize("count", [0, 1, 511])
def test_less_than_a_window_is_nothing(count: int) -> None:
    assert speech_mask(np.zeros(count, dtype=np.int16), []).size == 0
    assert pauses(np.zeros(0, dtype=np.bool_), ()) == ()
