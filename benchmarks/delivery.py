"""How well speech is measured: pitch, pauses, pace, filled pauses, and what it costs.

Pitch on synthetic voices whose melody is known; pauses and pace on the product's own voice, whose
words are timed to the sample; filled pauses and pace on recordings whose transcripts have them,
heard as the product hears a turn that ends there. Then whether the impression stays where it is
when the same answers are recorded otherwise. Figures on recordings are by subset.
"""

from __future__ import annotations

import re
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from audio_pipeline.engines.piper import PiperModel
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples, Transcript
from audio_pipeline.fillers import is_filler
from audio_pipeline.measuring import Instruments
from audio_pipeline.phrases import FILLERS, words_of
from audio_pipeline.speech_features import SpeechFeatures, Spoken
from audio_pipeline.syllables import spoken_tokens
from audio_pipeline.track import Track
from audio_pipeline.transcription import TurnTranscriber
from audio_pipeline.weights import require
from benchmarks.common import conditions, options, percentile, report, say, spread
from benchmarks.delivery_robustness import changed_interviews
from benchmarks.delivery_synthetic import pitch, scripted
from benchmarks.offline import OfflineEngines
from benchmarks.recordings import Recording, recordings, source_name

NEAR_S = 0.5
"""A filler was found where one is known within this: Whisper's times are blurred."""
_INTERVAL = re.compile(r'([\d.]+)\n([\d.]+)\n"([^"]*)"')

Span = tuple[float, float]


@dataclass
class Found:
    """Fillers of one sort of recording: known ones, those found, and what was found besides."""

    recordings: int = 0
    known: int = 0
    hits: int = 0
    false: int = 0

    def add(self, known: int, hits: int, false: int) -> None:
        self.recordings += 1
        self.known += known
        self.hits += hits
        self.false += false

    def figures(self) -> dict[str, Any]:
        found = self.hits + self.false
        return vars(self) | {
            "recall": round(self.hits / self.known, 3) if self.known else None,
            "precision": round(self.hits / found, 3) if found else None,
        }


@dataclass
class Tally:
    """One subset."""

    fillers: dict[str, Found] = field(default_factory=lambda: defaultdict(Found))
    pace_percent: list[float] = field(default_factory=list)
    unmeasured: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    recordings: int = 0
    audio_s: float = 0.0
    cpu_s: float = 0.0

    def figures(self) -> dict[str, Any]:
        off = [abs(each) for each in self.pace_percent]
        return {
            "recordings": self.recordings,
            "cpu_per_s": round(self.cpu_s / self.audio_s, 4),
            "pace_off_percent_p50": percentile(off, 50),
            "pace_off_percent_p90": percentile(off, 90),
            "unmeasured": dict(self.unmeasured),
            "fillers": {name: each.figures() for name, each in self.fillers.items()},
        }


class Ear:
    """Words as the product has them when a turn ends at the end of a recording."""

    def __init__(self, engines: OfflineEngines) -> None:
        self._engines = engines

    def transcript(self, samples: Samples) -> Transcript:
        track = Track()
        track.append(samples)
        whole = TurnTranscriber(self._engines.stt, track, 0)
        return self._engines.loop.call(whole.until(samples.size))


def heard_fillers(heard: Transcript, found: SpeechFeatures) -> list[Span]:
    written = [(word.start_s, word.end_s) for word in heard.words if is_filler(word.text)]
    sounded = found.fillers.sounded if found.fillers else ()
    return [*written, *((each.start_s, each.end_s) for each in sounded)]


def known_fillers(grid: Path) -> list[Span]:
    """From a TextGrid made by hand: words, and phones that never look like one ("AH0")."""
    rows = _INTERVAL.findall(grid.read_text("utf-8"))
    return [(float(start), float(end)) for start, end, text in rows if is_filler(text)]


def matched(known: list[Span], heard: list[Span]) -> int:
    """How many of the known ones have one of the heard ones near, each used once."""
    left = sorted(heard)
    hits = 0
    for start_s, end_s in sorted(known):
        near = next(
            (each for each in left if each[0] <= end_s + NEAR_S and start_s - NEAR_S <= each[1]),
            None,
        )
        if near is not None:
            left.remove(near)
            hits += 1
    return hits


def count_fillers(tally: Tally, clip: Recording, spans: list[Span], speech: Path | None) -> None:
    """By place where it is known, else by count."""
    grid = speech / "align" / clip.subset / f"{clip.path.stem}.TextGrid" if speech else None
    if grid is not None and grid.exists():
        known = known_fillers(grid)
        hits = matched(known, spans)
        tally.fillers["spontaneous, by place"].add(len(known), hits, len(spans) - hits)
        return
    known_count = sum(word in FILLERS for word in words_of(clip.transcript))
    hits = min(known_count, len(spans))
    sort = "with fillers, by count" if known_count else "without fillers"
    tally.fillers[sort].add(known_count, hits, len(spans) - hits)


def measure(
    clips: list[Recording], instruments: Instruments, ear: Ear, speech: Path | None
) -> dict[str, Tally]:
    tallies: dict[str, Tally] = defaultdict(Tally)
    for number, clip in enumerate(clips, 1):
        samples, tally = clip.samples(), tallies[clip.subset]
        heard = ear.transcript(samples)
        before_s = time.process_time()
        found = instruments.measure(Spoken(samples, heard.words, heard.text))
        tally.cpu_s += time.process_time() - before_s
        tally.audio_s += samples.size / ENGINE_RATE_HZ
        tally.recordings += 1
        for name in found.missing:
            tally.unmeasured[name] += 1
        if found.words_per_minute is not None and "wer" in clip.uses:
            true = 60 * len(spoken_tokens(clip.transcript.split())) / found.speaking_s
            tally.pace_percent.append(100 * (found.words_per_minute / true - 1))
        count_fillers(tally, clip, heard_fillers(heard, found), speech)
        if number % 16 == 0:
            say(f"delivery: {number} of {len(clips)} recordings")
    return tallies


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--whisper", default="whisper-base", help="or whisper-tiny.en")
    given = parser.parse_args(arguments)
    where = conditions(recordings=source_name(given.speech), whisper=given.whisper)
    clips = [clip for clip in recordings(given.speech) if clip.transcript]
    clips = [
        clip
        for subset in dict.fromkeys(clip.subset for clip in clips)
        for clip in spread([each for each in clips if each.subset == subset], given.limit)
    ]
    instruments = Instruments()
    with OfflineEngines(given.home, given.whisper) as engines:
        ear = Ear(engines)
        speaker = PiperModel(
            next(require("piper-joe-medium", given.home / "weights").glob("*.onnx"))
        )
        figures = {"pitch": pitch(instruments), **scripted(instruments, speaker, ear.transcript)}
        tallies = measure(clips, instruments, ear, given.speech)
        figures["subsets"] = {
            subset: tally.figures()
            | {
                "recorded_otherwise": changed_interviews(
                    [clip for clip in clips if clip.subset == subset], instruments, ear.transcript
                )
            }
            for subset, tally in tallies.items()
        }
    report("delivery", len(clips), figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
