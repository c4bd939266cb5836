"""Loud and quiet, cuts and words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_pipeline.engines.protocols import Samples, Word
from audio_pipeline.engines.voiced import cuts, levels, voiced, voiced_s, within_voice

SECOND = 16_000


def sound(*parts: tuple[float, int]) -> Samples:
    """Noise of the given seconds and level, one after another."""
    generator = np.random.default_rng(4)
    return np.concatenate(
        [generator.normal(0, level, int(s * SECOND)) for s, level in parts]
    ).astype(np.int16)


def test_voice_stands_out_of_the_rooms_noise() -> None:
    mask = voiced(sound((1.0, 60), (2.0, 3000), (1.0, 60)))
    assert mask.shape == (200,)
    assert mask[50:150].all()
    assert not mask[:49].any()
    assert voiced_s(mask, 0.0) == pytest.approx(2.0)
    assert voiced_s(mask, 2.5) == pytest.approx(0.5)


def test_speech_without_a_pause_is_voice_and_what_is_steady_is_not() -> None:
    syllables = sound(*[(0.12, 3000), (0.06, 500)] * 10)
    assert np.mean(voiced(syllables)) > 0.6
    assert not voiced(sound((2.0, 3000))).any()
    assert not voiced(np.zeros(SECOND, dtype=np.int16)).any()
    assert levels(np.zeros(0, dtype=np.int16)).tolist() == [0.0]


def test_a_cut_is_made_in_the_pause() -> None:
    samples = sound((14.0, 2000), (0.6, 20), (20.0, 2000))
    ((start, cut), (again, end)) = cuts(samples, 25 * SECOND)
    assert (start, again, end) == (0, cut, samples.size)
    assert 14.0 <= cut / SECOND <= 14.6


@given(st.integers(0, 400_000), st.integers(8_000, 80_000))
def test_pieces_are_whole_and_short_enough(size: int, longest: int) -> None:
    pieces = cuts(np.ones(size, dtype=np.int16), longest)
    assert pieces[0][0] == 0
    assert pieces[-1][1] == size
    assert all(end - start <= longest for start, end in pieces)
    assert all(one[1] == other[0] for one, other in zip(pieces, pieces[1:], strict=False))


def test_words_are_kept_within_their_voice() -> None:
    mask = voiced(sound((1.0, 20), (0.5, 3000), (1.0, 20)))
    words = [Word("so", 0.2, 1.9, 0.9), Word("hm", 1.9, 2.2, 0.5)]
    trimmed = within_voice(words, mask)
    assert (trimmed[0].start_s, trimmed[0].end_s) == pytest.approx((1.0, 1.5))
    assert trimmed[1] == words[1]
