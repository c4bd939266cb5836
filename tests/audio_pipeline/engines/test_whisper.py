"""Whisper on real voices, and the ways in which it is known to fail."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import pytest_asyncio

from audio_pipeline.engines.protocols import Samples, Transcript
from audio_pipeline.engines.whisper import BEAMS, LONGEST, WhisperDecoder, WhisperEngine
from audio_pipeline.engines.whisper_clip import Decoded, Request, limit_of
from tests.audio_pipeline.engines import clips
from tests.audio_pipeline.engines.clips import plain_words, word_errors

pytestmark = [pytest.mark.engines, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine(weights_dir: Path) -> AsyncIterator[WhisperEngine]:
    engine = WhisperEngine(weights_dir / "whisper-tiny.en")
    await engine.start()
    yield engine
    await engine.aclose()


def error_rate(expected: str, heard: str) -> float:
    words = plain_words(expected)
    return word_errors(words, plain_words(heard)) / len(words)


@pytest.mark.parametrize(
    ("name", "most"),
    [("jfk", 0.05), ("rainbow_arch", 0.1), ("train_station", 0.15), ("quilter", 0.15),
     ("amiable", 0.15), ("spacewalk", 0.1), ("sick_corpus", 0.2)],
)  # fmt: skip
async def test_speech_is_understood(engine: WhisperEngine, name: str, most: float) -> None:
    heard = await engine.transcribe(clips.load(name))
    assert error_rate(clips.text(name), heard.text) <= most, heard.text
    assert 0.4 < heard.confidence <= 1.0
    assert heard.words == ()


async def test_words_lie_in_order_within_the_voice(engine: WhisperEngine) -> None:
    samples = clips.load("jfk")
    heard = await engine.transcribe(samples, words=True)
    assert " ".join(word.text for word in heard.words) == heard.text
    for word, following in pairwise(heard.words):
        assert 0.0 <= word.start_s <= word.end_s <= following.start_s
    assert heard.words[-1].end_s <= samples.size / 16_000
    assert all(0.0 <= word.probability <= 1.0 for word in heard.words)
    # The orator pauses for a second after "Americans" and after "not".
    by_text = {plain_words(word.text)[0]: word for word in reversed(heard.words)}
    assert by_text["americans"].end_s == pytest.approx(2.27, abs=0.3)
    assert by_text["ask"].start_s == pytest.approx(3.30, abs=0.3)


async def test_an_answer_longer_than_the_window_is_whole(engine: WhisperEngine) -> None:
    names = ["spacewalk", "jfk", "sick_corpus"]
    samples = np.concatenate([clips.load(name) for name in names])
    assert samples.size > 2 * LONGEST
    heard = await engine.transcribe(samples, words=True)
    expected = " ".join(clips.text(name) for name in names)
    assert error_rate(expected, heard.text) <= 0.15
    starts = [word.start_s for word in heard.words]
    assert starts == sorted(starts)
    assert 61.0 < heard.words[-1].end_s <= samples.size / 16_000


async def test_a_caption_of_unfinished_speech_is_not_invented(engine: WhisperEngine) -> None:
    samples = clips.load("spacewalk")
    expected = plain_words(clips.text("spacewalk"))
    for seconds in (3, 6, 9, 12):
        heard = await engine.transcribe(samples[: seconds * 16_000], urgent=False)
        words = plain_words(heard.text)
        assert word_errors(expected[: len(words)], words) <= max(2, len(words) // 5), words
        assert len(words) > seconds


async def test_a_prompt_does_not_end_up_in_the_text(engine: WhisperEngine) -> None:
    samples = clips.load("jfk")[int(5.2 * 16_000) :]
    prompt = "And so my fellow Americans, ask not"
    heard = await engine.transcribe(samples, prompt=prompt)
    expected = "what your country can do for you, ask what you can do for your country."
    assert error_rate(expected, heard.text) <= 0.15, heard.text


def noise(level: float, seconds: float) -> Samples:
    generator = np.random.default_rng(3)
    return generator.normal(0, level, int(seconds * 16_000)).astype(np.int16)


@pytest.mark.parametrize(
    "samples",
    [
        np.zeros(0, dtype=np.int16),
        np.zeros(1, dtype=np.int16),
        np.full(1599, 9000, dtype=np.int16),
        np.zeros(16_000 * 5, dtype=np.int16),
        noise(8, 3.0),
    ],
    ids=["empty", "one sample", "too short", "silence", "hiss"],
)
async def test_silence_never_becomes_words(engine: WhisperEngine, samples: Samples) -> None:
    for words in (False, True):
        heard = await engine.transcribe(samples, words=words)
        assert (heard.text, heard.words) == ("", ())


class _Scripted(WhisperDecoder):
    """The real decoder with its first attempts replaced."""

    def __init__(self, real: WhisperDecoder) -> None:
        self.__dict__.update(real.__dict__)
        self.script: list[Decoded] = []
        self.windows: list[int] = []
        self.beams: list[int] = []
        self.prompts: list[str] = []

    def _encode(self, samples: Samples, padding_s: int) -> object:
        self.windows.append(padding_s)
        return super()._encode(samples, padding_s)

    def _decode(
        self, encoded: object, samples: Samples, prompt: str, wider_than: Decoded | None = None
    ) -> Decoded:
        self.beams.append(BEAMS if wider_than else 1)
        self.prompts.append(prompt)
        if self.script:
            return self.script.pop(0)
        return super()._decode(encoded, samples, prompt, wider_than)


@pytest.fixture(scope="module")
def decoder(weights_dir: Path) -> WhisperDecoder:
    return WhisperDecoder(weights_dir / "whisper-tiny.en", 1)


def decoded(text: str, **changes: object) -> Decoded:
    values: dict[str, object] = {
        "tokens": list(range(4)),
        "text": text,
        "logprob": -0.2,
        "no_speech": 0.0,
        "end_s": None,
        "cut_short": False,
        "too_quick": False,
    }
    return Decoded(**{**values, **changes})  # type: ignore[arg-type]  # a dict of keywords


LOOP = decoded("the world, " * 20, tokens=[1, 2, 3] * 20)


def ask(name: str, *, thorough: bool = True) -> Request:
    return Request(clips.load(name), "", False, thorough)


async def test_a_loop_is_decoded_again_at_the_full_window(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [LOOP]
    heard = scripted.transcribe(ask("quilter"))
    assert scripted.windows == [5, 30]
    assert error_rate(clips.text("quilter"), heard.text) <= 0.15


async def test_a_loop_is_first_decoded_without_its_prompt(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [LOOP]
    heard = scripted.transcribe(replace(ask("quilter"), prompt="Um, uh, hmm."))
    assert (scripted.windows, scripted.prompts) == ([5], ["Um, uh, hmm.", ""])
    assert error_rate(clips.text("quilter"), heard.text) <= 0.15


@pytest.mark.parametrize(
    "first", [LOOP, decoded("x", logprob=-1.4), decoded("x" * 99, too_quick=True)]
)
async def test_a_clip_that_nobody_waits_for_gets_no_second_pass(
    decoder: WhisperDecoder, first: Decoded
) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [first]
    request = replace(ask("quilter"), prompt="Um, uh, hmm.")
    request.unwanted.set()
    scripted.transcribe(request)
    assert (scripted.windows, scripted.beams) == ([5], [1])


async def test_a_call_that_is_cancelled_is_not_wanted_any_more(
    weights_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, over = threading.Event(), threading.Event()
    seen: list[bool] = []

    def slow(_: WhisperDecoder, request: Request) -> Transcript:
        began.set()
        seen.append(request.unwanted.wait(10))
        over.set()
        return Transcript("")

    monkeypatch.setattr(WhisperDecoder, "transcribe", slow)
    engine = WhisperEngine(weights_dir / "whisper-tiny.en")
    await engine.start()
    calling = asyncio.create_task(engine.transcribe(clips.load("quilter")))
    await asyncio.to_thread(began.wait, 10)
    calling.cancel()
    await asyncio.wait({calling})
    await asyncio.to_thread(over.wait, 10)
    await engine.aclose()
    assert seen == [True]


async def test_a_wider_search_ends_where_the_text_grows_beyond_belief() -> None:
    samples = np.zeros(10 * 16_000, dtype=np.int16)
    found = decoded("The sides have it.", tokens=list(range(6)))
    assert limit_of(samples, []) == 76
    assert limit_of(samples, [], found) == 28


async def test_a_text_that_hit_its_limit_is_decoded_again(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [decoded("and so on and on", cut_short=True)]
    scripted.transcribe(ask("quilter"))
    assert scripted.windows == [5, 30]


async def test_doubt_widens_the_search_and_keeps_the_window(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [decoded("something else", logprob=-0.8, no_speech=0.7)]
    heard = scripted.transcribe(ask("quilter"))
    assert (scripted.windows, scripted.beams) == ([5], [1, 5])
    assert "something" not in heard.text


async def test_a_loop_that_stays_is_said_once(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    tokens = scripted._tokenizer.encode(" again and again and again and again and again and")
    scripted.script = [LOOP] + [decoded("x " * 50, tokens=tokens)]
    heard = scripted.transcribe(ask("quilter"))
    assert plain_words(heard.text) == ["again", "and"]


async def test_a_loop_with_and_without_its_prompt_was_spoken(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    tokens = scripted._tokenizer.encode(" Montreal" + " word" * 12)
    said = decoded("Montreal" + " word" * 12, tokens=tokens)
    scripted.script = [said, said]
    heard = scripted.transcribe(replace(ask("quilter"), prompt="Um, uh, hmm."))
    assert plain_words(heard.text) == ["montreal", "word"]
    assert scripted.windows == [5]


async def test_but_not_where_there_was_no_time_for_it(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [LOOP, replace(LOOP, too_quick=True)]
    heard = scripted.transcribe(replace(ask("quilter"), prompt="Um, uh, hmm."))
    assert scripted.windows == [5, 30]
    assert error_rate(clips.text("quilter"), heard.text) <= 0.15


async def test_a_caption_that_fails_is_empty_at_once(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [LOOP]
    assert scripted.transcribe(ask("quilter", thorough=False)).text == ""
    assert scripted.beams == [1]


async def test_more_words_than_there_was_time_for_are_not_believed(
    decoder: WhisperDecoder,
) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [decoded("Thank you for watching, everybody!", too_quick=True)] * 4
    assert scripted.transcribe(ask("quilter")).text == ""
    assert scripted.windows == [5, 30]


async def test_a_knock_is_no_sentence(engine: WhisperEngine) -> None:
    knock = np.zeros(16_000, dtype=np.int16)
    knock[8000:8800] = noise(6000, 0.05)
    assert len((await engine.transcribe(knock)).text) <= 15


async def test_probable_silence_is_not_insisted_on(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    silent = decoded("Thank you.", logprob=-1.4, no_speech=0.9)
    scripted.script = [silent, silent]
    heard = scripted.transcribe(ask("quilter"))
    assert heard.text == ""
    assert heard.no_speech_probability == 0.9
    assert scripted.windows == [5]


async def test_what_follows_an_early_end_is_heard_too(decoder: WhisperDecoder) -> None:
    scripted = _Scripted(decoder)
    scripted.script = [decoded("And so, my fellow Americans,", end_s=2.8)]
    heard = scripted.transcribe(ask("jfk"))
    assert error_rate(clips.text("jfk"), heard.text) <= 0.1, heard.text
