"""When a turn begins, pauses and ends: a pure machine whose clock is the samples received.

It is told one speech probability per VAD window, and now and then what Smart Turn and the
transcript think of the pause so far. It never looks at a wall clock, so every timeline can be
played to it in a test.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, auto

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, VAD_WINDOW
from audio_pipeline.phrases import Ending

WINDOW_S = VAD_WINDOW / ENGINE_RATE_HZ


@dataclass(frozen=True, slots=True)
class TurnPolicy:
    """How patient to be. The defaults are `semantic_vad` with medium eagerness.

    `fixed_silence_s` set means `server_vad`: silence alone decides. `manual` means that only
    the client ends a turn. `scale` and `longest_s` carry the eagerness: OpenAI's documented
    maximum waits are 8, 4 and 2 s for low, medium and high.
    """

    manual: bool = False
    fixed_silence_s: float | None = None
    threshold: float = 0.5
    prefix_s: float = 0.3
    scale: float = 1.0
    longest_s: float = 4.0

    def for_person(self, patience: float) -> TurnPolicy:
        """The same for somebody who needs `patience` times as long a silence."""
        fixed_s = self.fixed_silence_s
        return replace(
            self,
            fixed_silence_s=None if fixed_s is None else fixed_s * patience,
            scale=self.scale * patience,
            longest_s=self.longest_s * patience,
        )


SPEECH_START_S = 0.096
"""Three windows above the threshold open a turn: a click is shorter, a word is not."""

HYSTERESIS = 0.15
"""Speech goes on until the probability falls this far below the threshold (Silero's default)."""

MIN_VOICED_S = 0.2
"""Less voice than this in a whole turn is a cough or a click, and is dropped undecoded."""

FIRST_CHECK_S = 0.2
CHECK_EVERY_S = 0.2
"""Smart Turn takes 30 to 100 ms of a core each time, which is too much to ask for more often."""


SURE_WAIT_S = 0.9
UNSURE_WAIT_S = 1.8
OPEN_ENDING_WAIT_S = 1.2
"""The silence asked of a turn that looks complete, of one that doesn't, and what an ending like
"because, um" adds. At these silences alone people resume after about 20 % and 4 % of their
inner pauses of half a second or more (benchmarks/turn_taking.py prints the curve)."""

SURE_LOGIT = 3.0
"""Log-odds (95 %) from which on an end is waited for no longer than `SURE_WAIT_S`."""

RESUMPTION_S = 0.3
"""How fast inner pauses run out: 43 % of them outlast 0.7 s and 16 % outlast 1.0 s, which is a
decay with this time constant (0.3 / ln(43 / 16)). Weighing the wait at real ends against the
cut-ins that it saves, the best silence is linear in the log-odds, with this slope."""

ENDING_LOGIT = {
    Ending.COMPLETE: 0.5,
    Ending.UNKNOWN: -0.5,
    Ending.DOUBTFUL: -1.5,
    Ending.OPEN: -3.0,
}
"""What the words add to Smart Turn's log-odds. Sound is fooled by fluent speech cut at a word
boundary (it looks complete 43 % of the time), and words see just that. A full stop says little,
since Whisper takes the silence for an end too; a missing one says more."""

USUAL_PAUSE_S, USUAL_WEIGHT = 0.65, 2.0
"""What a pause of half a second or more is taken to last, until this person's own are known: of
such pauses in other people's speech 57 % are over after 0.7 s."""

MAX_TURN_S = 600.0
"""A turn is closed here whatever is said, so that its audio stays bounded (19 MB)."""


class State(Enum):
    IDLE = auto()
    SPEAKING = auto()
    PAUSED = auto()


@dataclass(frozen=True, slots=True)
class SpeechStarted:
    """Voice began at `sample`; the turn's audio begins `prefix_s` before it."""

    sample: int


@dataclass(frozen=True, slots=True)
class PauseCheck:
    """The pause that began at `speech_end` has lasted until `sample`: time to look at it."""

    speech_end: int
    sample: int
    first: bool


@dataclass(frozen=True, slots=True)
class SpeechResumed:
    """Voice goes on at `sample`, after the pause that began at `speech_end`."""

    speech_end: int
    sample: int


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is over. `voiced_s` below `MIN_VOICED_S` is noise, not a turn."""

    started: int
    speech_end: int
    sample: int
    voiced_s: float

    @property
    def is_noise(self) -> bool:
        return self.voiced_s < MIN_VOICED_S


TurnEvent = SpeechStarted | PauseCheck | SpeechResumed | TurnEnded


def silence_limit_s(
    completeness: float | None, ending: Ending, policy: TurnPolicy, habit_s: float = 0.0
) -> float:
    """Seconds of silence after which the turn is taken to be over.

    Falls from `UNSURE_WAIT_S` to `SURE_WAIT_S` with the joint log-odds of sound
    (`completeness`, None while unscored) and words (`ending`); never below `habit_s`, this
    person's own inner pauses.
    """
    if policy.fixed_silence_s is not None:
        return policy.fixed_silence_s
    sound = min(max(0.3 if completeness is None else completeness, 0.01), 0.99)
    logit = math.log(sound / (1 - sound)) + ENDING_LOGIT[ending]
    wait_s = SURE_WAIT_S + RESUMPTION_S * max(SURE_LOGIT - logit, 0.0)
    wait_s = min(wait_s, UNSURE_WAIT_S)
    if ending is Ending.OPEN:
        wait_s += OPEN_ENDING_WAIT_S
    return min(max(wait_s, habit_s) * policy.scale, policy.longest_s)


@dataclass(slots=True)
class PauseHabit:
    """How long this person pauses and then goes on, learned over the session."""

    mean_s: float = USUAL_PAUSE_S
    weight: float = USUAL_WEIGHT

    def resumed_after(self, pause_s: float) -> None:
        """Count a pause that was no end. Shorter ones than half a second fool nobody."""
        if pause_s < 0.5:
            return
        # The memory is of about ten pauses, as in LiveKit's `dynamic` endpointing (0.9).
        self.weight = min(self.weight + 1, 10.0)
        self.mean_s += (min(pause_s, 3.0) - self.mean_s) / self.weight

    @property
    def floor_s(self) -> float:
        """No end before this: somewhat more than the pauses that this person comes back from."""
        return min(1.25 * self.mean_s, 2.0)


class TurnMachine:
    """Feed `window()` in order; the rest may come at any time between two windows."""

    def __init__(self, policy: TurnPolicy | None = None) -> None:
        self.policy = policy or TurnPolicy()
        self.habit = PauseHabit()
        self.sample = 0
        self._reset()

    def _reset(self) -> None:
        self.state = State.IDLE
        self._run = 0
        self._voiced = 0
        self._started = self.sample
        self._speech_end = self.sample
        self._patient_since = self.sample
        self._next_check_s = FIRST_CHECK_S
        self._completeness: float | None = None
        self._ending = Ending.UNKNOWN
        self.held = False

    @property
    def silence_s(self) -> float:
        """Seconds since the last voiced window; 0 outside a pause."""
        if self.state is not State.PAUSED:
            return 0.0
        return (self.sample - self._speech_end) / ENGINE_RATE_HZ

    @property
    def voiced_s(self) -> float:
        """Seconds of voice in the open turn."""
        return self._voiced * WINDOW_S

    @property
    def pause_began(self) -> int | None:
        """The last voiced sample before the present pause; None outside a pause."""
        return self._speech_end if self.state is State.PAUSED else None

    def just_voiced(self, seconds: float) -> bool:
        """True in the one window that brings the open turn's voice to this length."""
        return self._voiced == max(math.ceil(seconds / WINDOW_S), 1) and self._run > 0

    def window(self, probability: float) -> list[TurnEvent]:
        """One more VAD window of the stream, with its speech probability."""
        self.sample += VAD_WINDOW
        threshold = self.policy.threshold
        if self.state is State.SPEAKING:
            threshold -= HYSTERESIS
        voiced = probability >= threshold
        self._run = self._run + 1 if voiced else 0
        if self.state is State.IDLE:
            return self._idle()
        if voiced:
            self._voiced += 1
        if self.state is State.SPEAKING:
            return self._speaking(voiced)
        return self._paused()

    def scored(self, completeness: float) -> None:
        """Smart Turn's newest probability for the present pause; late ones are harmless."""
        if self.state is State.PAUSED:
            self._completeness = completeness

    def transcribed(self, ending: Ending) -> None:
        """How the words up to the present pause end."""
        if self.state is State.PAUSED:
            self._ending = ending

    def hold(self, on: bool) -> None:
        """The person says that they are thinking: no silence ends the turn meanwhile."""
        self.held = on
        if not on and self.state is State.PAUSED:
            # Silence spent thinking out loud must not end the turn the moment the hold goes.
            self._patient_since = self.sample

    def finish(self) -> list[TurnEvent]:
        """The person says that they are done, or a client commits: end what is open."""
        return [] if self.state is State.IDLE else [self._end()]

    def discard(self) -> None:
        """Forget the open turn, as when its audio buffer is cleared."""
        self._reset()

    def configure(self, policy: TurnPolicy) -> None:
        self.policy = replace(policy)

    def _idle(self) -> list[TurnEvent]:
        if self._run * WINDOW_S < SPEECH_START_S:
            return []
        self.state = State.SPEAKING
        self._voiced = self._run
        self._started = self.sample - self._run * VAD_WINDOW
        return [SpeechStarted(self._started)]

    def _speaking(self, voiced: bool) -> list[TurnEvent]:
        if self.sample - self._started >= MAX_TURN_S * ENGINE_RATE_HZ:
            return [self._end()]
        if voiced:
            self._speech_end = self.sample
            return []
        self.state = State.PAUSED
        self._speech_end = self._patient_since = self.sample - VAD_WINDOW
        self._next_check_s = FIRST_CHECK_S
        self._completeness = None
        self._ending = Ending.UNKNOWN
        return []

    def _paused(self) -> list[TurnEvent]:
        # One loud window inside a pause is a click or a breath; two are speech again.
        if self._run >= 2:
            self.habit.resumed_after(self.silence_s - 2 * WINDOW_S)
            self.state = State.SPEAKING
            resumed = SpeechResumed(self._speech_end, self.sample - 2 * VAD_WINDOW)
            self._speech_end = self.sample
            return [resumed]
        events: list[TurnEvent] = []
        if self.silence_s >= self._next_check_s:
            first = self._next_check_s == FIRST_CHECK_S
            self._next_check_s += CHECK_EVERY_S
            events.append(PauseCheck(self._speech_end, self.sample, first))
        if self._patience_is_over():
            events.append(self._end())
        return events

    def _patience_is_over(self) -> bool:
        if self.policy.manual or self.held:
            return False
        limit_s = silence_limit_s(self._completeness, self._ending, self.policy, self.habit.floor_s)
        return (self.sample - self._patient_since) / ENGINE_RATE_HZ >= limit_s

    def _end(self) -> TurnEnded:
        if self.state is State.SPEAKING:
            self._speech_end = self.sample
        ended = TurnEnded(self._started, self._speech_end, self.sample, self.voiced_s)
        self._reset()
        return ended
