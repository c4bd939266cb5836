"""For whoever runs the server: is it alive, is it ready, how does it fare."""

from __future__ import annotations

import hmac
from ipaddress import ip_address
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from backend.config import Config
from backend.dependencies import ServicesDep
from backend.errors import BusyError, ForbiddenError, UnauthorizedError
from backend.operations.health import Health, Readiness
from backend.problems import responses

router = APIRouter(tags=["health"])

PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8"


class Alive(BaseModel):
    status: str = "alive"


def health_of(request: Request) -> Health:
    health: Health = request.app.state.health
    return health


@router.get("/livez", summary="Is the process alive?")
async def livez() -> Alive:
    """Asks nothing else: where this doesn't answer, starting the process again is what helps."""
    return Alive()


@router.get("/readyz", summary="Can an interview begin here?", responses=responses(BusyError))
async def readyz(health: Annotated[Health, Depends(health_of)]) -> Readiness:
    """No (503) while the server is stopping or can't reach its database. Engines that fail are
    named and change nothing: an interview goes on without them."""
    return await health.check()


@router.get(
    "/metrics",
    summary="The figures of this process, for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}},
        **responses(UnauthorizedError, ForbiddenError),
    },
)
async def metrics(request: Request, services: ServicesDep) -> Response:
    """With `IHR_METRICS_TOKEN` as Bearer token, where it is set; else for programs on the same
    machine, and in production for nobody."""
    check_may_read(request, services.config)
    return Response(services.metrics.text(), media_type=PROMETHEUS_TEXT)


def check_may_read(request: Request, config: Config) -> None:
    """Raises `UnauthorizedError` or `ForbiddenError`."""
    if config.metrics_token is not None:
        wanted = f"Bearer {config.metrics_token.get_secret_value()}".encode()
        given = request.headers.get("authorization", "").encode()
        if not hmac.compare_digest(given, wanted):
            raise UnauthorizedError("These figures take the token of IHR_METRICS_TOKEN.")
        return
    # A proxy on this machine makes everybody look like a neighbour.
    forwarded = "x-forwarded-for" in request.headers or "forwarded" in request.headers
    if config.environment == "production" or forwarded or not _is_near(request):
        raise ForbiddenError("Set IHR_METRICS_TOKEN to read these figures from elsewhere.")


def _is_near(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False
