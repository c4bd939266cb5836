"""A clip for Whisper to hear, and what its decoder makes of it: when that isn't to be believed."""

from __future__ import annotations

from dataclasses import dataclass, field
from threading import Event

from audio_pipeline.engines import repetition, voiced
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples

SHORTEST = ENGINE_RATE_HZ // 10
"""A tenth of a second holds no word."""
TOKENS_PER_S, TOKENS_AT_LEAST = 6, 16
"""A quick speaker's five words a second with their punctuation; start and end marks."""
CHARACTERS_PER_S, CHARACTERS_AT_LEAST = 30, 12
"""Nobody says more in the time that they were loud: it is a cough that Whisper finds words for."""
MAX_TOKENS = 448
IMPROBABLE = -1.0
"""Whisper's own threshold for a text that is to be decoded again."""
SILENCE, UNSURE = 0.6, -0.7
"""Probably no speech (Whisper's own threshold), and no text that says otherwise. Whisper asks
for less than -1.0 there; what it finds in a few seconds of noise is more probable than that."""


@dataclass(frozen=True, slots=True)
class Request:
    """At most 29 s of speech, and how it is to be heard. `unwanted` is set once nobody waits for
    it any more."""

    samples: Samples
    prompt: str
    words: bool
    thorough: bool
    unwanted: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Decoded:
    """What the decoder made of one window. `tokens` hold no time stamps; `end_s` is the last
    of those, None where the text ran to the end."""

    tokens: list[int]
    text: str
    logprob: float
    no_speech: float
    end_s: float | None
    cut_short: bool
    too_quick: bool

    @property
    def silent(self) -> bool:
        return self.no_speech > SILENCE and self.logprob < UNSURE

    @property
    def repeats(self) -> bool:
        """Some phrase follows itself too often."""
        return repetition.repeats(self.tokens)

    @property
    def loops(self) -> bool:
        return self.cut_short or self.repeats or repetition.compresses(self.text)

    @property
    def broken(self) -> bool:
        return self.too_quick or self.loops

    @property
    def doubtful(self) -> bool:
        return not self.silent and (self.broken or self.logprob < IMPROBABLE)

    @property
    def wants_a_wider_search(self) -> bool:
        """Too unsure to believe: the text, or that there is none. Five beams on what is encoded
        already cost half a second, where the stock decoding encodes 30 s again and takes two."""
        return not self.broken and self.silent != (self.logprob < IMPROBABLE)


def soundless(samples: Samples) -> bool:
    """Too short for a word, or too quiet for a voice."""
    return samples.size < SHORTEST or bool(voiced.levels(samples).max() < voiced.FLOOR)


def is_too_quick(text: str, samples: Samples) -> bool:
    loud_s = voiced.voiced_s(voiced.voiced(samples), 0.0)
    return len(text) > CHARACTERS_AT_LEAST + CHARACTERS_PER_S * loud_s


def limit_of(samples: Samples, start: list[int], wider_than: Decoded | None = None) -> int:
    """How many tokens the samples may become; in a wider search not many times what the first
    look found, or one that goes round in circles takes a second."""
    limit = TOKENS_AT_LEAST + samples.size * TOKENS_PER_S // ENGINE_RATE_HZ
    if wider_than is not None:
        limit = min(limit, TOKENS_AT_LEAST + 2 * len(wider_than.tokens))
    return min(limit, MAX_TOKENS // 2, MAX_TOKENS - len(start))
