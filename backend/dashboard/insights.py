"""What the curve shows, drawn group by group, so that like is compared with like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from backend.dashboard.schemas import (
    ChartPoint,
    GroupView,
    InsightsView,
    LevelAverage,
    LevelsView,
    PairPoint,
    PressureView,
    RoleAverage,
    SeriesView,
    TrendView,
)
from backend.domain.estimates import MOVING_WINDOW, Estimate, mean_of, moving_average
from backend.domain.progress import (
    FEWEST_PAIRS,
    OVERALL,
    SERIES,
    Direction,
    Group,
    Pair,
    Point,
    Series,
    counted,
    gap,
    grouped,
    series,
    trend_told,
)
from backend.domain.scenario import DIFFICULTIES
from backend.domain.scorecard import LABELS
from backend.domain.trend import FEWEST, MOST, Trend, real_among, trend

CAUTION = (
    "The questions of a pair are of the same sort, not the same, and were answered on different"
    " days: some of the difference may be theirs."
)
NAMES: Mapping[Series, str] = {
    name: "Overall" if name == OVERALL else LABELS[name] for name in SERIES
}
KINDS = {
    "behavioural": "Behavioural",
    "technical": "Technical",
    "case": "Case",
    "hr_screen": "HR screening",
    "mixed": "Mixed",
}


def insights_view(points: Sequence[Point], pairs: Sequence[Pair]) -> InsightsView:
    """`points` may be in any order, `pairs` are in order of date."""
    groups = grouped(points)
    return InsightsView(
        interviews=len(points),
        window=MOVING_WINDOW,
        fewest=FEWEST,
        text=_text(groups),
        groups=[_group(group, found) for group, found in groups.items()],
        by_difficulty=_levels(groups),
        pressure=pressure_view(pairs),
    )


def pressure_view(pairs: Sequence[Pair]) -> PressureView:
    found = gap(pairs)
    return PressureView(
        pairs=len(pairs),
        missing=max(FEWEST_PAIRS - len(pairs), 0),
        difference=_rounded(found.value) if found else None,
        interval=_range(found) if found else None,
        text=_pressure_told(found, len(pairs)),
        caution=CAUTION,
        points=[_pair(each) for each in pairs[-MOST:]],
    )


def _text(groups: Mapping[Group, Sequence[Point]]) -> str:
    most = max((len(found) for found in groups.values()), default=0)
    if not most:
        return "Nothing has been scored yet. The curve begins with your first interview."
    if most < FEWEST:
        more = counted(FEWEST - most, "more interview")
        return f"{more} of the same kind, mode and difficulty until a change can be told."
    several = "each group only with itself" if len(groups) > 1 else "like with like"
    return f"Compared {several}: same kind, mode and difficulty."


def _group(group: Group, found: Sequence[Point]) -> GroupView:
    latest = found[-MOST:]
    values = {name: series(latest, name) for name in SERIES}
    present = [name for name in SERIES if values[name]]
    trends = [trend(values[name]) for name in present]
    lines = zip(present, trends, real_among(trends), strict=True)
    moving = {name: _moving(latest, name) for name in present}
    return GroupView(
        label=f"{_kind(group)}, {group.difficulty}",
        kind=group.kind,
        mode=group.mode,
        difficulty=group.difficulty,
        engine=group.engine,
        interviews=len(found),
        points=[_point(at, each, moving) for at, each in enumerate(latest)],
        series=[_series(name, values[name], line, real) for name, line, real in lines],
        by_role=_roles(found),
    )


def _kind(group: Group) -> str:
    return f"{KINDS.get(group.kind, group.kind)}, {group.mode}"


def _point(at: int, point: Point, moving: Mapping[Series, Mapping[int, float]]) -> ChartPoint:
    scores = {name: point.scores[name] for name in SERIES if name in point.scores}
    return ChartPoint(
        interview_id=point.interview_id,
        date=point.date,
        role=point.role,
        values={name: _rounded(each.value) for name, each in scores.items()},
        ranges={name: _range(each) for name, each in scores.items()},
        moving={name: found[at] for name, found in moving.items() if at in found},
    )


def _moving(points: Sequence[Point], name: Series) -> dict[int, float]:
    """The moving average at each point that has one."""
    places = [at for at, point in enumerate(points) if name in point.scores]
    means = moving_average([each.value for each in series(points, name)])
    return {at: _rounded(mean) for at, mean in zip(places, means, strict=True) if mean is not None}


def _series(name: Series, values: Sequence[Estimate], line: Trend | None, real: bool) -> SeriesView:
    missing = max(FEWEST - len(values), 0)
    average = mean_of(values)
    assert average is not None
    return SeriesView(
        metric=name,
        label=NAMES[name],
        interviews=len(values),
        average=_rounded(average.value),
        interval=_range(average),
        trend=TrendView(
            direction=_direction(line, real),
            interviews=len(values),
            missing=missing,
            first=_rounded(line.first) if line else None,
            last=_rounded(line.last) if line else None,
            interval=(_rounded(line.low), _rounded(line.high)) if line else None,
            text=trend_told(NAMES[name], line, real, missing),
        ),
    )


def _direction(line: Trend | None, real: bool) -> Direction:
    if line is None:
        return "too_few"
    if not real:
        return "no_clear_change"
    return "better" if line.difference > 0 else "worse"


def _roles(found: Sequence[Point]) -> list[RoleAverage]:
    """The most frequent first."""
    by_role: dict[str, list[Point]] = {}
    for point in found:
        by_role.setdefault(point.role, []).append(point)
    ordered = sorted(by_role.items(), key=lambda each: -len(each[1]))
    return [RoleAverage(role=role, **_average(same)) for role, same in ordered]


def _levels(groups: Mapping[Group, Sequence[Point]]) -> list[LevelsView]:
    """Kinds and modes that were held at more than one difficulty, easy first."""
    found: dict[tuple[str, str, str], dict[str, Sequence[Point]]] = {}
    for group, same in groups.items():
        found.setdefault((group.kind, group.mode, group.engine), {})[group.difficulty] = same
    return [
        LevelsView(
            label=f"{KINDS.get(kind, kind)}, {mode}",
            kind=kind,
            mode=mode,
            engine=engine,
            levels=[
                LevelAverage(difficulty=level, **_average(levels[level]))
                for level in DIFFICULTIES
                if level in levels
            ],
        )
        for (kind, mode, engine), levels in found.items()
        if len(levels) > 1
    ]


def _average(points: Sequence[Point]) -> dict[str, Any]:
    average = mean_of(series(points, OVERALL))
    assert average is not None
    return {
        "interviews": len(points),
        "average": _rounded(average.value),
        "interval": _range(average),
    }


def _pair(pair: Pair) -> PairPoint:
    return PairPoint(
        date=pair.pressed.date,
        calm_interview_id=pair.calm.interview_id,
        interview_id=pair.pressed.interview_id,
        calm=_rounded(pair.calm_score.value),
        under_pressure=_rounded(pair.pressed_score.value),
    )


def _pressure_told(found: Estimate | None, pairs: int) -> str:
    if found is None:
        more = counted(FEWEST_PAIRS - pairs, "more question")
        return f"{more} in stress mode that match ones you answered calmly until this can be told."
    if found.low <= 0 <= found.high:
        return f"No clear difference between calm and stress in {pairs} pairs of questions."
    side = "lower" if found.value < 0 else "higher"
    amount = f"{abs(found.value):.1f}"
    return f"Under stress you scored {amount} {side} in {pairs} pairs of questions."


def _range(estimate: Estimate) -> tuple[float, float]:
    return _rounded(estimate.low), _rounded(estimate.high)


def _rounded(value: float) -> float:
    return round(value, 2)
