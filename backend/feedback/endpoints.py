"""The scorecard of an interview."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backend import scorecards
from backend.database import reading, transaction
from backend.dependencies import CurrentUser, ServicesDep, WakeFeedback
from backend.domain.progress import COMPARED_WITH
from backend.errors import (
    ConflictError,
    InvalidInputError,
    NotFoundError,
    TooManyError,
    UnauthorizedError,
)
from backend.feedback import repository
from backend.feedback.attempts import retries_view, tries
from backend.feedback.schemas import FeedbackState, RetriesView, ScorecardView
from backend.feedback.views import MESSAGES, scorecard_view
from backend.problems import responses
from backend.progress import Which, before, features, points

router = APIRouter(prefix="/feedback", tags=["feedback"])

LOOKED_THROUGH = 3 * COMPARED_WITH
"""Earlier interviews in which spoken ones are looked for: some people type now and then."""


@router.get(
    "/scorecard",
    summary="The scorecard of an interview of yours, with evidence, doubt and trend",
    responses=responses(UnauthorizedError, NotFoundError, ConflictError, InvalidInputError),
)
async def scorecard(
    user: CurrentUser,
    services: ServicesDep,
    interview_id: Annotated[
        UUID | None, Query(description="The latest that is over, where it is left out")
    ] = None,
) -> ScorecardView:
    """What is there already is shown, whatever the status. A value that is null was not called
    for or not made, and says which."""
    async with reading(services.sessions) as db:
        held = await repository.held_interview(db, user.id, interview_id)
        feedback, scores = await repository.feedback_of(db, held.id)
        said = await repository.said_in(db, held.id)
        place = before(held.ended_at, held.id)
        alike = Which(held.kind, held.mode, held.difficulty, engine=feedback.engine, before=place)
        earlier = await points(db, user.id, alike, COMPARED_WITH)
        spoken = await features(db, user.id, Which(before=place), LOOKED_THROUGH)
    return scorecard_view(held, feedback, scores, said, earlier, spoken)


@router.post(
    "/scorecard/again",
    status_code=202,
    summary="Have a scorecard of yours worked out again",
    responses=responses(
        UnauthorizedError, NotFoundError, ConflictError, InvalidInputError, TooManyError
    ),
)
async def again(
    user: CurrentUser, services: ServicesDep, wake: WakeFeedback, interview_id: UUID
) -> FeedbackState:
    """What is there already stays until the new one is. Ask for the scorecard from time to time
    until it is `ready` or `failed`."""
    await services.limits.take("scorecard", str(user.id))
    async with transaction(services.sessions) as db:
        held = await repository.held_interview(db, user.id, interview_id)
        await scorecards.ask_again(db, held.id)
    wake()
    return FeedbackState(interview_id=held.id, status="pending", message=MESSAGES["pending"])


@router.get(
    "/retries",
    summary="A question that you answered again, side by side with the first time",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
)
async def retries(
    user: CurrentUser,
    services: ServicesDep,
    interview_id: UUID,
    position: Annotated[
        int | None,
        Query(ge=0, le=100, description="Of the question; a retry of one knows it by itself"),
    ] = None,
) -> RetriesView:
    """The same question again shows what was rehearsed; only one that was unseen shows what was
    learnt. A difference counts where it is beyond the doubt of the scores."""
    async with reading(services.sessions) as db:
        found = await tries(db, user.id, interview_id, position)
    return retries_view(found)
