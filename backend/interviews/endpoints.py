"""Creating an interview, and reading it afterwards. The conversation itself is a WebSocket."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from backend.database import reading
from backend.dependencies import CurrentUser, ServicesDep
from backend.errors import (
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnauthorizedError,
)
from backend.interviews.repository import get_interview
from backend.interviews.schemas import (
    InterviewRequest,
    InterviewView,
    InterviewWithTurns,
    QuestionsQuery,
    SuggestedQuestion,
    suggested,
    with_turns,
)
from backend.problems import responses
from models import Interview

router = APIRouter(prefix="/interviews", tags=["interviews"])


@router.post(
    "",
    status_code=201,
    response_model=InterviewView,
    summary="Plan an interview",
    responses=responses(UnauthorizedError, ForbiddenError, NotFoundError, InvalidInputError),
)
async def create(request: InterviewRequest, user: CurrentUser, services: ServicesDep) -> Interview:
    cv, job = request.cv, request.job_description
    if request.cv_id:
        cv = await services.documents.text(request.cv_id, user.id, "cv")
    if request.job_description_id:
        job = await services.documents.text(request.job_description_id, user.id, "job_description")
    return await services.conductor.create(user.id, request.scenario(cv, job), request.seed)


@router.get(
    "/questions",
    summary="Questions to practise with, one by one",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def questions(
    user: CurrentUser,
    services: ServicesDep,
    asked: Annotated[QuestionsQuery, Query()],
) -> list[SuggestedQuestion]:
    found = await services.conductor.questions(user.id, asked.scenario())
    return [suggested(each) for each in found]


@router.get(
    "/{interview_id:uuid}",
    summary="Read one of your interviews, with all that was said",
    responses=responses(UnauthorizedError, NotFoundError),
)
async def read(interview_id: UUID, user: CurrentUser, services: ServicesDep) -> InterviewWithTurns:
    async with reading(services.sessions) as db:
        return with_turns(await get_interview(db, interview_id, user.id, with_turns=True))
