"""The failures a caller is told about. Each has a status, a type and a plain sentence.

`message` is shown as it is, so it never holds what anybody said, a password or a token.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar


class AppError(Exception):
    status_code: ClassVar[int] = 500
    type: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(
        self,
        message: str = "",
        *,
        field: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.message = message or self.title
        self.field = field
        self.headers = dict(headers or {})
        super().__init__(self.message)


class InvalidInputError(AppError):
    status_code = 422
    type = "invalid-input"
    title = "Something in the request isn't valid"


class UnauthorizedError(AppError):
    status_code = 401
    type = "unauthorized"
    title = "Please sign in"

    def __init__(self, message: str = "") -> None:
        super().__init__(message, headers={"WWW-Authenticate": "Bearer"})


class ForbiddenError(AppError):
    status_code = 403
    type = "forbidden"
    title = "This isn't allowed"


class NotFoundError(AppError):
    status_code = 404
    type = "not-found"
    title = "There is nothing here"


class ConflictError(AppError):
    status_code = 409
    type = "conflict"
    title = "This clashes with what is there already"


class TooLargeError(AppError):
    status_code = 413
    type = "too-large"
    title = "The request is too large"


class UnsupportedTypeError(AppError):
    status_code = 415
    type = "unsupported-type"
    title = "This kind of file can't be read"


class TooManyError(AppError):
    status_code = 429
    type = "too-many"
    title = "That was too often"

    def __init__(self, retry_after_s: int) -> None:
        wait = f"{retry_after_s} s" if retry_after_s < 120 else f"{-(-retry_after_s // 60)} min"
        super().__init__(
            f"That was too often. Please try again in {wait}.",
            headers={"Retry-After": str(retry_after_s)},
        )


class BusyError(AppError):
    status_code = 503
    type = "busy"
    title = "The server is busy; please try again in a moment"

    def __init__(self, message: str = "") -> None:
        super().__init__(message, headers={"Retry-After": "1"})


class StartupError(AppError):
    """The server can't start as it is configured; `message` says what to do."""

    type = "startup"
    title = "The server can't start"
