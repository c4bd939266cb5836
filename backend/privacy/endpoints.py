"""What is kept about me: take it along, or have it removed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse

from backend.cookies import clear_cookie
from backend.dependencies import CurrentUser, ServicesDep
from backend.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    TooManyError,
    UnauthorizedError,
)
from backend.privacy.schemas import Goodbye
from backend.problems import responses
from models.base import now_utc

router = APIRouter(prefix="/me", tags=["privacy"])

ZIP = "application/zip"


@router.get(
    "/export",
    summary="Take along everything that is kept about me, with all recordings",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "A ZIP file with JSON and FLAC files, and a README.txt about them",
            "content": {ZIP: {"schema": {"type": "string", "format": "binary"}}},
        },
        **responses(UnauthorizedError, TooManyError),
    },
)
async def export(user: CurrentUser, services: ServicesDep) -> StreamingResponse:
    """The file is sent while it is made, so its size isn't known before."""
    await services.limits.take("export", str(user.id))
    name = f"ihr-{now_utc():%Y-%m-%d}.zip"
    return StreamingResponse(
        services.exports.of(user.id),
        media_type=ZIP,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
        },
    )


@router.delete(
    "",
    status_code=204,
    summary="Delete my account and everything that belongs to it, at once and for good",
    responses=responses(
        UnauthorizedError, ForbiddenError, ConflictError, InvalidInputError, TooManyError
    ),
)
async def delete_everything(
    goodbye: Goodbye,
    user: CurrentUser,
    services: ServicesDep,
    request: Request,
    response: Response,
) -> None:
    await services.limits.take("password", str(user.id))
    await services.accounts.confirm_leaving(user, goodbye.password)
    await services.erasure.erase(user.id)
    clear_cookie(request, response)
