"""What somebody prefers is in force in the conversation itself."""

from __future__ import annotations

import asyncio
from base64 import b64decode
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import func, select

from backend.database import reading
from backend.dependencies import Services
from backend.realtime.sessions import Sessions
from models import Interview, Turn, TurnAudio
from tests.backend.realtime.serving import LiveServer, Talker


async def preferring(live: LiveServer, **preferences: Any) -> str:
    """A new person with these preferences."""
    who = live.new_person()
    answer = await asyncio.to_thread(
        live.request, "PUT", "/settings/preferences", who, json=preferences
    )
    assert answer.status_code == 200
    return who


async def planned(live: LiveServer, who: str, **scenario: Any) -> str:
    made = await asyncio.to_thread(live.request, "POST", "/interviews", who, json=scenario)
    assert made.status_code == 201, made.text
    interview_id: str = made.json()["id"]
    return interview_id


async def stored(live: LiveServer, interview_id: str, *speakers: str) -> tuple[int, int]:
    """How many turns of these speakers are stored, and how many pieces of their sound."""
    services: Services = live.app.state.services

    async def counted() -> tuple[int, int]:
        where = (Turn.interview_id == UUID(interview_id), Turn.speaker.in_(speakers))
        async with reading(services.sessions) as db:
            turns = await db.execute(select(func.count(Turn.id)).where(*where))
            sound = await db.execute(select(func.count(TurnAudio.id)).join(Turn).where(*where))
            return turns.scalar_one(), sound.scalar_one()

    future = asyncio.run_coroutine_threadsafe(counted(), live.loop)
    return await asyncio.wrap_future(future)


async def begun(talker: Talker) -> None:
    await talker.update()
    await talker.wait("response.done")


@pytest.mark.parametrize(
    ("preferred", "asked", "kept"),
    [
        (None, None, True),
        (False, None, False),
        (None, False, False),
        (True, False, False),
        (False, True, True),
    ],
)
async def test_no_sound_is_stored_of_who_wants_none_kept(
    live: LiveServer, preferred: bool | None, asked: bool | None, kept: bool
) -> None:
    who = await preferring(live, **({} if preferred is None else {"keep_audio": preferred}))
    interview_id = await planned(live, who, keep_audio=asked)
    async with live.socket(who, interview_id=interview_id) as talker:
        await begun(talker)
        assert await talker.complete_a_turn()
        await talker.wait("interview.turn.saved")
        turns, sound = await stored(live, interview_id, "candidate", "interviewer")
    assert turns >= 2
    assert (sound > 0) == kept


async def test_a_change_of_mind_holds_from_the_next_answer(live: LiveServer) -> None:
    who = await preferring(live)
    interview_id = await planned(live, who)
    async with live.socket(who, interview_id=interview_id) as talker:
        await begun(talker)
        await talker.complete_a_turn()
        before = await stored(live, interview_id, "candidate")
        change = {"keep_audio": False}
        await asyncio.to_thread(live.request, "PUT", "/settings/preferences", who, json=change)
        await talker.complete_a_turn()
        after = await stored(live, interview_id, "candidate")
    assert (before, after) == ((1, 1), (2, 1))


async def test_the_interviewer_speaks_as_fast_as_is_preferred(live: LiveServer) -> None:
    spoken_s = []
    for rate in (0.5, 1.0):
        who = await preferring(live, speech_rate=rate, voice="")
        interview_id = await planned(live, who, seed=1)
        async with live.socket(who, interview_id=interview_id) as talker:
            await begun(talker)
            created = (await talker.wait("session.created"))["session"]
            assert created["audio"]["output"]["speed"] == rate
            spoken_s.append(len(talker.of("response.output_audio.delta")))
            # A client that sets something else changes nothing of it.
            await talker.update(audio={"input": {"noise_reduction": {"type": "near_field"}}})
            assert talker.of("session.updated")[-1]["session"]["audio"]["output"]["speed"] == rate
    assert spoken_s[0] > 1.5 * spoken_s[1]


async def test_the_interviewer_speaks_with_the_preferred_voice(live: LiveServer) -> None:
    loudest = {}
    for voice in ("", "high"):
        who = await preferring(live, voice=voice)
        interview_id = await planned(live, who, seed=1)
        async with live.socket(who, interview_id=interview_id) as talker:
            await begun(talker)
            created = (await talker.wait("session.created"))["session"]
            assert created["audio"]["output"]["voice"] == (voice or "default")
            deltas = talker.of("response.output_audio.delta")
            sound = np.frombuffer(b"".join(b64decode(each["delta"]) for each in deltas), "<i2")
            spectrum = np.abs(np.fft.rfft(sound.astype(np.float64)))
            loudest[voice] = float(spectrum.argmax()) / len(sound)
            # What a client of the standard says for a voice is no voice of ours, and does no harm.
            await talker.update(audio={"output": {"voice": "marin"}})
            assert await talker.complete_a_turn()
    assert loudest["high"] == pytest.approx(2 * loudest[""], rel=0.3)


@pytest.mark.parametrize(
    ("how_i_speak", "times"),
    [
        ({}, 1.0),
        ({"second_language": True}, 1.5),
        ({"longer_pauses": True}, 2.0),
        ({"longer_pauses": True, "second_language": True}, 2.0),
    ],
    ids=str,
)
async def test_who_needs_more_time_gets_it_in_every_mode(
    live: LiveServer, how_i_speak: dict[str, bool], times: float
) -> None:
    who = await preferring(live, how_i_speak=how_i_speak)
    limits = {}
    for mode in ("practice", "real", "stress"):
        interview_id = await planned(live, who, mode=mode, kind="behavioural", seed=1)
        async with live.socket(who, interview_id=interview_id) as talker:
            await begun(talker)
            limits[mode] = (await talker.wait("interview.question"))["time_limit_s"]
            sessions: Sessions = live.app.state.voice_sessions
            machine = sessions._live[UUID(interview_id)].voice.listener.machine
            assert (machine.policy.scale, machine.policy.longest_s) == (times, 4 * times)
            for eagerness, scale, longest_s in (("low", 1.5, 8), ("high", 0.75, 2)):
                detection = {"type": "semantic_vad", "eagerness": eagerness}
                await talker.update(audio={"input": {"turn_detection": detection}})
                assert machine.policy.scale == scale * times
                assert machine.policy.longest_s == longest_s * times
            fixed = {"type": "server_vad", "silence_duration_ms": 600}
            await talker.update(audio={"input": {"turn_detection": fixed}})
            assert machine.policy.fixed_silence_s == pytest.approx(0.6 * times)
    assert limits == {"practice": None, "real": None, "stress": 90 * times}


async def test_how_somebody_speaks_is_not_in_the_record(live: LiveServer) -> None:
    who = await preferring(live, how_i_speak={"longer_pauses": True})
    interview_id = await planned(live, who, mode="stress")
    async with live.socket(who, interview_id=interview_id) as talker:
        await begun(talker)
    services: Services = live.app.state.services

    async def record() -> tuple[dict[str, Any], dict[str, Any]]:
        async with reading(services.sessions) as db:
            query = select(Interview.state, Interview.plan).where(
                Interview.id == UUID(interview_id)
            )
            state, plan = (await db.execute(query)).one()
        return state, plan

    future = asyncio.run_coroutine_threadsafe(record(), live.loop)
    state, plan = await asyncio.wrap_future(future)
    assert state["at"]["index"] == 0
    for kept in (state, plan, plan["scenario"]):
        assert not {"patience", "second_language", "longer_pauses"} & kept.keys()


async def test_the_default_interview_is_the_preferred_one(live: LiveServer) -> None:
    who = await preferring(live, scenario={"role": "Chef", "difficulty": "hard", "questions": 2})
    async with live.socket(who) as talker:
        started = await talker.wait("interview.started")
    assert (started["role"], started["difficulty"], started["questions"]) == ("Chef", "hard", 2)
