"""What an endpoint may ask for, as `Annotated` aliases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address, ip_network
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends
from fastapi.requests import HTTPConnection
from fastapi.security import OAuth2PasswordBearer
from sqlalchemy.ext.asyncio import AsyncEngine

from backend.auth.links import Links
from backend.auth.mail import Mail
from backend.auth.passwords import PasswordHasher
from backend.auth.service import Accounts
from backend.auth.sign_ins import SignIns
from backend.config import Config
from backend.database import SessionMaker
from backend.documents.service import Documents
from backend.errors import ForbiddenError, UnauthorizedError
from backend.interviews.audio import Recordings
from backend.interviews.conductor import Conductor
from backend.interviews.report.writing import Reports
from backend.limits import RateLimits
from backend.metrics import Metrics
from backend.privacy.erasure import Erasure
from backend.privacy.export import Exports
from models import User


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that is built once; `app.state.services` while the server runs."""

    config: Config
    database: AsyncEngine
    sessions: SessionMaker
    passwords: PasswordHasher
    limits: RateLimits
    mail: Mail
    links: Links
    sign_ins: SignIns
    accounts: Accounts
    conductor: Conductor
    recordings: Recordings
    reports: Reports
    documents: Documents
    metrics: Metrics
    exports: Exports
    erasure: Erasure


def services_of(connection: HTTPConnection) -> Services:
    """For requests and sockets alike."""
    return cast(Services, connection.app.state.services)


def address_of(connection: HTTPConnection) -> str:
    """Where a request came from, as far as its limits are concerned. Whoever has one IPv6 address
    has the 2^64 beside it (RFC 6177), so these count as one."""
    host = connection.client.host if connection.client else "unknown"
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv4Address):
        return str(address)
    return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))


def wake_feedback(connection: HTTPConnection) -> Callable[[], None]:
    """Lets this server look at once for scorecards that were asked for."""
    wake: Callable[[], None] = connection.app.state.feedback_jobs.wake
    return wake


WakeFeedback = Annotated[Callable[[], None], Depends(wake_feedback)]

_bearer = OAuth2PasswordBearer(tokenUrl="/auth/token", refreshUrl="/auth/refresh", auto_error=False)

ServicesDep = Annotated[Services, Depends(services_of)]
_TokenDep = Annotated[str | None, Depends(_bearer)]


async def current_sign_in(services: ServicesDep, token: _TokenDep) -> tuple[User, UUID]:
    """The person whose Bearer token came along, and their sign-in. Raises `UnauthorizedError`."""
    if not token:
        raise UnauthorizedError
    return await services.sign_ins.user_of(token)


CurrentSignIn = Annotated[tuple[User, UUID], Depends(current_sign_in)]


async def current_user(who: CurrentSignIn) -> User:
    """The person whose Bearer token came along."""
    return who[0]


async def maybe_user(services: ServicesDep, token: _TokenDep) -> User | None:
    """The same where a token came along, None where none did. Raises `UnauthorizedError` for one
    that isn't valid."""
    return (await services.sign_ins.user_of(token))[0] if token else None


async def maybe_sign_in(services: ServicesDep, token: _TokenDep) -> tuple[User, UUID] | None:
    """As `current_sign_in`, and None where there is no token, or one that has run out."""
    try:
        return await current_sign_in(services, token)
    except UnauthorizedError:
        return None


MaybeSignIn = Annotated[tuple[User, UUID] | None, Depends(maybe_sign_in)]
CurrentUser = Annotated[User, Depends(current_user)]
MaybeUser = Annotated[User | None, Depends(maybe_user)]


async def current_admin(user: CurrentUser) -> User:
    """The same where they are an administrator. Raises `ForbiddenError`."""
    if user.role != "admin":
        raise ForbiddenError("Only administrators may do this.")
    return user


async def current_member(user: CurrentUser) -> User:
    """The same where they have an account that stays. Raises `ForbiddenError` for guests."""
    if user.guest:
        raise ForbiddenError("Please make an account for this; what you did is kept.")
    return user


CurrentAdmin = Annotated[User, Depends(current_admin)]
CurrentMember = Annotated[User, Depends(current_member)]
