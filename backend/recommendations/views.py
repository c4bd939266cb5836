"""Guides, courses and recommendations as they are shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast
from uuid import UUID

from backend.domain.estimates import Estimate
from backend.domain.next_practice import practise_next
from backend.domain.recommendation import STRONG, Guide, Known, basis_told, recommend
from backend.domain.scorecard import LABELS, Metric
from backend.recommendations.guide import CourseEntry
from backend.recommendations.loading import guide_data
from backend.recommendations.repository import ResourceKind
from backend.recommendations.schemas import (
    CourseView,
    ExerciseView,
    FocusView,
    Neighbour,
    PracticeView,
    ReadingView,
    RecommendationsView,
    RecommendedView,
    ResourceItem,
    ResourceView,
    TagCount,
    TagView,
)
from models import Resource, ResourceRead

Reads = Mapping[UUID, ResourceRead]


def in_order(resources: Iterable[Resource]) -> list[Resource]:
    """Courses in their order, step by step, then what stands by itself, by title."""
    places = {course.id: place for place, course in enumerate(guide_data().courses)}

    def place(each: Resource) -> tuple[bool, int, str, int, str]:
        at = places.get(each.course, len(places))
        return not each.course, at, each.course, each.step, each.title

    return sorted(resources, key=place)


def resource_item(row: Resource, read: ResourceRead | None) -> ResourceItem:
    """For a resource that was loaded with its tags."""
    return ResourceItem(
        slug=row.slug,
        kind=cast(ResourceKind, row.kind),
        external=row.kind != "guide",
        url=row.url or None,
        title=row.title,
        summary=row.summary,
        metric=row.metric,
        minutes=row.minutes,
        tags=[TagView(name=tag.name, label=label_of(tag.name)) for tag in row.tags],
        course=row.course or None,
        step=row.step or None,
        has_exercise=bool(row.question),
        read_at=read.read_at if read else None,
        exercise_done=bool(read and read.exercise_done),
    )


def label_of(tag: str) -> str:
    """What a tag is called; one that an administrator made has only its name."""
    known = guide_data().tags.get(tag)
    return known.label if known else _titled(tag)


def _titled(name: str) -> str:
    return name.replace("-", " ").replace("_", " ").capitalize()


def resource_view(
    row: Resource, read: ResourceRead | None, course: Sequence[Resource]
) -> ResourceView:
    """`course` are all the steps of its course in order, without their bodies."""
    at = next((place for place, step in enumerate(course) if step.id == row.id), None)
    before = course[at - 1] if at else None
    after = course[at + 1] if at is not None and at + 1 < len(course) else None
    exercise = ExerciseView(say=row.exercise, question=row.question, seconds=row.exercise_s)
    return ResourceView(
        **resource_item(row, read).model_dump(),
        body=row.body,
        exercise=exercise if row.question else None,
        course_title=course_of(row.course).title if row.course else None,
        previous=Neighbour(slug=before.slug, title=before.title) if before else None,
        next=Neighbour(slug=after.slug, title=after.title) if after else None,
    )


def reading_view(slug: str, read: ResourceRead | None) -> ReadingView:
    return ReadingView(
        slug=slug,
        read_at=read.read_at if read else None,
        exercise_done=bool(read and read.exercise_done),
    )


def course_of(key: str) -> CourseEntry:
    """One that an administrator made has only its name."""
    known = next((course for course in guide_data().courses if course.id == key), None)
    return known or CourseEntry.model_construct(id=key, title=_titled(key), summary="")


def course_views(resources: Iterable[Resource], reads: Reads) -> list[CourseView]:
    """Those that have steps, each with its guides in order."""
    steps: dict[str, list[Resource]] = {}
    for row in in_order(resources):
        if row.course and row.kind == "guide":
            steps.setdefault(row.course, []).append(row)
    return [_course_view(course_of(key), rows, reads) for key, rows in steps.items()]


def _course_view(course: CourseEntry, rows: Sequence[Resource], reads: Reads) -> CourseView:
    items = [resource_item(row, reads.get(row.id)) for row in rows]
    open_steps = [each.slug for each in items if not each.exercise_done]
    return CourseView(
        id=course.id,
        title=course.title,
        summary=course.summary,
        minutes=sum(each.minutes for each in items),
        steps=items,
        read=sum(each.read_at is not None for each in items),
        done=len(items) - len(open_steps),
        complete=not open_steps,
        next=open_steps[0] if open_steps else None,
    )


def tag_views(counts: Iterable[tuple[str, int]]) -> list[TagCount]:
    known = guide_data().tags
    return [
        TagCount(
            name=name,
            label=label_of(name),
            group=known[name].group if name in known else "other",
            resources=count,
        )
        for name, count in counts
    ]


def recommendations_view(
    resources: Sequence[Resource], reads: Reads, known: Known, limit: int
) -> RecommendationsView:
    by_slug = {row.slug: row for row in resources}
    chosen = recommend([_guide(row) for row in resources], known, limit)
    return RecommendationsView(
        basis=basis_told(known),
        personal=bool(known.interviews),
        guides=[
            RecommendedView(
                **resource_item(row, reads.get(row.id)).model_dump(),
                why=each.why,
                because=each.because,
            )
            for each in chosen
            if (row := by_slug[each.slug])
        ],
        practise=[
            PracticeView(
                kind=each.kind,
                difficulty=each.difficulty,
                mode=each.mode,
                role=each.role or None,
                industry=each.industry or None,
                why=each.why,
                because=each.because,
            )
            for each in practise_next(known)
        ],
        focus=_focus(known),
    )


def _guide(row: Resource) -> Guide:
    return Guide(
        slug=row.slug,
        metric=row.metric,
        tags=frozenset(tag.name for tag in row.tags),
        course=row.course if row.kind == "guide" else "",
        course_title=course_of(row.course).title if row.course else "",
        step=row.step,
        exercise=bool(row.question),
    )


def _focus(known: Known) -> list[FocusView]:
    def rated(metric: Metric, mean: Estimate) -> bool:
        return mean.value < STRONG and (metric != "delivery" or known.rate_delivery)

    weak = [(metric, mean) for metric, mean in known.scores.items() if rated(metric, mean)]
    return [
        FocusView(
            metric=metric,
            label=LABELS[metric],
            average=round(mean.value, 2),
            interval=(round(mean.low, 2), round(mean.high, 2)),
            interviews=known.scored,
        )
        for metric, mean in sorted(weak, key=lambda each: each[1].value)
    ]
