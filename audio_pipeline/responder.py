"""The seam between a voice session and whatever it is that answers."""

from __future__ import annotations

from asyncio import Event
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

import numpy as np

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.protocol import ServerEvent

Cue = Literal[
    "start", "answer", "repeat", "skip", "hint", "retry", "end", "silence", "unclear", "resume"
]  # fmt: skip
"""Why a reply is wanted: the conversation opens, somebody answered, a control was used, nothing
was said for long ("silence"), or something in which no words were found ("unclear")."""


@dataclass(frozen=True, slots=True)
class UserTurn:
    """One turn of the person, as it stands. `item_id` stays the same over its revisions.

    `samples` is 16 kHz; `start_s` and `end_s` are seconds of the session's input audio.
    `words` are timed in seconds from the first of `samples`, and empty for what was typed.
    """

    item_id: str
    cue: Cue
    text: str = ""
    words: tuple[Word, ...] = ()
    confidence: float = 1.0
    samples: Samples | None = None
    start_s: float = 0.0
    end_s: float = 0.0
    typed: bool = False
    timed_out: bool = False
    """The time for the answer was over, and the session ended the turn."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """The turn is stored, if it was one of the person's. `events` go out before the reply."""

    events: tuple[ServerEvent, ...] = ()
    stored: bool = True
    """False for a control such as "repeat", of which nothing is kept."""
    closing: bool = False
    """The conversation is over once the reply to this turn has been heard."""
    limit_s: float | None = 0.0
    """The time for the answer to the reply, 0 for no limit. It begins `preparation_s` after the
    reply was heard, or when the person begins to speak. None: the time that runs goes on."""
    preparation_s: float = 0.0
    patience_s: float = 0.0
    """A silence that lasts so long is a turn too, of the cue "silence"; never for 0."""
    firm: bool = False
    """The first line of the reply can't be talked over."""
    waits: bool = False
    """Nothing more is to be said until the person speaks."""


@dataclass(frozen=True, slots=True)
class SpokenReply:
    """A reply as it was heard: `text` ends with an em dash where it was cut."""

    item_id: str
    answers: str
    """The `item_id` of the turn that was replied to."""
    text: str
    worded: str
    """All of the reply that had been worded by then, heard or not."""
    cut: bool
    samples: Samples | None = None
    """What was played, 16 kHz; None where nothing was spoken."""
    start_s: float = 0.0
    end_s: float = 0.0
    latency_ms: dict[str, float] = field(default_factory=dict)


def merged(turns: list[UserTurn]) -> UserTurn | None:
    """Several pieces of one answer as one turn, under the id of the last."""
    if not turns:
        return None
    if len(turns) == 1:
        return turns[0]
    spoken = [turn.samples for turn in turns if turn.samples is not None]
    return replace(
        turns[-1],
        text=" ".join(turn.text for turn in turns),
        words=_in_sequence(turns),
        confidence=min(turn.confidence for turn in turns),
        samples=np.concatenate(spoken) if spoken else None,
        start_s=turns[0].start_s,
        timed_out=any(turn.timed_out for turn in turns),
    )


def _in_sequence(turns: list[UserTurn]) -> tuple[Word, ...]:
    """The words of all turns, timed as if their samples followed one another."""
    found: list[Word] = []
    past_s = 0.0
    for turn in turns:
        found += [
            replace(word, start_s=word.start_s + past_s, end_s=word.end_s + past_s)
            for word in turn.words
        ]
        past_s += len(turn.samples) / ENGINE_RATE_HZ if turn.samples is not None else 0.0
    return tuple(found)


class Responder(Protocol):
    def respond(self, turn: UserTurn, hurry: Event) -> AsyncIterator[str]:
        """The reply, in deltas. Called speculatively too, so it stores nothing; a later call
        for the same `item_id` replaces the earlier one. Closing it stops the work. Once `hurry`
        is set, all that was given so far is nearly spoken: what can be said at once is better
        than what would be said well."""
        ...

    async def commit(self, turn: UserTurn) -> Receipt:
        """Store a final turn. When this returns, the turn survives a killed process."""
        ...

    async def measure(self, turn: UserTurn) -> tuple[ServerEvent, ...]:
        """Look at how a stored turn was spoken, while the conversation goes on; the events
        returned go to the client. May be cancelled."""
        ...

    async def settle(self, reply: SpokenReply) -> tuple[ServerEvent, ...]:
        """Store what was heard of a reply; the events returned go to the client."""
        ...
