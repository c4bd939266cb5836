"""Our engines behind OpenAI's routes, asked by the stock client and by anybody else."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx2
import numpy as np
import openai
import pytest
import soundfile
from fastapi import FastAPI

from audio_pipeline.engines import tones
from audio_pipeline.engines.faulty import Faults, FaultyStt, FaultyTts
from audio_pipeline.engines.protocols import Samples
from audio_pipeline.engines.registry import Engines
from audio_pipeline.engines.scripted import (
    ScriptedLlm,
    ScriptedStt,
    ScriptedTts,
    ScriptedTurnDetector,
    ScriptedVad,
)
from audio_pipeline.serve import UPLOAD_LIMIT_BYTES, create_engines_app
from tests.audio_pipeline.engines.serving import serving


def engines(tts: ScriptedTts | None = None, faults: Faults | None = None) -> Engines:
    stt, voice = ScriptedStt(["one two three"], words_per_s=2), tts or ScriptedTts()
    return Engines(
        stt=FaultyStt(stt, faults) if faults else stt,
        tts=FaultyTts(voice, faults) if faults else voice,
        vad=ScriptedVad(),
        turn_detector=ScriptedTurnDetector(),
        llm=ScriptedLlm(),
    )


def file_of(samples: Samples, rate_hz: int = 16_000, container: str = "WAV") -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate_hz, format=container)
    return file.getvalue()


@asynccontextmanager
async def stock_client(app: FastAPI) -> AsyncIterator[openai.AsyncOpenAI]:
    async with (
        serving(app) as address,
        openai.AsyncOpenAI(base_url=f"{address}/v1", api_key="x") as client,
    ):
        yield client


@asynccontextmanager
async def plain_client(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        serving(app) as address,
        httpx2.AsyncClient(base_url=address, trust_env=False) as client,
    ):
        yield client


RECORDING = file_of(tones.speech(1.5))


@pytest.mark.parametrize("container", ["WAV", "FLAC", "MP3", "OGG"])
async def test_the_stock_client_transcribes(container: str) -> None:
    recording = file_of(tones.speech(1.5, rate_hz=44_100), 44_100, container)
    async with stock_client(create_engines_app(engines())) as client:
        plain = await client.audio.transcriptions.create(file=recording, model="whisper-1")
        verbose = await client.audio.transcriptions.create(
            file=("a", recording),
            model="scripted",
            response_format="verbose_json",
            timestamp_granularities=["word"],
        )
        text = await client.audio.transcriptions.create(
            file=("a", recording), model="whisper-1", response_format="text"
        )
    assert plain.text == "one two three"
    assert text == "one two three\n"
    assert verbose.words is not None
    assert [w.word for w in verbose.words] == ["one", "two", "three"]
    assert verbose.segments is not None
    assert verbose.segments[0].no_speech_prob == 0.0
    assert verbose.duration == pytest.approx(1.5, abs=0.2)


@pytest.mark.parametrize("container", ["pcm", "wav", "flac", "mp3"])
async def test_the_stock_client_hears_a_text(container: str) -> None:
    voice = ScriptedTts()
    async with stock_client(create_engines_app(engines(voice))) as client:
        answer = await client.audio.speech.create(
            input="Tell me more. What came next?",
            model="tts-1",
            voice="alloy",
            response_format=container,  # type: ignore[arg-type]  # one of the four literals
        )
    assert voice.sentences == ["Tell me more.", "What came next?"]
    expected_s = 0.06 * len("TellmemoreWhatcamenext")
    if container == "pcm":
        assert len(answer.content) / 2 / 24_000 == pytest.approx(expected_s, abs=0.01)
    else:
        samples, rate_hz = soundfile.read(io.BytesIO(answer.content))
        assert rate_hz == 24_000
        assert len(samples) / rate_hz == pytest.approx(expected_s, abs=0.1)


async def test_the_first_sentence_does_not_wait_for_the_second() -> None:
    faults = Faults(hang=[1])
    app = create_engines_app(engines(faults=faults))
    body = {"model": "tts-1", "voice": "x", "input": "One. Two.", "response_format": "pcm"}
    async with (
        plain_client(app) as client,
        client.stream("POST", "/v1/audio/speech", json=body) as answer,
    ):
        first = await anext(answer.aiter_bytes())
    assert first


async def test_what_there_is() -> None:
    async with plain_client(create_engines_app(engines())) as client:
        assert (await client.get("/livez")).status_code == 200
        assert (await client.get("/readyz")).status_code == 200
        listed = (await client.get("/v1/models")).json()["data"]
        missing = await client.get("/v1/chat/completions")
    assert {model["id"] for model in listed} == {"scripted", "tts-1", "whisper-1"}
    assert missing.status_code == 404
    assert missing.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize(
    ("content", "status", "said"),
    [
        (b"", 400, "empty"),
        (b"not a sound at all", 400, "can't be read"),
        (RECORDING[:20], 400, "can't be read"),
        (RECORDING + b"\0" * UPLOAD_LIMIT_BYTES, 413, "25 MB"),
        (b"\0" * (UPLOAD_LIMIT_BYTES + 2**20), 413, "25 MB"),
    ],
    ids=["empty", "text", "cut", "large", "larger"],
)
async def test_recordings_that_are_none(content: bytes, status: int, said: str) -> None:
    async with plain_client(create_engines_app(engines())) as client:
        answer = await _upload(client, content, {"model": "whisper-1"})
    assert answer.status_code == status
    error = answer.json()["error"]
    assert said in error["message"]
    assert error["type"] == "invalid_request_error"
    assert error.keys() == {"message", "type", "param", "code"}


async def test_a_flood_without_a_length_is_stopped() -> None:
    async def endless() -> object:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(40):
            yield b"\0" * 2**20

    async with plain_client(create_engines_app(engines())) as client:
        answer = await client.post(
            "/v1/audio/transcriptions",
            content=endless(),  # type: ignore[arg-type]  # an async generator of bytes
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        )
    assert answer.status_code == 413


@pytest.mark.parametrize(
    ("form", "status", "param"),
    [
        ({"model": "gpt-9"}, 404, "model"),
        ({}, 400, "model"),
        ({"model": "whisper-1", "response_format": "srt"}, 400, "response_format"),
    ],
)
async def test_forms_that_are_wrong(form: dict[str, str], status: int, param: str) -> None:
    async with plain_client(create_engines_app(engines())) as client:
        answer = await _upload(client, RECORDING, form)
    assert (answer.status_code, answer.json()["error"]["param"]) == (status, param)


@pytest.mark.parametrize(
    "change",
    [
        {"input": ""},
        {"input": "x" * 5000},
        {"speed": 9},
        {"response_format": "opus"},
        {"model": "tts-9"},
        {"input": None},
    ],
)
async def test_speech_requests_that_are_wrong(change: dict[str, object]) -> None:
    body = {"model": "tts-1", "voice": "x", "input": "private words"} | change
    async with plain_client(create_engines_app(engines())) as client:
        answer = await client.post("/v1/audio/speech", json=body)
    assert answer.status_code in (400, 404)
    assert "private" not in json.dumps(answer.json())


async def test_nan_is_silence() -> None:
    broken = np.full(16_000, np.nan, dtype=np.float32)
    file = io.BytesIO()
    soundfile.write(file, broken, 16_000, format="WAV", subtype="FLOAT")
    async with plain_client(create_engines_app(engines())) as client:
        answer = await _upload(client, file.getvalue(), {"model": "whisper-1"})
    assert answer.json() == {"text": ""}


async def test_a_failing_engine_is_a_plain_503() -> None:
    async with plain_client(create_engines_app(engines(faults=Faults(fail=[0])))) as client:
        answer = await _upload(client, RECORDING, {"model": "whisper-1"})
        again = await _upload(client, RECORDING, {"model": "whisper-1"})
    assert answer.status_code == 503
    assert answer.json()["error"]["type"] == "server_error"
    assert again.json() == {"text": "one two three"}


async def test_a_key_when_one_is_set() -> None:
    async with plain_client(create_engines_app(engines(), api_key="right")) as client:
        codes = [
            (await client.get("/v1/models", headers={"Authorization": value})).status_code
            for value in ("", "Bearer wrong", "right", "Bearer right")
        ]
        probe = await client.get("/livez")
    assert codes == [401, 401, 401, 200]
    assert probe.status_code == 200


async def _upload(
    client: httpx2.AsyncClient, content: bytes, form: dict[str, str]
) -> httpx2.Response:
    files = {"file": ("a.wav", content)}
    return await client.post("/v1/audio/transcriptions", files=files, data=form)
