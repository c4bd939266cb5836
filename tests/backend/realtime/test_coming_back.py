"""Connections that break, are replaced, or outlive their server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from websockets.asyncio.client import connect

from audio_pipeline.engines.tones import silence, speech
from audio_pipeline.protocol import InterviewNotice
from backend.realtime.sessions import Sessions
from models import Turn
from tests.backend.realtime.serving import WAIT_S, Event, LiveServer, Talker, serving

TURNS = 3
PCM = {"type": "audio/pcm", "rate": 16_000}
VOICE = {"audio": {"input": {"format": PCM}, "output": {"format": PCM}}}


async def typed(talker: Talker, turn: int) -> None:
    """Answers in writing, and waits until that has arrived."""
    content = [{"type": "input_text", "text": f"In year {turn} I moved us to a new database."}]
    item = {"type": "message", "role": "user", "id": f"mine_{turn}", "content": content}
    await talker.send("conversation.item.create", item=item)
    await talker.send("response.create")


async def spoken(talker: Talker, turn: int) -> None:
    await talker.append(speech(4.4))
    await talker.append(silence(2.5))


@dataclass
class Interview:
    """An interview held over one short connection after another."""

    live: LiveServer
    who: str
    answer: Callable[[Talker, int], Awaitable[None]]
    interview_id: str = ""
    received: list[Event] = field(default_factory=list)
    connections: int = 0

    def count(self, type_: str) -> int:
        return sum(event["type"] == type_ for event in self.received)

    @property
    def over(self) -> bool:
        return self.count("response.done") == TURNS + 1

    async def hold(self, session: dict[str, object], messages: int) -> None:
        """Cuts the connection without a goodbye after every so many messages."""
        token = await asyncio.to_thread(self.live.token, self.who)
        headers = {"Authorization": f"Bearer {token}"}
        made = await asyncio.to_thread(self.live.request, "POST", "/interviews", self.who, json={})
        self.interview_id = made.json()["id"]
        while not self.over:
            query = {"interview_id": self.interview_id}
            if self.received:
                query["last_event_id"] = self.received[-1]["event_id"]
            socket = await connect(
                self.live.url(**query), additional_headers=headers, proxy=None, compression=None
            )
            self.connections += 1
            talker = Talker(socket)
            if not self.received:
                await talker.send("session.update", session={"type": "realtime", **session})
            await self._read(talker, messages)
            socket.transport.abort()
            await socket.wait_closed()

    async def _read(self, talker: Talker, messages: int) -> None:
        owed = ""
        while (messages > 0 or owed) and not self.over:
            async with asyncio.timeout(WAIT_S):
                event: Event = json.loads(await talker.socket.recv())
            self.received.append(event)
            messages -= 1
            if event["type"] == "interview.turn.saved":
                owed = ""
            elif event["type"] == "response.done":
                turn = self.count("response.done")
                if turn <= TURNS:
                    # What this client sends must arrive before it hangs up.
                    owed = event["event_id"]
                    await self.answer(talker, turn)


@pytest.mark.parametrize(
    ("answer", "session", "messages"),
    [
        pytest.param(typed, {"output_modalities": ["text"]}, 1, id="typed"),
        pytest.param(spoken, VOICE, 23, id="spoken"),
    ],
)
async def test_nothing_is_lost_or_said_twice_wherever_the_connection_breaks(
    live: LiveServer,
    answer: Callable[[Talker, int], Awaitable[None]],
    session: dict[str, object],
    messages: int,
) -> None:
    interview = Interview(live, live.new_person(), answer)
    await interview.hold(session, messages)
    assert interview.connections > 20
    numbers = [int(event["event_id"].rpartition("_")[2]) for event in interview.received]
    assert numbers == list(range(len(numbers)))
    assert interview.count("interview.turn.saved") == TURNS
    assert interview.count("session.created") == 1
    assert interview.count("interview.resync") == 0
    assert interview.count("error") == 0


@pytest.mark.parametrize(
    "last_event_id", ["", "event_00000001_99999999", "event_00000009_00000001", "x" * 300, "%00"]
)
async def test_a_client_that_has_lost_its_place_gets_the_whole_state(
    live: LiveServer, last_event_id: str
) -> None:
    async with live.socket() as talker:
        await talker.wait("response.done")
        said = await talker.complete_a_turn()
        interview_id = talker.of("interview.started")[0]["interview_id"]
        question = talker.of("interview.question")[-1]
    query = {"interview_id": interview_id, "last_event_id": last_event_id}
    async with live.socket(**query) as talker:
        resync = await talker.wait("interview.resync")
        assert talker.types[:3] == ["session.created", "interview.started", "interview.resync"]
        assert talker.events[1]["resumed"]
        assert resync["last_event_id"] == last_event_id[:128]
        answers = [turn["text"] for turn in resync["turns"] if turn["role"] == "user"]
        assert answers == [said]
        assert resync["question"]["index"] == question["index"]
        assert await talker.complete_a_turn() == said


async def test_what_happens_while_the_state_is_read_comes_behind_it(
    live: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with live.socket() as talker:
        await talker.wait("response.done")
        interview_id = talker.of("interview.started")[0]["interview_id"]
    sessions: Sessions = live.app.state.voice_sessions
    read = sessions._conductor.turns

    async def turns(interview_id: UUID) -> Sequence[Turn]:
        sessions.tell(interview_id, InterviewNotice(code="meanwhile", message="Measured."))
        return await read(interview_id)

    monkeypatch.setattr(sessions._conductor, "turns", turns)
    async with live.socket(interview_id=interview_id, last_event_id="lost") as talker:
        await talker.wait("interview.notice")
        greeting = ["session.created", "interview.started", "interview.resync"]
        assert talker.types[:4] == [*greeting, "interview.notice"]


async def test_a_second_connection_takes_the_interview_over(live: LiveServer) -> None:
    async with live.socket() as first:
        await first.wait("response.done")
        interview_id = first.of("interview.started")[0]["interview_id"]
        last = first.events[-1]["event_id"]
        async with live.socket(interview_id=interview_id, last_event_id=last) as second:
            assert await first.closed() == (4001, "This interview goes on in another window.")
            await second.complete_a_turn()
            assert "interview.resync" not in second.types
            assert second.events[0]["event_id"] > last


@pytest.fixture
def other(live: LiveServer, tmp_path: Path) -> Iterator[LiveServer]:
    """A second server beside the same database."""
    shared = live.app.state.services.database.url.render_as_string(hide_password=False)
    with serving(tmp_path, database_url=shared) as running:
        yield running


async def test_another_server_takes_the_interview_over(live: LiveServer, other: LiveServer) -> None:
    who = live.new_person()
    async with live.socket(who) as first:
        await first.wait("response.done")
        said = await first.complete_a_turn()
        interview_id = first.of("interview.started")[0]["interview_id"]
        other.tokens[who] = live.tokens[who]
        async with other.socket(who, interview_id=interview_id) as second:
            assert await first.closed() == (4001, "This interview goes on in another window.")
            resync = await second.wait("interview.resync")
            assert [t["text"] for t in resync["turns"] if t["role"] == "user"] == [said]
            assert await second.complete_a_turn() == said


async def test_connections_that_keep_replacing_one_another(live: LiveServer) -> None:
    async with live.socket() as talker:
        interview_id = (await talker.wait("interview.started"))["interview_id"]
    places = live.sessions()

    async def knock() -> int | None:
        async with live.socket(interview_id=interview_id) as talker:
            await talker.socket.wait_closed()
            return talker.socket.close_code

    knocking = [asyncio.create_task(knock()) for _ in range(12)]
    async with asyncio.timeout(WAIT_S):
        while sum(task.done() for task in knocking) < 11:
            await asyncio.wait(
                [task for task in knocking if not task.done()],
                return_when=asyncio.FIRST_COMPLETED,
            )
    async with live.socket(interview_id=interview_id) as last:
        assert {await task for task in knocking} == {4001}
        await last.complete_a_turn()
        assert live.sessions() == places


def test_an_interview_goes_on_after_the_server_was_restarted(tmp_path: Path) -> None:
    seen: list[Event] = []

    async def before(server: LiveServer) -> tuple[int | None, str]:
        async with server.socket() as talker:
            await talker.wait("response.done")
            await talker.complete_a_turn()
            seen.extend(talker.events)
            server.stop()
            return await talker.closed()

    async def after(server: LiveServer) -> None:
        query = {
            "interview_id": next(e["interview_id"] for e in seen if "interview_id" in e),
            "last_event_id": seen[-1]["event_id"],
        }
        async with server.socket(**query) as talker:
            resync = await talker.wait("interview.resync")
            assert talker.events[0]["event_id"] > seen[-1]["event_id"]
            saved = [e["item_id"] for e in seen if e["type"] == "interview.turn.saved"]
            assert saved == [t["item_id"] for t in resync["turns"] if t["role"] == "user"]
            await talker.complete_a_turn()

    with serving(tmp_path, max_ingest_rate=100) as server:
        code, _ = asyncio.run(before(server))
        assert code in (1001, 1012)
        tokens = server.tokens
    with serving(tmp_path, max_ingest_rate=100) as server:
        server.tokens.update(tokens)
        asyncio.run(after(server))
