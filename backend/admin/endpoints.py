"""What administrators do: accounts, invitations, the audit trail, how the engines fare.

A candidate's words, sound and documents are nowhere here.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request

from backend.admin import people, trail
from backend.admin.schemas import (
    EngineView,
    EventView,
    LinkView,
    PeopleQuery,
    PersonChange,
    PersonView,
    TrailQuery,
)
from backend.database import reading, transaction
from backend.dependencies import CurrentAdmin, ServicesDep
from backend.errors import (
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    UnauthorizedError,
)
from backend.metrics import EngineStates
from backend.paging import Page, cursor_of
from backend.problems import responses
from models import User

router = APIRouter(prefix="/admin", tags=["administration"])


def engine_states(request: Request) -> EngineStates:
    states: EngineStates = request.app.state.engine_states
    return states


@router.get(
    "/users",
    summary="Accounts, the newest first",
    responses=responses(UnauthorizedError, ForbiddenError, InvalidInputError),
)
async def users(
    _admin: CurrentAdmin, services: ServicesDep, asked: Annotated[PeopleQuery, Query()]
) -> Page[PersonView]:
    async with reading(services.sessions) as db:
        rows = await people.people(db, **asked.model_dump())
    shown = rows[: asked.limit]
    more = len(rows) > asked.limit
    return Page(
        items=[PersonView.model_validate(row) for row in shown],
        next=cursor_of(shown[-1].created_at, shown[-1].id) if more else None,
    )


@router.patch(
    "/users/{user_id:uuid}",
    response_model=PersonView,
    summary="Disable or enable an account, or make it an administrator's or not",
    responses=responses(
        UnauthorizedError, ForbiddenError, NotFoundError, ConflictError, InvalidInputError
    ),
)
async def change_user(
    user_id: UUID, change: PersonChange, admin: CurrentAdmin, services: ServicesDep
) -> User:
    """Somebody who can administer the server is always left: the last one stays."""
    async with transaction(services.sessions) as db:
        user = await people.person(db, user_id)
        if change.role is not None:
            await people.set_role(db, admin.id, user, change.role)
        if change.disabled is not None:
            await people.set_disabled(db, admin.id, user, change.disabled)
    return user


@router.post(
    "/users/{user_id:uuid}/reset-link",
    status_code=201,
    summary="Make a link with which somebody can set a new password, once",
    responses=responses(UnauthorizedError, ForbiddenError, NotFoundError, ConflictError),
)
async def make_reset_link(user_id: UUID, admin: CurrentAdmin, services: ServicesDep) -> LinkView:
    async with transaction(services.sessions) as db:
        user = await people.person(db, user_id)
        link = await people.reset_link(db, admin.id, user, services.links)
    return LinkView(link=link, expires_in=people.RESET_S)


@router.post(
    "/invitations",
    status_code=201,
    summary="Make a link with which somebody can make an account, once",
    responses=responses(UnauthorizedError, ForbiddenError),
)
async def invite(admin: CurrentAdmin, services: ServicesDep) -> LinkView:
    async with transaction(services.sessions) as db:
        link = await people.invitation(db, admin.id, services.links)
    return LinkView(link=link, expires_in=people.INVITATION_S)


@router.get(
    "/audit",
    summary="What was done to accounts and by administrators, the newest first",
    responses=responses(UnauthorizedError, ForbiddenError, InvalidInputError),
)
async def audit(
    _admin: CurrentAdmin, services: ServicesDep, asked: Annotated[TrailQuery, Query()]
) -> Page[EventView]:
    async with reading(services.sessions) as db:
        rows = await trail.events(db, **asked.model_dump())
        names = await trail.names_in(db, rows)
    shown = rows[: asked.limit]
    more = len(rows) > asked.limit
    return Page(
        items=[
            EventView(
                id=row.id,
                at=row.created_at,
                actor=row.actor_id,
                actor_name=names.get(str(row.actor_id)),
                action=row.action,
                subject=row.subject,
                subject_name=names.get(row.subject),
                details=row.details,
            )
            for row in shown
        ],
        next=cursor_of(shown[-1].created_at, shown[-1].id) if more else None,
    )


@router.get(
    "/engines",
    summary="How the engines fare",
    responses=responses(UnauthorizedError, ForbiddenError),
)
async def engines(
    _admin: CurrentAdmin, states: Annotated[EngineStates, Depends(engine_states)]
) -> list[EngineView]:
    return [
        EngineView(
            kind=each.kind,
            name=each.name,
            where=each.where,
            state="degraded" if each.degraded else "alive",
            calls=each.calls,
            failures=each.failures,
            restarts=each.restarts,
            waiting=each.waiting,
        )
        for each in states()
    ]
