"""The client over a real socket, with scripted engines behind it."""

from __future__ import annotations

import pytest

from audio_pipeline.engines import tones
from backend.rehearse.answers import each
from backend.rehearse.api import Api, addresses
from backend.rehearse.client import InterviewClient, Received
from backend.rehearse.connection import ConnectionLost, RehearsalError
from backend.rehearse.rehearsal import Answer, Rehearsal
from backend.rehearse.server import OwnServer
from tests.backend.rehearse.conftest import PACE


def client_of(server: OwnServer, *, text: bool = False) -> InterviewClient:
    return InterviewClient(addresses(server.url)[1], server.token, text=text, pace=PACE)


@pytest.mark.parametrize("text", [False, True])
async def test_a_connection_that_breaks_in_mid_answer_costs_nothing(
    scripted_server: OwnServer, text: bool
) -> None:
    client = client_of(scripted_server, text=text)
    broken_at = "conversation.item.added" if text else "input_audio_buffer.speech_started"
    breaks: list[str] = []

    def break_once(received: Received) -> None:
        answering = len(client.conversation.replies) > 0
        if received.type == broken_at and answering and not breaks:
            breaks.append(received.type)
            client.break_connection()

    client.on_event = break_once
    told: list[str] = []
    rehearsal = Rehearsal(client, told.append, think_s=0.05)
    samples = None if text else tones.speech(3.0)
    answers = [Answer(str(number), samples, text=f"Answer {number}.") for number in range(2)]
    async with client:
        await rehearsal.run(each(answers))

    assert breaks
    assert client.returns == 1
    assert client.conversation.resyncs == 0
    assert client.conversation.completed
    assert rehearsal.errors == client.conversation.errors == []
    assert told == []
    ids = [received.event["event_id"] for received in client.events]
    assert ids == sorted(set(ids)), "nothing came twice"
    async with Api(scripted_server.url, scripted_server.token) as api:
        stored = await api.turns(client.interview_id)
    answered = [turn for turn in stored.values() if turn["speaker"] == "candidate"]
    assert len(answered) == 2


async def test_the_latency_is_measured_from_the_voice_to_the_sound(
    scripted_server: OwnServer,
) -> None:
    client = client_of(scripted_server)
    async with client:
        await client.until(lambda: client.awaiting)
        spoken = await client.speak(tones.speech(2.0), voiced_until=32_000)
        await client.until(lambda: len(client.conversation.replies) == 2 and client.awaiting)
    opening, reply = client.conversation.replies
    assert opening.voice_to_voice_ms is None
    assert reply.playing.first_sound_at is not None
    waited_s = reply.playing.first_sound_at - spoken.last_voiced_at
    assert reply.voice_to_voice_ms == pytest.approx(waited_s * 1000, abs=0.1)
    assert reply.text
    assert reply.question is not None


async def test_a_second_connection_ends_the_first(scripted_server: OwnServer) -> None:
    first = client_of(scripted_server)
    async with first:
        await first.until(lambda: bool(first.conversation.started))
        second = InterviewClient(
            addresses(scripted_server.url)[1],
            scripted_server.token,
            interview_id=first.interview_id,
            pace=PACE,
        )
        async with second:
            with pytest.raises(ConnectionLost, match="goes on in another window"):
                await first.until(lambda: False)


@pytest.mark.parametrize(
    ("token", "path", "said"),
    [
        ("wrong", "", r"refused \(401\)"),
        (None, "?", "is not the address of an interview|refused"),
    ],
)
async def test_a_refusal_is_a_sentence(
    scripted_server: OwnServer, token: str | None, path: str, said: str
) -> None:
    url = (
        addresses(scripted_server.url)[1]
        if not path
        else scripted_server.url.replace("http", "ws") + "/livez"
    )
    with pytest.raises(ConnectionLost, match=said):
        await InterviewClient(url, token or scripted_server.token).connect()


async def test_whoever_signed_up_outlasts_a_token(scripted_server: OwnServer) -> None:
    async with Api(scripted_server.url) as api:
        await api.sign_up("lasting")
        api.token = "run out"
        interview_id = await api.plan({})
        url = addresses(scripted_server.url)[1]
        client = InterviewClient(
            url, "run out", interview_id=interview_id, pace=PACE, renew=api.renew
        )
        async with client:
            await client.until(lambda: client.awaiting)
        assert client.interview_id == interview_id


async def test_a_token_that_cannot_be_had_again_is_a_sentence(scripted_server: OwnServer) -> None:
    async with Api(scripted_server.url, "run out") as api:
        client = InterviewClient(addresses(scripted_server.url)[1], "run out", renew=api.renew)
        with pytest.raises(ConnectionLost, match="has run out"):
            await client.connect()


async def test_the_servers_own_reason_is_told(scripted_server: OwnServer) -> None:
    async with Api(scripted_server.url, scripted_server.token) as api:
        with pytest.raises(RehearsalError, match=r"The server refused \(422\)"):
            await api.plan({"difficulty": "absurd"})
    async with Api(scripted_server.url, "forged") as api:
        with pytest.raises(RehearsalError, match=r"\(401\)"):
            await api.plan({})
