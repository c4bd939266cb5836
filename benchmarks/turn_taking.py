"""False cut-ins at inner pauses, and the wait after the real end, side by side.

A recording is played with its room going on behind it. An end of turn decided before its last
speech is over is a cut-in; the wait is from there to the next decision. The product is its
Listener, turn machine, Silero, Smart Turn and Whisper, on a clock of samples to which the time
that engines take is added as a constant. The other rules get the same pauses and probabilities.

Recordings in which several people talk are left out: one of them may rightly be answered
before the last has spoken.
"""

from __future__ import annotations

import random
import sys
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from audio_pipeline.engines.smart_turn import WINDOW as SMART_TURN
from audio_pipeline.protocol import SemanticVad
from audio_pipeline.session import turn_policy
from benchmarks.common import conditions, options, report, say, spread
from benchmarks.offline import STT_LAG_S, TURN_LAG_S, OfflineEngines, product_decisions_s
from benchmarks.recordings import Recording, in_a_room, recordings, source_name
from benchmarks.turn_rules import FALLING_RULES, RULES, SILENCE_RULES, decisions_s
from benchmarks.turn_scoring import ClipScore, at_wait, score_clip, summary

PRODUCT = "product"
EAGERNESS = ("medium", "low", "high")
TAIL_S = 8.0
"""Room after the recording: `semantic_vad` never waits longer, whatever its eagerness."""


@dataclass(frozen=True, slots=True)
class Setup:
    home: Path
    whisper: str
    turn_lag_s: float
    stt_lag_s: float


def measured(engines: OfflineEngines, setup: Setup, clip: Recording) -> dict[str, ClipScore]:
    """Every rule's score for one recording."""
    samples = in_a_room(clip.samples(), TAIL_S)
    probabilities = engines.voice(samples)
    scores: dict[str, ClipScore] = {}
    for eagerness in EAGERNESS:
        policy = turn_policy(SemanticVad(type="semantic_vad", eagerness=eagerness))
        decided = product_decisions_s(
            engines, samples, probabilities, policy, setup.turn_lag_s, setup.stt_lag_s
        )
        scores[f"{PRODUCT}, {eagerness}"] = score_clip(clip.speech, decided)

    def completeness(start: int, end: int) -> float:
        return engines.completeness(samples[max(start, end - SMART_TURN) : end])

    for rule in RULES:
        decided = decisions_s(rule, probabilities, completeness, setup.turn_lag_s)
        scores[rule.name] = score_clip(clip.speech, decided)
    engines.forget()
    return scores


def measure(setup: Setup, clips: list[Recording], jobs: int) -> list[dict[str, ClipScore]]:
    """The scores of each recording, in their order; each job has engines of its own."""
    results: dict[int, dict[str, ClipScore]] = {}
    idle: SimpleQueue[OfflineEngines] = SimpleQueue()

    def work(number: int) -> None:
        engines = idle.get()
        try:
            results[number] = measured(engines, setup, clips[number])
        finally:
            idle.put(engines)

    # Not in the collection's order, so that what is said on the way is true of all of it.
    order = random.Random(1).sample(range(len(clips)), len(clips))
    with ExitStack() as opened:
        for _ in range(jobs):
            idle.put(opened.enter_context(OfflineEngines(setup.home, setup.whisper)))
        with ThreadPoolExecutor(jobs) as pool:
            for count, _ in enumerate(pool.map(work, order), 1):
                if count % 32 == 0:
                    say(f"turn_taking: {count} of {len(clips)} recordings; so far:")
                    say(table(side_by_side(list(results.values()))))
    return [results[number] for number in range(len(clips))]


def side_by_side(results: list[dict[str, ClipScore]]) -> dict[str, dict[str, Any]]:
    """The summary of each rule over all recordings."""
    return {name: summary([scores[name] for scores in results]) for name in results[0]}


def table(rules: dict[str, dict[str, Any]]) -> str:
    """For people: one line for each rule."""
    shown = ("cut_clips", "cut_pauses", "wait_p50_s", "wait_p90_s")
    lines = [f"{'':45}" + "".join(f"{name:>12}" for name in shown)]
    for rule, summed in rules.items():
        lines.append(f"{rule:45}" + "".join(f"{summed[name]!s:>12}" for name in shown))
    return "\n".join(lines)


def figures(clips: list[Recording], results: list[dict[str, ClipScore]]) -> dict[str, Any]:
    """All rules side by side, and the others' curves at the product's own median wait."""
    rules = side_by_side(results)
    subsets: dict[str, list[ClipScore]] = defaultdict(list)
    for clip, scores in zip(clips, results, strict=True):
        subsets[clip.subset].append(scores[f"{PRODUCT}, medium"])
    curves = {
        "silence alone": [rules[rule.name] for rule in SILENCE_RULES],
        "Smart Turn re-scored": [rules[rule.name] for rule in FALLING_RULES],
    }
    equal_wait = {}
    for eagerness in EAGERNESS:
        product = rules[f"{PRODUCT}, {eagerness}"]
        if product["pauses"] and product["wait_p50_s"] is not None:
            equal_wait[f"as {PRODUCT}, {eagerness}"] = {
                name: {
                    share: at_wait(curve, product["wait_p50_s"], share)
                    for share in ("cut_clips", "cut_pauses")
                }
                for name, curve in curves.items()
            }
    return {
        "rules": rules,
        "others_at_equal_median_wait": equal_wait,
        "product_by_subset": {name: summary(scores) for name, scores in subsets.items()},
    }


def main(arguments: list[str]) -> None:
    parser = options(__doc__)
    parser.add_argument("--whisper", default="whisper-base", help="or whisper-tiny.en")
    parser.add_argument("--turn-lag", type=float, default=TURN_LAG_S, help="of Smart Turn, in s")
    parser.add_argument("--stt-lag", type=float, default=STT_LAG_S, help="of transcripts, in s")
    parser.add_argument("--jobs", type=int, default=2, help="recordings worked on at once")
    given = parser.parse_args(arguments)
    where = conditions(
        recordings=source_name(given.speech),
        whisper=given.whisper,
        turn_lag_s=given.turn_lag,
        stt_lag_s=given.stt_lag,
        tail_s=TAIL_S,
    )
    clips = [clip for clip in recordings(given.speech) if clip.speech and clip.speakers == 1]
    clips = spread(clips, given.limit)
    setup = Setup(given.home, given.whisper, given.turn_lag, given.stt_lag)
    results = measure(setup, clips, given.jobs)
    say(table(side_by_side(results)))
    report("turn_taking", len(clips), figures(clips, results), where)


if __name__ == "__main__":
    main(sys.argv[1:])
