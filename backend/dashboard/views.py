"""Points of the curve and milestones as they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from backend.dashboard.preparation import Target
from backend.dashboard.schemas import (
    AchievementsView,
    MilestoneView,
    OverusedView,
    PlannedDayView,
    PreparationView,
    ProgressPoint,
    ShelfView,
    StoryView,
    TargetView,
)
from backend.domain.achievements import Standing
from backend.domain.preparation import Story, overused, plan, shelves
from backend.domain.progress import OVERALL, Point
from backend.domain.scorecard import CONTENT, LABELS, METRICS


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


def preparation_view(
    stories: Sequence[Story],
    role: str,
    wanted: Sequence[str],
    target: Target | None,
    latest: Point | None,
    today: date,
) -> PreparationView:
    """Reading through two hundred answers takes some ten milliseconds."""
    found = shelves(stories, wanted)
    gaps = [each.competency for each in found if each.gap and each.competency in wanted]
    days = plan(today, target.day, gaps, _weakest(latest)) if target else []
    return PreparationView(
        role=role,
        text=_told(len(stories), gaps, wanted, role),
        target=target
        and TargetView(
            role=target.role,
            company=target.company,
            day=target.day,
            days_left=(target.day - today).days,
        ),
        plan=[PlannedDayView(day=each.day, step=each.step, what=each.what) for each in days],
        shelves=[
            ShelfView(
                competency=each.competency,
                answers=each.answers,
                best=each.best and _story(each.best),
                gap=each.gap,
                wanted=each.competency in wanted,
            )
            for each in found
        ],
        overused=[
            OverusedView(
                best=_story(each.tellings[0]), questions=[story.question for story in each.tellings]
            )
            for each in overused(stories)
        ],
    )


def _weakest(point: Point | None) -> str:
    scored = (
        {name: point.scores[name].value for name in CONTENT if name in point.scores}
        if point
        else {}
    )
    return LABELS[min(scored, key=lambda name: scored[name])] if scored else ""


def _story(story: Story) -> StoryView:
    return StoryView(
        interview_id=story.interview_id,
        turn_id=story.turn_id,
        held_at=story.held_at,
        question=story.question,
        text=story.text,
        value=round(story.value, 2),
    )


def _told(answers: int, gaps: Sequence[str], wanted: Sequence[str], role: str) -> str:
    if not answers:
        return "Your best answers are kept here, by what they show, once some were scored."
    if not wanted:
        return f"The best of your last {answers} scored answers, by what they show."
    if not gaps:
        return f"There is something told well for all that {role} interviews lean on."
    return (
        f"{role} interviews lean on {len(wanted)} things; for {len(gaps)} of them nothing was told"
        " well yet."
    )
