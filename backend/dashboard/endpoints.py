"""How somebody gets on: the curve, what it shows, and what they have reached."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy import ColumnElement

from backend import milestones
from backend.dashboard import preparation as read
from backend.dashboard.insights import insights_view
from backend.dashboard.schemas import (
    AchievementsView,
    DashboardQuery,
    InsightsView,
    PreparationView,
    ProgressPage,
    ProgressQuery,
)
from backend.dashboard.views import achievements_view, preparation_view, progress_point
from backend.database import reading, transaction
from backend.dependencies import CurrentUser, ServicesDep
from backend.domain.achievements import standings
from backend.domain.progress import pairs
from backend.errors import InvalidInputError, UnauthorizedError
from backend.paging import cursor_of, older_than
from backend.problems import responses
from backend.progress import Which, answers, points
from models import UserProgress

router = APIRouter(prefix="/dashboard", tags=["dashboard"])

EMPTY = "There is no scored interview here yet."


@router.get(
    "/progress",
    summary="Your scored interviews by date",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def progress(
    user: CurrentUser, services: ServicesDep, asked: Annotated[ProgressQuery, Query()]
) -> ProgressPage:
    """The latest `limit` interviews that fit, in order of date. Interviews in the bin are left
    out, and so are those without a score."""
    which = Which(
        kind=asked.kind,
        mode=asked.mode,
        difficulty=asked.difficulty,
        role=asked.role or None,
        since=asked.begins,
        until=asked.ends,
        before=_place(asked.cursor) if asked.cursor else None,
    )
    async with reading(services.sessions) as db:
        found = await points(db, user.id, which, asked.limit + 1)
    page = found[-asked.limit :]
    first = page[0] if len(found) > len(page) else None
    return ProgressPage(
        points=[progress_point(each) for each in page],
        next=cursor_of(first.date, first.interview_id) if first else None,
        text="" if page else EMPTY,
    )


@router.get(
    "/insights",
    summary="What your scores show over time, like compared with like",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def insights(
    user: CurrentUser, services: ServicesDep, asked: Annotated[DashboardQuery, Query()]
) -> InsightsView:
    """Averages, moving averages and changes by metric in groups of the same kind, mode and
    difficulty; averages by role and by difficulty; stress against calm on matching questions,
    which looks at all your interviews whatever was asked for."""
    which = Which(asked.kind, asked.mode, asked.difficulty, since=asked.begins, until=asked.ends)
    async with reading(services.sessions) as db:
        found = await points(db, user.id, which)
        answered = await answers(db, user.id)
    # Some ten milliseconds for each fifty interviews, while others are talking.
    return await asyncio.to_thread(lambda: insights_view(found, pairs(answered)))


@router.get(
    "/achievements",
    summary="Milestones: those you have reached, and how far the others are",
    responses=responses(UnauthorizedError),
)
async def achievements(user: CurrentUser, services: ServicesDep) -> AchievementsView:
    """What was reached stays, also when an interview is deleted."""
    async with reading(services.sessions) as db:
        found = standings(await milestones.history(db, user.id))
        noted = await milestones.noted(db, user.id)
    if any(each.reached_at and each.milestone.key not in noted for each in found):
        async with transaction(services.sessions) as db:
            await milestones.note(db, user.id, found)
            noted = await milestones.noted(db, user.id)
    return achievements_view(found, {key: each.reached_at for key, each in noted.items()})


@router.get(
    "/preparation",
    summary="Your best answers by what they show, what is missing, and the days until your date",
    responses=responses(UnauthorizedError),
)
async def preparation(user: CurrentUser, services: ServicesDep) -> PreparationView:
    """For the next interview that you told the date of, or for the role that you practised last.
    Days are UTC's."""
    today = datetime.now(UTC).date()
    async with reading(services.sessions) as db:
        target = await read.target(db, user.id, today)
        role = target.role if target else await read.latest_role(db, user.id)
        wanted = await read.competencies(db, role)
        stories = await read.stories(db, user.id)
        latest = await points(db, user.id, limit=1)
    last = latest[0] if latest else None
    return await asyncio.to_thread(preparation_view, stories, role, wanted, target, last, today)


def _place(cursor: str) -> ColumnElement[bool]:
    return older_than(cursor, UserProgress.interview_date, UserProgress.interview_id)
