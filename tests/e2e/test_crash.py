"""A server that is killed in mid-answer: nothing that it acknowledged is lost, and the interview
goes on where it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.rehearse.answers import each
from backend.rehearse.api import Api, addresses
from backend.rehearse.client import InterviewClient, Received
from backend.rehearse.recordings import load_answer
from backend.rehearse.rehearsal import Answer, Rehearsal
from tests.e2e.serving import PACE, Served

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

CLIPS = Path(__file__).resolve().parent.parent / "audio"


class Killer:
    """Kills the server as soon as it hears the second answer."""

    def __init__(self, server: Served, client: InterviewClient) -> None:
        self._server = server
        self._client = client
        self.killed = 0
        self.acknowledged: set[str] = set()
        self.question: object = None

    def on_event(self, received: Received) -> None:
        conversation = self._client.conversation
        started = received.type == "input_audio_buffer.speech_started"
        acknowledged = {answer.item_id for answer in conversation.answers if answer.saved}
        if started and acknowledged and not self.killed:
            process = self._server.server()
            self.killed, self.acknowledged = process.pid, acknowledged
            self.question = _question(self._client, "interview.question")
            process.kill()


def _question(client: InterviewClient, kind: str) -> object:
    """Which question is open by the last event of this kind: its number and what kind it is."""
    event = next(each.event for each in reversed(client.events) if each.type == kind)
    question = event.get("question", event)
    return question["index"], question["total"], question["kind"]


async def test_a_server_killed_in_mid_answer_loses_nothing_it_acknowledged(server: Served) -> None:
    async with Api(server.url) as api:
        await api.sign_up("survivor")
        interview_id = await api.plan({})
    _, socket, _ = addresses(server.url)
    client = InterviewClient(socket, api.token, interview_id=interview_id, pace=PACE)
    killer = Killer(server, client)
    client.on_event = killer.on_event
    told: list[str] = []
    rehearsal = Rehearsal(client, told.append, think_s=0.2)
    names = ("quilter", "rainbow_arch")
    answers = [Answer(name, load_answer(CLIPS / f"{name}.flac")) for name in names]
    async with client:
        await rehearsal.run(each(answers))

    assert killer.killed
    assert server.server().pid != killer.killed, "the supervisor started another"
    assert client.returns >= 1
    resyncs = [each.event for each in client.events if each.type == "interview.resync"]
    assert len(resyncs) == 1
    assert killer.acknowledged <= {turn["item_id"] for turn in resyncs[0]["turns"]}
    assert _question(client, "interview.resync") == killer.question
    assert told == ["The connection broke; giving rainbow_arch again."]
    assert client.conversation.completed
    assert rehearsal.errors == []

    stored = server.stored_turns()
    saved = {answer.item_id for answer in client.conversation.answers if answer.saved}
    assert killer.acknowledged < saved
    assert saved <= set(stored)
    assert any("quilter" in stored[item].lower() or "middle" in stored[item] for item in saved)
    ids = [each.event["event_id"] for each in client.events]
    assert ids == sorted(set(ids)), "they grow, over the restart too"
