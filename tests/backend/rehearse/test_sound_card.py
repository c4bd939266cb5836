"""The headset: one clock for both sides."""

from __future__ import annotations

import numpy as np
import pytest

from audio_pipeline.engines.protocols import Samples
from backend.rehearse.recordings import Room
from backend.rehearse.sound_card import OUTPUT_RATE_HZ, Playing, SoundCard

TICK = OUTPUT_RATE_HZ // 50


def tone(count: int, level: int = 1_000) -> Samples:
    return np.full(count, level, np.int16)


@pytest.fixture
def card() -> SoundCard:
    return SoundCard(Room(None))


def test_speech_goes_out_tick_by_tick_and_the_room_around_it(card: SoundCard) -> None:
    assert card.speak(tone(500)) == 500
    assert card.speak(tone(100, 7)) == 600
    ticks = [card.tick() for _ in range(3)]
    assert all(len(tick) == 320 for tick in ticks)
    sent = np.concatenate(ticks)
    assert (sent[:500] == 1_000).all()
    assert (sent[500:600] == 7).all()
    assert not sent[600:].any()
    assert card.position == 960


def test_what_is_received_is_played_in_real_time(card: SoundCard) -> None:
    playing = Playing(1)
    card.add(playing)
    playing.receive(0, tone(TICK + 10).tobytes(), 5.0)
    card.tick()
    assert playing.played == TICK
    card.tick()
    card.tick()
    assert playing.played == TICK + 10
    assert not card.silent, "more of it may come"
    playing.complete = True
    card.tick()
    assert card.silent
    candidate, interviewer = card.conversation()
    assert len(candidate) / 16_000 == len(interviewer) / OUTPUT_RATE_HZ
    assert np.count_nonzero(interviewer) == TICK + 10


def test_the_next_reply_waits_for_the_end_of_the_first(card: SoundCard) -> None:
    first, second = Playing(1), Playing(2)
    for playing in (first, second):
        card.add(playing)
        playing.receive(0, tone(TICK).tobytes(), 0.0)
    card.tick()
    card.tick()
    assert second.played == 0
    first.complete = True
    card.tick()
    assert second.played == TICK
    assert second.began_s == pytest.approx(0.04)


def test_a_held_reply_waits_and_a_cut_one_is_dropped(card: SoundCard) -> None:
    playing = Playing(1)
    card.add(playing)
    playing.receive(0, tone(5 * TICK).tobytes(), 0.0)
    card.tick()
    playing.held = True
    card.tick()
    assert playing.played == TICK
    playing.held = False
    card.tick()
    playing.cut()
    card.tick()
    assert len(playing.samples) == 2 * TICK
    assert card.silent


def test_sound_that_is_sent_again_after_a_reconnection_is_not_played_twice() -> None:
    playing = Playing(1)
    playing.receive(0, tone(100).tobytes(), 0.0)
    playing.receive(50, tone(100).tobytes(), 1.0)
    playing.receive(0, tone(100).tobytes(), 1.0)
    playing.receive(900, tone(100).tobytes(), 1.0)
    assert playing.received == 150


def test_the_first_sound_is_when_somebody_could_hear_it() -> None:
    playing = Playing(1)
    playing.receive(0, tone(2_400, 3).tobytes(), 10.0)
    assert playing.first_sound_at is None
    quiet_then_loud = np.concatenate([tone(2_400, 3), tone(2_400)])
    playing.receive(2_400, quiet_then_loud.tobytes(), 10.01)
    assert playing.first_audio_at == 10.0
    assert playing.first_sound_at == pytest.approx(10.2)


def test_nothing_was_said_yet(card: SoundCard) -> None:
    candidate, interviewer = card.conversation()
    assert len(candidate) == len(interviewer) == 0
