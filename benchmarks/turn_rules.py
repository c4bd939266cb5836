"""Other ways to decide that a turn is over, to hold the product's against.

Each is given the same speech probabilities, cut into speech and pauses by the same machine, and
the same Smart Turn: only the decision differs.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.turn import SpeechStarted, TurnEnded, TurnMachine, TurnPolicy

Score = Callable[[int, int], float]
"""Smart Turn's probability for the samples between two sample numbers."""

CHECK_S = 0.2
EVERY_S = 0.15
"""When Smart Turn is first asked in a pause, and how often after that: as the product does."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Ends a turn `give_up_s` into a pause, or as soon as a check finds it complete.

    Checks come at `first_s` and every `every_s` after that (both infinite: never, once);
    a check `s` seconds into the pause wants a probability of `threshold_at(s)`.
    """

    name: str
    give_up_s: float
    first_s: float = math.inf
    every_s: float = math.inf
    top: float = 0.5
    falls: bool = False

    def threshold_at(self, silence_s: float) -> float:
        """Constant, or falling in a straight line from `top` at the first check to 0."""
        if not self.falls:
            return self.top
        return self.top * (self.give_up_s - silence_s) / (self.give_up_s - self.first_s)


SILENCES_S = (0.5, 0.7, 0.9, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0)
FALLING_LIMITS_S = (1.0, 1.5, 2.0, 3.0, 4.0)
FALLS_FROM = 1.5
"""Above 1 no score is enough, so a turn is given a third of the limit before Smart Turn may end
it: without that, no limit keeps the rule from cutting in at most pauses within 0.3 s."""

SILENCE_RULES = tuple(Rule(f"silence {limit_s:g} s", limit_s) for limit_s in SILENCES_S)
PIPECAT_RULE = Rule("Smart Turn once at 0.2 s, else 3 s", 3.0, first_s=CHECK_S)
"""Pipecat's default: VAD stop 0.2 s, Smart Turn above 0.5, stop_secs 3 (pipecat-ai 1.14)."""
FALLING_RULES = tuple(
    Rule(
        f"Smart Turn re-scored, threshold {FALLS_FROM:g} to 0 at {limit_s:g} s",
        limit_s,
        first_s=CHECK_S,
        every_s=EVERY_S,
        top=FALLS_FROM,
        falls=True,
    )
    for limit_s in FALLING_LIMITS_S
)
RULES = (*SILENCE_RULES, PIPECAT_RULE, *FALLING_RULES)


def decisions_s(
    rule: Rule, probabilities: Sequence[float], score: Score, lag_s: float
) -> list[float]:
    """When the rule ends turns in one stream, in seconds from its first sample.

    A score is known `lag_s` after the check that asked for it, if the pause still lasts.
    """
    machine = TurnMachine(TurnPolicy(manual=True))
    prefix = int(machine.policy.prefix_s * ENGINE_RATE_HZ)
    decided: list[float] = []
    start = 0
    pause: int | None = None
    next_check_s = rule.first_s
    answers: list[tuple[float, bool]] = []
    for probability in probabilities:
        for event in machine.window(probability):
            if isinstance(event, SpeechStarted):
                start = max(event.sample - prefix, 0)
        if machine.pause_began is None:
            pause = None
            continue
        if machine.pause_began != pause:
            pause, next_check_s, answers = machine.pause_began, rule.first_s, []
        silence_s = machine.silence_s
        if silence_s >= next_check_s:
            complete = score(start, machine.sample) >= rule.threshold_at(silence_s)
            answers.append((silence_s + lag_s, complete))
            next_check_s += rule.every_s
        due = any(complete and at_s <= silence_s for at_s, complete in answers)
        if due or silence_s >= rule.give_up_s:
            decided += _finish(machine)
            pause = None
    return decided


def _finish(machine: TurnMachine) -> list[float]:
    return [
        event.sample / ENGINE_RATE_HZ
        for event in machine.finish()
        if isinstance(event, TurnEnded) and not event.is_noise
    ]
