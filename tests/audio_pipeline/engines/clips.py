"""The recordings of tests/audio, and what is said in them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import soundfile

from audio_pipeline.engines.protocols import Samples

AUDIO = Path(__file__).parents[2] / "audio"
CLIPS: dict[str, dict[str, object]] = json.loads((AUDIO / "clips.json").read_text("utf-8"))


def load(name: str) -> Samples:
    """The clip as 16 kHz mono."""
    samples, rate_hz = soundfile.read(AUDIO / f"{name}.flac", dtype="int16")
    assert rate_hz == 16_000
    return np.asarray(samples, dtype=np.int16)


def text(name: str) -> str:
    return str(CLIPS[name]["text"])


def plain_words(said: str) -> list[str]:
    """Lower-case words without punctuation or fillers, for comparing transcripts."""
    words = re.findall(r"[a-z0-9']+", said.lower().replace("-", " ").replace("\u2019", "'"))
    return [word for word in words if word not in {"uh", "um", "hm"}]


def word_errors(expected: list[str], heard: list[str]) -> int:
    """Substitutions, insertions and deletions between two lists of words."""
    row = list(range(len(heard) + 1))
    for i, word in enumerate(expected, 1):
        diagonal, row[0] = row[0], i
        for j, other in enumerate(heard, 1):
            diagonal, row[j] = (
                row[j],
                min(row[j] + 1, row[j - 1] + 1, diagonal + (word != other)),
            )
    return row[-1]
