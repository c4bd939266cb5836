"""What an endpoint may ask for, as `Annotated` aliases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends
from fastapi.requests import HTTPConnection
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.auth.passwords import PasswordHasher
from backend.auth.service import Accounts
from backend.config import Config
from backend.database import SessionMaker
from backend.documents.service import Documents
from backend.errors import UnauthorizedError
from backend.interviews.conductor import Conductor
from models import User


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that is built once; `app.state.services` while the server runs."""

    config: Config
    database: AsyncEngine
    sessions: SessionMaker
    passwords: PasswordHasher
    accounts: Accounts
    conductor: Conductor
    documents: Documents


def services_of(connection: HTTPConnection) -> Services:
    """For requests and sockets alike."""
    return cast(Services, connection.app.state.services)


_bearer = OAuth2PasswordBearer(tokenUrl="/auth/token", auto_error=False)

ServicesDep = Annotated[Services, Depends(services_of)]


async def current_user(
    services: ServicesDep, token: Annotated[str | None, Depends(_bearer)]
) -> User:
    """The person whose Bearer token came along. Raises `UnauthorizedError`."""
    if not token:
        raise UnauthorizedError
    return await services.accounts.user_of(token)


CurrentUser = Annotated[User, Depends(current_user)]
