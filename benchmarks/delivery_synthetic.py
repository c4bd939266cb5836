"""Pitch, pauses and pace measured on sounds of which everything is known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from statistics import median
from typing import Any

import numpy as np

from audio_pipeline.engines.piper import PiperModel
from audio_pipeline.engines.protocols import Samples, Transcript
from audio_pipeline.measuring import Instruments
from audio_pipeline.speech_features import Spoken
from audio_pipeline.syllables import spoken_tokens
from benchmarks.common import spread
from benchmarks.synthetic_voice import spoken, voice

MEDIANS_HZ = (85, 105, 125, 150, 175, 200, 225, 250)
SUNG_S = 10.0
SNRS_DB: tuple[float | None, ...] = (None, 10.0, 5.0)
PAUSES_S = (0.3, 0.45, 0.7, 1.2, 2.0)
SPEEDS = (0.85, 1.0, 1.2)
SENTENCES = (
    "In my last job I looked after the billing service and one morning it simply stopped sending "
    "invoices to all our customers.",
    "I read the logs first and then I called the whole team in and we saw that a certificate had "
    "run out over the weekend.",
    "We renewed it and wrote a small rule that warns us early and it has never happened again "
    "since then in all the years.",
)
"""Without commas, where the voice would pause by itself."""
STOPS = frozenset("pbtdkgcqx")
"""Letters of sounds that begin with a silence of their own, the hold of the stop."""
PAUSES = 4
TAKES = 3
"""The voice never says a sentence twice in the same way."""


def pitch(instruments: Instruments) -> dict[str, Any]:
    """Error of the pitch in cents, and of its standard deviation in semitones, by noise."""
    found: dict[str, Any] = {}
    for snr_db in SNRS_DB:
        cents: list[float] = []
        spreads: list[float] = []
        for seed, median_hz in enumerate(MEDIANS_HZ):
            sung = voice(median_hz, SUNG_S, snr_db, seed)
            track = instruments.tracker.track(sung.samples)
            count = min(track.hz.size, sung.hz.size)
            both = track.sounding[:count] & (sung.hz[:count] > 0)
            known = 12 * np.log2(sung.hz[:count][both])
            heard = 12 * np.log2(track.hz[:count][both])
            cents.append(100 * float(np.median(np.abs(heard - known))))
            spreads.append(abs(float(np.std(heard) - np.std(known))))
        name = "clean" if snr_db is None else f"{snr_db:g} dB"
        found[name] = {
            "cents_median": round(median(cents), 1),
            "cents_worst_voice": round(max(cents), 1),
            "sd_error_st_worst_voice": round(max(spreads), 3),
            "voices": len(cents),
        }
    return found


def scripted(
    instruments: Instruments, speaker: PiperModel, transcribe: Callable[[Samples], Transcript]
) -> dict[str, Any]:
    """Errors of inserted pauses in milliseconds, and of the pace in percent: with the words of
    the script, and with those that the product heard."""
    off_ms: list[float] = []
    pace: dict[str, list[float]] = defaultdict(list)
    missed = extra = 0
    takes = ((speed, each) for speed in SPEEDS for each in SENTENCES for _ in range(TAKES))
    for number, (speed, sentence) in enumerate(takes):
        inserted = pauses_for(sentence, number)
        clip = spoken(speaker, sentence, speed, inserted, number)
        found = instruments.measure(Spoken(clip.samples, clip.words))
        silences = [each.length_s for each in found.pauses.all] if found.pauses else []
        if len(silences) == len(inserted):
            off_ms += [1000 * (a - b) for a, (_, b) in zip(silences, inserted, strict=True)]
        missed += max(len(inserted) - len(silences), 0)
        extra += max(len(silences) - len(inserted), 0)
        words = len(spoken_tokens(sentence.split()))
        true = 60 * words / clip.sound_s
        heard = transcribe(clip.samples)
        by_ear = instruments.measure(Spoken(clip.samples, heard.words, heard.text))
        for name, each in (("script", found), ("heard", by_ear)):
            if each.words_per_minute is not None:
                pace[name].append(100 * (each.words_per_minute / true - 1))
    return {
        "pause_error_ms": {
            "median": round(median(off_ms), 1),
            "worst": round(_worst(off_ms), 1),
            "within_50": round(sum(abs(each) <= 50 for each in off_ms) / len(off_ms), 3),
            "n": len(off_ms),
            "missed": missed,
            "extra": extra,
        },
        "pace_error_percent": {
            name: {
                "median": round(median(each), 2),
                "worst": round(_worst(each), 2),
                "n": len(each),
            }
            for name, each in pace.items()
        },
    }


def _worst(values: list[float]) -> float:
    return max(values, key=lambda each: abs(each))


def pauses_for(sentence: str, turn: int) -> list[tuple[int, float]]:
    """`PAUSES` places without a stop on either side, at even distances, and how long to pause."""
    words = [word.strip(".").lower() for word in sentence.split()]
    places = [
        at
        for at in range(2, len(words) - 1)
        if words[at - 1].removesuffix("e")[-1] not in STOPS and words[at][0] not in STOPS
    ]
    chosen = spread(places, PAUSES)
    return [(at, PAUSES_S[(turn + each) % len(PAUSES_S)]) for each, at in enumerate(chosen)]
