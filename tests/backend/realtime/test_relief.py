"""Conversations whose engines can't keep up, and servers that have no place left."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from audio_pipeline.engines.faulty import Faults, FaultyStt, FaultyVad
from audio_pipeline.engines.protocols import EngineInfo, Samples, Transcript
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from audio_pipeline.engines.scripted import ScriptedStt
from audio_pipeline.engines.tones import silence
from audio_pipeline.engines.watched import SLOW_S, Watch, WatchedStt
from audio_pipeline.load import LIMITS_S, REST_S, Level, Load
from audio_pipeline.protocol import InterviewNotice, InterviewTurnSaved, ResponseDone, ServerEvent
from backend.realtime.relief import Relief, notice
from backend.realtime.sessions import Sessions
from tests.audio_pipeline.kit import (
    ANSWER,
    Client,
    RecordingResponder,
    ScriptedEngines,
    conversation,
    play,
)
from tests.backend.realtime.serving import WAIT_S, LiveServer, serving

LINES = ["Welcome. Tell me about a project.", "Why did you choose it?", "Thank you."]
SERVICE_S = 0.1


class OneAtATime:
    """Serves one call after the other, and tells how long the next one has waited."""

    def __init__(self) -> None:
        self.inner = ScriptedStt((ANSWER,))
        self.info: EngineInfo = self.inner.info
        self._free = asyncio.Lock()
        self._asked_s: dict[int, float] = {}
        self._numbers = count()

    @property
    def waited_s(self) -> float:
        now_s = asyncio.get_running_loop().time()
        return max((now_s - asked_s for asked_s in self._asked_s.values()), default=0.0)

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        number = next(self._numbers)
        self._asked_s[number] = asyncio.get_running_loop().time()
        try:
            async with self._free:
                del self._asked_s[number]
                await asyncio.sleep(SERVICE_S)
        finally:
            self._asked_s.pop(number, None)
        return await self.inner.transcribe(samples, prompt=prompt, words=words, urgent=urgent)


@dataclass
class House:
    """Two conversations and a crowd of strangers at one engine, with what was told."""

    load: Load = field(default_factory=Load)
    stt: OneAtATime = field(default_factory=OneAtATime)
    clients: list[Client] = field(default_factory=list)
    responders: list[RecordingResponder] = field(default_factory=list)
    crowd: list[asyncio.Task[None]] = field(default_factory=list)

    def tell(self, event: ServerEvent) -> None:
        for client in self.clients:
            client.session.wire.send(event)

    def codes(self) -> list[list[str]]:
        return [[e.code for e in each.events(InterviewNotice)] for each in self.clients]

    def come(self, strangers: int) -> None:
        """Each asks again as soon as it was answered, so that all the others wait before it."""
        self.crowd += [asyncio.create_task(self._ask()) for _ in range(strangers)]

    async def leave(self) -> None:
        for each in self.crowd:
            each.cancel()
        await asyncio.gather(*self.crowd, return_exceptions=True)

    async def _ask(self) -> None:
        while True:
            await self.stt.transcribe(np.zeros(16_000, dtype=np.int16))


@asynccontextmanager
async def house(conversations: int = 2) -> AsyncIterator[House]:
    here = House()
    watch = Watch(here.stt.info, here.stt)
    engines = ScriptedEngines(stt=WatchedStt(here.stt, watch))
    relief = Relief(here.load, lambda: watch.waited_s, lambda: len(here.clients), here.tell)
    async with AsyncExitStack() as stack:
        for _ in range(conversations):
            here.responders.append(RecordingResponder(LINES))
            client = conversation(here.responders[-1], engines, load=here.load)
            here.clients.append(await stack.enter_async_context(client))
        stack.push_async_callback(relief.aclose)
        stack.push_async_callback(here.leave)
        relief.start()
        yield here


@pytest.mark.parametrize("level", list(Level)[1:])
def test_what_waits_for_a_slow_engine_decides_what_is_given_up(level: Level) -> None:
    strangers = round(LIMITS_S[level - 1] * 1.25 / SERVICE_S) + 1

    async def test() -> None:
        async with house() as here:
            here.come(strangers)
            await asyncio.sleep(90)
            assert here.load.level == level
            assert here.codes() == [["degraded"] * level] * 2
            for client in here.clients:
                client.say(5.6)
            for client, responder in zip(here.clients, here.responders, strict=True):
                await client.wait_for(InterviewTurnSaved)
                await client.wait_for(ResponseDone, 2)
                assert responder.commits[-1].text == ANSWER
            await here.leave()
            await asyncio.sleep((REST_S + 30) * level)
            assert here.load.level == Level.NORMAL
            assert here.codes() == [["degraded"] * (2 * level - 1) + ["restored"]] * 2

    play(test)


def test_whoever_is_alone_goes_without_nothing() -> None:
    async def test() -> None:
        async with house(conversations=1) as here:
            here.come(100)
            await asyncio.sleep(90)
            assert here.load.level == Level.NORMAL
            assert here.codes() == [[]]

    play(test)


def test_a_call_elsewhere_waits_once_it_takes_too_long() -> None:
    async def test() -> None:
        stt = ScriptedStt((ANSWER,), delay_s=SLOW_S + 3)
        watch = Watch(stt.info, stt)
        watched = WatchedStt(stt, watch)
        assert watch.waited_s == 0
        calls = []
        for _ in range(2):
            calls.append(asyncio.create_task(watched.transcribe(np.zeros(160, dtype=np.int16))))
            await asyncio.sleep(SLOW_S / 2)
        assert watch.waited_s == 0
        await asyncio.sleep(1)
        assert watch.waited_s == 1
        await asyncio.gather(*calls)
        assert watch.waited_s == 0

    play(test)


@pytest.fixture
def full(tmp_path: Path) -> Iterator[LiveServer]:
    with serving(tmp_path, max_sessions=2, max_ingest_rate=100) as server:
        server.token()
        yield server


async def test_those_inside_do_not_notice_who_is_turned_away(full: LiveServer) -> None:
    headers = {"Authorization": f"Bearer {full.token()}"}
    async with full.socket() as first, full.socket() as second:
        inside = (first, second)
        for talker in inside:
            await talker.wait("response.done")

        async def turned_away() -> int:
            with pytest.raises(InvalidStatus) as refused:
                await connect(full.url(), additional_headers=headers, proxy=None)
            return refused.value.response.status_code

        answers = asyncio.gather(*(talker.complete_a_turn() for talker in inside))
        assert {await turned_away() for _ in range(20)} == {503}
        await answers
        for talker in inside:
            assert talker.error_codes == []
            # Whoever talks over the greeting is told that they are listened to.
            notices = {each["code"] for each in talker.of("interview.notice")}
            assert notices <= {"hold_playback", "resume_playback"}
            assert len(talker.of("interview.turn.saved")) == 1
        assert (await asyncio.to_thread(full.request, "GET", "/readyz")).json()["load"] == "normal"


class Behind(FaultyStt):
    """Tells of calls that have waited for a minute."""

    waited_s = 60.0


@pytest.fixture
def behind(tmp_path: Path) -> Iterator[LiveServer]:
    def build(spec: EngineSpec) -> Engines:
        engines = build_engines(spec)
        return replace(engines, stt=Behind(engines.stt, Faults()))

    with serving(tmp_path, build=build, max_ingest_rate=100) as server:
        yield server


async def test_a_server_watches_its_engines_and_tells_everybody(behind: LiveServer) -> None:
    async with behind.socket() as first, behind.socket() as second:
        for talker in (first, second):
            assert (await talker.wait("interview.notice"))["code"] == "degraded"


async def test_who_went_away_and_may_return_makes_nobody_wait(behind: LiveServer) -> None:
    sessions: Sessions = behind.app.state.voice_sessions
    async with behind.socket() as talker:
        await talker.wait("response.done")
    while sessions.attended:  # noqa: ASYNC110 (the server has no event for it)
        await asyncio.sleep(0.01)
    async with behind.socket() as alone:
        await alone.wait("response.done")
        assert (len(sessions), sessions.attended) == (2, 1)
        assert sessions.load.level == Level.NORMAL
        assert alone.of("interview.notice") == []


async def test_who_comes_in_while_things_are_given_up_is_told(full: LiveServer) -> None:
    full.app.state.voice_sessions.load.level = Level.NO_CAPTIONS
    async with full.socket() as talker:
        told = await talker.wait("interview.notice")
        assert (told["code"], told["message"]) == (
            "degraded",
            notice(Level.NO_CAPTIONS).message,
        )
        assert talker.types.index("interview.notice") > talker.types.index("interview.started")
        ready = await asyncio.to_thread(full.request, "GET", "/readyz", who="")
        assert ready.json()["load"] == "no_captions"


@pytest.fixture
def deaf(tmp_path: Path) -> Iterator[LiveServer]:
    def build(spec: EngineSpec) -> Engines:
        engines = build_engines(spec)
        return replace(engines, vad=FaultyVad(engines.vad, Faults(hang=range(10_000))))

    with serving(tmp_path, build=build, max_ingest_rate=100) as server:
        yield server


async def test_most_have_to_be_behind_for_a_server_to_be(deaf: LiveServer) -> None:
    sessions: Sessions = deaf.app.state.voice_sessions

    def backlogs() -> list[float]:
        each = (live.voice.listener.backlog_s for live in sessions._live.values())
        return sorted(round(behind_s) for behind_s in each)

    async def heard_of(expected: list[float]) -> None:
        async with asyncio.timeout(WAIT_S):
            while backlogs() != expected:  # noqa: ASYNC110 (the server has no event for it)
                await asyncio.sleep(0.01)

    async with deaf.socket() as first, deaf.socket() as second, deaf.socket():
        await heard_of([0, 0, 0])
        await first.append(silence(10.5, rate_hz=24_000))
        await heard_of([0, 0, 10])
        assert sessions.behind_s == 0
        await second.append(silence(5.5, rate_hz=24_000))
        await heard_of([0, 5, 10])
        assert sessions.behind_s == pytest.approx(5, abs=0.1)
