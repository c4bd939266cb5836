"""Whisper in batches hears what it hears without."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from audio_pipeline.engines.batching import Batching
from audio_pipeline.engines.protocols import Samples, Transcript
from audio_pipeline.engines.whisper import WhisperEngine
from audio_pipeline.engines.whisper_batches import (
    Ask,
    BatchDecoder,
    BatchingWhisper,
    settled,
    shortened,
)
from audio_pipeline.engines.whisper_clip import Decoded, Request
from audio_pipeline.transcription import VERBATIM
from tests.audio_pipeline.engines import clips
from tests.audio_pipeline.engines.clips import plain_words

NAMES = ("jfk", "rainbow_arch", "train_station", "quilter", "amiable", "about_to_fight")

engines = pytest.mark.engines
on_module_loop = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def alone(weights_dir: Path) -> AsyncIterator[WhisperEngine]:
    engine = WhisperEngine(weights_dir / "whisper-tiny.en")
    await engine.start()
    yield engine
    await engine.aclose()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def together(weights_dir: Path) -> AsyncIterator[BatchingWhisper]:
    engine = BatchingWhisper(weights_dir / "whisper-tiny.en", Batching(8, 0.05))
    await engine.start()
    yield engine
    await engine.aclose()


async def texts(engine: WhisperEngine, **how: object) -> list[Transcript]:
    return await asyncio.gather(
        *(engine.transcribe(clips.load(name), **how) for name in NAMES)  # type: ignore[arg-type]  # keywords
    )


@engines
@on_module_loop
@pytest.mark.parametrize(("prompt", "urgent"), [("", True), (VERBATIM, False)])
async def test_the_same_is_heard_in_a_batch_and_alone(
    alone: WhisperEngine, together: BatchingWhisper, prompt: str, urgent: bool
) -> None:
    expected = await texts(alone, prompt=prompt, urgent=urgent)
    heard = await texts(together, prompt=prompt, urgent=urgent)
    # A comma may depend on how much silence follows, which isn't the same without batches.
    assert [plain_words(each.text) for each in heard] == [
        plain_words(each.text) for each in expected
    ]


@engines
@on_module_loop
async def test_neighbours_change_nothing(together: BatchingWhisper) -> None:
    one_by_one = [await together.transcribe(clips.load(name)) for name in NAMES]
    assert [each.text for each in await texts(together)] == [each.text for each in one_by_one]


@engines
@on_module_loop
async def test_words_have_the_same_places_in_a_batch(
    alone: WhisperEngine, together: BatchingWhisper
) -> None:
    expected = await texts(alone, words=True)
    heard = await texts(together, words=True)
    for one, other in zip(expected, heard, strict=True):
        assert [word.text for word in other.words] == [word.text for word in one.words]
        for word, same in zip(other.words, one.words, strict=True):
            assert word.start_s == pytest.approx(same.start_s, abs=0.25)
            assert word.end_s == pytest.approx(same.end_s, abs=0.25)


@engines
@on_module_loop
async def test_some_want_words_and_some_dont(together: BatchingWhisper) -> None:
    samples = clips.load("quilter")
    plain, timed, silent = await asyncio.gather(
        together.transcribe(samples),
        together.transcribe(samples, words=True),
        together.transcribe(np.zeros(samples.size, np.int16), words=True),
    )
    assert plain.words == ()
    assert " ".join(word.text for word in timed.words) == timed.text == plain.text
    assert silent == Transcript("", (), 0.0, 1.0)


@engines
@on_module_loop
async def test_prompts_of_different_lengths_and_clips_of_any_length_go_together(
    together: BatchingWhisper,
) -> None:
    long = np.concatenate([clips.load("spacewalk"), clips.load("jfk")])
    prompts = ["", VERBATIM, f"{VERBATIM} {clips.text('spacewalk')[-200:]}"]
    jobs: list[tuple[Samples, str]] = [(clips.load("jfk"), prompt) for prompt in prompts]
    heard = await asyncio.gather(
        together.transcribe(long), *(together.transcribe(s, prompt=p) for s, p in jobs)
    )
    assert "fellow Americans" in heard[0].text
    assert all("fellow Americans" in each.text for each in heard[1:])


@engines
async def test_what_is_in_doubt_is_heard_again_by_itself(weights_dir: Path) -> None:
    class Doubting(BatchDecoder):
        def hear_together(self, asks: object) -> list[Transcript | None]:
            return [None for _ in super().hear_together(asks)]  # type: ignore[arg-type]  # its own

    decoder = Doubting(weights_dir / "whisper-tiny.en", 1)
    request = Request(clips.load("jfk"), "", True, thorough=True)
    assert decoder.hear_together([Ask(request, [])]) == [None]
    engine = BatchingWhisper(weights_dir / "whisper-tiny.en", Batching(2, 0.0))
    engine._load = lambda *_: decoder  # type: ignore[method-assign]  # the only way in
    await engine.start()
    try:
        heard = await engine.transcribe(request.samples, words=True)
        assert heard.text == decoder.transcribe(request).text != ""
    finally:
        await engine.aclose()


def decoded(text: str = "And so", **changes: object) -> Decoded:
    values: dict[str, object] = {
        "tokens": [1, 2, 3],
        "text": text,
        "logprob": -0.2,
        "no_speech": 0.0,
        "end_s": None,
        "cut_short": False,
        "too_quick": False,
    }
    return Decoded(**{**values, **changes})  # type: ignore[arg-type]  # a dict of keywords


VOICE = np.ones(100, dtype=np.bool_)
FINAL = Request(np.ones(32_000, np.int16), "", False, thorough=True)
CAPTION = Request(np.ones(32_000, np.int16), "", False, thorough=False)


@pytest.mark.parametrize(
    ("request_", "found", "text"),
    [
        (FINAL, decoded(), "And so"),
        (FINAL, decoded(end_s=1.5), "And so"),
        (FINAL, decoded(end_s=1.0), None),
        (FINAL, decoded(cut_short=True), None),
        (FINAL, decoded(too_quick=True), None),
        (FINAL, decoded(logprob=-1.2), None),
        (FINAL, decoded(logprob=-0.8, no_speech=0.9), None),
        (FINAL, decoded(logprob=-1.2, no_speech=0.9), ""),
        (FINAL, decoded(text=""), ""),
        (CAPTION, decoded(cut_short=True), ""),
        (CAPTION, decoded(logprob=-0.8, no_speech=0.9), ""),
    ],
)
def test_only_what_needs_no_second_look_is_settled(
    request_: Request, found: Decoded, text: str | None
) -> None:
    heard = settled(request_, found, VOICE)
    assert (heard and heard.text) == text


def test_windows_and_keys_depend_on_the_clip_alone() -> None:
    seconds = {
        Ask(Request(np.zeros(int(s * 16_000), np.int16), "", False, True), []).window // 16_000
        for s in (0.2, 5.0, 5.1, 12, 24.9, 29)
    }
    assert seconds == {10, 15, 20, 30}


def test_long_prompts_keep_their_beginning_and_their_end() -> None:
    tokens = list(range(60))
    assert shortened(tokens) == [*range(8), *range(20, 60)]
    assert shortened(tokens[:48]) == tokens[:48]
    assert shortened(tokens[:16]) == tokens[:16]
    assert [len(shortened(list(range(n)))) for n in (17, 31, 32, 96)] == [16, 16, 32, 96]
