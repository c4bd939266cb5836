"""The two addresses of a spoken interview, and the keys to them."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Request, WebSocket
from pydantic import BaseModel, Field
from starlette.requests import HTTPConnection

from backend import logs
from backend.dependencies import CurrentSignIn, ServicesDep, services_of
from backend.errors import AppError, InvalidInputError, NotFoundError, UnauthorizedError
from backend.literal import A_NUMBER
from backend.problems import problem_response, responses
from backend.realtime.admission import (
    SUBPROTOCOL,
    caller,
    check_origin,
    interview_id_of,
    offered_subprotocols,
)
from backend.realtime.sessions import Sessions
from backend.realtime.tickets import CLIENT_SECRET_S, TICKET_S, Tickets
from backend.realtime.transport import Transport

router = APIRouter(tags=["realtime"])


class Ticket(BaseModel):
    """Opens one socket to the interview, once, within `expires_in` seconds."""

    ticket: str
    expires_in: int


class ExpiresAfter(BaseModel):
    anchor: str = "created_at"
    seconds: Annotated[int, Field(ge=10, le=7200), A_NUMBER] = CLIENT_SECRET_S


class ClientSecretRequest(BaseModel):
    """The standard's request; the session in it is accepted and not obeyed."""

    expires_after: ExpiresAfter = ExpiresAfter()
    session: dict[str, Any] | None = None


class ClientSecret(BaseModel):
    """`expires_at` is in seconds since 1970."""

    value: str
    expires_at: int
    session: dict[str, Any]


def tickets_of(connection: HTTPConnection) -> Tickets:
    tickets: Tickets = connection.app.state.tickets
    return tickets


@router.post(
    "/interviews/{interview_id:uuid}/ticket",
    status_code=201,
    summary="A key to the interview's socket, for one connection within 30 seconds",
    responses=responses(UnauthorizedError, NotFoundError),
)
async def create_ticket(
    interview_id: UUID, who: CurrentSignIn, services: ServicesDep, request: Request
) -> Ticket:
    """For browsers, which can send no headers there."""
    user, family = who
    await services.conductor.check_owner(interview_id, user.id)
    ticket = await tickets_of(request).issue_ticket(user.id, family, interview_id)
    return Ticket(ticket=ticket, expires_in=TICKET_S)


@router.post(
    "/v1/realtime/client_secrets",
    summary="A key to the socket for OpenAI's clients, for ten minutes unless told otherwise",
    responses=responses(UnauthorizedError, InvalidInputError),
)
async def create_client_secret(
    body: ClientSecretRequest, who: CurrentSignIn, request: Request
) -> ClientSecret:
    """The standard's session in the request is accepted and not obeyed."""
    user, family = who
    value, expires_at = await tickets_of(request).issue_client_secret(
        user.id, family, body.expires_after.seconds
    )
    session = {"type": "realtime", "object": "realtime.session", "model": "ihr-interviewer"}
    return ClientSecret(value=value, expires_at=expires_at, session=session)


@router.websocket("/interviews/simulate")
async def simulate(socket: WebSocket) -> None:
    await _hold(socket)


@router.websocket("/v1/realtime")
async def realtime(socket: WebSocket) -> None:
    await _hold(socket)


async def _hold(socket: WebSocket) -> None:
    """Everything that can be refused is refused before the socket is accepted."""
    services = services_of(socket)
    sessions: Sessions = socket.app.state.voice_sessions
    try:
        check_origin(socket, services.config.allowed_origins)
        who = await caller(socket, services.sign_ins, tickets_of(socket))
        last_event_id = socket.query_params.get("last_event_id", "")[:128]
        live = await sessions.join(who, interview_id_of(socket), last_event_id)
        logs.interview_id.set(str(live.run.id))
    except AppError as error:
        await socket.send_denial_response(problem_response(error))
        return
    binary = socket.query_params.get("audio") == "binary"
    rate = services.config.max_ingest_rate
    transport = Transport(socket, live.voice, binary=binary, rate=rate)
    live.leave = transport.leave
    closing = None
    try:
        offered = offered_subprotocols(socket)
        await socket.accept(subprotocol=SUBPROTOCOL if SUBPROTOCOL in offered else None)
        closing = await transport.run(live.task)
    finally:
        # Before closing, which a client can draw out: whoever comes next needn't wait for that.
        sessions.release(live)
    if closing is not None:
        await transport.close(closing)
