"""Remote speech engines: through our own server, and against servers that differ or fail."""

from __future__ import annotations

import asyncio
import io
import json

import numpy as np
import pytest
import soundfile

from audio_pipeline.engines import tones
from audio_pipeline.engines.faulty import Faults, FaultyStt
from audio_pipeline.engines.openai_compatible import with_one_retry
from audio_pipeline.engines.openai_stt import OpenAISpeechToText
from audio_pipeline.engines.openai_tts import OpenAITextToSpeech
from audio_pipeline.engines.protocols import EngineError
from audio_pipeline.engines.registry import Engines
from audio_pipeline.engines.scripted import (
    ScriptedLlm,
    ScriptedStt,
    ScriptedTts,
    ScriptedTurnDetector,
    ScriptedVad,
)
from audio_pipeline.serve import create_engines_app
from tests.audio_pipeline.engines.fault_server import Answer, fault_server, hang, status
from tests.audio_pipeline.engines.serving import serving
from tests.virtual_time import run_virtual

VOICE = tones.speech(1.5)
PCM = (tones.AMPLITUDE * np.ones(24_000)).astype("<i2").tobytes()


def _engines(stt: ScriptedStt | FaultyStt | None = None) -> Engines:
    return Engines(
        stt=stt or ScriptedStt(["one two three"], words_per_s=2),
        tts=ScriptedTts(),
        vad=ScriptedVad(),
        turn_detector=ScriptedTurnDetector(),
        llm=ScriptedLlm(),
    )


async def test_our_server_is_as_good_as_the_engine_itself() -> None:
    local = _engines()
    async with serving(create_engines_app(_engines(), api_key="key")) as address:
        stt = OpenAISpeechToText(f"{address}/v1", "whisper-1", api_key="key")
        tts = OpenAITextToSpeech(f"{address}/v1", "tts-1", "joe", api_key="key")
        heard = await stt.transcribe(VOICE, words=True)
        said = await tts.synthesize("Tell me more, please!", speed=1.5)
        await stt.aclose()
        await tts.aclose()
    expected = await local.stt.transcribe(VOICE, words=True)
    assert (heard.text, heard.words) == (expected.text, expected.words)
    assert heard.confidence == pytest.approx(expected.confidence)
    spoken = await local.tts.synthesize("Tell me more, please!", speed=1.5)
    assert said.exact
    assert [w.text for w in said.words] == [w.text for w in spoken.words]
    ends = [w.end_s for w in spoken.words]
    assert [w.end_s for w in said.words] == pytest.approx(ends, abs=1e-3)
    assert len(said.samples) / said.rate_hz == pytest.approx(ends[-1], abs=1e-3)
    assert stt.info.where == tts.info.where == "this machine"


async def test_captions_say_that_they_can_wait() -> None:
    async with fault_server(_json({"text": "hello"})) as server:
        stt = OpenAISpeechToText(server.base_url, "m")
        await stt.transcribe(VOICE, urgent=False)
        await stt.transcribe(VOICE, prompt="Earlier words.")
        await stt.aclose()
    caption, final = server.seen
    assert caption.headers["priority"] == "u=6"
    assert "priority" not in final.headers
    assert b"Earlier words." in final.body


async def test_one_caption_at_a_time_and_finals_at_once() -> None:
    async with fault_server(hang, _json({"text": "final"})) as server:
        stt = OpenAISpeechToText(server.base_url, "m")
        captions = [asyncio.create_task(stt.transcribe(VOICE, urgent=False)) for _ in range(3)]
        await server.arrived.wait()
        assert (await stt.transcribe(VOICE)).text == "final"
        assert len(server.seen) == 2
        for caption in captions:
            caption.cancel()
        await asyncio.wait(captions)
        await stt.aclose()


async def test_a_server_that_refuses_verbose_answers_is_asked_plainly() -> None:
    error = {"message": "response_format verbose_json is not supported", "param": None}
    refusal = status(400, json.dumps({"error": error}).encode())
    async with fault_server(refusal, _json({"text": " hello "})) as server:
        stt = OpenAISpeechToText(server.base_url, "m")
        first = await stt.transcribe(VOICE, words=True)
        again = await stt.transcribe(VOICE, words=True)
        await stt.aclose()
    assert (first.text, first.words, again.text) == ("hello", (), "hello")
    assert len(server.seen) == 3


async def test_word_timings_are_put_in_order() -> None:
    words = [
        {"word": " one", "start": 0.5, "end": 0.4},
        {"word": "two", "start": 0.1, "end": 0.9},
    ]
    segments = [
        {"start": 0.0, "end": 3.0, "avg_logprob": -0.1, "no_speech_prob": 0.0},
        {"start": 3.0, "end": 4.0, "avg_logprob": -0.9, "no_speech_prob": 0.8},
    ]
    async with fault_server(_json({"text": "one two", "words": words, "segments": segments})) as s:
        stt = OpenAISpeechToText(s.base_url, "m")
        heard = await stt.transcribe(VOICE, words=True)
        await stt.aclose()
    assert [(w.text, w.start_s, w.end_s) for w in heard.words] == [
        ("one", 0.5, 0.5),
        ("two", 0.5, 0.9),
    ]
    assert heard.confidence == pytest.approx(np.exp(-0.3))
    assert heard.no_speech_probability == pytest.approx(0.2)
    assert heard.words[0].probability == heard.confidence


@pytest.mark.parametrize(
    "samples", [VOICE[:0], VOICE[:1], VOICE[:1500], np.zeros(32_000, np.int16)]
)
async def test_silence_is_sent_nowhere(samples: np.ndarray[tuple[int], np.dtype[np.int16]]) -> None:
    async with fault_server(status(500)) as server:
        stt = OpenAISpeechToText(server.base_url, "m")
        assert (await stt.transcribe(samples)).text == ""
        await stt.aclose()
    assert server.seen == []


@pytest.mark.parametrize("sentence", ["", " ", "…", "?!"])
async def test_punctuation_is_sent_nowhere(sentence: str) -> None:
    async with fault_server(status(500)) as server:
        tts = OpenAITextToSpeech(server.base_url, "m", "v")
        assert len((await tts.synthesize(sentence)).samples) == 0
        await tts.aclose()
    assert server.seen == []


async def test_a_voice_that_was_not_named_in_the_configuration_is_asked_of_nobody() -> None:
    async with fault_server(status(200, PCM, Content_Type="audio/pcm")) as server:
        tts = OpenAITextToSpeech(server.base_url, "m", "own", voices=["other"])
        assert tts.info.voices == ("other",)
        for voice in ("", "other", "marin"):
            await tts.synthesize("Hello.", voice=voice)
        await tts.aclose()
    asked = [json.loads(request.body)["voice"] for request in server.seen]
    assert asked == ["own", "other", "own"]


async def test_timings_are_estimated_from_the_letters() -> None:
    silence = b"\0\0" * 2400
    async with fault_server(status(200, silence + PCM + silence, Content_Type="audio/pcm")) as s:
        tts = OpenAITextToSpeech(s.base_url, "m", "v")
        speech = await tts.synthesize("I understand. 42!")
        await tts.aclose()
    request = json.loads(s.seen[0].body)
    assert request == {
        "input": "I understand. 42!",
        "model": "m",
        "voice": "v",
        "response_format": "pcm",
        "speed": 1.0,
    }
    assert not speech.exact
    assert [w.text for w in speech.words] == ["I", "understand.", "42!"]
    edges = [speech.words[0].start_s, *(w.end_s for w in speech.words)]
    assert edges == pytest.approx([0.1, 0.1 + 2 / 16, 0.1 + 13 / 16, 1.1])


async def test_a_wav_file_is_read_at_its_own_rate() -> None:
    file = io.BytesIO()
    soundfile.write(file, tones.speech(1.0, rate_hz=22_050), 22_050, format="WAV")
    async with fault_server(status(200, file.getvalue(), Content_Type="audio/wav")) as server:
        tts = OpenAITextToSpeech(server.base_url, "m", "v")
        speech = await tts.synthesize("Hello there.")
        await tts.aclose()
    assert (speech.rate_hz, len(speech.samples)) == (22_050, 22_050)


@pytest.mark.parametrize("header", ["no json", "[[0, 1]]", "[1, 2, 3]", "null", '[["a", 2]]'])
async def test_timings_that_do_not_fit_are_not_used(header: str) -> None:
    answer = status(200, PCM, Content_Type="audio/pcm", X_IHR_Word_Timings=header)
    async with fault_server(answer) as server:
        tts = OpenAITextToSpeech(server.base_url, "m", "v")
        speech = await tts.synthesize("Hello there.")
        await tts.aclose()
    assert not speech.exact
    assert len(speech.words) == 2


def _json(answer: object) -> Answer:
    return status(200, json.dumps(answer).encode())


@pytest.mark.parametrize(
    ("bad", "retried"),
    [
        (status(500), True),
        (status(429), True),
        (status(401), False),
        (status(400), False),
        (status(200, b"{broken"), True),
        (status(200, b'{"text": 3}'), True),
        (status(200, b"<html>", Content_Type="text/html"), True),
    ],
)
async def test_what_fails_is_asked_once_more_where_that_helps(bad: Answer, retried: bool) -> None:
    async with fault_server(bad) as server:
        stt = OpenAISpeechToText(server.base_url, "m")
        tts = OpenAITextToSpeech(server.base_url, "m", "v")
        with pytest.raises(EngineError, match="stt: The speech recogniser"):
            await stt.transcribe(VOICE)
        assert len(server.seen) == 1 + retried
        with pytest.raises(EngineError, match="tts: The speech synthesiser"):
            await tts.synthesize("Hello.")
        assert len(server.seen) == 2 * (1 + retried)
        await stt.aclose()
        await tts.aclose()


async def test_a_failure_of_our_server_passes_with_the_retry() -> None:
    stt_there = FaultyStt(ScriptedStt(["one two three"], words_per_s=2), Faults(fail=[0]))
    async with serving(create_engines_app(_engines(stt_there))) as address:
        stt = OpenAISpeechToText(f"{address}/v1", "whisper-1")
        assert (await stt.transcribe(VOICE)).text == "one two three"
        await stt.aclose()


def test_both_attempts_share_one_limit() -> None:
    async def wait() -> float:
        loop = asyncio.get_running_loop()
        with pytest.raises(EngineError, match="took too long"):
            await with_one_retry("stt", "It", 20.0, asyncio.Event().wait)
        return loop.time()

    assert run_virtual(wait()) == pytest.approx(20.0)
