"""Creating an interview, and reading it afterwards. The conversation itself is a WebSocket."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from backend.database import reading, transaction
from backend.dependencies import CurrentUser, ServicesDep, WakeFeedback
from backend.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    RangeError,
    TooManyError,
    UnauthorizedError,
)
from backend.idempotency import OnceDep
from backend.interviews import corrections
from backend.interviews import history as kept
from backend.interviews.history_schemas import (
    Correction,
    FoundPage,
    HistoryItem,
    HistoryPage,
    HistoryQuery,
    InterviewWithTurns,
    Renaming,
    SearchQuery,
    TurnView,
)
from backend.interviews.report.content import load
from backend.interviews.report.writing import MEDIA_TYPES, Format
from backend.interviews.schemas import (
    InterviewRequest,
    InterviewView,
    QuestionsQuery,
    RetryRequest,
    SuggestedQuestion,
    suggested,
)
from backend.interviews.search import find
from backend.preferences import preferences_of
from backend.problems import responses
from backend.ranges import file_part, is_known
from models import Interview
from models.base import now_utc

FLAC = "audio/flac"
BINARY = {"type": "string", "format": "binary"}

router = APIRouter(prefix="/interviews", tags=["interviews"])


@router.post(
    "",
    status_code=201,
    summary="Plan an interview",
    responses=responses(
        UnauthorizedError, ForbiddenError, NotFoundError, InvalidInputError, TooManyError
    ),
)
async def create(
    request: InterviewRequest, user: CurrentUser, services: ServicesDep, once: OnceDep
) -> InterviewView:
    await services.limits.take("create", str(user.id))
    async with reading(services.sessions) as db:
        request = request.with_defaults((await preferences_of(db, user.id)).scenario)
    cv, job = request.cv, request.job_description
    if request.cv_id:
        cv = await services.documents.text(request.cv_id, user.id, "cv")
    if request.job_description_id:
        job = await services.documents.text(request.job_description_id, user.id, "job_description")

    async def keep_reply(db: AsyncSession, made: Interview) -> None:
        await once.keep(db, InterviewView.model_validate(made), made.id)

    interview = await services.conductor.create(
        user.id,
        request.scenario(cv, job),
        request.seed,
        keep_audio=request.keep_audio,
        also=keep_reply,
    )
    return InterviewView.model_validate(interview)


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
    "/history",
    summary="Your interviews, the newest first",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def history(
    user: CurrentUser, services: ServicesDep, asked: Annotated[HistoryQuery, Query()]
) -> HistoryPage:
    async with reading(services.sessions) as db:
        rows, following = await kept.page(db, user.id, asked)
    return HistoryPage(
        items=[HistoryItem.model_validate(dict(row)) for row in rows], next=following
    )


@router.get(
    "/search",
    summary="Find words in what was said in your interviews, the latest first",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def search(
    user: CurrentUser, services: ServicesDep, asked: Annotated[SearchQuery, Query()]
) -> FoundPage:
    async with reading(services.sessions) as db:
        found, following = await find(db, user.id, asked)
    return FoundPage(items=found, next=following)


@router.get(
    "/{interview_id:uuid}",
    summary="Read one of your interviews, with all that was said",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
)
async def read(
    interview_id: UUID,
    user: CurrentUser,
    services: ServicesDep,
    details: Annotated[
        bool, Query(description="With the time of every word, and how each answer was delivered")
    ] = False,
) -> InterviewWithTurns:
    async with reading(services.sessions) as db:
        return kept.with_turns(await kept.transcript(db, interview_id, user.id, details=details))


@router.patch(
    "/{interview_id:uuid}",
    summary="Give an interview a title",
    responses=responses(UnauthorizedError, NotFoundError, InvalidInputError),
)
async def rename(
    interview_id: UUID, renaming: Renaming, user: CurrentUser, services: ServicesDep
) -> HistoryItem:
    async with transaction(services.sessions) as db:
        row = await kept.rename(db, interview_id, user.id, renaming.title)
    return HistoryItem.model_validate(dict(row))


@router.delete(
    "/{interview_id:uuid}",
    status_code=204,
    summary="Delete an interview; within 7 days it can be restored",
    responses=responses(UnauthorizedError, NotFoundError),
)
async def delete(interview_id: UUID, user: CurrentUser, services: ServicesDep) -> None:
    async with transaction(services.sessions) as db:
        await kept.put_away(db, interview_id, user.id, now_utc())


@router.post(
    "/{interview_id:uuid}/restore",
    summary="Take back the deletion of an interview",
    responses=responses(UnauthorizedError, NotFoundError),
)
async def restore(interview_id: UUID, user: CurrentUser, services: ServicesDep) -> HistoryItem:
    async with transaction(services.sessions) as db:
        row = await kept.restore(db, interview_id, user.id, now_utc())
    return HistoryItem.model_validate(dict(row))


@router.post(
    "/{interview_id:uuid}/retry",
    status_code=201,
    summary="Plan to answer one question of an interview again",
    responses=responses(
        UnauthorizedError,
        ForbiddenError,
        NotFoundError,
        ConflictError,
        InvalidInputError,
        TooManyError,
    ),
)
async def retry(
    interview_id: UUID,
    request: RetryRequest,
    user: CurrentUser,
    services: ServicesDep,
    once: OnceDep,
) -> InterviewView:
    """A new interview of one question, in the same scenario. GET /feedback/retries shows what was
    said each time side by side. Only an unseen question shows what was learnt."""
    await services.limits.take("create", str(user.id))

    async def keep_reply(db: AsyncSession, made: Interview) -> None:
        await once.keep(db, InterviewView.model_validate(made), made.id)

    interview = await services.conductor.retry(
        user.id,
        interview_id,
        request.position,
        sibling=request.question == "sibling",
        also=keep_reply,
    )
    return InterviewView.model_validate(interview)


@router.patch(
    "/{interview_id:uuid}/turns/{turn_id:uuid}",
    summary="Correct what was heard of an answer, and have it scored again",
    responses=responses(
        UnauthorizedError, NotFoundError, ConflictError, InvalidInputError, TooManyError
    ),
)
async def correct(
    interview_id: UUID,
    turn_id: UUID,
    change: Correction,
    user: CurrentUser,
    services: ServicesDep,
    wake: WakeFeedback,
) -> TurnView:
    """What was heard is kept beside it. null takes the correction back."""
    await services.limits.take("correction", str(user.id))
    async with transaction(services.sessions) as db:
        await corrections.correct(db, interview_id, user.id, turn_id, change.correction)
        found = kept.with_turns(await kept.transcript(db, interview_id, user.id))
    wake()
    return next(each for each in found.turns if each.id == turn_id)


@router.get(
    "/{interview_id:uuid}/turns/{turn_id:uuid}/audio",
    summary="Hear a turn",
    response_class=Response,
    responses={
        200: {"description": "All of it, mono FLAC", "content": {FLAC: {"schema": BINARY}}},
        206: {"description": "The part of it that `Range` asks for"},
        304: {"description": "What the caller has is still right (`If-None-Match`)"},
        **responses(UnauthorizedError, NotFoundError, RangeError),
    },
)
async def audio(
    interview_id: UUID, turn_id: UUID, user: CurrentUser, services: ServicesDep, request: Request
) -> Response:
    """The sound of an answer, or of what the interviewer was heard to say, as one FLAC, which
    every current browser plays. An `<audio>` element sends no Bearer header, so a page fetches
    the file and plays it from a blob (`URL.createObjectURL`); ranges are for players that can
    send headers, and for going on with a broken download."""
    recording = await services.recordings.find(interview_id, turn_id, user.id)
    # Kept by the browser, but never played without asking whether it is still there.
    headers = {"Cache-Control": "private, no-cache"}
    if is_known(request, recording.etag):
        return Response(status_code=304, headers={**headers, "ETag": recording.etag})
    file = await services.recordings.open(recording)
    return file_part(request, file, etag=recording.etag, headers=headers, media_type=FLAC)


@router.get(
    "/{interview_id:uuid}/download",
    summary="Download an interview as a report (PDF), as Markdown, or as JSON",
    response_class=Response,
    responses={
        200: {
            "description": "The file, with its name in Content-Disposition",
            "content": {name: {"schema": BINARY} for name in MEDIA_TYPES.values()},
        },
        **responses(UnauthorizedError, NotFoundError, InvalidInputError, TooManyError),
    },
)
async def download(
    interview_id: UUID,
    user: CurrentUser,
    services: ServicesDep,
    format: Annotated[Format, Query(description="JSON holds all there is, for programs")] = "pdf",
) -> Response:
    """Questions and answers, why each follow-up was asked, when it was said, and the scorecard if
    there is one."""
    await services.limits.take("download", str(user.id))
    async with reading(services.sessions) as db:
        sources = await load(db, interview_id, user.id)
    written = await services.reports.write(sources, format)
    headers = {"Content-Disposition": written.disposition, "Cache-Control": "private, no-store"}
    return Response(written.data, headers=headers, media_type=written.media_type)
