"""What is given up when engines keep people waiting, second by second."""

from __future__ import annotations

import pytest

from audio_pipeline.load import (
    CALM_S,
    LIMITS_S,
    LONGEST_REST_S,
    MEMORY_S,
    REST_S,
    STEP_S,
    Level,
    Load,
)

EVERY_S = 0.5


class Day:
    """A load that is observed twice a second, and when it changed."""

    def __init__(self) -> None:
        self.load = Load()
        self.now_s = 1000.0
        self.changes: list[tuple[float, Level]] = []

    def waits(self, wait_s: float, for_s: float) -> None:
        until_s = self.now_s + for_s
        while self.now_s < until_s:
            if self.load.observe(self.now_s, wait_s):
                self.changes.append((self.now_s, self.load.level))
            self.now_s += EVERY_S

    @property
    def levels(self) -> list[Level]:
        return [level for _, level in self.changes]


UP = [Level.NO_CAPTIONS, Level.NO_SPECULATION, Level.TEXT_REPLIES]
DOWN = [Level.NO_SPECULATION, Level.NO_CAPTIONS, Level.NORMAL]


def test_things_are_given_up_in_order_and_come_back_in_the_reverse() -> None:
    day = Day()
    day.waits(5.0, for_s=60)
    assert day.levels == UP
    day.waits(0.0, for_s=200)
    assert day.levels == UP + DOWN


@pytest.mark.parametrize("level", UP)
def test_each_level_gives_up_one_thing_more(level: Level) -> None:
    load = Load(level)
    assert [load.captions, load.speculation, load.voice] == [
        False,
        level < Level.NO_SPECULATION,
        level < Level.TEXT_REPLIES,
    ]


@pytest.mark.parametrize(("level", "limit_s"), list(zip(UP, LIMITS_S, strict=True)))
def test_no_more_is_given_up_than_the_wait_asks_for(level: Level, limit_s: float) -> None:
    day = Day()
    day.waits(limit_s * 1.02, for_s=600)
    assert day.load.level == level
    day = Day()
    day.waits(limit_s * 0.98, for_s=600)
    assert day.load.level == level - 1


def test_one_hard_sentence_is_no_overload() -> None:
    day = Day()
    for _ in range(20):
        for waited_s in (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 2.9):
            day.waits(waited_s, for_s=EVERY_S)
        day.waits(0.0, for_s=30)
    assert day.levels == []


def test_what_was_given_up_is_given_time_to_help() -> None:
    day = Day()
    day.waits(60.0, for_s=60)
    times = [at for at, _ in day.changes]
    assert [later - earlier for earlier, later in zip(times, times[1:], strict=False)] == [
        STEP_S,
        STEP_S,
    ]


def test_between_the_limits_nothing_changes() -> None:
    day = Day()
    day.waits(0.6, for_s=30)
    day.waits((CALM_S + LIMITS_S[0]) / 2, for_s=3600)
    assert day.levels == UP[:1]


def test_calm_has_to_last_before_anything_comes_back() -> None:
    day = Day()
    day.waits(0.6, for_s=20)
    for _ in range(50):
        day.waits(0.0, for_s=REST_S - 2 * MEMORY_S)
        day.waits(0.45, for_s=2 * MEMORY_S)
    assert day.levels == UP[:1]
    day.waits(0.0, for_s=REST_S + 4 * MEMORY_S)
    assert day.levels == [Level.NO_CAPTIONS, Level.NORMAL]


def test_what_comes_back_too_early_stays_away_longer_each_time() -> None:
    """Captions alone make the difference: with them people wait, without them nobody does."""
    day = Day()
    for _ in range(2 * 3600):
        day.waits(0.8 if day.load.captions else 0.0, for_s=EVERY_S)
    away = [
        back - gone
        for (gone, level), (back, _) in zip(day.changes, day.changes[1:], strict=False)
        if level == Level.NO_CAPTIONS
    ]
    assert away == sorted(away)
    assert away[0] == pytest.approx(REST_S, abs=2 * MEMORY_S)
    assert away[-1] == pytest.approx(LONGEST_REST_S, abs=2 * MEMORY_S)
    assert len(day.changes) < 40


def test_after_a_good_time_it_is_as_patient_as_at_first() -> None:
    day = Day()
    for _ in range(3):
        day.waits(0.8, for_s=20)
        day.waits(0.0, for_s=4 * LONGEST_REST_S)
    gone, back = day.changes[-2][0], day.changes[-1][0]
    assert back - gone < REST_S + 20 + 2 * MEMORY_S
