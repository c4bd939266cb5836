"""The arithmetic of what is measured from outside the server."""

from __future__ import annotations

import pytest

from benchmarks.capacity import Level, search
from benchmarks.memory import Sample, slope_mb_per_hour
from benchmarks.raw_sockets import BINARY, TEXT, FrameReader, frame
from benchmarks.recordings import recordings
from benchmarks.stub_llm import reply_tokens
from benchmarks.voice_to_voice import Measured, Turn, figures, suitable


def test_turns_that_were_cut_in_on_are_counted_and_are_no_latencies() -> None:
    measured = Measured(
        turns=[
            Turn(False, "main", 1000.0, {"endpoint": 900.0}),
            Turn(False, "follow_up", 2000.0, {"endpoint": 1100.0}),
            Turn(True, "main", 100.0, {"endpoint": 1.0}),
        ],
        cpu_s=6.0,
        seconds=30.0,
    )
    found = figures(measured)
    assert found["cut_in_on"] == 1
    assert found["cpu_s_per_turn"] == 2.0
    assert found["cores_used"] == 0.2
    assert found["voice_to_voice"]["turns"] == 2
    assert found["voice_to_voice"]["p50_ms"] == 1500.0
    assert found["voice_to_voice"]["stages_ms"] == {"endpoint": {"p50": 1000.0, "p95": 1090.0}}
    assert found["worded_by_the_llm"]["p50_ms"] == 2000.0
    assert found["worded_by_the_bank"]["p50_ms"] == 1000.0


def test_answers_are_of_a_length_that_people_wait_out() -> None:
    chosen = {clip.id for clip in suitable(recordings(None))}
    assert "jfk" in chosen
    assert "spacewalk" not in chosen


def test_the_slope_leaves_the_first_fifth_out() -> None:
    grown: list[Sample] = [(0.0, 0.0, 0.0), (60.0, 100.0, 50.0)]
    steady: list[Sample] = [
        (720.0 + 600.0 * step, 500.0 + 2.0 * step, 400.0 + 1.0 * step) for step in range(6)
    ]
    assert slope_mb_per_hour(grown + steady) == {"rss": 12.0, "pss": 6.0}
    assert slope_mb_per_hour(grown) is None


@pytest.mark.parametrize(("most", "found"), [(0, 0), (1, 1), (7, 7), (8, 8), (13, 13), (64, 64)])
async def test_the_search_finds_the_largest_number_that_is_carried(most: int, found: int) -> None:
    async def carries(sockets: int) -> bool:
        return sockets <= most

    assert await search(carries, 8, 64) == found


async def test_the_search_stops_close_enough_to_a_large_number() -> None:
    async def carries(sockets: int) -> bool:
        return sockets <= 333

    assert 316 <= await search(carries, 8, 2048) <= 333


def test_a_level_is_carried_when_echoes_are_quick_and_none_is_lost() -> None:
    assert Level(1, [0.01] * 99 + [1.0], 0, []).carried
    assert not Level(1, [0.01] * 90 + [1.0] * 10, 0, []).carried
    assert not Level(1, [0.01] * 99, 1, []).carried
    assert not Level(1, [], 0, []).carried


@pytest.mark.parametrize("size", [0, 1, 125, 126, 640, 65_535, 65_536])
def test_frames_are_read_as_they_were_put_together(size: int) -> None:
    payload = bytes(size)
    sent = frame(BINARY, payload)
    assert sent.endswith(bytes(4) + payload)
    unmasked = bytearray(sent)
    unmasked[1] &= 0x7F
    del unmasked[len(sent) - size - 4 : len(sent) - size]
    reader, found = FrameReader(), []
    for at in range(0, len(unmasked), 1000):
        found += reader.feed(bytes(unmasked[at : at + 1000]))
    assert found == [(BINARY, payload)]


def test_two_frames_in_one_piece_are_two_frames() -> None:
    both = b"\x81\x02{}" + b"\x82\x01x"
    assert FrameReader().feed(both) == [(TEXT, b"{}"), (BINARY, b"x")]


def test_the_stub_takes_up_what_was_said() -> None:
    tokens = reply_tokens("We moved to PostgreSQL.")
    assert "".join(tokens).startswith("You mentioned postgresql, so what")
    assert "".join(tokens).endswith("?")
