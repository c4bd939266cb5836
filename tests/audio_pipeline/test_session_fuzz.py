"""Any events in any order: the session never breaks, never forgets how to answer, stays small."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from audio_pipeline.outbox import KEEP_BYTES
from audio_pipeline.protocol import (
    ErrorEvent,
    InterviewTurnSaved,
    ProtocolError,
    ResponseCreated,
    ResponseDone,
    SessionUpdated,
    parse_client_event,
)
from tests.audio_pipeline.kit import (
    ANSWER,
    Client,
    RecordingResponder,
    conversation,
    engines,
    play,
)

LINES = ["Welcome. Tell me about a project.", "Why did you choose it? Tell me more.", "I see."]

PLAIN = [
    "input_audio_buffer.commit",
    "input_audio_buffer.clear",
    "response.create",
    "response.cancel",
    "interview.answer.done",
    "interview.repeat",
    "interview.skip",
    "interview.pause",
    "interview.resume",
    "interview.hint",
]
DETECTION: list[dict[str, Any] | None] = [
    None,
    {"type": "semantic_vad", "eagerness": "high"},
    {"type": "semantic_vad", "interrupt_response": False},
    {"type": "server_vad", "silence_duration_ms": 50, "idle_timeout_ms": 1000},
    {"type": "server_vad", "create_response": False},
]
FORMATS = [{"type": "audio/pcm", "rate": 16000}, {"type": "audio/pcm", "rate": 24000}]


def updated(**session: Any) -> dict[str, Any]:
    return {"type": "session.update", "session": {"type": "realtime", **session}}


def typed(text: str) -> dict[str, Any]:
    content = [{"type": "input_text", "text": text}]
    return {
        "type": "conversation.item.create",
        "item": {"type": "message", "role": "user", "content": content},
    }


EVENTS = st.one_of(
    st.sampled_from(PLAIN).map(lambda name: {"type": name}),
    st.booleans().map(lambda on: {"type": "interview.answer.hold", "on": on}),
    st.sampled_from(DETECTION).map(lambda d: updated(audio={"input": {"turn_detection": d}})),
    st.sampled_from(FORMATS).map(lambda f: updated(audio={"output": {"format": f}})),
    st.sampled_from([["text"], ["audio"]]).map(lambda m: updated(output_modalities=m)),
    st.sampled_from(["", "Yes.", ANSWER]).map(typed),
    st.integers(0, 10_000).map(
        lambda ms: {
            "type": "conversation.item.truncate",
            "item_id": "LAST",
            "content_index": 0,
            "audio_end_ms": ms,
        }
    ),
    st.integers(0, 2**53 - 1).map(
        lambda n: {"type": "interview.playback", "response_id": "LAST", "samples": n}
    ),
    st.sampled_from(["retrieve", "delete"]).map(
        lambda what: {"type": f"conversation.item.{what}", "item_id": "LAST"}
    ),
)
STEPS = st.lists(
    st.one_of(
        EVENTS,
        st.sampled_from([0.1, 0.4, 2.0, 6.0]).map(lambda s: ("say", s)),
        st.sampled_from([0.0, 0.05, 0.3, 1.0, 5.0]).map(lambda s: ("wait", s)),
        st.sampled_from(["detach", "attach"]).map(lambda name: (name, 0.0)),
    ),
    max_size=30,
)


async def send(client: Client, event: dict[str, Any]) -> None:
    """As a socket would: what can't be taken is an error event."""
    begun = client.events(ResponseCreated)
    if begun and event.get("response_id") == "LAST":
        event = {**event, "response_id": begun[-1].response.id}
    if event.get("item_id") == "LAST":
        done = client.events(ResponseDone)
        known = done[-1].response.output[0].id if done else None
        event = {**event, "item_id": known or "item_none"}
    try:
        await client.send(parse_client_event(json.dumps(event)))
    except ProtocolError as error:
        client.session.outbox.put(error.to_event())


async def step(client: Client, action: Any) -> None:
    match action:
        case ("say", seconds):
            client.say(seconds)
        case ("wait", seconds):
            await asyncio.sleep(seconds)
        case ("detach", _):
            client.session.detach()
        case ("attach", _):
            client.session.attach(client.session.outbox.last_event_id)
        case event:
            await send(client, event)


async def answers_yet(client: Client) -> None:
    """Whatever was done to it, it takes one more answer and replies."""
    client.session.attach(client.session.outbox.last_event_id)
    await send(client, {"type": "interview.resume"})
    await send(client, {"type": "interview.answer.hold", "on": False})
    count = len(client.events(SessionUpdated))
    await send(client, updated(audio={"input": {"turn_detection": {"type": "semantic_vad"}}}))
    await client.wait_for(SessionUpdated, count + 1)
    await asyncio.sleep(20)
    saved = len(client.events(InterviewTurnSaved))
    replies = len(client.events(ResponseDone))
    await send(client, typed("And then it was done."))
    await send(client, {"type": "response.create"})
    await client.saved(saved + 1)
    await client.wait_for(ResponseDone, replies + 1)


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(STEPS)
def test_any_events_in_any_order(steps: list[Any]) -> None:
    async def test() -> None:
        async with conversation(RecordingResponder(LINES), engines()) as client:
            for action in steps:
                await step(client, action)
            await answers_yet(client)
            codes = [event.error.code for event in client.events(ErrorEvent)]
            assert "internal_error" not in codes
            assert "not_saved" not in codes
            assert client.session.outbox.kept_bytes <= KEEP_BYTES
            assert client.session.listener.backlog_s <= 31
            begun = {event.response.id for event in client.events(ResponseCreated)}
            ended = [event.response.id for event in client.events(ResponseDone)]
            assert sorted(begun) == sorted(ended)

    play(test)
