"""The norms of pauses and loudness in backend/domain/delivery.py, from people who talk.

Pace and fillers have published percentiles. How long pauses are and how much loudness varies
depends on who measures, so these two come from our own extractor: from the stretches of the
collection in which one person talks, unscripted, for 20 seconds or more. That isn't many, so what
it prints says how many; every speaker counts once, as the mean of their recordings.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from math import exp, log
from statistics import fmean, stdev

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from audio_pipeline.measuring import Instruments
from audio_pipeline.speech_features import Spoken
from benchmarks.common import conditions, options, report
from benchmarks.recordings import recordings, source_name

TALKS: dict[str, tuple[str, float]] = {
    "mfa_cold_corpus": ("michael", 0.0),
    "mfa_acoustic_corpus": ("michael", 0.0),
    "mfa_cold_corpus3": ("michael", 0.0),
    "dialog_nasa_spacewalk": ("nasa", 0.0),
    "ami_trn03": ("MEO069", 1.18),
}
"""Recording, who talks, and from when on that person alone does (AMI's own segments). Meetings
with several speakers, telephone calls and what is read or dictated are left out."""


@dataclass(frozen=True, slots=True)
class Talk:
    """One recording, measured; None where it couldn't be."""

    speaker: str
    log_pause_s: float | None
    variation_db: float | None


def norm(talks: list[Talk], values: list[float | None]) -> dict[str, float]:
    """Mean and standard deviation over speakers."""
    by_speaker: dict[str, list[float]] = {}
    for talk, value in zip(talks, values, strict=True):
        if value is not None:
            by_speaker.setdefault(talk.speaker, []).append(value)
    means = [fmean(each) for each in by_speaker.values()]
    return {
        "mean": round(fmean(means), 3),
        "sd": round(stdev(means), 3),
        "speakers": len(means),
        "recordings": sum(len(each) for each in by_speaker.values()),
    }


def main(arguments: list[str]) -> None:
    given = options(__doc__).parse_args(arguments)
    where = conditions(recordings=source_name(given.speech))
    instruments = Instruments()
    talks: list[Talk] = []
    each: dict[str, dict[str, float | None]] = {}
    for clip in recordings(given.speech):
        if clip.id not in TALKS:
            continue
        speaker, start_s = TALKS[clip.id]
        samples = clip.samples()[round(start_s * ENGINE_RATE_HZ) :]
        found = instruments.measure(Spoken(samples))
        mean_s = found.pauses.mean_s if found.pauses else None
        talks.append(Talk(speaker, log(mean_s) if mean_s else None, found.variation_db))
        each[clip.id] = {
            "mean_pause_s": mean_s,
            "variation_db": found.variation_db,
            "snr_db": found.snr_db,
        }
    if not talks:
        raise SystemExit("None of the recordings is of the people whose talk makes the norms.")
    pause = norm(talks, [talk.log_pause_s for talk in talks])
    figures = {
        "log_mean_pause_s": pause | {"typical_s": round(exp(pause["mean"]), 3)},
        "variation_db": norm(talks, [talk.variation_db for talk in talks]),
        "each": each,
    }
    report("delivery_norms", len(talks), figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
