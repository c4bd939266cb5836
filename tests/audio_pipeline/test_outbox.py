"""What is kept for a client that comes back."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest

from audio_pipeline.outbox import BACKLOG_BYTES, KEEP_BYTES, AudioOut, Numbered, Outbox
from audio_pipeline.protocol import InterviewNotice


def notice(number: int) -> InterviewNotice:
    return InterviewNotice(code="paused", message=str(number))


async def rest(outbox: Outbox) -> list[Numbered]:
    taken: list[Numbered] = []
    while not taken or taken[-1].event_id != outbox.last_event_id:
        taken.append(await outbox.get())
    return taken


async def test_behind_any_event_that_is_kept_the_rest_comes_again_with_the_same_ids() -> None:
    outbox = Outbox(epoch=3)
    for number in range(50):
        outbox.put(notice(number))
    sent = await rest(outbox)
    ids = [numbered.event_id for numbered in sent]
    assert ids == sorted(set(ids))
    for place, event_id in enumerate(ids[:-1]):
        assert outbox.rewind(event_id)
        assert await rest(outbox) == sent[place + 1 :]
    assert outbox.rewind(ids[-1])
    assert not outbox.overflowing


@pytest.mark.parametrize(
    "event_id",
    ["", "event_", "event_00000003_", "event_00000003_-1", "event_00000003_00000050",
     "event_00000002_00000001", "event_00000003_\u0663", "event_00000003_" + "9" * 4400],
)  # fmt: skip
def test_what_is_no_event_of_this_outbox_is_not_known(event_id: str) -> None:
    outbox = Outbox(epoch=3)
    for number in range(50):
        outbox.put(notice(number))
    assert not outbox.rewind(event_id)


def test_ids_grow_over_a_restart() -> None:
    first, second = Outbox(epoch=9), Outbox(epoch=10)
    for number in range(3):
        first.put(notice(number))
    second.put(notice(0))
    assert first.last_event_id < second.last_event_id


async def test_what_is_put_first_comes_before_what_was_not_sent_yet() -> None:
    outbox = Outbox()
    outbox.put(notice(0))
    sent = await rest(outbox)
    assert not outbox.rewind("of another conversation")
    outbox.put(notice(3))
    outbox.put(notice(4))
    outbox.put_first((notice(1), notice(2)))
    sent += await rest(outbox)
    payloads = [numbered.payload for numbered in sent]
    assert payloads == [notice(number) for number in range(5)]
    assert [numbered.event_id[-8:] for numbered in sent] == [f"{id_:08d}" for id_ in range(5)]
    assert outbox.kept_bytes == sum(numbered.size for numbered in sent)
    assert not outbox.overflowing
    assert outbox.rewind(sent[0].event_id)
    assert await rest(outbox) == sent[1:]


async def test_a_client_that_does_not_read_costs_bounded_memory() -> None:
    outbox = Outbox()
    samples = np.zeros(24_000, dtype=np.int16)
    first = ""
    for number in range(1_000):
        outbox.put(AudioOut("resp", "item", 1, number * len(samples), samples))
        first = first or outbox.last_event_id
        assert outbox.kept_bytes <= KEEP_BYTES
        assert outbox.overflowing == ((number + 1) * samples.nbytes > BACKLOG_BYTES)
    assert not outbox.rewind(first)
    outbox.put(notice(1))
    async with asyncio.timeout(1):
        assert isinstance((await outbox.get()).payload, InterviewNotice)
