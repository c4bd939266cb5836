"""Who may do what: every operation and socket of the application, asked by everybody.

The rows stand in matrix.txt. What there is comes from the application itself, so that a route
which nobody has thought about fails here.
"""

from __future__ import annotations

from pathlib import Path
from typing import get_args

from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from httpx import AsyncClient
from starlette.routing import WebSocketRoute

from backend.cli_openapi import document
from backend.config import Config
from backend.main import create_app
from backend.openapi import operations
from tests.api.asking import ask, connect, maker_of
from tests.api.world import Kind, World

KINDS: tuple[Kind, ...] = get_args(Kind)
SOCKET = "WS"


def read_rows() -> dict[str, dict[Kind, str]]:
    """The cells of each operation, written "METHOD /path"."""
    rows: dict[str, dict[Kind, str]] = {}
    for line in (Path(__file__).parent / "matrix.txt").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            method, path, *cells = line.split()
            assert len(cells) == len(KINDS), line
            assert f"{method} {path}" not in rows, line
            rows[f"{method} {path}"] = dict(zip(KINDS, cells, strict=True))
    return rows


ROWS = read_rows()
DOCUMENT = document()
OPERATIONS = {f"{method} {path}": operation for method, path, operation in operations(DOCUMENT)}


def sockets() -> set[str]:
    routes = create_app(Config.model_construct()).routes
    return {
        f"{SOCKET} {route.path}"
        for route in iter_route_contexts(routes)
        if isinstance(route.original_route, WebSocketRoute)
    }


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(ROWS) == OPERATIONS.keys() | sockets()


def test_what_belongs_to_somebody_is_asked_for_by_others() -> None:
    for operation, cells in ROWS.items():
        owned = operation.startswith(SOCKET) or maker_of(operation) is not None
        assert owned == (cells["other"] != "-"), operation


def test_the_description_says_who_must_sign_in() -> None:
    open_to_all = {
        operation for operation, each in OPERATIONS.items() if {} in each.get("security", [{}])
    }
    let_in = {operation for operation in OPERATIONS if ROWS[operation]["anonymous"] != "401"}
    assert open_to_all == let_in | TAKE_NO_SIGN_IN


TAKE_NO_SIGN_IN = {"POST /auth/token", "POST /auth/refresh"}
"""They refuse with 401 what is none, and need none."""


async def test_everybody_gets_what_is_theirs(app: FastAPI, client: AsyncClient) -> None:
    world = World(app)
    found = {operation: await cells_of(operation, world, app, client) for operation in ROWS}
    assert found == ROWS, "\n".join(
        f"{operation}: {cells} instead of {ROWS[operation]}"
        for operation, cells in found.items()
        if cells != ROWS[operation]
    )


async def cells_of(
    operation: str, world: World, app: FastAPI, client: AsyncClient
) -> dict[Kind, str]:
    method, path = operation.split()
    found: dict[Kind, str] = {}
    for kind in KINDS:
        if ROWS[operation][kind] == "-":
            found[kind] = "-"
            continue
        person = await world.person(kind)
        asks_for_own = kind in ("guest", "user")
        owner = person if asks_for_own else await world.person("user")
        if method == SOCKET:
            assert owner.id
            interview = await world.interview(owner.id)
            status = await connect(app, path, person, interview["interview_id"])
        else:
            status = (await ask(client, world, operation, person, owner)).status_code
        # Cookies would sign the next person in as this one.
        client.cookies.clear()
        found[kind] = "ok" if status == 101 or 200 <= status < 300 else str(status)
    return found
