"""Measuring in a thread of its own, loaded when the first answer comes."""

from __future__ import annotations

import asyncio
import os
import sys
import threading

import pytest

from audio_pipeline import measuring
from audio_pipeline.engines.protocols import EngineError
from audio_pipeline.measuring import AnswerMeter, Instruments
from audio_pipeline.speech_features import SpeechFeatures, Spoken
from tests.audio_pipeline.voices import clip


class Slow:
    """Instruments that wait until they may go on."""

    made = 0
    go_on = threading.Event()

    def __init__(self) -> None:
        type(self).made += 1

    def measure(self, spoken: Spoken) -> SpeechFeatures:
        self.go_on.wait(10)
        return SpeechFeatures(words=len(spoken.samples))


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> type[Slow]:
    monkeypatch.setattr(measuring, "Instruments", Slow)
    Slow.made, Slow.go_on = 0, threading.Event()
    return Slow


async def test_answers_are_measured_beside_each_other() -> None:
    meter = AnswerMeter()
    try:
        one, other = await asyncio.gather(
            meter.measure(Spoken(clip("quilter"))), meter.measure(Spoken(clip("amiable")))
        )
    finally:
        await meter.aclose()
    assert one.speaking_s > other.speaking_s > 1


async def test_nothing_is_loaded_before_the_first_answer_and_once_for_all(slow: type[Slow]) -> None:
    meter = AnswerMeter()
    assert slow.made == 0
    slow.go_on.set()
    await asyncio.gather(*(meter.measure(Spoken(clip("amiable"))) for _ in range(3)))
    assert slow.made == 1
    await meter.aclose()


async def test_too_many_answers_are_refused_rather_than_kept(slow: type[Slow]) -> None:
    meter = AnswerMeter()
    jobs = [
        asyncio.create_task(meter.measure(Spoken(clip("amiable"))))
        for _ in range(measuring.WAITING + 3)
    ]
    done, _ = await asyncio.wait(jobs, return_when=asyncio.FIRST_EXCEPTION, timeout=10)
    assert any(isinstance(job.exception(), EngineError) for job in done)
    slow.go_on.set()
    outcomes = await asyncio.gather(*jobs, return_exceptions=True)
    assert sum(isinstance(each, SpeechFeatures) for each in outcomes) >= measuring.WAITING
    await meter.aclose()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")
def test_the_thread_gives_way_to_all_others() -> None:
    found: list[int] = []
    own = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def run() -> None:
        Instruments()
        found.append(os.getpriority(os.PRIO_PROCESS, threading.get_native_id()))

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert found == [measuring.NICENESS]
    assert os.getpriority(os.PRIO_PROCESS, threading.get_native_id()) == own
