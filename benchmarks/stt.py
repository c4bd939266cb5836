"""Word error rate and CPU of the product's streaming transcription, against the stock one.

Both hear the same recordings with the same Whisper files, int8, on one thread, in one process.
The product's is what its Listener makes of a recording as it is spoken: captions every half a
second, and a transcript with the times of its words at each pause and of each turn. The stock
one is faster_whisper.transcribe on the whole recording, which it can only begin at its end, and
without word times. CPU is the process's, all threads, while a transcription runs.

Subsets differ too much to be pooled: each is reported alone, and --limit is for each.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from faster_whisper import WhisperModel

from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    EngineError,
    EngineInfo,
    Samples,
    Transcript,
)
from audio_pipeline.heard_turn import Ended, HeardTurn, ListenerEvent
from audio_pipeline.listening import Listener
from audio_pipeline.turn import TurnPolicy
from audio_pipeline.weights import require
from benchmarks.common import conditions, options, report, say, spread
from benchmarks.offline import (
    STT_LAG_S,
    TURN_LAG_S,
    KnownVoice,
    LaggingTurnDetector,
    OfflineEngines,
    played,
)
from benchmarks.recordings import Recording, in_a_room, recordings, source_name
from benchmarks.words import Errors, spoken_words, word_errors
from tests.virtual_time import run_virtual

TAIL_S = 5.0
CAPTION_LAG_S = 0.3
"""What a caption takes on the reference machine; while one is made, no other is begun."""
STOCK_BEAMS = (5, 1)
"""faster-whisper's default, and its quickest."""


@dataclass
class MeteredStt:
    """Whisper with a meter for each use: captions, and finals and pauses with word times."""

    engines: OfflineEngines
    cpu_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    info: EngineInfo = EngineInfo("stt", "Whisper, metered", "this machine")

    async def transcribe(
        self, samples: Samples, *, prompt: str = "", words: bool = False, urgent: bool = True
    ) -> Transcript:
        use = "finals" if urgent else "captions"
        work = self.engines.stt.transcribe(samples, prompt=prompt, words=words, urgent=urgent)
        before_s = time.process_time()
        try:
            result = self.engines.loop.call(work)
        finally:
            self.cpu_s[use] += time.process_time() - before_s
        await asyncio.sleep(STT_LAG_S if urgent else CAPTION_LAG_S)
        return result


PATIENT = TurnPolicy(scale=1e6, longest_s=1e6)
"""Where turns end is another measurement: here a recording is one turn, ended by its speaker."""


@dataclass
class Tally:
    """One way of transcribing, over one subset."""

    errors: Errors = Errors()
    audio_s: float = 0.0
    cpu_s: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, reference: str, heard: str, audio_s: float, cpu_s: dict[str, float]) -> None:
        self.errors += word_errors(spoken_words(reference), spoken_words(heard))
        self.audio_s += audio_s
        for use, seconds in cpu_s.items():
            self.cpu_s[use] += seconds

    def figures(self) -> dict[str, Any]:
        """WER in percent; CPU seconds for each second of audio, by use and their running sum."""
        errors = self.errors
        return {
            "wer": errors.percent,
            "words": errors.words,
            "substituted": errors.substituted,
            "inserted": errors.inserted,
            "deleted": errors.deleted,
            "cpu_per_s": {
                use: round(seconds / self.audio_s, 4) for use, seconds in self.cpu_s.items()
            },
        }


def streamed(engines: OfflineEngines, clip: Recording) -> tuple[str, dict[str, float]]:
    """(what the product heard, CPU seconds by use)."""
    stt = MeteredStt(engines)
    samples = in_a_room(clip.samples(), TAIL_S)
    probabilities = engines.voice(samples)
    turns: list[HeardTurn] = []
    texts: dict[str, str] = {}

    async def note(event: ListenerEvent) -> None:
        if isinstance(event, Ended):
            turns.append(event.turn)
            finishing.append(asyncio.create_task(finish(event.turn)))

    async def done(listener: Listener) -> None:
        await listener.finish_turn()

    async def finish(turn: HeardTurn) -> None:
        try:
            texts[turn.item_id] = (await turn.transcript()).text
        except EngineError as error:
            say(f"stt: {clip.id}: {error}")

    async def listen() -> None:
        turn_detector = LaggingTurnDetector(engines, TURN_LAG_S)
        listener = Listener(stt, KnownVoice(probabilities), turn_detector, PATIENT, note)
        await played(listener, samples, done)
        await asyncio.gather(*finishing)

    finishing: list[asyncio.Task[None]] = []
    run_virtual(listen())
    engines.forget()
    return " ".join(texts.get(turn.item_id, "") for turn in turns), dict(stt.cpu_s)


def stock(model: Any, samples: Samples, beams: int) -> tuple[str, dict[str, float]]:
    """faster-whisper as its documentation uses it, told the language."""
    audio = samples.astype(np.float32) / np.float32(32768.0)
    before_s = time.process_time()
    segments, _ = model.transcribe(audio, language="en", beam_size=beams)
    text = " ".join(segment.text for segment in segments)
    return text, {"finals": time.process_time() - before_s}


def measure(home: Path, whisper: str, clips: list[Recording]) -> dict[str, dict[str, Tally]]:
    """Tallies by subset and way."""
    tallies: dict[str, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
    folder = require(whisper, home / "weights")
    model: Any = WhisperModel(str(folder), device="cpu", compute_type="int8", cpu_threads=1)
    with OfflineEngines(home, whisper) as engines:
        for count, clip in enumerate(clips, 1):
            samples = clip.samples()
            audio_s = len(samples) / ENGINE_RATE_HZ
            ways = {f"stock, beam {beams}": stock(model, samples, beams) for beams in STOCK_BEAMS}
            ways["product"] = streamed(engines, clip)
            for way, (heard, cpu_s) in ways.items():
                tallies[clip.subset][way].add(clip.transcript, heard, audio_s, cpu_s)
            if count % 16 == 0:
                say(f"stt: {count} of {len(clips)} recordings")
    return tallies


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--whisper", default="whisper-base", help="or whisper-tiny.en")
    given = parser.parse_args(arguments)
    where = conditions(
        recordings=source_name(given.speech),
        whisper=given.whisper,
        threads=1,
        caption_lag_s=CAPTION_LAG_S,
    )
    clips = [clip for clip in recordings(given.speech) if "wer" in clip.uses and clip.transcript]
    clips = [
        clip
        for subset in dict.fromkeys(clip.subset for clip in clips)
        for clip in spread([each for each in clips if each.subset == subset], given.limit)
    ]
    tallies = measure(given.home, given.whisper, clips)
    figures = {
        subset: {way: tally.figures() for way, tally in ways.items()}
        for subset, ways in tallies.items()
    }
    report("stt", len(clips), figures, where)


if __name__ == "__main__":
    main(sys.argv[1:])
