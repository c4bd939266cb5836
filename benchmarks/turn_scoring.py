"""How good a series of end-of-turn decisions is: who was cut in on, and who had to wait."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.common import percentile
from benchmarks.recordings import Interval

PAUSE_S = 0.5
"""An inner pause this long counts as one that could be taken for an end."""


@dataclass(frozen=True, slots=True)
class ClipScore:
    """One recording under one rule.

    `pauses` of at least `PAUSE_S` lie inside it, and `cut_pauses` of these were taken for the
    end; `cuts` counts all ends decided too early, at shorter pauses too. `wait_s` is from the
    end of its last speech to the next decision, None where none came.
    """

    pauses: int
    cut_pauses: int
    cuts: int
    wait_s: float | None


def score_clip(speech: Sequence[Interval], decided_s: Sequence[float]) -> ClipScore:
    """`speech` in order, not empty; decisions in order, on the same clock."""
    last_end_s = speech[-1][1]
    gaps = [(before[1], after[0]) for before, after in zip(speech, speech[1:], strict=False)]
    long_gaps = [gap for gap in gaps if gap[1] - gap[0] >= PAUSE_S]
    early = [at_s for at_s in decided_s if at_s < last_end_s]
    taken = {max((gap for gap in gaps if gap[0] <= at_s), default=None) for at_s in early}
    late = [at_s for at_s in decided_s if at_s >= last_end_s]
    return ClipScore(
        pauses=len(long_gaps),
        cut_pauses=sum(gap in taken for gap in long_gaps),
        cuts=len(early),
        wait_s=late[0] - last_end_s if late else None,
    )


def summary(scores: Sequence[ClipScore]) -> dict[str, Any]:
    """Cut-ins and waits side by side. Shares are None where there is nothing to share."""
    paused = [score for score in scores if score.pauses]
    waits = [score.wait_s for score in scores if score.wait_s is not None]
    return {
        "clips": len(scores),
        "clips_with_pause": len(paused),
        "cut_clips": _share(sum(score.cut_pauses > 0 for score in paused), len(paused)),
        "pauses": sum(score.pauses for score in paused),
        "cut_pauses": _share(
            sum(score.cut_pauses for score in paused), sum(score.pauses for score in paused)
        ),
        "cut_any": _share(sum(score.cuts > 0 for score in scores), len(scores)),
        "wait_p50_s": percentile(waits, 50),
        "wait_p90_s": percentile(waits, 90),
        "no_end_found": len(scores) - len(waits),
    }


def at_wait(curve: Sequence[dict[str, Any]], wait_s: float, share: str) -> float | None:
    """`share` on a rule's curve where its median wait is `wait_s`; None beyond its ends."""
    points: list[tuple[float, float]] = sorted((each["wait_p50_s"], each[share]) for each in curve)
    for (before_s, before), (after_s, after) in zip(points, points[1:], strict=False):
        if before_s <= wait_s <= after_s:
            part = (wait_s - before_s) / (after_s - before_s) if after_s > before_s else 0.0
            return round(before + part * (after - before), 3)
    return None


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None
