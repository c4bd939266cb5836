"""Who was cut in on and who had to wait, from decisions made by hand."""

from __future__ import annotations

from benchmarks.turn_scoring import ClipScore, at_wait, score_clip, summary

SPEECH = ((0.5, 2.0), (2.3, 3.0), (3.8, 5.0))
"""Pauses of 0.3 s and 0.8 s; the last speech ends at 5 s."""


def test_a_decision_after_the_last_speech_is_a_wait() -> None:
    assert score_clip(SPEECH, [6.0]) == ClipScore(pauses=1, cut_pauses=0, cuts=0, wait_s=1.0)


def test_a_decision_in_a_long_pause_is_a_cut_in_and_the_end_is_still_waited_for() -> None:
    found = score_clip(SPEECH, [3.5, 5.5])
    assert found == ClipScore(pauses=1, cut_pauses=1, cuts=1, wait_s=0.5)


def test_a_decision_in_a_short_pause_is_a_cut_in_at_no_pause_that_counts() -> None:
    found = score_clip(SPEECH, [2.2, 5.5])
    assert found == ClipScore(pauses=1, cut_pauses=0, cuts=1, wait_s=0.5)


def test_a_decision_that_comes_just_after_the_speech_went_on_belongs_to_the_pause() -> None:
    assert score_clip(SPEECH, [3.9]) == ClipScore(1, 1, 1, None)


def test_two_decisions_at_one_pause_cut_it_once() -> None:
    assert score_clip(SPEECH, [3.3, 3.7, 6.0]) == ClipScore(1, 1, 2, 1.0)


def test_the_summary_counts_only_clips_that_have_a_pause() -> None:
    found = summary(
        [ClipScore(2, 1, 1, 1.0), ClipScore(1, 0, 0, 2.0), ClipScore(0, 0, 0, None)],
    )
    assert found["clips"] == 3
    assert found["clips_with_pause"] == 2
    assert found["cut_clips"] == 0.5
    assert found["cut_pauses"] == 0.333
    assert found["cut_any"] == 0.333
    assert found["wait_p50_s"] == 1.5
    assert found["no_end_found"] == 1


def test_a_curve_is_read_between_its_points_and_nowhere_else() -> None:
    curve = [{"wait_p50_s": 1.0, "cut": 0.4}, {"wait_p50_s": 2.0, "cut": 0.2}]
    assert at_wait(curve, 1.25, "cut") == 0.35
    assert at_wait(curve, 1.0, "cut") == 0.4
    assert at_wait(curve, 0.9, "cut") is None
    assert at_wait(curve, 2.1, "cut") is None
