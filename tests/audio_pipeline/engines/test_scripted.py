"""The scripted engines do what they say, always, and without a thread."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from audio_pipeline.engines import tones
from audio_pipeline.engines.faulty import (
    Faults,
    FaultyLlm,
    FaultyStt,
    FaultyTts,
    FaultyTurnDetector,
    FaultyVad,
)
from audio_pipeline.engines.openai_compatible import ChatModel
from audio_pipeline.engines.protocols import EngineError, Samples
from audio_pipeline.engines.scripted import (
    ScriptedLlm,
    ScriptedStt,
    ScriptedTts,
    ScriptedTurnDetector,
    ScriptedVad,
)
from backend.domain.ports import LanguageModel, Message
from tests.virtual_time import run_virtual


def _join(*parts: Samples) -> Samples:
    return np.concatenate(parts)


async def _all(model: ChatModel, *messages: Message, max_tokens: int = 120) -> list[str]:
    return [text async for text in model.stream(messages, max_tokens=max_tokens)]


async def _hear(model: ChatModel, heard: list[str]) -> None:
    async for text in model.stream([]):
        heard.append(text)


async def test_text_is_revealed_as_it_is_spoken() -> None:
    stt = ScriptedStt(["one two three four five six"], words_per_s=2)
    heard = [(await stt.transcribe(tones.speech(s))).text for s in (0.2, 0.5, 1.2, 3.0, 9.0)]
    assert heard == [
        "",
        "one",
        "one two",
        "one two three four five six",
        "one two three four five six",
    ]


async def test_the_tone_says_which_answer_it_is() -> None:
    stt = ScriptedStt([f"answer {k}" for k in range(12)])
    for k in range(12):
        assert (await stt.transcribe(tones.speech(1.0, k))).text == f"answer {k}"


async def test_a_pause_adds_nothing_and_words_keep_their_places() -> None:
    stt = ScriptedStt(["one two three four"], words_per_s=2)
    samples = _join(tones.silence(1), tones.speech(0.8), tones.silence(1), tones.speech(1.2))
    words = (await stt.transcribe(samples, words=True)).words
    assert [(w.text, round(w.start_s, 2), round(w.end_s, 2)) for w in words] == [
        ("one", 1.0, 1.5),
        ("two", 1.5, 3.0),
        ("three", 3.0, 3.5),
        ("four", 3.5, 4.0),
    ]


async def test_two_answers_in_one_recording_follow_each_other() -> None:
    stt = ScriptedStt(["first answer", "second answer"], words_per_s=2)
    samples = _join(tones.speech(1.0, 0), tones.silence(0.5), tones.speech(1.0, 1))
    assert (await stt.transcribe(samples)).text == "first answer second answer"


async def test_answers_by_order_move_on_with_each_final() -> None:
    stt = ScriptedStt(["one two", "three"], by_order=True, words_per_s=1)
    voice = tones.speech(1.0, 5)
    texts = [
        (await stt.transcribe(tones.silence(1))).text,
        (await stt.transcribe(voice, urgent=False)).text,
        (await stt.transcribe(voice)).text,
        (await stt.transcribe(voice)).text,
        (await stt.transcribe(voice)).text,
    ]
    assert texts == ["", "one", "one two", "three", "three"]


async def test_each_word_has_its_tone() -> None:
    speech = await ScriptedTts(rate_hz=24_000, letter_s=0.1).synthesize("Ask me, now!", speed=2)
    assert [(w.text, w.start_s, w.end_s) for w in speech.words] == [
        ("Ask", 0.0, 0.15),
        ("me,", 0.15, 0.25),
        ("now!", 0.25, 0.4),
    ]
    assert len(speech.samples) == 0.4 * 24_000
    assert speech.exact


async def test_the_detector_keeps_what_fills_no_window() -> None:
    stream = ScriptedVad().stream()
    samples = _join(tones.silence(0.064), tones.speech(0.128))
    scores = [
        p for at in range(0, len(samples), 100) for p in await stream.score(_cut(samples, at))
    ]
    assert scores == [0, 0, 1, 1, 1, 1]


def _cut(samples: Samples, at: int) -> Samples:
    return samples[at : at + 100]


async def test_turn_probabilities_come_from_the_script() -> None:
    listed = ScriptedTurnDetector([0.1, 0.9])
    measured = ScriptedTurnDetector(lambda samples: float(len(samples) > 10))
    assert [await listed.completeness(tones.silence(1)) for _ in range(3)] == [0.1, 0.9, 0.9]
    assert await measured.completeness(tones.silence(1)) == 1.0
    assert await ScriptedTurnDetector(0.3).completeness(tones.silence(1)) == 0.3


def test_a_model_of_fixed_pace() -> None:
    async def paced() -> tuple[list[float], str]:
        loop = asyncio.get_running_loop()
        model: LanguageModel = ScriptedLlm(["One two three."], first_token_s=0.15, tokens_per_s=10)
        times, text = [], ""
        async for part in model.stream([Message("user", "Hello")]):
            times.append(round(loop.time(), 3))
            text += part
        return times, text

    assert run_virtual(paced()) == ([0.15, 0.25, 0.35], "One two three.")


async def test_a_model_that_looks_at_its_messages() -> None:
    model = ScriptedLlm(lambda messages: f"You said {messages[-1].content}. Why? Really?")
    assert await _all(model, Message("user", "yes"), max_tokens=4) == ["You said yes. Why?"]
    stopped = [t async for t in model.stream([Message("user", "yes")], stop=["?"])]
    assert stopped == ["You said yes. Why"]
    assert [[m.content for m in request] for request in model.requests] == [["yes"], ["yes"]]


async def test_faults_strike_the_chosen_calls() -> None:
    samples = tones.speech(1.0)
    stt = FaultyStt(ScriptedStt(["one two"]), Faults(fail=[0]))
    tts = FaultyTts(ScriptedTts(), Faults(fail=[0]))
    vad = FaultyVad(ScriptedVad(), Faults(fail=[0])).stream()
    turn = FaultyTurnDetector(ScriptedTurnDetector(), Faults(fail=[0]))
    with pytest.raises(EngineError):
        await stt.transcribe(samples)
    with pytest.raises(EngineError):
        await tts.synthesize("Hello.")
    with pytest.raises(EngineError):
        await vad.score(samples)
    with pytest.raises(EngineError):
        await turn.completeness(samples)
    assert (await stt.transcribe(samples)).text == "one two"
    assert len((await tts.synthesize("Hello.")).samples)
    assert await vad.score(samples)
    assert await turn.completeness(samples) == 0.95


async def test_a_model_that_breaks_off() -> None:
    model = FaultyLlm(ScriptedLlm(["One two three."], tokens_per_s=1e6), Faults(fail=[0]), after=2)
    heard: list[str] = []
    with pytest.raises(EngineError):
        await _hear(model, heard)
    assert heard == ["One", " two"]
    assert "".join(await _all(model)) == "One two three."


def test_a_hanging_engine_hangs() -> None:
    async def hang() -> None:
        tts = FaultyTts(ScriptedTts(), Faults(hang=range(1, 99)))
        await tts.synthesize("Hello.")
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(3600):
                await tts.synthesize("Hello.")

    run_virtual(hang())
