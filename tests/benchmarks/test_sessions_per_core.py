"""The arithmetic of how many conversations a core carries."""

from __future__ import annotations

from typing import Any

import psutil

from audio_pipeline.engines.tones import bursts
from benchmarks.sessions_per_core import QUIET_S, SPEECH_S, Speaker, carried, cpu_s, middle, said


def level(p50_ms: float | None, unanswered: int = 0) -> dict[str, Any]:
    return {"voice_to_voice": {"p50_ms": p50_ms}, "unanswered": unanswered}


def test_a_level_is_carried_while_nobody_waits_half_a_second_more_than_one_who_is_alone() -> None:
    alone = level(1500.0)
    assert carried(alone, alone)
    assert carried(alone, level(2000.0))
    assert not carried(alone, level(2001.0))
    assert not carried(alone, level(1500.0, unanswered=1))
    assert not carried(alone, level(None))


def test_the_run_in_the_middle_stands_for_all() -> None:
    runs = [{"cpu_ms_per_s": cost} for cost in (30.0, 10.0, 20.0)]
    assert middle(runs) == {"cpu_ms_per_s": 20.0}
    assert middle(runs[:2]) == {"cpu_ms_per_s": 10.0}


def test_what_is_streamed_is_an_answer_and_time_for_the_reply() -> None:
    sound = said()
    assert len(sound) == int((SPEECH_S + QUIET_S) * 16_000)
    voiced = bursts(sound)
    assert voiced[0].start_s < 0.1
    assert SPEECH_S - 0.1 < voiced[-1].end_s < SPEECH_S + 0.1


def test_a_speaker_keeps_what_the_server_measured_of_replies() -> None:
    speaker = Speaker(1)
    for latency_ms in ({"voice_to_voice": 900.0, "endpoint": 800.0}, {}):
        speaker._heard({"type": "interview.turn.measured", "latency_ms": latency_ms})
    speaker._heard({"type": "interview.turn.measured", "features": {}})
    speaker._heard({"type": "interview.turn.saved"})
    assert (speaker.waits_ms, speaker.saved) == ([900.0], 1)
    speaker.start_over()
    assert (speaker.waits_ms, speaker.saved) == ([], 0)


def test_the_cpu_time_of_a_process_and_its_children_is_counted() -> None:
    before_s = cpu_s([psutil.Process()])
    sum(number * number for number in range(2_000_000))
    assert cpu_s([psutil.Process()]) > before_s
