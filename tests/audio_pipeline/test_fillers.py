"""Filled pauses that the words don't show, on sounds made by hand."""

from __future__ import annotations

import numpy as np
import pytest

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.fillers import filled_pauses, is_filler
from audio_pipeline.pauses import Mask
from audio_pipeline.pitch import HOP_S, PitchTrack
from tests.audio_pipeline.voices import clip as clip_of
from tests.audio_pipeline.voices import heard as heard_in
from tests.audio_pipeline.voices import mask_of, words_of_clip

STEADY = (1.0, 1.4)
"""Where the voice stays on one sound and one pitch; before and after it, it moves."""


def sound() -> tuple[Samples, PitchTrack]:
    seconds = 3.0
    at_s = np.arange(round(seconds * ENGINE_RATE_HZ)) / ENGINE_RATE_HZ
    steady = (at_s >= STEADY[0]) & (at_s < STEADY[1])
    hz = np.where(steady, 110.0, 110.0 + 30 * np.sin(2 * np.pi * 3 * at_s))
    phase = 2 * np.pi * np.cumsum(hz) / ENGINE_RATE_HZ
    formant = np.where(steady, 600.0, 900.0 + 700.0 * np.sin(2 * np.pi * 5 * at_s))
    made = np.zeros(at_s.size)
    for harmonic in range(1, 30):
        made += np.sin(harmonic * phase) / (1 + ((harmonic * hz - formant) / 120) ** 2)
    samples = (8000 * made / np.abs(made).max()).astype(np.int16)
    frames = (np.arange(int(seconds / HOP_S)) * HOP_S * ENGINE_RATE_HZ).astype(int)
    return samples, PitchTrack(hz[frames], np.ones(frames.size, dtype=np.bool_))


def words(*each: tuple[str, float, float]) -> tuple[Word, ...]:
    return tuple(Word(text, start_s, end_s, 0.9) for text, start_s, end_s in each)


EVERYWHERE = mask_of((0.0, 3.0), seconds=3.0)
ALONE = mask_of((0.0, 0.8), STEADY, (1.6, 3.0), seconds=3.0)


def test_a_steady_sound_alone_in_a_gap_between_words_is_counted() -> None:
    said = words(("so", 0.5, 0.8), ("we", 1.6, 1.8), ("tried", 1.8, 2.9))
    (found,) = filled_pauses(*in_order(ALONE), said)
    assert (found.start_s, found.end_s) == pytest.approx(STEADY, abs=0.05)


def test_a_word_that_seems_to_last_over_it_accounts_for_a_syllable_only() -> None:
    said = words(("so", 0.0, 0.4), ("we", 0.4, 1.7), ("tried", 1.7, 2.1))
    assert len(filled_pauses(*in_order(ALONE), said)) == 1


def test_what_runs_into_a_word_may_be_its_vowel() -> None:
    said = words(("so", 0.5, 0.95), ("we", 1.45, 1.8), ("tried", 1.8, 2.9))
    assert filled_pauses(*in_order(EVERYWHERE), said) == ()


def test_a_sound_alone_that_moves_is_a_word_that_was_not_understood() -> None:
    mask = mask_of((0.0, 0.3), (0.5, 0.9), (1.1, 3.0), seconds=3.0)
    said = words(("so", 0.0, 0.3), ("tried", 1.8, 2.1))
    assert filled_pauses(*in_order(mask), said) == ()


def test_a_word_accounts_for_its_own_sound() -> None:
    said = words(("so", 0.5, 0.8), ("oh", 1.0, 1.4), ("there", 1.8, 2.1))
    assert filled_pauses(*in_order(ALONE), said) == ()


def test_what_whisper_wrote_is_not_counted_twice() -> None:
    said = words(("so", 0.5, 0.8), ("um,", 0.8, 0.9), ("we", 1.6, 1.8), ("tried", 1.8, 2.9))
    assert filled_pauses(*in_order(ALONE), said) == ()


def test_an_echo_is_no_filler() -> None:
    mask = mask_of((0.0, 0.95), (1.45, 3.0), seconds=3.0)
    said = words(("so", 0.5, 0.95), ("we", 1.45, 1.8), ("tried", 1.8, 2.9))
    samples, track = sound()
    assert filled_pauses(samples, mask, track.within(mask), said) == ()


def test_without_word_times_nothing_is_claimed() -> None:
    assert filled_pauses(*in_order(ALONE), ()) == ()


@pytest.mark.parametrize("name", ["rainbow_arch", "quilter", "amiable"])
def test_somebody_who_reads_has_no_fillers(name: str) -> None:
    heard = heard_in(clip_of(name))
    assert filled_pauses(clip_of(name), heard.mask, heard.track, words_of_clip(name)) == ()


def test_a_filler_is_a_word_of_hesitation_alone() -> None:
    assert is_filler("Um,")
    assert not is_filler("um-hum and")
    assert not is_filler("...")


def in_order(mask: Mask) -> tuple[Samples, Mask, PitchTrack]:
    samples, track = sound()
    return samples, mask, track
