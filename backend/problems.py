"""Errors as HTTP tells them: problem details (RFC 9457), in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.routing import Match, Mount

from backend.errors import (
    AppError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    NotFoundError,
    SlowRequestError,
    TooLargeError,
    TooManyError,
    UnauthorizedError,
    UnreadableError,
    UnsupportedTypeError,
    WrongMethodError,
)
from backend.validation import plain

_KINDS: dict[int, type[AppError]] = {
    kind.status_code: kind
    for kind in (
        ConflictError,
        ForbiddenError,
        InvalidInputError,
        NotFoundError,
        SlowRequestError,
        TooLargeError,
        TooManyError,
        UnauthorizedError,
        UnreadableError,
        UnsupportedTypeError,
    )
}
"""What the framework's own refusals are called here."""

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    field: str
    message: str


class Problem(BaseModel):
    """RFC 9457. `type` is "urn:ihr:problem:" and a name that stays."""

    type: str = Field(examples=["urn:ihr:problem:not-found"])
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] = []


SIGNED_IN_OR_NOT: dict[str, Any] = {"security": [{}]}
"""For `openapi_extra` of an endpoint that takes a sign-in and needs none."""


def responses(*errors: type[AppError]) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI description of the errors that an endpoint may answer with."""
    return {
        error.status_code: {
            "description": error.title,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": {
                        "type": f"urn:ihr:problem:{error.type}",
                        "title": error.title,
                        "status": error.status_code,
                        "detail": f"{error.title}.",
                    },
                }
            },
        }
        for error in errors
    }


def problem(
    status: int,
    type_: str,
    title: str,
    detail: str,
    *,
    errors: list[FieldProblem] | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    body = Problem(
        type=f"urn:ihr:problem:{type_}",
        title=title,
        status=status,
        detail=detail,
        errors=errors or [],
    )
    return JSONResponse(
        body.model_dump(exclude_defaults=True),
        status_code=status,
        media_type=MEDIA_TYPE,
        headers=dict(headers or {}),
    )


def problem_response(error: AppError) -> JSONResponse:
    """An error of ours as a problem document."""
    fields = [FieldProblem(field=error.field, message=error.message)] if error.field else None
    return problem(
        error.status_code,
        error.type,
        error.title,
        error.message,
        errors=fields,
        headers=error.headers,
    )


def install(app: FastAPI) -> None:
    """Make every error of the application a problem document; what nobody foresaw is made one by
    `backend.middleware.Failures`."""

    @app.exception_handler(AppError)
    async def app_error(_request: Request, error: AppError) -> Response:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> Response:
        return _invalid(error.errors())

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> Response:
        if error.status_code == WrongMethodError.status_code:
            return _wrong_method(request)
        kind = _KINDS.get(error.status_code, AppError)
        title = kind.title if kind is not AppError else HTTPStatus(error.status_code).phrase
        type_ = kind.type if kind is not AppError else title.lower().replace(" ", "-")
        own_words = error.detail != HTTPStatus(error.status_code).phrase
        return problem(
            error.status_code,
            type_,
            title,
            str(error.detail) if own_words and kind is not UnreadableError else f"{title}.",
            headers=error.headers,
        )


def _invalid(found: Sequence[Mapping[str, Any]]) -> Response:
    """What was sent is never sent back: it may be a password, or not even valid text."""
    if any(isinstance(each.get("input"), bytes) and each["loc"] == ("body",) for each in found):
        return problem_response(
            UnsupportedTypeError("Please send JSON, with Content-Type: application/json.")
        )
    fields = [
        FieldProblem(field=_field(each["loc"]), message=plain(each))
        if each["type"] != "json_invalid"
        else FieldProblem(field="body", message=f"No valid JSON at character {each['loc'][-1]}")
        for each in found
    ]
    detail = "; ".join(f"{each.field}: {each.message}" for each in fields[:3])
    kind = InvalidInputError
    return problem(kind.status_code, kind.type, kind.title, detail, errors=fields)


def _wrong_method(request: Request) -> Response:
    """What the address takes instead, which is all that OPTIONS asks for."""
    methods = allowed_methods(request)
    headers = {"Allow": ", ".join(methods)}
    if request.method == "OPTIONS":
        return Response(status_code=204, headers=headers)
    told = ", ".join(method for method in methods if method not in ("HEAD", "OPTIONS"))
    return problem_response(WrongMethodError(f"This address takes {told} only.", headers=headers))


def allowed_methods(request: Request) -> list[str]:
    """All that a path takes; the router itself tells of its first route alone."""
    found = {"OPTIONS"}
    for method in ("DELETE", "GET", "PATCH", "POST", "PUT"):
        probe = {
            "type": "http",
            "method": method,
            "path": request.scope["path"],
            "root_path": request.scope.get("root_path", ""),
            "headers": [],
        }
        routes = (each for each in request.app.routes if not isinstance(each, Mount))
        if any(each.matches(probe)[0] is Match.FULL for each in routes):
            found.add(method)
    if "GET" in found or found == {"OPTIONS"}:
        # A page, where it is no address of the API.
        found |= {"GET", "HEAD"}
    return sorted(found)


def _field(location: tuple[int | str, ...]) -> str:
    # The first part says where in the request it stands.
    parts = [str(part) for part in location[1:]]
    return ".".join(parts).encode("utf-8", "replace").decode() or "body"
