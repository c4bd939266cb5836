"""Interviews held by the official `openai` client, as it comes."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from openai import AsyncOpenAI, AuthenticationError
from openai.resources.realtime.realtime import AsyncRealtimeConnection
from websockets.exceptions import InvalidStatus

from audio_pipeline.audio import codec_for
from audio_pipeline.engines.protocols import Samples
from audio_pipeline.engines.tones import rms, silence, speech
from audio_pipeline.resampler import Resampler
from tests.audio_pipeline.engines.clips import load, plain_words, text, word_errors
from tests.backend.realtime.serving import WAIT_S, LiveServer

Session = dict[str, Any]
SAID = "I led the migration of our billing service to PostgreSQL."
"""What the scripted engine hears in a tone."""


@dataclass
class Caller:
    """The client's connection, and all that came over it."""

    connection: AsyncRealtimeConnection
    events: list[Any] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    async def read(self) -> None:
        async for event in self.connection:
            self.events.append(event)
            self._news.set()

    async def until(self, done: Callable[[], bool]) -> None:
        async with asyncio.timeout(WAIT_S):
            while not done():
                self._news.clear()
                await self._news.wait()

    def of(self, type_: str) -> list[Any]:
        return [event for event in self.events if event.type == type_]

    async def wait(self, type_: str, count: int = 1) -> Any:
        await self.until(lambda: len(self.of(type_)) >= count)
        return self.of(type_)[count - 1]

    async def update(self, **session: Any) -> Any:
        count = len(self.of("session.updated"))
        settings: Any = {"type": "realtime", **session}
        await self.connection.session.update(session=settings)
        return (await self.wait("session.updated", count + 1)).session

    async def append(self, data: bytes) -> None:
        await self.connection.input_audio_buffer.append(audio=base64.b64encode(data).decode())

    async def play(self, samples: Samples, rate_hz: int, chunk_s: float) -> None:
        size = int(rate_hz * chunk_s)
        for at in range(0, len(samples), size):
            await self.append(samples[at : at + size].tobytes())

    def audio(self, response_id: str) -> bytes:
        return b"".join(
            base64.b64decode(event.delta)
            for event in self.of("response.output_audio.delta")
            if event.response_id == response_id
        )

    def shown(self, response_id: str) -> str:
        """The words that came with a reply."""
        deltas = self.of("response.output_audio_transcript.delta")
        return "".join(event.delta for event in deltas if event.response_id == response_id)


@asynccontextmanager
async def calling(server: LiveServer, who: str = "ada") -> AsyncIterator[Caller]:
    token = await asyncio.to_thread(server.token, who)
    async with (
        AsyncOpenAI(base_url=f"{server.http}/v1", api_key=token, max_retries=0) as client,
        client.realtime.connect(model="gpt-realtime") as connection,
    ):
        caller = Caller(connection)
        reading = asyncio.create_task(caller.read())
        try:
            yield caller
        finally:
            await connection.close()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)


def pcm(rate_hz: int = 24_000) -> Session:
    return {"type": "audio/pcm", "rate": rate_hz}


def audio_session(audio_format: Session, **audio_input: Any) -> Session:
    return {
        "audio": {
            "input": {"format": audio_format, **audio_input},
            "output": {"format": audio_format},
        }
    }


MANUAL = audio_session(pcm(), turn_detection=None)


async def test_connecting_without_a_valid_key_is_refused(scripted: LiveServer) -> None:
    async with AsyncOpenAI(base_url=f"{scripted.http}/v1", api_key="wrong") as client:
        with pytest.raises(InvalidStatus) as caught:
            async with client.realtime.connect(model="gpt-realtime"):
                pass
        assert caught.value.response.status_code == 401
        with pytest.raises(AuthenticationError):
            await client.realtime.client_secrets.create()


async def test_an_ephemeral_key_opens_a_connection(scripted: LiveServer) -> None:
    token = await asyncio.to_thread(scripted.token)
    async with AsyncOpenAI(base_url=f"{scripted.http}/v1", api_key=token) as client:
        secret = await client.realtime.client_secrets.create(
            expires_after={"anchor": "created_at", "seconds": 60},
            session={"type": "realtime", "model": "gpt-realtime"},
        )
    assert secret.value.startswith("ek_")
    async with (
        AsyncOpenAI(base_url=f"{scripted.http}/v1", api_key=secret.value) as client,
        client.realtime.connect(model="gpt-realtime") as connection,
    ):
        assert (await connection.recv()).type == "session.created"


@pytest.mark.engines
async def test_speaking_a_recording_and_hearing_the_reply(real: LiveServer) -> None:
    recording = Resampler(16_000, 24_000)
    voice = np.concatenate([recording.feed(load("quilter")), recording.flush()])
    async with calling(real) as caller:
        session = await caller.update(
            model="gpt-realtime",
            instructions="You are somebody else.",
            **audio_session(
                pcm(),
                transcription={"model": "gpt-4o-mini-transcribe"},
                turn_detection={"type": "semantic_vad"},
            ),
        )
        assert session.audio.input.format.rate == 24_000
        await caller.wait("response.done")
        for turn, chunk_s in ((1, 0.1), (2, 1.0)):
            await caller.play(voice, 24_000, chunk_s)
            await caller.play(silence(4, rate_hz=24_000), 24_000, chunk_s)
            done = (await caller.wait("response.done", turn + 1)).response
            said = caller.of("conversation.item.input_audio_transcription.completed")
            assert len(said) == turn
            errors = word_errors(plain_words(text("quilter")), plain_words(said[-1].transcript))
            assert errors <= 3
            assert done.status == "completed"
            reply = np.frombuffer(caller.audio(done.id), "<i2")
            assert len(reply) > 24_000
            assert rms(reply) > 300
            assert done.output[0].content[0].transcript == caller.shown(done.id)
            assert len(caller.shown(done.id).split()) > 3
        assert caller.of("error") == []


async def test_tap_to_talk(scripted: LiveServer) -> None:
    async with calling(scripted) as caller:
        await caller.update(**MANUAL)
        await caller.wait("response.done")
        await caller.append(speech(4.4, rate_hz=24_000).tobytes())
        await caller.append(silence(6, rate_hz=24_000).tobytes())
        await caller.connection.input_audio_buffer.commit()
        committed = await caller.wait("input_audio_buffer.committed")
        done = await caller.wait("conversation.item.input_audio_transcription.completed")
        assert (done.item_id, done.transcript) == (committed.item_id, SAID)
        assert done.usage.type == "duration"
        assert len(caller.of("response.created")) == 1
        await caller.connection.response.create()
        assert (await caller.wait("response.done", 2)).response.status == "completed"
        assert caller.of("input_audio_buffer.speech_started") == []
        assert caller.of("error") == []


async def test_committing_nothing_and_asking_twice_are_the_standards_errors(
    scripted: LiveServer,
) -> None:
    async with calling(scripted) as caller:
        await caller.update(**MANUAL)
        await caller.wait("response.created")
        await caller.connection.response.create(event_id="mine_1")
        first = (await caller.wait("error")).error
        assert first.code == "conversation_already_has_active_response"
        assert first.event_id == "mine_1"
        await caller.wait("response.done")
        await caller.connection.input_audio_buffer.commit(event_id="mine_2")
        second = (await caller.wait("error", 2)).error
        assert (second.code, second.event_id) == ("input_audio_buffer_commit_empty", "mine_2")


async def test_cancelling_and_truncating_a_reply(scripted: LiveServer) -> None:
    async with calling(scripted) as caller:
        await caller.update(**MANUAL)
        await caller.wait("response.output_audio.delta", 3)
        await caller.connection.response.cancel()
        done = (await caller.wait("response.done")).response
        assert (done.status, done.status_details.reason) == ("cancelled", "client_cancelled")
        item_id = done.output[0].id
        sent_ms = len(caller.audio(done.id)) // 48
        for audio_end_ms in (500, 3_600_000):
            await caller.connection.conversation.item.truncate(
                item_id=item_id, content_index=0, audio_end_ms=audio_end_ms
            )
        assert (await caller.wait("conversation.item.truncated")).audio_end_ms == 500
        clamped = await caller.wait("conversation.item.truncated", 2)
        assert 0 < clamped.audio_end_ms <= sent_ms + 1
        await caller.connection.response.cancel()
        assert (await caller.wait("error")).error.code == "response_cancel_not_active"
        await caller.connection.conversation.item.truncate(
            item_id="item_unknown", content_index=0, audio_end_ms=0
        )
        assert (await caller.wait("error", 2)).error.code == "item_truncate_invalid_item_id"


async def test_a_typed_answer_is_answered(scripted: LiveServer) -> None:
    async with calling(scripted) as caller:
        await caller.update(output_modalities=["text"])
        await caller.wait("response.done")
        await caller.connection.conversation.item.create(
            item={
                "type": "message",
                "role": "user",
                "content": [{"type": "input_text", "text": "I moved us to a new database."}],
            }
        )
        item = (await caller.wait("conversation.item.done", 2)).item
        await caller.connection.response.create()
        done = (await caller.wait("response.done", 2)).response
        written = "".join(
            event.delta
            for event in caller.of("response.output_text.delta")
            if event.response_id == done.id
        )
        assert done.output[0].content[0].text == written != ""
        assert done.output_modalities == ["text"]
        assert caller.of("response.output_audio.delta") == []
        await caller.connection.conversation.item.retrieve(item_id=item.id)
        kept = (await caller.wait("conversation.item.retrieved")).item
        assert kept.content[0].text == "I moved us to a new database."
        await caller.connection.conversation.item.delete(item_id=item.id)
        await caller.wait("conversation.item.deleted")
        await caller.connection.conversation.item.retrieve(item_id=item.id)
        assert (await caller.wait("error")).error.code == "item_retrieve_invalid_item_id"


@pytest.mark.parametrize(
    ("audio_format", "rate_hz"),
    [
        (pcm(24_000), 24_000),
        (pcm(16_000), 16_000),
        ({"type": "audio/pcmu"}, 8_000),
        ({"type": "audio/pcma"}, 8_000),
    ],
)
async def test_every_audio_format_both_ways(
    scripted: LiveServer, audio_format: Session, rate_hz: int
) -> None:
    codec = codec_for(audio_format["type"])
    async with calling(scripted) as caller:
        session = await caller.update(**audio_session(audio_format))
        assert session.audio.output.format.type == audio_format["type"]
        first = (await caller.wait("response.done")).response
        await caller.append(codec.encode(speech(4.4, rate_hz=rate_hz)))
        await caller.append(codec.encode(silence(3, rate_hz=rate_hz)))
        done = await caller.wait("conversation.item.input_audio_transcription.completed")
        assert done.transcript == SAID
        await caller.wait("response.done", 2)
        reply = codec.decode(caller.audio(first.id))
        spoken_s = sum(c.isalnum() for c in caller.shown(first.id)) * 0.06
        assert rms(reply) > 1_000
        assert spoken_s < len(reply) / rate_hz < spoken_s * 1.5 + 2
        assert caller.of("error") == []


@pytest.mark.parametrize(
    ("detection", "pause_s", "turns"),
    [
        ({"type": "server_vad", "silence_duration_ms": 300}, 0.5, 2),
        ({"type": "server_vad", "silence_duration_ms": 1500}, 0.5, 1),
        ({"type": "semantic_vad", "eagerness": "high"}, 1.1, 2),
        ({"type": "semantic_vad", "eagerness": "low"}, 1.1, 1),
    ],
)
async def test_the_silence_that_ends_a_turn_is_the_clients_choice(
    scripted: LiveServer, detection: Session, pause_s: float, turns: int
) -> None:
    async with calling(scripted) as caller:
        detection = {**detection, "create_response": False}
        session = await caller.update(**audio_session(pcm(), turn_detection=detection))
        for name, value in detection.items():
            assert getattr(session.audio.input.turn_detection, name) == value
        await caller.wait("response.done")
        for part in (speech(2), silence(pause_s), speech(2.4), silence(4)):
            await caller.append(np.repeat(part, 3)[::2].tobytes())
        await caller.wait("conversation.item.input_audio_transcription.completed", turns)
        await caller.connection.input_audio_buffer.commit()
        await caller.wait("error")
        assert len(caller.of("input_audio_buffer.committed")) == turns
        assert len(caller.of("response.created")) == 1


async def test_without_interrupt_response_words_do_not_stop_a_reply(scripted: LiveServer) -> None:
    detection = {"type": "server_vad", "interrupt_response": False, "create_response": False}
    async with calling(scripted) as caller:
        await caller.update(**audio_session(pcm(), turn_detection=detection))
        await caller.wait("response.output_audio.delta")
        await caller.append(speech(1.2, rate_hz=24_000).tobytes())
        await caller.append(silence(2, rate_hz=24_000).tobytes())
        await caller.wait("input_audio_buffer.committed")
        assert (await caller.wait("response.done")).response.status == "completed"


async def test_transcription_can_be_declined(scripted: LiveServer) -> None:
    async with calling(scripted) as caller:
        await caller.update(**audio_session(pcm(), transcription=None))
        await caller.wait("response.done")
        await caller.append(speech(4.4, rate_hz=24_000).tobytes())
        await caller.append(silence(3, rate_hz=24_000).tobytes())
        await caller.wait("response.done", 2)
        assert [e for e in caller.events if "input_audio_transcription" in e.type] == []
