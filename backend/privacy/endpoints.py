"""What is kept about me: take it along, or have it removed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from backend.cookies import clear_cookie
from backend.dependencies import CurrentUser, ServicesDep
from backend.errors import ForbiddenError, InvalidInputError, TooManyError, UnauthorizedError
from backend.privacy.schemas import Goodbye
from backend.problems import responses

router = APIRouter(prefix="/me", tags=["privacy"])


@router.delete(
    "",
    status_code=204,
    summary="Delete my account and everything that belongs to it, at once and for good",
    responses=responses(UnauthorizedError, ForbiddenError, InvalidInputError, TooManyError),
)
async def delete_everything(
    goodbye: Goodbye,
    user: CurrentUser,
    services: ServicesDep,
    request: Request,
    response: Response,
) -> None:
    await services.limits.take("password", str(user.id))
    await services.accounts.delete(user, goodbye.password)
    clear_cookie(request, response)
