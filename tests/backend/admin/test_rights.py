"""Who may administer, and that no administrator ever sees what a candidate said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.cli_openapi import document
from tests.backend.admin.conftest import Person

METHODS = ("get", "post", "put", "patch", "delete")
PRIVATE = (
    "transcript", "turn", "words", "answer", "question", "said", "quote", "evidence", "audio",
    "sound", "flac", "document", "cv", "job_description", "interview", "feedback", "score",
    "preferences", "how_i_speak", "second_language", "longer_pauses", "password", "hash",
    "state_of", "plan",
)  # fmt: skip


def routes() -> list[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of everything that administrators may ask."""
    return [
        (method, path, operation)
        for path, operations in document()["paths"].items()
        if path.startswith("/admin")
        for method, operation in operations.items()
        if method in METHODS
    ]


def properties(schema: Any, parts: dict[str, Any], seen: set[str]) -> Iterator[str]:
    """The names of all fields in a schema, and in those that it refers to."""
    if isinstance(schema, list):
        for each in schema:
            yield from properties(each, parts, seen)
    if not isinstance(schema, dict):
        return
    reference = schema.get("$ref", "")
    if reference and reference not in seen:
        seen.add(reference)
        yield from properties(parts[reference.rpartition("/")[2]], parts, seen)
    yield from schema.get("properties", {})
    for name, each in schema.items():
        if name != "examples":
            yield from properties(each, parts, seen)


def test_there_is_something_to_administer() -> None:
    paths = {path for _method, path, _operation in routes()}
    assert len(paths) >= 11
    # The page is at /admin, and its files lie beneath it.
    assert "/admin" not in paths


def test_no_answer_to_an_administrator_has_a_field_for_what_a_candidate_said() -> None:
    parts = document()["components"]["schemas"]
    for method, path, operation in routes():
        for code, answer in operation["responses"].items():
            if not code.startswith("2"):
                continue
            names = set(properties(answer, parts, set()))
            assert names, (method, path)
            private = {name for name in names if any(each in name for each in PRIVATE)}
            assert private <= ALLOWED.get(path, set()), (method, path, private)


ALLOWED = {
    # How many main questions a ready-made interview has.
    "/admin/scenarios": {"questions"},
    "/admin/scenarios/{scenario}": {"questions"},
}


def path_of(template: str) -> str:
    """The address of something, whether it is there or not."""
    return re.sub(r"\{\w+\}", "nothing", template.replace("{user_id}", str(uuid4())))


@pytest.mark.parametrize(
    ("method", "path"), [(m, p) for m, p, _ in routes()], ids=lambda value: value
)
async def test_administrators_only(
    ada: Person, client: AsyncClient, method: str, path: str
) -> None:
    where = path_of(path)
    assert (await client.request(method, where, json={})).status_code == 401
    guest = (await client.post("/auth/guest")).json()["access_token"]
    for headers in (ada.headers, {"Authorization": f"Bearer {guest}"}):
        answer = await client.request(method, where, json={}, headers=headers)
        assert answer.status_code == 403, (method, path)
        assert answer.json()["type"] == "urn:ihr:problem:forbidden"


async def test_an_administrator_reads_nobodys_interview(
    admin: Person, ada: Person, app: FastAPI
) -> None:
    made = await ada.post("/interviews", role="Chef")
    interview = made.json()["id"]
    assert (await admin.ask("GET", f"/interviews/{interview}")).status_code == 404
    assert (await admin.ask("DELETE", f"/interviews/{interview}")).status_code == 404
    shown = [
        await admin.ask("GET", path_of(path)) for method, path, _ in routes() if method == "get"
    ]
    assert shown
    for answer in shown:
        assert answer.status_code == 200
        assert interview not in answer.text


async def test_who_was_demoted_is_out_at_once(admin: Person, ada: Person) -> None:
    assert (await admin.patch(f"/admin/users/{ada.id}", role="admin")).status_code == 200
    assert (await ada.ask("GET", "/admin/users")).status_code == 200
    assert (await ada.patch(f"/admin/users/{admin.id}", role="user")).status_code == 200
    assert (await admin.ask("GET", "/admin/users")).status_code == 403
