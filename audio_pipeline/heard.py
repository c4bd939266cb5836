"""Which words of a reply had been heard at a given moment of its playback."""

from __future__ import annotations

from dataclasses import dataclass

from audio_pipeline.engines.protocols import Word

CUT_MARK = "—"


@dataclass(frozen=True, slots=True)
class SpokenSentence:
    """One sentence of a reply: `start_s` is its place in the reply's audio."""

    text: str
    words: tuple[Word, ...]
    start_s: float
    duration_s: float


def heard_text(sentences: list[SpokenSentence], played_s: float) -> str:
    """The words whose greater half had been played after `played_s` seconds.

    A sentence without audio (its synthesis failed, so it was shown as text) counts as heard
    once its turn in the reply has come.
    """
    heard: list[str] = []
    for sentence in sentences:
        if sentence.start_s > played_s or (sentence.duration_s and sentence.start_s == played_s):
            break
        if played_s >= sentence.start_s + sentence.duration_s:
            heard.append(sentence.text)
            continue
        at_s = played_s - sentence.start_s
        heard += [word.text for word in sentence.words if (word.start_s + word.end_s) / 2 <= at_s]
    return " ".join(heard)


def marked_cut(text: str) -> str:
    """The text as it enters the history when the rest of it was never heard."""
    return f"{text}{CUT_MARK}" if text else ""
