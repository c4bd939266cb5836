"""The simple rules decide when they say that they do."""

from __future__ import annotations

import pytest

from audio_pipeline.turn import WINDOW_S
from benchmarks.turn_rules import PIPECAT_RULE, Rule, decisions_s

VOICE, PAUSE = [1.0] * 30, [0.0] * 12
SILENCE = [0.0] * 150
END_S = 30 * WINDOW_S


def never(_start: int, _end: int) -> float:
    return 0.0


def always(_start: int, _end: int) -> float:
    return 1.0


def test_silence_alone_waits_as_long_as_it_is_told() -> None:
    decided = decisions_s(Rule("", 1.0), VOICE + SILENCE, never, 0.0)
    assert decided == [pytest.approx(END_S + 1.0, abs=2 * WINDOW_S)]


def test_silence_alone_cuts_in_on_a_longer_pause_and_ends_the_rest_too() -> None:
    decided = decisions_s(Rule("", 0.3), VOICE + PAUSE + VOICE + SILENCE, never, 0.0)
    assert len(decided) == 2


def test_pipecats_rule_ends_a_complete_turn_once_the_score_is_known() -> None:
    decided = decisions_s(PIPECAT_RULE, VOICE + SILENCE, always, 0.06)
    assert decided == [pytest.approx(END_S + 0.26, abs=2 * WINDOW_S)]


def test_pipecats_rule_asks_once_and_then_gives_three_seconds() -> None:
    asked: list[int] = []

    def count(_start: int, end: int) -> float:
        asked.append(end)
        return 0.4

    decided = decisions_s(PIPECAT_RULE, VOICE + SILENCE, count, 0.06)
    assert decided == [pytest.approx(END_S + 3.0, abs=2 * WINDOW_S)]
    assert len(asked) == 1


def test_an_answer_that_comes_after_speech_went_on_decides_nothing() -> None:
    brief = [0.0] * 8  # 0.256 s: longer than the check, shorter than its answer
    decided = decisions_s(PIPECAT_RULE, VOICE + brief + VOICE + SILENCE, always, 0.1)
    assert len(decided) == 1


def test_a_falling_threshold_meets_a_score_half_way() -> None:
    rule = Rule("", 2.2, first_s=0.2, every_s=0.1, top=1.0, falls=True)
    assert rule.threshold_at(0.2) == pytest.approx(1.0)
    assert rule.threshold_at(2.2) == pytest.approx(0.0)
    decided = decisions_s(rule, VOICE + SILENCE, lambda *_: 0.5, 0.0)
    assert decided == [pytest.approx(END_S + 1.2, abs=0.15)]


def test_a_cough_is_no_turn() -> None:
    assert decisions_s(Rule("", 0.5), [1.0] * 4 + SILENCE, never, 0.0) == []
