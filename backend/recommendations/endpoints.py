"""Guides to read, courses to follow, and what of them to take next."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from backend.database import reading, transaction
from backend.dependencies import CurrentUser, MaybeUser, Services, ServicesDep
from backend.errors import ConflictError, InvalidInputError, NotFoundError, UnauthorizedError
from backend.problems import SIGNED_IN_OR_NOT, responses
from backend.recommendations import repository, views
from backend.recommendations.repository import Wanted
from backend.recommendations.schemas import (
    SLUG,
    CourseView,
    ReadingView,
    RecommendationsView,
    ResourceItem,
    ResourceQuery,
    ResourceView,
    TagCount,
)
from backend.recommendations.standing import known_of
from models import User

router = APIRouter(prefix="/recommendations", tags=["recommendations"])

Slug = Annotated[
    str, Path(max_length=80, pattern=SLUG, examples=["from-we-to-i"], description="Of the guide")
]


@router.get(
    "",
    summary="What to read and to practise next, and why",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def recommendations(
    user: CurrentUser,
    services: ServicesDep,
    limit: Annotated[int, Query(ge=1, le=20, description="How many guides")] = 6,
) -> RecommendationsView:
    """Goes by your latest five interviews: what the interviewer had to ask about, the weakest
    scores, the role and the industry; and by what you have read and said about how you speak.
    Before the first interview it is a start that suits most people, and says so."""
    async with reading(services.sessions) as db:
        found = await repository.resources(db)
        reads = await repository.reads(db, user.id)
        known = await known_of(db, user.id, found, reads)
    return views.recommendations_view(found, reads, known, limit)


@router.get(
    "/resources",
    summary="All guides, and what administrators have added, without their texts",
    responses=responses(UnauthorizedError, InvalidInputError),
    openapi_extra=SIGNED_IN_OR_NOT,
)
async def resources(
    user: MaybeUser, services: ServicesDep, asked: Annotated[ResourceQuery, Query()]
) -> list[ResourceItem]:
    """Readable without an account; what you have read is marked where you are signed in."""
    user_id = user.id if user else None
    async with reading(services.sessions) as db:
        found = await repository.resources(db, asked.wanted(), user_id)
        reads = await repository.reads(db, user_id)
    return [views.resource_item(row, reads.get(row.id)) for row in views.in_order(found)]


@router.get(
    "/resources/{slug}",
    summary="Read one, with its exercise and its place in the course",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
    openapi_extra=SIGNED_IN_OR_NOT,
)
async def resource(slug: Slug, user: MaybeUser, services: ServicesDep) -> ResourceView:
    """Readable without an account. Reading marks nothing: that is a request of its own."""
    async with reading(services.sessions) as db:
        row = await repository.resource(db, slug)
        wanted = Wanted(course=row.course, kind="guide")
        course = await repository.resources(db, wanted) if row.course else []
        read = (await repository.reads(db, user.id if user else None)).get(row.id)
    return views.resource_view(row, read, views.in_order(course))


@router.put(
    "/resources/{slug}/read",
    summary="Mark as read; twice is the same as once",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
)
async def mark_read(slug: Slug, user: CurrentUser, services: ServicesDep) -> ReadingView:
    async with transaction(services.sessions) as db:
        row = await repository.resource(db, slug)
        await repository.mark(db, user.id, row.id)
    return await _reading_of(services, user, slug)


@router.delete(
    "/resources/{slug}/read",
    status_code=204,
    summary="Undo that: not read, and its exercise not done",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
)
async def unmark_read(slug: Slug, user: CurrentUser, services: ServicesDep) -> None:
    async with transaction(services.sessions) as db:
        row = await repository.resource(db, slug)
        await repository.unmark(db, user.id, row.id)


@router.put(
    "/resources/{slug}/exercise",
    summary="Mark its exercise as spoken, and the guide as read with it",
    responses=responses(UnauthorizedError, NotFoundError, ConflictError, InvalidInputError),
)
async def mark_exercise(slug: Slug, user: CurrentUser, services: ServicesDep) -> ReadingView:
    async with transaction(services.sessions) as db:
        row = await repository.resource(db, slug)
        if not row.question:
            raise ConflictError("This one has no exercise.")
        await repository.mark(db, user.id, row.id, done=True)
    return await _reading_of(services, user, slug)


@router.delete(
    "/resources/{slug}/exercise",
    status_code=204,
    summary="Undo that: the exercise is still to be spoken, the guide stays read",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
)
async def unmark_exercise(slug: Slug, user: CurrentUser, services: ServicesDep) -> None:
    async with transaction(services.sessions) as db:
        row = await repository.resource(db, slug)
        await repository.unmark_exercise(db, user.id, row.id)


@router.get(
    "/courses",
    summary="Courses: guides in order, each ending in a spoken exercise, and how far you are",
    responses=responses(UnauthorizedError),
    openapi_extra=SIGNED_IN_OR_NOT,
)
async def courses(user: MaybeUser, services: ServicesDep) -> list[CourseView]:
    async with reading(services.sessions) as db:
        found = await repository.resources(db, Wanted(kind="guide"))
        reads = await repository.reads(db, user.id if user else None)
    return views.course_views(found, reads)


@router.get("/tags", summary="The tags that resources can be filtered by")
async def tags(services: ServicesDep) -> list[TagCount]:
    async with reading(services.sessions) as db:
        counts = await repository.tag_counts(db)
    return views.tag_views(counts)


async def _reading_of(services: Services, user: User, slug: str) -> ReadingView:
    async with reading(services.sessions) as db:
        row = await repository.resource(db, slug)
        read = (await repository.reads(db, user.id)).get(row.id)
    return views.reading_view(slug, read)
