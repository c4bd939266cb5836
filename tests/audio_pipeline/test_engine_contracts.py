"""What every engine keeps, wherever it runs. Engines are listed in engines/factories.py."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import numpy as np
import pytest
import pytest_asyncio

from audio_pipeline.engines.protocols import (
    VAD_WINDOW,
    EngineError,
    Samples,
    SpeechToText,
    TextToSpeech,
    TurnDetector,
    VoiceActivityDetector,
)
from audio_pipeline.engines.registry import Managed
from tests.audio_pipeline.engines import clips, factories

pytestmark = [pytest.mark.engines, pytest.mark.asyncio(loop_scope="module")]

E = TypeVar("E")
MINUTE = 16_000 * 60
LINE = "So, what did you learn from the outage in 2019, Mr. Smith?"
ODD = {
    "empty": np.zeros(0, dtype=np.int16),
    "one sample": np.full(1, 1234, dtype=np.int16),
    "less than a window": np.full(333, -99, dtype=np.int16),
    "silence": np.zeros(16_000, dtype=np.int16),
    "loudest": np.tile(np.array([32767, -32768], dtype=np.int16), 8000),
    "not contiguous": clips.load("amiable")[::2],
}


@asynccontextmanager
async def running(engine: E) -> AsyncIterator[E]:
    if isinstance(engine, Managed):
        await engine.start()
    try:
        yield engine
    finally:
        if isinstance(engine, Managed):
            await engine.aclose()


def engine_fixture(
    engines: dict[str, Callable[[Path], E]],
) -> Callable[[pytest.FixtureRequest, Path], AsyncIterator[E]]:
    """A fixture that gives every engine of a kind, started once for all the tests."""

    @pytest_asyncio.fixture(scope="module", loop_scope="module", params=list(engines))
    async def fixture(request: pytest.FixtureRequest, weights_dir: Path) -> AsyncIterator[E]:
        async with running(engines[request.param](weights_dir)) as engine:
            yield engine

    return fixture


stt = engine_fixture(factories.STT)
tts = engine_fixture(factories.TTS)
vad = engine_fixture(factories.VAD)
turn_detector = engine_fixture(factories.TURN)


def odd_inputs() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("samples", ODD.values(), ids=ODD.keys())


async def abandoned(coroutine: Coroutine[object, object, object]) -> None:
    """Cancel a call as soon as it has begun (one that needs no waiting is over by then)."""
    task = asyncio.create_task(coroutine)
    await asyncio.sleep(0)
    cancelled = task.cancel()
    await asyncio.wait({task})
    assert task.cancelled() == cancelled


class TestSpeechToText:
    async def test_says_what_and_where_it_is(self, stt: SpeechToText) -> None:
        assert stt.info.kind == "stt"
        assert stt.info.name
        assert stt.info.where

    @odd_inputs()
    async def test_takes_any_samples(self, stt: SpeechToText, samples: Samples) -> None:
        given = samples.copy()
        heard = await stt.transcribe(samples, words=True)
        assert 0.0 <= heard.confidence <= 1.0
        assert 0.0 <= heard.no_speech_probability <= 1.0
        assert np.array_equal(samples, given)

    @pytest.mark.parametrize("seconds", [0, 1, 10])
    async def test_silence_has_no_words(self, stt: SpeechToText, seconds: int) -> None:
        heard = await stt.transcribe(np.zeros(seconds * 16_000, dtype=np.int16), words=True)
        assert (heard.text, heard.words) == ("", ())

    async def test_words_are_ordered_and_inside_the_audio(self, stt: SpeechToText) -> None:
        samples = clips.load("jfk")
        heard = await stt.transcribe(samples, words=True)
        assert heard.text == heard.text.strip() != ""
        assert " ".join(word.text for word in heard.words).split() == heard.text.split()
        for word, following in pairwise(heard.words):
            assert word.start_s <= following.start_s
        for word in heard.words:
            assert 0.0 <= word.start_s <= word.end_s <= samples.size / 16_000 + 0.02
            assert 0.0 <= word.probability <= 1.0

    async def test_words_come_only_when_asked_for(self, stt: SpeechToText) -> None:
        assert (await stt.transcribe(clips.load("amiable"))).words == ()

    async def test_a_minute_is_one_transcript(self, stt: SpeechToText) -> None:
        parts = [clips.load(name) for name in ("spacewalk", "jfk", "spacewalk")]
        samples = np.concatenate(parts)[:MINUTE]
        heard = await stt.transcribe(samples, prompt="An interview.", words=True)
        assert heard.text
        starts = [word.start_s for word in heard.words]
        assert starts == sorted(starts)
        assert starts[-1] <= samples.size / 16_000

    async def test_calls_do_not_disturb_each_other(self, stt: SpeechToText) -> None:
        samples, silence = clips.load("quilter"), np.zeros(16_000, dtype=np.int16)
        alone = await stt.transcribe(samples)
        together = await asyncio.gather(
            *(stt.transcribe(each) for each in (samples, silence, samples, silence))
        )
        assert [each.text for each in together] == [alone.text, "", alone.text, ""]

    async def test_a_cancelled_call_leaves_it_usable(self, stt: SpeechToText) -> None:
        await abandoned(stt.transcribe(clips.load("spacewalk")))
        await abandoned(stt.transcribe(clips.load("quilter"), urgent=False))
        assert (await stt.transcribe(clips.load("quilter"))).text


class TestTextToSpeech:
    async def test_says_what_and_where_it_is(self, tts: TextToSpeech) -> None:
        assert tts.info.kind == "tts"
        assert tts.info.name
        assert tts.info.where
        assert tts.rate_hz >= 8000

    async def test_words_are_the_sentences_in_order(self, tts: TextToSpeech) -> None:
        speech = await tts.synthesize(LINE)
        assert speech.samples.dtype == np.int16
        assert speech.rate_hz == tts.rate_hz
        assert [word.text for word in speech.words] == LINE.split()
        assert 1.0 < speech.samples.size / speech.rate_hz < 12.0
        assert np.abs(speech.samples.astype(np.int32)).max() > 1000
        for word, following in pairwise(speech.words):
            assert word.start_s <= word.end_s <= following.start_s + 1e-9
        assert speech.words[0].start_s >= 0.0
        assert speech.words[-1].end_s <= speech.samples.size / speech.rate_hz + 1e-9

    @pytest.mark.parametrize("sentence", ["", " ", "…", "— ?!"])
    async def test_nothing_to_say_is_silent(self, tts: TextToSpeech, sentence: str) -> None:
        assert not (await tts.synthesize(sentence)).samples.any()

    @pytest.mark.parametrize("sentence", ["a", "日本語 ok", "x" * 300, "<b>no</b> \x00 \u202e end"])
    async def test_odd_text_is_no_failure(self, tts: TextToSpeech, sentence: str) -> None:
        speech = await tts.synthesize(sentence)
        assert [word.text for word in speech.words] == sentence.split()

    async def test_faster_is_shorter(self, tts: TextToSpeech) -> None:
        usual, fast = await tts.synthesize(LINE), await tts.synthesize(LINE, speed=1.5)
        assert fast.samples.size < 0.85 * usual.samples.size

    async def test_calls_do_not_disturb_each_other(self, tts: TextToSpeech) -> None:
        lines = ["Yes.", LINE, "Why was that?"]
        speeches = await asyncio.gather(*(tts.synthesize(line) for line in lines))
        for line, speech in zip(lines, speeches, strict=True):
            assert [word.text for word in speech.words] == line.split()

    async def test_a_cancelled_call_leaves_it_usable(self, tts: TextToSpeech) -> None:
        await abandoned(tts.synthesize(LINE))
        assert (await tts.synthesize("Yes.")).samples.size


class TestVoiceActivity:
    async def test_says_what_and_where_it_is(self, vad: VoiceActivityDetector) -> None:
        assert vad.info.kind == "vad"
        assert vad.info.name
        assert vad.info.where

    @odd_inputs()
    async def test_scores_each_whole_window(
        self, vad: VoiceActivityDetector, samples: Samples
    ) -> None:
        scores = await vad.stream().score(samples)
        assert len(scores) == samples.size // VAD_WINDOW
        assert all(0.0 <= score <= 1.0 for score in scores)

    async def test_what_fills_no_window_is_kept(self, vad: VoiceActivityDetector) -> None:
        samples, stream = clips.load("amiable"), vad.stream()
        scores: list[float] = []
        for start in range(0, samples.size, 100):
            scores += await stream.score(samples[start : start + 100])
        whole = await vad.stream().score(samples)
        assert len(scores) == samples.size // VAD_WINDOW
        assert scores == pytest.approx(whole, abs=1e-3)

    async def test_a_minute_at_once(self, vad: VoiceActivityDetector) -> None:
        samples = np.tile(clips.load("jfk"), 6)[:MINUTE]
        scores = await vad.stream().score(samples)
        assert len(scores) == samples.size // VAD_WINDOW
        assert np.mean(np.array(scores) > 0.5) > 0.3

    async def test_voice_is_told_from_silence(self, vad: VoiceActivityDetector) -> None:
        silence = np.zeros(32_000, dtype=np.int16)
        scores = np.array(await vad.stream().score(np.concatenate([silence, clips.load("jfk")])))
        assert not np.any(scores[:60] > 0.5)
        assert np.any(scores[72:132] > 0.5)

    async def test_a_cancelled_call_leaves_it_usable(self, vad: VoiceActivityDetector) -> None:
        stream = vad.stream()
        await abandoned(stream.score(clips.load("jfk")))
        assert len(await stream.score(np.zeros(5120, dtype=np.int16))) >= 9


class TestTurnDetector:
    async def test_says_what_and_where_it_is(self, turn_detector: TurnDetector) -> None:
        assert turn_detector.info.kind == "turn"
        assert turn_detector.info.name
        assert turn_detector.info.where

    @odd_inputs()
    async def test_any_samples_have_a_probability(
        self, turn_detector: TurnDetector, samples: Samples
    ) -> None:
        assert 0.0 <= await turn_detector.completeness(samples) <= 1.0

    async def test_only_the_last_eight_seconds_count(self, turn_detector: TurnDetector) -> None:
        samples = np.tile(clips.load("jfk"), 6)[:MINUTE]
        whole = await turn_detector.completeness(samples)
        assert whole == pytest.approx(await turn_detector.completeness(samples[-128_000:]))

    async def test_calls_may_overlap(self, turn_detector: TurnDetector) -> None:
        samples = clips.load("quilter")
        scores = await asyncio.gather(*(turn_detector.completeness(samples) for _ in range(4)))
        assert scores == pytest.approx([scores[0]] * 4)


CALLS: dict[str, Callable[[object], Awaitable[object]]] = {
    "stt": lambda engine: engine.transcribe(clips.load("amiable")),  # type: ignore[attr-defined]  # chosen by kind
    "tts": lambda engine: engine.synthesize(LINE),  # type: ignore[attr-defined]  # chosen by kind
    "vad": lambda engine: engine.stream().score(clips.load("amiable")),  # type: ignore[attr-defined]  # chosen by kind
    "turn": lambda engine: engine.completeness(clips.load("amiable")),  # type: ignore[attr-defined]  # chosen by kind
}
ALL = [
    (kind, name, factory)
    for kind, engines in (
        ("stt", factories.STT),
        ("tts", factories.TTS),
        ("vad", factories.VAD),
        ("turn", factories.TURN),
    )
    for name, factory in engines.items()
]


@pytest.mark.parametrize(("kind", "name", "factory"), ALL, ids=[f"{k} {n}" for k, n, _ in ALL])
async def test_life_and_death(
    kind: str, name: str, factory: Callable[[Path], object], weights_dir: Path
) -> None:
    """Closing twice, or before the start, is no failure; a closed engine answers, or says
    plainly that it cannot."""
    engine = factory(weights_dir)
    if isinstance(engine, Managed):
        await engine.aclose()
        engine = factory(weights_dir)
        assert isinstance(engine, Managed)
        await engine.start()
        await engine.start()
        await CALLS[kind](engine)
        await engine.aclose()
        await engine.aclose()
    (outcome,) = await asyncio.gather(CALLS[kind](engine), return_exceptions=True)
    if isinstance(outcome, BaseException):
        assert isinstance(outcome, EngineError)
        assert outcome.engine == kind
        assert outcome.message.endswith(".")
