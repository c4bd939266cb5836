"""The recordings that are spoken to the product, and what is known of each."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples
from audio_pipeline.resampler import resample
from audio_pipeline.sound_files import read_sound
from benchmarks.common import ROOT, say

BUNDLED = ROOT / "tests" / "audio"
FRAME = ENGINE_RATE_HZ // 50
QUIETEST_DBFS, LOUDEST_DBFS = -65.0, -45.0
"""A quiet room through a headset, and one with a fan in it: room noise stays between these."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Recording:
    """One clip. `speech` is where it is voiced, in seconds; empty where that is not known."""

    id: str
    path: Path
    subset: str
    uses: frozenset[str]
    speakers: int
    transcript: str
    speech: tuple[Interval, ...]

    def samples(self) -> Samples:
        """The whole clip at 16 kHz, mono."""
        sound = read_sound(self.path)
        return resample(sound.samples, sound.rate_hz, ENGINE_RATE_HZ)


def recordings(folder: Path | None) -> list[Recording]:
    """The collection in `folder`, or the few clips that come with the tests."""
    if folder is None:
        say("No --speech folder: using the few clips in tests/audio, too few to conclude from.")
        return _bundled()
    return _collection(folder)


def source_name(folder: Path | None) -> str:
    """For the conditions: which recordings a figure was measured on."""
    return "tests/audio" if folder is None else folder.resolve().name


def _collection(folder: Path) -> list[Recording]:
    with (folder / "pauses.jsonl").open(encoding="utf-8") as lines:
        voiced = {entry["id"]: entry["speech"] for entry in map(json.loads, lines)}
    with (folder / "manifest.tsv").open(encoding="utf-8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [
        Recording(
            id=row["id"],
            path=folder / row["path"],
            subset=row["subset"],
            uses=frozenset(row["use"].split(",")),
            speakers=row["speaker"].count("+") + 1,
            transcript=row["transcript"],
            speech=tuple((start, end) for start, end in voiced.get(row["id"], ())),
        )
        for row in rows
    ]


def _bundled() -> list[Recording]:
    clips = json.loads((BUNDLED / "clips.json").read_text("utf-8"))
    return [
        Recording(
            id=name,
            path=BUNDLED / f"{name}.flac",
            subset="bundled",
            uses=frozenset({"wer", "turn"}),
            speakers=1,
            transcript=clip["text"],
            speech=tuple((start, end) for start, end in clip["voiced_s"]),
        )
        for name, clip in clips.items()
    ]


def noise_level_dbfs(samples: Samples) -> float:
    """The level of the clip's own room: its quietest tenth, kept within a room's levels."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME).astype(np.float64)
    if len(frames) == 0:
        return QUIETEST_DBFS
    power = float(np.percentile((frames**2).mean(axis=1), 10))
    level = 10 * np.log10(max(power, 1e-9) / 32768**2)
    return float(np.clip(level, QUIETEST_DBFS, LOUDEST_DBFS))


def room_noise(seconds: float, level_dbfs: float, seed: int = 1) -> Samples:
    """Noise that falls by 6 dB an octave from 100 Hz on, as ventilation does; always the same."""
    count = int(seconds * ENGINE_RATE_HZ)
    if count == 0:
        return np.zeros(0, dtype=np.int16)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    spectrum /= np.maximum(np.fft.rfftfreq(count, 1 / ENGINE_RATE_HZ), 100.0)
    noise = np.fft.irfft(spectrum, count)
    noise *= 32768 * 10 ** (level_dbfs / 20) / np.sqrt(np.mean(noise**2))
    return np.clip(np.rint(noise), -32768, 32767).astype(np.int16)


def in_a_room(samples: Samples, tail_s: float) -> Samples:
    """The clip, and then its room going on without the speaker."""
    tail = room_noise(tail_s, noise_level_dbfs(samples))
    return np.concatenate([samples, tail])
