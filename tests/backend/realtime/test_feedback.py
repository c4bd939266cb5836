"""After the last word the scorecard comes by itself, and the open socket is told of it."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.backend.realtime.serving import LiveServer, Talker


async def end(talker: Talker) -> None:
    """As the candidate does it: the interviewer makes sure first."""
    while not talker.of("interview.completed"):
        replies = len(talker.of("response.done"))
        await talker.send("interview.end")
        await talker.wait("response.done", replies + 1)
        await talker.until(
            lambda: bool(
                talker.of("interview.completed")
                or any(
                    each["event_id"] > talker.of("response.done")[-1]["event_id"]
                    for each in talker.of("interview.turn.measured")
                )
            )
        )


async def scorecard(live: LiveServer, who: str, interview_id: str) -> dict[str, Any]:
    path = f"/feedback/scorecard?interview_id={interview_id}"
    answer = await asyncio.to_thread(live.request, "GET", path, who)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_a_spoken_interview_has_its_scorecard(live: LiveServer) -> None:
    who = live.new_person()
    async with live.socket(who) as talker:
        await talker.wait("response.done")
        await talker.complete_a_turn()
        await end(talker)
        ready = await talker.wait("interview.feedback.ready")
        statuses = [each["status"] for each in talker.of("interview.feedback.progress")]
        assert statuses[0] == "running"
        found = await scorecard(live, who, ready["interview_id"])
        assert found["status"] == "ready"
        assert found["engine"]
        assert len(found["answers"]) == 1
        # Tones aren't rated, and no single answer is.
        assert found["confidence"]["state"] == "not_made"


async def test_a_typed_interview_has_its_scorecard_too(live: LiveServer) -> None:
    who = live.new_person()
    async with live.socket(who) as talker:
        await talker.update(output_modalities=["text"])
        await talker.wait("response.done")
        replies = len(talker.of("response.done"))
        said = "I led the move of 40 services myself, and in the end costs fell by 30 percent."
        content = [{"type": "input_text", "text": said}]
        item = {"type": "message", "role": "user", "content": content}
        await talker.send("conversation.item.create", item=item)
        await talker.send("response.create")
        await talker.wait("response.done", replies + 1)
        await end(talker)
        ready = await talker.wait("interview.feedback.ready")
        found = await scorecard(live, who, ready["interview_id"])
        assert found["from_text"] is True
        assert found["confidence"]["state"] == "not_called_for"
        (answer,) = found["answers"]
        quotes = [each["quote"] for score in answer["scores"] for each in score["evidence"]]
        assert any(quotes)
        assert all(quote in said for quote in quotes)
