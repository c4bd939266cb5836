"""Points of the curve and milestones as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from backend.dashboard.schemas import AchievementsView, MilestoneView, ProgressPoint
from backend.domain.achievements import Standing
from backend.domain.progress import OVERALL, Point
from backend.domain.scorecard import METRICS


def progress_point(point: Point) -> ProgressPoint:
    overall = point.scores[OVERALL]
    return ProgressPoint(
        interview_id=point.interview_id,
        interview_date=point.date,
        role=point.role,
        industry=point.industry,
        difficulty=point.group.difficulty,
        kind=point.group.kind,
        mode=point.group.mode,
        engine=point.group.engine,
        score=round(overall.value, 2),
        interval=(round(overall.low, 2), round(overall.high, 2)),
        metrics={
            name: round(point.scores[name].value, 2) for name in METRICS if name in point.scores
        },
        feedback=point.feedback,
    )


def achievements_view(
    found: Sequence[Standing], reached: Mapping[str, datetime]
) -> AchievementsView:
    """`reached` are the dates that were noted: those stand, whatever was deleted since."""
    views = [
        MilestoneView(
            key=each.milestone.key,
            title=each.milestone.title,
            how=each.milestone.how,
            value=each.milestone.target if each.milestone.key in reached else each.value,
            target=each.milestone.target,
            reached_at=reached.get(each.milestone.key),
        )
        for each in found
    ]
    ahead = [each for each in views if each.reached_at is None]
    nearest = max(ahead, key=lambda each: each.value / each.target, default=None)
    return AchievementsView(
        reached=len(views) - len(ahead),
        next=nearest.key if nearest else None,
        milestones=views,
    )
