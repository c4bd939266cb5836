"""Registering and signing in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Response
from fastapi.security import OAuth2PasswordRequestForm

from backend.auth.schemas import Registration, TokenView, UserView
from backend.auth.tokens import ACCESS_TOKEN_S
from backend.dependencies import ServicesDep
from backend.errors import BusyError, ConflictError, InvalidInputError, UnauthorizedError
from backend.problems import responses
from models import User

router = APIRouter(prefix="/auth", tags=["auth"])


@router.post(
    "/register",
    status_code=201,
    response_model=UserView,
    summary="Make an account",
    responses=responses(ConflictError, InvalidInputError, BusyError),
)
async def register(registration: Registration, services: ServicesDep) -> User:
    return await services.accounts.register(
        registration.username, registration.email, registration.password
    )


@router.post(
    "/token",
    summary="Sign in with a username or e-mail address and a password (OAuth2 password flow)",
    responses=responses(UnauthorizedError, InvalidInputError, BusyError),
)
async def token(
    form: Annotated[OAuth2PasswordRequestForm, Depends()],
    services: ServicesDep,
    response: Response,
) -> TokenView:
    access_token = await services.accounts.sign_in(form.username, form.password)
    # RFC 6749 section 5.1.
    response.headers["Cache-Control"] = "no-store"
    return TokenView(access_token=access_token, expires_in=ACCESS_TOKEN_S)
