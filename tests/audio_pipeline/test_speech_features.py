"""One answer, measured: what is right, what is left out, and why."""

from __future__ import annotations

import json
import math
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_pipeline import speech_features as features
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.resampler import resample
from audio_pipeline.speech_features import SpeechFeatures, Spoken, measure
from tests.audio_pipeline.voices import clip, heard, instruments, mask_of, noise, words_of_clip


def measured(name: str, samples: Samples | None = None, **known: float) -> SpeechFeatures:
    sound = clip(name) if samples is None else samples
    return instruments().measure(Spoken(sound, words_of_clip(name), **known))  # type: ignore[arg-type]  # as `Spoken` has them


def test_a_spontaneous_answer() -> None:
    found = measured("spacewalk")
    assert found.words == 61
    assert found.speaking_s == pytest.approx(25.2, abs=0.2)
    assert found.words_per_minute == pytest.approx(60 * 61 / found.speaking_s, abs=0.1)
    assert found.pauses is not None
    assert found.pauses.count >= 5
    assert found.pauses.mean_s is not None
    assert found.phonation_s == pytest.approx(
        found.speaking_s - found.pauses.count * found.pauses.mean_s, abs=0.01
    )
    assert found.pauses.longest_s == pytest.approx(max(e.length_s for e in found.pauses.all))
    assert found.articulation_rate is not None
    assert 3 < found.articulation_rate < 6
    assert found.pitch is not None
    assert 80 < found.pitch.median_hz < 250
    assert found.variation_db is not None
    assert found.snr_db is not None
    assert found.snr_db > 25


def test_long_pauses_in_a_sentence_are_within_or_between_clauses() -> None:
    found = measured("jfk").pauses
    assert found is not None
    assert found.longest_s > 0.8
    assert found.within is not None
    assert found.between is not None
    assert found.within + found.between == found.count


def test_latency_and_the_time_to_the_answer_come_from_the_caller() -> None:
    found = measured("quilter", asked_s=-1.0, answers_at=4, others_s=10.0)
    assert found.onset_s is not None
    assert found.response_latency_s == pytest.approx(1.0 + found.onset_s, abs=0.001)
    word = words_of_clip("quilter")[4]
    assert found.time_to_answer_s == pytest.approx(word.start_s - found.onset_s, abs=0.001)
    assert found.talk_share == pytest.approx(found.speaking_s / (found.speaking_s + 10), abs=0.001)
    unknown = measured("quilter")
    assert unknown.response_latency_s is None
    assert unknown.missing["response_latency_s"] == features.NOT_GIVEN
    assert unknown.missing["time_to_answer_s"] == features.NO_ANSWERING
    assert unknown.missing["talk_share"] == features.OTHERS_NOT_GIVEN


def test_a_louder_recording_measures_the_same() -> None:
    quiet = measured("quilter", (clip("quilter") // 3).astype(np.int16))
    found = measured("quilter")
    assert found.clipped == quiet.clipped == 0.0
    assert quiet.variation_db == pytest.approx(found.variation_db, abs=0.3)
    assert quiet.words_per_minute == pytest.approx(found.words_per_minute, rel=0.03)
    assert quiet.pitch is not None
    assert found.pitch is not None
    assert quiet.pitch.range_st == pytest.approx(found.pitch.range_st, abs=0.3)


@pytest.mark.parametrize("gain", [0.1, 1.0, 2.0])
def test_a_microphone_that_rumbles_measures_the_same_at_any_level(gain: float) -> None:
    at = np.arange(clip("spacewalk").size) / ENGINE_RATE_HZ
    rumble = 3000 * np.sin(2 * np.pi * 8 * at) + 1000
    loud = gain * (clip("spacewalk").astype(np.float64) + rumble)
    found, shaken = measured("spacewalk"), measured("spacewalk", np.rint(loud).astype(np.int16))
    assert shaken.clipped == 0.0
    assert shaken.speaking_s == pytest.approx(found.speaking_s, abs=0.1)
    assert shaken.snr_db == pytest.approx(found.snr_db, abs=4)
    assert shaken.variation_db == pytest.approx(found.variation_db, abs=0.2)
    assert shaken.pauses is not None
    assert found.pauses is not None
    assert shaken.pauses.mean_s == pytest.approx(found.pauses.mean_s, rel=0.1)


def test_a_telephone_line_leaves_pitch_and_pauses_as_they_are() -> None:
    narrow = resample(resample(clip("spacewalk"), ENGINE_RATE_HZ, 8000), 8000, ENGINE_RATE_HZ)
    found, phone = measured("spacewalk"), measured("spacewalk", narrow)
    assert found.pitch is not None
    assert phone.pitch is not None
    assert phone.pitch.median_hz == pytest.approx(found.pitch.median_hz, rel=0.02)
    assert found.pauses is not None
    assert phone.pauses is not None
    assert abs(phone.pauses.count - found.pauses.count) <= 1


def test_a_microphone_set_too_loud_spoils_loudness_alone() -> None:
    loud = np.clip(clip("quilter").astype(np.int32) * 40, -32768, 32767).astype(np.int16)
    found = measured("quilter", loud)
    assert found.clipped > features.CLIPPED
    assert found.variation_db is None
    assert found.missing["variation_db"] == features.CLIPPING
    assert found.words_per_minute is not None
    assert found.pitch is not None


def test_a_noisy_room_spoils_what_it_drowns() -> None:
    sound = clip("quilter").astype(np.int32)
    level = float(np.sqrt(np.mean(sound.astype(float) ** 2)))
    noisy = sound + noise(len(sound) / ENGINE_RATE_HZ, level / 2)[: len(sound)]
    found = measured("quilter", np.clip(noisy, -32768, 32767).astype(np.int16))
    assert found.variation_db is None
    assert found.missing["variation_db"] == features.TOO_NOISY
    assert found.fillers is not None
    assert found.fillers.um is None
    assert found.missing["fillers.um"] == features.TOO_NOISY


@pytest.mark.parametrize("samples", [np.zeros(0), np.zeros(100), np.zeros(48_000)])
def test_silence_has_no_features(samples: Samples) -> None:
    found = instruments().measure(Spoken(samples.astype(np.int16), (), "Hello there."))
    assert (found.speaking_s, found.words, found.words_per_minute) == (0.0, 2, None)
    assert found.pauses is None
    assert set(found.missing.values()) == {features.NO_VOICE}


def test_without_words_the_sound_is_measured_all_the_same() -> None:
    found = instruments().measure(Spoken(clip("quilter")))
    assert found.words_per_minute is None
    assert found.missing["words_per_minute"] == features.NO_WORDS
    assert found.fillers is None
    assert found.variation_db is not None
    assert found.pauses is not None


def test_words_without_times_still_count() -> None:
    found = instruments().measure(Spoken(clip("quilter"), (), "one two three four five six"))
    assert found.words == 6
    assert found.words_per_minute is not None
    assert found.missing["time_to_answer_s"] == features.NO_TIMES


def test_hesitations_are_no_words() -> None:
    said = Spoken(clip("quilter"), (), "um one two uh three four five six")
    found = instruments().measure(said)
    assert found.words == 6
    assert found.fillers is not None
    assert found.fillers.um == 2


def test_words_out_of_order_and_without_a_finite_time_spoil_nothing() -> None:
    words = words_of_clip("spacewalk")
    broken = (*reversed(words), Word("never", math.nan, 3.0, math.nan), Word("x", 9e9, 9e9, 0.5))
    found = instruments().measure(Spoken(clip("spacewalk"), broken, answers_at=len(broken) - 2))
    assert found.pauses is not None
    right = measured("spacewalk").pauses
    assert right is not None
    assert (found.pauses.within, found.pauses.between) == (right.within, right.between)
    assert found.missing["time_to_answer_s"] == features.NO_TIMES


def test_features_are_json() -> None:
    found = measured("spacewalk", asked_s=-2.0).to_json()
    again = json.loads(json.dumps(found, allow_nan=False))
    assert again["version"] == features.VERSION
    assert again["pauses"]["all"][0].keys() == {"start_s", "end_s", "place"}
    assert again["missing"]["time_to_answer_s"]


SOMETIMES = st.floats(-1e6, 1e6) | st.sampled_from([math.nan, math.inf, -math.inf])
WORDS = st.lists(
    st.builds(Word, st.sampled_from(["um,", "like", "Yes.", "", "42%"]), SOMETIMES, SOMETIMES,
              SOMETIMES),
    max_size=8,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(
    words=WORDS,
    asked_s=st.none() | SOMETIMES,
    answers_at=st.none() | st.integers(-5, 20),
    others_s=st.none() | SOMETIMES,
    spoken=st.lists(st.tuples(st.floats(0, 5), st.floats(0, 5)), max_size=4),
)
def test_whatever_is_given_comes_out_finite(
    words: list[Word],
    asked_s: float | None,
    answers_at: int | None,
    others_s: float | None,
    spoken: list[tuple[float, float]],
) -> None:
    sound = heard(clip("quilter"))
    mask = mask_of(*spoken, seconds=5.84)
    given_words = Spoken(clip("quilter"), tuple(words), "", asked_s, answers_at, others_s)
    found = measure(given_words, replace(sound, mask=mask, track=sound.track.within(mask)))
    json.dumps(found.to_json(), allow_nan=False)
    for each in fields(found):
        assert (getattr(found, each.name) is None) == (each.name in found.missing)
