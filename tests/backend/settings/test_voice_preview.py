"""A voice can be heard before it is preferred: one sentence, at the chosen speed."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import soundfile
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from audio_pipeline.engines.faulty import Faults, FaultyTts
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from audio_pipeline.engines.scripted import ScriptedTts
from backend.config import Config
from backend.errors import BusyError
from backend.limits import RULES
from backend.main import create_app
from backend.realtime.preview import AT_ONCE, SENTENCE, VoicePreview
from tests.backend.conftest import changed, signed_in

PATH = "/settings/voice/preview"


async def ask(client: AsyncClient, headers: dict[str, str], **choice: Any) -> Response:
    return await client.post(PATH, json=choice, headers=headers)


async def heard(client: AsyncClient, headers: dict[str, str], **choice: Any) -> tuple[bytes, float]:
    """The WAV, and its length in seconds."""
    answer = await ask(client, headers, **choice)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["Cache-Control"] == "private, no-store"
    file = soundfile.info(io.BytesIO(answer.content))
    assert (file.format, file.subtype, file.channels) == ("WAV", "PCM_16", 1)
    return answer.content, file.duration


async def test_one_sentence_in_each_voice_at_each_speed(app: FastAPI, client: AsyncClient) -> None:
    headers = await signed_in(client)
    usual, usual_s = await heard(client, headers)
    _slow, slow_s = await heard(client, headers, speech_rate=0.5)
    high, high_s = await heard(client, headers, voice="high")
    assert slow_s == pytest.approx(2 * usual_s, rel=0.01)
    assert high_s == usual_s
    assert high != usual
    assert app.state.engines.tts.sentences == [SENTENCE] * 3


@pytest.mark.one_database("about what is refused before anything is read")
@pytest.mark.parametrize(
    "choice",
    [
        {"voice": "a stranger"},
        {"speech_rate": 0.4},
        {"speech_rate": 1.6},
        {"speech_rate": "1"},
        {"text": "Say this instead."},
    ],
)
async def test_nothing_else_is_said(
    app: FastAPI, client: AsyncClient, choice: dict[str, Any]
) -> None:
    headers = await signed_in(client)
    assert (await ask(client, headers, **choice)).status_code == 422
    assert app.state.engines.tts.sentences == []


@asynccontextmanager
async def served(config: Config, **how: Any) -> AsyncIterator[AsyncClient]:
    app = create_app(config, **how)
    transport = ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=transport, base_url="http://ihr.test") as client,
    ):
        yield client


@pytest.mark.one_database("about what is counted in memory")
async def test_it_is_not_for_listening_to_all_day(config: Config) -> None:
    async with served(changed(config, rate_limit_scale=1)) as client:
        headers = await signed_in(client)
        most = RULES["preview"].amount
        statuses = [(await ask(client, headers)).status_code for _ in range(most + 1)]
    assert statuses == [200] * most + [429]


@pytest.mark.one_database("about engines")
async def test_a_voice_that_is_down_says_so(config: Config) -> None:
    def build(spec: EngineSpec) -> Engines:
        engines = build_engines(spec)
        engines.tts = FaultyTts(engines.tts, Faults(fail=range(AT_ONCE + 1)))
        return engines

    async with served(config, build=build) as client:
        headers = await signed_in(client)
        for _ in range(AT_ONCE + 1):
            answer = await ask(client, headers)
            assert answer.status_code == 503
            assert answer.json()["detail"].startswith("The voice can't be heard right now.")
        assert (await ask(client, headers)).status_code == 200


async def test_interviews_do_not_wait_behind_many_who_choose() -> None:
    faults = Faults(hang=range(AT_ONCE))
    preview = VoicePreview(FaultyTts(ScriptedTts(), faults))
    waiting = [asyncio.create_task(preview("", 1.0)) for _ in range(AT_ONCE)]
    await asyncio.sleep(0)
    assert faults.calls == AT_ONCE
    with pytest.raises(BusyError):
        await preview("", 1.0)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*waiting, return_exceptions=True)
    assert await preview("", 1.0)
