"""Sounds like speech with a known pitch, known pauses and known words."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import numpy as np

from audio_pipeline.engines import voiced
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Word
from audio_pipeline.measuring import Instruments
from audio_pipeline.pauses import Mask
from audio_pipeline.pitch import PitchTrack
from audio_pipeline.sound_files import read_sound
from audio_pipeline.speech_features import Heard, Spoken

CLIPS = Path(__file__).parents[1] / "audio"


@cache
def instruments() -> Instruments:
    return Instruments()


@cache
def clip(name: str) -> Samples:
    return read_sound(CLIPS / f"{name}.flac").samples


def words_of_clip(name: str) -> tuple[Word, ...]:
    """The clip's words, spread over where it is voiced: near enough for what reads punctuation."""
    known = json.loads((CLIPS / "clips.json").read_text("utf-8"))[name]
    texts = known["text"].split()
    first_s, last_s = known["voiced_s"][0][0], known["voiced_s"][-1][1]
    step_s = (last_s - first_s) / len(texts)
    return tuple(
        Word(text, first_s + at * step_s, first_s + (at + 1) * step_s, 0.9)
        for at, text in enumerate(texts)
    )


def noise(seconds: float, rms: float, seed: int = 1) -> Samples:
    random = np.random.default_rng(seed)
    sound = random.standard_normal(round(seconds * ENGINE_RATE_HZ)) * rms
    return np.clip(np.rint(sound), -32768, 32767).astype(np.int16)


def mask_of(*spoken_s: tuple[float, float], seconds: float) -> Mask:
    """Speech in these stretches and nowhere else."""
    mask = np.zeros(round(seconds / voiced.FRAME_S), dtype=np.bool_)
    for start_s, end_s in spoken_s:
        mask[round(start_s / voiced.FRAME_S) : round(end_s / voiced.FRAME_S)] = True
    return mask


def heard(samples: Samples) -> Heard:
    return instruments().hear(Spoken(samples))


def track_of(semitones: list[float], median_hz: float = 120.0) -> PitchTrack:
    hz = median_hz * 2 ** (np.array(semitones) / 12)
    return PitchTrack(hz, np.ones(len(semitones), dtype=np.bool_))
