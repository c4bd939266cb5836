"""Two servers beside one PostgreSQL, behind a balancer: whoever loses theirs in the middle of an
answer goes on at the other, with all that was acknowledged."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from audio_pipeline.engines import tones
from backend.rehearse.answers import each
from backend.rehearse.api import Api, addresses
from backend.rehearse.client import InterviewClient, Received
from backend.rehearse.rehearsal import Answer, Rehearsal
from tests.e2e.balancer import balancing
from tests.e2e.serving import Served, served
from tests.postgres import running

pytestmark = [pytest.mark.e2e]

PACE = 5.0


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, Served]]:
    """Servers that share a database and a key, and nothing else."""
    with running() as postgres, postgres.database() as url, ExitStack() as stack:
        settings = {
            "IHR_DATABASE_URL": url,
            "IHR_SECRET_KEY": secrets.token_hex(32),
            "IHR_ENGINES": "scripted",
            "IHR_MAX_INGEST_RATE": str(PACE),
        }
        one, other = (
            stack.enter_context(served(tmp_path_factory.mktemp(name), **settings))
            for name in ("one", "other")
        )
        yield one, other


def killed(server: Served) -> None:
    """Gone at once and for good: nobody starts it again."""
    child = server.server()
    server.process.kill()
    child.kill()
    child.wait(10)


class Killer:
    """Kills the server that holds the conversation as soon as the second answer begins."""

    def __init__(self, client: InterviewClient, servers: tuple[Served, Served]) -> None:
        self._client = client
        self._servers = servers
        self.killed: Served | None = None
        self.acknowledged: set[str] = set()

    def on_event(self, received: Received) -> None:
        saved = {each.item_id for each in self._client.conversation.answers if each.saved}
        if received.type == "input_audio_buffer.speech_started" and saved and not self.killed:
            self.acknowledged = saved
            self.killed = next(each for each in self._servers if _holds_a_socket(each))
            killed(self.killed)


def _holds_a_socket(server: Served) -> bool:
    """The balancer keeps one connection open for long: the conversation's."""
    process = server.server()
    return any(
        each.status == "ESTABLISHED" and each.laddr.port == _port(server)
        for each in process.net_connections("tcp")
    )


def _port(server: Served) -> int:
    return int(server.url.rpartition(":")[2])


async def test_a_conversation_goes_on_at_another_server(pair: tuple[Served, Served]) -> None:
    async with balancing(*(server.url for server in pair)) as balancer:
        # No connection is kept between the calls, so that each goes to the other server: what one
        # has promised the other keeps.
        async with Api(balancer.url) as api:
            await api.sign_up("mover")
        async with Api(balancer.url, api.token) as api:
            interview_id = await api.plan({})
        _, socket, _ = addresses(balancer.url)
        client = InterviewClient(socket, api.token, interview_id=interview_id, pace=PACE)
        killer = Killer(client, pair)
        client.on_event = killer.on_event
        told: list[str] = []
        rehearsal = Rehearsal(client, told.append, think_s=0.2)
        answers = [Answer(f"answer {n}", tones.speech(4.0)) for n in (1, 2)]
        async with client:
            await rehearsal.run(each(answers))

        assert killer.killed is not None
        assert client.returns == 1
        assert min(balancer.taken.values()) > 0
        (resync,) = [e.event for e in client.events if e.type == "interview.resync"]
        assert killer.acknowledged <= {turn["item_id"] for turn in resync["turns"]}
        assert told == ["The connection broke; giving answer 2 again."]
        assert client.conversation.completed
        assert rehearsal.errors == []
        ids = [e.event["event_id"] for e in client.events]
        assert ids == sorted(set(ids)), "they grow, at the other server too"
        async with Api(balancer.url, api.token) as api:
            stored = await api.turns(interview_id)
    saved = {answer.item_id for answer in client.conversation.answers if answer.saved}
    assert killer.acknowledged < saved <= set(stored)
