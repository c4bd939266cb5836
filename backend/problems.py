"""Errors as HTTP tells them: problem details (RFC 9457), in plain words."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from backend.errors import AppError, InvalidInputError

log = logging.getLogger(__name__)

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
    """Make every error of the application a problem document."""

    @app.exception_handler(AppError)
    async def app_error(_request: Request, error: AppError) -> JSONResponse:
        return problem_response(error)

    @app.exception_handler(RequestValidationError)
    async def invalid(_request: Request, error: RequestValidationError) -> JSONResponse:
        # What was sent is never sent back: it may be a password, or not even valid text.
        fields = [
            FieldProblem(field=_field(each["loc"]), message=_sentence(each["msg"]))
            for each in error.errors()
        ]
        detail = "; ".join(f"{each.field}: {each.message}" for each in fields[:3])
        kind = InvalidInputError
        return problem(kind.status_code, kind.type, kind.title, detail, errors=fields)

    @app.exception_handler(HTTPException)
    async def http_error(_request: Request, error: HTTPException) -> JSONResponse:
        title = HTTPStatus(error.status_code).phrase
        kind = title.lower().replace(" ", "-")
        return problem(error.status_code, kind, title, str(error.detail), headers=error.headers)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("unexpected %s at %s", type(error).__name__, request.scope.get("path"))
        return problem(
            500, AppError.type, AppError.title, "The server made a mistake; it has been noted."
        )


def _field(location: tuple[int | str, ...]) -> str:
    parts = [str(part) for part in location if part not in ("body", "query", "path", "header")]
    return ".".join(parts).encode("utf-8", "replace").decode() or "body"


def _sentence(message: str) -> str:
    return message.removeprefix("Value error, ")
