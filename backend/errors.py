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


class UnreadableError(AppError):
    status_code = 400
    type = "unreadable"
    title = "The request can't be read"


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


class WrongMethodError(AppError):
    status_code = 405
    type = "wrong-method"
    title = "This address doesn't take that"


class SlowRequestError(AppError):
    status_code = 408
    type = "slow-request"
    title = "The request didn't arrive in time"

    def __init__(self, message: str = "") -> None:
        # What may come yet would be taken for the next request.
        super().__init__(message, headers={"Connection": "close"})


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


class RangeError(AppError):
    status_code = 416
    type = "range"
    title = "There is nothing at that place"

    def __init__(self, size: int = 0) -> None:
        super().__init__(
            f"The file has {size} bytes; the part asked for begins after them.",
            headers={"Content-Range": f"bytes */{size}"},
        )


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


class TookTooLongError(AppError):
    status_code = 503
    type = "took-too-long"
    title = "The answer took too long"

    def __init__(self, message: str = "") -> None:
        super().__init__(message, headers={"Retry-After": "5"})


class StartupError(AppError):
    """The server can't start as it is configured; `message` says what to do."""

    type = "startup"
    title = "The server can't start"
