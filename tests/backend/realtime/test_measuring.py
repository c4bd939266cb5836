"""How an answer was spoken: stored beside the conversation, told to the client, not in the way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import select

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, EngineError
from audio_pipeline.protocol import InterviewTurnMeasured
from audio_pipeline.responder import SpokenReply, UserTurn
from audio_pipeline.sound_files import flac_chunks
from audio_pipeline.speech_features import SpeechFeatures, Spoken
from backend.database import SessionMaker, reading
from backend.domain.delivery import delivered
from backend.interviews.conductor import Conductor
from backend.interviews.run import InterviewRun
from backend.metrics import Metrics
from backend.realtime.measuring import Measuring
from backend.realtime.responder import InterviewResponder
from models import Turn
from tests.audio_pipeline.voices import clip, words_of_clip
from tests.backend.interviews.bank import SCREENING, SmallBank
from tests.backend.interviews.conftest import ToldModel, add_user


class ToldMeter:
    """Waits until it may go on, and says what it was given."""

    def __init__(self) -> None:
        self.given: list[Spoken] = []
        self.began, self.go_on = asyncio.Event(), asyncio.Event()
        self.error: Exception | None = None

    async def measure(self, spoken: Spoken) -> SpeechFeatures:
        self.given.append(spoken)
        self.began.set()
        await self.go_on.wait()
        if self.error:
            raise self.error
        return SpeechFeatures(words=7)

    async def aclose(self) -> None:
        """Nothing to give back."""


@pytest.fixture
async def run(sessions: SessionMaker) -> InterviewRun:
    user_id = await add_user(sessions, "ada")
    conductor = Conductor(sessions, ToldModel(), SmallBank())
    interview = await conductor.create(user_id, SCREENING)
    return await conductor.open(interview.id, user_id)


@pytest.fixture
async def measuring() -> AsyncIterator[Measuring]:
    made = Measuring()
    yield made
    await made.aclose()


def answer(item_id: str = "item_1", start_s: float = 12.0) -> UserTurn:
    words = words_of_clip("spacewalk")
    return UserTurn(
        item_id,
        "answer",
        " ".join(word.text for word in words),
        words,
        samples=clip("spacewalk"),
        start_s=start_s,
        end_s=start_s + 26.0,
    )


async def asked(responder: InterviewResponder, *, cut: bool = False) -> None:
    """The interviewer has asked from second 2 to second 11.5 of the session."""
    await responder.commit(UserTurn("begin", "start"))
    text = "Tell me about a project."
    await responder.settle(
        SpokenReply("reply_1", "begin", text, text, cut, clip("amiable"), 2.0, 11.5)
    )


async def features(sessions: SessionMaker, item_id: str = "item_1") -> dict[str, Any] | None:
    async with reading(sessions) as db:
        query = select(Turn.features).where(Turn.item_id == item_id)
        found: dict[str, Any] | None = (await db.execute(query)).scalar_one()
        return found


async def test_an_answer_is_measured_stored_and_told(
    run: InterviewRun, sessions: SessionMaker, measuring: Measuring
) -> None:
    responder = InterviewResponder(run, Metrics(), measuring)
    await asked(responder)
    assert (await responder.commit(answer())).stored
    assert await features(sessions) is None
    (event,) = await responder.measure(answer())
    assert isinstance(event, InterviewTurnMeasured)
    assert event.item_id == "item_1"
    found = event.features
    assert found is not None
    assert found.onset_s is not None
    assert found.response_latency_s == pytest.approx(0.5 + found.onset_s, abs=0.01)
    assert found.talk_share == pytest.approx(found.speaking_s / (found.speaking_s + 9.5), abs=0.01)
    stored = await features(sessions)
    assert stored == json.loads(json.dumps(found.to_json()))
    assert json.loads(event.to_json())["features"] == stored
    assert delivered(stored) is not None


async def test_who_cut_the_question_short_has_no_latency(run: InterviewRun) -> None:
    meter = ToldMeter()
    meter.go_on.set()
    responder = InterviewResponder(run, Metrics(), Measuring(meter))  # type: ignore[arg-type]  # a stand-in
    await asked(responder, cut=True)
    await responder.commit(answer())
    await responder.measure(answer())
    assert meter.given[0].asked_s is None
    assert meter.given[0].others_s == 9.5


async def test_what_is_measured_when_the_conversation_has_ended_is_stored(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    meter = ToldMeter()
    measuring = Measuring(meter)  # type: ignore[arg-type]  # a stand-in
    responder = InterviewResponder(run, Metrics(), measuring)
    await asked(responder)
    await responder.commit(answer())
    task = asyncio.create_task(responder.measure(answer()))
    await meter.began.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    meter.go_on.set()
    await asyncio.gather(*measuring._tasks)
    stored = await features(sessions)
    assert stored is not None
    assert stored["words"] == 7
    await measuring.aclose()


async def test_a_meter_that_fails_costs_the_conversation_nothing(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    meter = ToldMeter()
    meter.go_on.set()
    meter.error = EngineError("features", "The measuring of speech failed twice.")
    measuring = Measuring(meter)  # type: ignore[arg-type]  # a stand-in
    responder = InterviewResponder(run, Metrics(), measuring)
    await asked(responder)
    await responder.commit(answer())
    assert await responder.measure(answer()) == ()
    assert await features(sessions) is None
    await measuring.aclose()


async def test_closing_gives_up_what_is_being_measured(run: InterviewRun) -> None:
    meter = ToldMeter()
    measuring = Measuring(meter)  # type: ignore[arg-type]  # a stand-in
    responder = InterviewResponder(run, Metrics(), measuring)
    task = asyncio.create_task(responder.measure(answer()))
    await meter.began.wait()
    await measuring.aclose()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_recording_measures_as_the_answer_did(measuring: Measuring) -> None:
    chunks = flac_chunks(clip("spacewalk"), ENGINE_RATE_HZ)
    turn = answer()
    words = [asdict(word) for word in turn.words]
    found = await measuring.measure_recording(chunks, words, turn.text)
    assert found is not None
    assert found["words"] == 61
    assert found["pauses"]["count"] >= 5
    assert found["response_latency_s"] is None
    assert await measuring.measure_recording([], [], "") is None
    assert await measuring.measure_recording([b"no sound"], [], "") is None
