"""The scorecard of an interview."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backend.database import reading
from backend.dependencies import CurrentUser, ServicesDep
from backend.domain.progress import COMPARED_WITH
from backend.errors import ConflictError, InvalidInputError, NotFoundError, UnauthorizedError
from backend.feedback import repository
from backend.feedback.schemas import ScorecardView
from backend.feedback.views import scorecard_view
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
