"""Engines in processes that get lost, are busy, or fail."""

from __future__ import annotations

import numpy as np
import pytest

from audio_pipeline.engines.far import (
    ATTEMPTS,
    AllBusy,
    Failed,
    FarHearing,
    FarSpeaking,
    ProcessLost,
)
from audio_pipeline.engines.protocols import EngineError, EngineInfo, Samples, Speech, Transcript

INFO = EngineInfo("stt", "far", "this machine")
CLIP = np.ones(1600, np.int16)


class Processes:
    """Each call is answered by the next of `outcomes`; notes what was asked."""

    def __init__(self, *outcomes: Exception | Transcript | Speech | Failed | int) -> None:
        self.outcomes = list(outcomes)
        self.asked: list[tuple[object, ...]] = []

    def _next(self, *asked: object) -> object:
        self.asked.append(asked)
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def hear(
        self, samples: Samples, prompt: str, words: bool, urgent: bool
    ) -> Transcript | Failed:
        answer = self._next(samples.size, prompt, words, urgent)
        assert isinstance(answer, Transcript | Failed)
        return answer

    async def say(self, sentence: str, speed: float, voice: str) -> Speech | Failed:
        answer = self._next(sentence, speed, voice)
        assert isinstance(answer, Speech | Failed)
        return answer

    async def rate_hz(self) -> int:
        answer = self._next()
        assert isinstance(answer, int)
        return answer


async def test_what_a_lost_process_was_doing_is_asked_of_another() -> None:
    processes = Processes(ProcessLost(), ProcessLost(), Transcript("Hello."))
    heard = await FarHearing(INFO, processes.hear).transcribe(CLIP, prompt="Um.", urgent=False)
    assert heard.text == "Hello."
    assert processes.asked == [(1600, "Um.", False, False)] * 3


async def test_it_is_not_asked_for_ever() -> None:
    processes = Processes(*[ProcessLost()] * 9)
    with pytest.raises(EngineError, match="could not be reached"):
        await FarHearing(INFO, processes.hear).transcribe(CLIP)
    assert len(processes.asked) == ATTEMPTS


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        (AllBusy(), "stt: The speech recogniser has too much to do at the moment."),
        (Failed("stt", "It broke."), "stt: It broke."),
        (RuntimeError("private words"), "stt: The speech recogniser could not be reached."),
    ],
)
async def test_other_failures_are_told_at_once(outcome: Exception | Failed, said: str) -> None:
    processes = Processes(outcome, Transcript("too late"))
    with pytest.raises(EngineError) as caught:
        await FarHearing(INFO, processes.hear).transcribe(CLIP)
    assert str(caught.value) == said
    assert len(processes.asked) == 1


async def test_the_voice_tells_its_rate_and_speaks() -> None:
    speech = Speech(CLIP, 22_050, (), True)
    processes = Processes(22_050, ProcessLost(), speech)
    voice = FarSpeaking(INFO, processes.say, processes.rate_hz)
    await voice.start()
    assert voice.rate_hz == 22_050
    assert await voice.synthesize("Hello.", speed=1.5) is speech
    assert processes.asked[1:] == [("Hello.", 1.5, "")] * 2
