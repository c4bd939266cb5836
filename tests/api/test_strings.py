"""Strings that no database and no encoding can hold, in every place of the API that takes one.

A lone surrogate is valid JSON and no text; NUL is valid text that PostgreSQL can't store.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from httpx import AsyncClient

from backend.cli_openapi import document
from backend.openapi import operations
from tests.api.asking import RECIPES, ask
from tests.api.world import World
from tests.backend.conftest import DATABASES

BAD = ("\ud800", "an\udfff answer", "\0", "x\0y", "\ufffe\U0010ffff")
FORM, JSON, FILES = (
    "application/x-www-form-urlencoded",
    "application/json",
    "multipart/form-data",
)
DOCUMENT = document()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]


def branches(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A schema with its references followed and each of its alternatives."""
    if "$ref" in schema:
        yield from branches(SCHEMAS[schema["$ref"].rpartition("/")[2]])
        return
    for name in ("anyOf", "oneOf", "allOf"):
        for each in schema.get(name, []):
            yield from branches(each)
    yield schema


def with_bad(schema: dict[str, Any], good: Any, bad: str) -> Iterator[Any]:
    """`good` with one of its strings replaced, for each string that there may be."""
    for branch in branches(schema):
        kind = branch.get("type")
        if kind == "string":
            yield bad
        elif kind == "array" and "items" in branch:
            yield from ([each] for each in with_bad(branch["items"], None, bad))
        elif kind == "object":
            known = good if isinstance(good, dict) else {}
            for name, value in branch.get("properties", {}).items():
                for each in with_bad(value, known.get(name), bad):
                    yield {**known, name: each}
            if branch.get("additionalProperties"):
                yield {**known, bad: bad}


def body_of(operation: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    content = operation.get("requestBody", {}).get("content", {})
    return next(((kind, each["schema"]) for kind, each in content.items()), ("", {}))


def requests(name: str, operation: dict[str, Any], recipe: dict[str, Any]) -> Iterator[Any]:
    """(what, changes to the request), one for each string and each bad one."""
    kind, schema = body_of(operation)
    good = recipe.get("json") or recipe.get("data") or {}
    for bad in BAD:
        for body in with_bad(schema, good, bad):
            escaped = json.dumps(body).encode()
            raw = json.dumps(body, ensure_ascii=False).encode("utf-8", "surrogatepass")
            if kind == JSON:
                headers = {"headers": {"Content-Type": JSON}}
                for content in (escaped, raw):
                    yield f"{name} {content!r}", {"json": None, "content": content, **headers}
            else:
                fields = {
                    key: str(value).encode("utf-8", "surrogatepass").decode("latin-1")
                    for key, value in body.items()
                    if key != "file"
                }
                yield f"{name} {escaped!r}", {"data": fields}
        if kind == FILES:
            file = (bad.encode("utf-8", "replace").decode() + ".txt", b"\xed\xa0\x80\0 text")
            yield f"{name} file {bad!a}", {"files": {"file": file}}
        value = bad.encode("utf-8", "surrogatepass")
        for parameter in operation.get("parameters", []):
            place, key = parameter["in"], parameter["name"]
            if place == "query":
                yield f"{name} {key}={bad!a}", {"params": {key: value}}
            elif place == "path" and parameter["schema"].get("format") != "uuid":
                yield f"{name} {key}={bad!a}", {"ids": {key: quote(value)}}


@pytest.mark.parametrize("database", DATABASES, indirect=True)
async def test_no_string_breaks_anything(app: FastAPI, client: AsyncClient) -> None:
    world = World(app)
    broken, asked = [], 0
    for method, path, operation in operations(DOCUMENT):
        name = f"{method} {path}"
        person = await world.person("admin" if path.startswith("/admin/") else "user")
        recipe = RECIPES[name](person, {}) if name in RECIPES else {}
        for what, changes in requests(name, operation, recipe):
            answer = await ask(client, world, name, person, person, **changes)
            client.cookies.clear()
            asked += 1
            if answer.status_code >= 500:
                broken.append(f"{answer.status_code} {what}")
    assert broken == []
    assert asked > 100
