"""Timelines of speech probabilities played to the turn machine."""

from __future__ import annotations

import pytest

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.phrases import Ending
from audio_pipeline.turn import (
    WINDOW_S,
    PauseCheck,
    SpeechResumed,
    SpeechStarted,
    State,
    TurnEnded,
    TurnEvent,
    TurnMachine,
    TurnPolicy,
    silence_limit_s,
)


def play(machine: TurnMachine, seconds: float, probability: float) -> list[TurnEvent]:
    events: list[TurnEvent] = []
    for _ in range(round(seconds / WINDOW_S)):
        events += machine.window(probability)
    return events


def ends(events: list[TurnEvent]) -> list[TurnEnded]:
    return [event for event in events if isinstance(event, TurnEnded)]


def speak(machine: TurnMachine, seconds: float) -> list[TurnEvent]:
    return play(machine, seconds, 0.9)


def silence(machine: TurnMachine, seconds: float) -> list[TurnEvent]:
    return play(machine, seconds, 0.02)


def test_silence_alone_never_opens_a_turn() -> None:
    machine = TurnMachine()
    assert silence(machine, 600) == []
    assert machine.state is State.IDLE


def test_two_loud_windows_are_a_click_and_three_are_a_word() -> None:
    machine = TurnMachine()
    assert play(machine, 2 * WINDOW_S, 0.99) + silence(machine, 1) == []
    started = speak(machine, 3 * WINDOW_S)
    assert [type(event) for event in started] == [SpeechStarted]
    assert isinstance(started[0], SpeechStarted)
    assert started[0].sample == machine.sample - 3 * 512


def test_a_pause_is_looked_at_again_and_again_while_it_grows() -> None:
    machine = TurnMachine()
    speak(machine, 1)
    checks = [e for e in silence(machine, 0.85) if isinstance(e, PauseCheck)]
    assert [check.first for check in checks] == [True, False, False, False]
    assert len({check.speech_end for check in checks}) == 1


def test_resumed_speech_keeps_the_turn() -> None:
    machine = TurnMachine()
    speak(machine, 1)
    silence(machine, 0.8)
    resumed = speak(machine, 1)
    assert [type(event) for event in resumed] == [SpeechResumed]
    assert machine.voiced_s == pytest.approx(2, abs=0.1)


def test_one_loud_window_in_a_pause_does_not_reset_the_silence() -> None:
    machine = TurnMachine()
    speak(machine, 1)
    machine.scored(0.0)
    silence(machine, 0.6)
    before = machine.silence_s
    machine.window(0.9)
    assert machine.silence_s == pytest.approx(before + WINDOW_S)


@pytest.mark.parametrize(
    ("completeness", "ending", "least", "most"),
    [
        (0.98, Ending.COMPLETE, 0.9, 1.0),
        (0.98, Ending.OPEN, 2.0, 3.0),
        (0.02, Ending.COMPLETE, 1.7, 1.8),
        (0.02, Ending.OPEN, 2.9, 3.1),
        (None, Ending.UNKNOWN, 1.7, 1.8),
    ],
)
def test_the_wait_follows_sound_and_words(
    completeness: float | None, ending: Ending, least: float, most: float
) -> None:
    machine = TurnMachine()
    speak(machine, 2)
    silence(machine, 0.25)
    if completeness is not None:
        machine.scored(completeness)
    machine.transcribed(ending)
    (end,) = ends(silence(machine, 5))
    waited = (end.sample - end.speech_end) / ENGINE_RATE_HZ
    assert least <= waited <= most + WINDOW_S
    assert not end.is_noise


def test_the_limit_falls_as_confidence_rises() -> None:
    limits = [silence_limit_s(p / 100, Ending.COMPLETE, TurnPolicy()) for p in range(1, 100)]
    assert limits == sorted(limits, reverse=True)
    assert (limits[0], limits[-1]) == (1.8, 0.9)
    assert len(set(limits)) > 30


def test_server_vad_waits_for_its_own_silence_only() -> None:
    machine = TurnMachine(TurnPolicy(fixed_silence_s=0.5))
    speak(machine, 1)
    machine.scored(0.0)
    (end,) = ends(silence(machine, 2))
    assert (end.sample - end.speech_end) / ENGINE_RATE_HZ == pytest.approx(0.5, abs=WINDOW_S)


def test_a_manual_turn_ends_only_when_the_client_says() -> None:
    machine = TurnMachine(TurnPolicy(manual=True))
    speak(machine, 1)
    assert ends(silence(machine, 30)) == []
    assert len(ends(machine.finish())) == 1
    assert machine.finish() == []


def test_i_am_thinking_holds_the_turn_and_done_ends_it() -> None:
    machine = TurnMachine()
    speak(machine, 1)
    machine.hold(True)
    assert ends(silence(machine, 60)) == []
    machine.hold(False)
    assert ends(silence(machine, 0.5)) == []
    assert len(ends(silence(machine, 3))) == 1


def test_a_cough_is_noise() -> None:
    machine = TurnMachine()
    speak(machine, 0.13)
    (end,) = ends(silence(machine, 5))
    assert end.is_noise


def test_a_person_who_pauses_long_is_given_longer() -> None:
    machine = TurnMachine(TurnPolicy())
    for _ in range(4):
        speak(machine, 1)
        machine.hold(True)
        silence(machine, 1.4)
        machine.hold(False)
    speak(machine, 1)
    silence(machine, 0.25)
    machine.scored(0.99)
    machine.transcribed(Ending.COMPLETE)
    (end,) = ends(silence(machine, 5))
    assert (end.sample - end.speech_end) / ENGINE_RATE_HZ > 1.2


def test_eagerness_bounds_the_longest_wait() -> None:
    for longest in (2.0, 4.0, 8.0):
        policy = TurnPolicy(longest_s=longest, scale=10)
        assert silence_limit_s(0.5, Ending.OPEN, policy) == longest


def test_who_needs_longer_pauses_is_waited_for_in_every_way_of_listening() -> None:
    for policy in (TurnPolicy(), TurnPolicy(scale=1.5, longest_s=8.0), TurnPolicy(manual=True)):
        patient = policy.for_person(2.0)
        for completeness in (None, 0.1, 0.99):
            for ending in Ending:
                usual_s = silence_limit_s(completeness, ending, policy)
                assert silence_limit_s(completeness, ending, patient) == pytest.approx(2 * usual_s)
        assert patient.manual == policy.manual
    fixed = TurnPolicy(fixed_silence_s=0.6).for_person(1.5)
    assert silence_limit_s(0.99, Ending.COMPLETE, fixed) == pytest.approx(0.9)
    assert TurnPolicy().for_person(1.0) == TurnPolicy()


def test_scores_of_an_earlier_pause_do_not_count_in_a_later_one() -> None:
    machine = TurnMachine()
    speak(machine, 1)
    silence(machine, 0.3)
    machine.scored(0.99)
    speak(machine, 1)
    (end,) = ends(silence(machine, 5))
    assert (end.sample - end.speech_end) / ENGINE_RATE_HZ > 1.3


def test_endless_speech_is_closed_so_that_its_audio_stays_bounded() -> None:
    machine = TurnMachine()
    assert len(ends(speak(machine, 601))) == 1
