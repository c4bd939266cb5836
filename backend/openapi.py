"""The OpenAPI document: what FastAPI can't tell by itself, and the events of the realtime side.

The web's types are made from it, so the names of operations and schemas are part of the API.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute

from audio_pipeline.protocol import schemas as event_schemas
from backend.errors import (
    AppError,
    InvalidInputError,
    SlowRequestError,
    TooLargeError,
    UnreadableError,
    UnsupportedTypeError,
)
from backend.problems import FieldProblem, Problem, responses

DESCRIPTION = """\
Everything around the spoken interview. The conversation itself is a WebSocket, at
`/interviews/simulate` and `/v1/realtime`; the schemas of its events are `RealtimeClientEvent` and
`RealtimeServerEvent`.

Sign in with `POST /auth/token` and send the access token as a Bearer token. It lasts 15 minutes;
`POST /auth/refresh` gives the next one. Whatever belongs to somebody else is not found (404).

Every error is a problem document (RFC 9457): `type` is a name that stays, `detail` a sentence for
a person, and `errors` names the fields that a request got wrong.
"""

TAGS = {
    "accounts": "Registering, signing in and out, passwords, guests.",
    "interviews": "Plan an interview, find it again, read and hear what was said.",
    "realtime": "Keys to the WebSocket of an interview.",
    "documents": "CVs and job descriptions that interviews are planned with.",
    "feedback": "What an interview was worth, with the evidence for every score.",
    "dashboard": "What changes over weeks, and what has been reached.",
    "settings": "Industries and roles to choose from, and one's own preferences.",
    "recommendations": "Guides and courses, and which of them to read next.",
    "privacy": "Take everything along, or have everything removed.",
    "administration": "For administrators: the catalogue, people, the audit trail, the engines.",
    "health": "For whoever runs the server.",
}

_SCHEMAS = "#/components/schemas/"
_EVENTS = "Realtime"
"""Events and their parts share the components with the schemas of requests and answers."""


def operation_id(route: APIRoute) -> str:
    """`interviews_create`: the tag and the function's name."""
    return f"{route.tags[0] if route.tags else 'untagged'}_{route.name}"


def install(app: FastAPI) -> None:
    """Make the application describe itself with what is added here."""

    def described() -> dict[str, Any]:
        if not app.openapi_schema:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's own way


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(method, path, operation) of all, the method in capitals."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        summary=app.summary,
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": text} for name, text in TAGS.items()],
    )
    components = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, FieldProblem):
        components[model.__name__] = _schema_of(model)
    for _method, _path, operation in operations(document):
        _tell_refusals_as_they_are(operation)
        _tell_of_bodies(operation)
    for unused in ("HTTPValidationError", "ValidationError"):
        components.pop(unused, None)
    _link(document)
    components |= _events()
    return document


def _schema_of(model: type[Problem] | type[FieldProblem]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=_SCHEMAS + "{model}")
    schema.pop("$defs", None)
    return schema


def _tell_refusals_as_they_are(operation: dict[str, Any]) -> None:
    """FastAPI assumes that a request which isn't valid gets FastAPI's own answer, and that there
    is such a request; but a path whose id is none leads nowhere (404)."""
    told = operation["responses"]
    if "application/json" not in told.get("422", {}).get("content", {}):
        return
    parameters = operation.get("parameters", [])
    if "requestBody" in operation or any(not _is_uuid_in_path(each) for each in parameters):
        told["422"] = responses(InvalidInputError)[InvalidInputError.status_code]
    else:
        del told["422"]


def _tell_of_bodies(operation: dict[str, Any]) -> None:
    """What may be wrong with any body, which is found before an endpoint sees it."""
    content = operation.get("requestBody", {}).get("content", {})
    if content:
        found: list[type[AppError]] = [UnreadableError, SlowRequestError, TooLargeError]
        if "application/json" in content:
            found.append(UnsupportedTypeError)
        for status, response in responses(*found).items():
            operation["responses"].setdefault(str(status), response)


def _is_uuid_in_path(parameter: dict[str, Any]) -> bool:
    return bool(parameter["in"] == "path" and parameter["schema"].get("format") == "uuid")


def _link(document: dict[str, Any]) -> None:
    """What is created can be used by whatever takes its id in the path."""
    found = list(operations(document))
    for method, path, operation in found:
        made = operation["responses"].get("201")
        if method != "POST" or made is None or not _has_id(document, made):
            continue
        links = {}
        for _method, other, used in found:
            parameter, _, _rest = other.removeprefix(f"{path}/{{").partition("}")
            if other.startswith(f"{path}/{{"):
                links[used["operationId"]] = {
                    "operationId": used["operationId"],
                    "parameters": {parameter: "$response.body#/id"},
                }
        if links:
            made["links"] = links


def _has_id(document: dict[str, Any], response: dict[str, Any]) -> bool:
    schema = response.get("content", {}).get("application/json", {}).get("schema", {})
    name = schema.get("$ref", "").removeprefix(_SCHEMAS)
    return "id" in document["components"]["schemas"].get(name, {}).get("properties", {})


def _events() -> dict[str, Any]:
    """The schemas of all events, and of either side's events together."""
    found = event_schemas(f"{_SCHEMAS}{_EVENTS}{{model}}")
    named = {f"{_EVENTS}{name}": schema for name, schema in found["$defs"].items()}
    for side in ("client", "server"):
        named[f"{_EVENTS}{side.capitalize()}Event"] = {
            "description": f"Every event that the {side} sends, by its `type`.",
            "oneOf": list(found[side].values()),
            "discriminator": {
                "propertyName": "type",
                "mapping": {wire: event["$ref"] for wire, event in found[side].items()},
            },
        }
    return named
