"""What the server says: plain lines for a terminal, JSON for a machine, and nobody's words.

A log line may hold types, ids, routes and counts. An error's message may quote what somebody
said or sent, so of an error only its type and its places are told.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any, Literal

LogFormat = Literal["plain", "json"]

request_id: ContextVar[str] = ContextVar("request_id", default="")
"""Of the request or the socket that something is done for."""
interview_id: ContextVar[str] = ContextVar("interview_id", default="")
"""Of the conversation that something is done in."""

_OF_EVERY_RECORD = frozenset(vars(logging.makeLogRecord({}))) | {
    *("message", "asctime", "taskName"),
    # uvicorn's messages once more, with the colours of a terminal
    "color_message",
}


def places(error: BaseException) -> str:
    """An error, and what caused it, by type and place."""
    told: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(told) < 10:
        told.append("\n".join([_type_of(cause), *_frames(cause.__traceback__)]))
        hidden = None if cause.__suppress_context__ else cause.__context__
        cause = cause.__cause__ or hidden
    return "\ncaused by ".join(told)


def _type_of(error: BaseException) -> str:
    inner = getattr(error, "exceptions", ())
    several = ", ".join(type(each).__name__ for each in inner)
    return f"{type(error).__name__} ({several})" if several else type(error).__name__


def _frames(trace: TracebackType | None) -> list[str]:
    frames = []
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"  {code.co_filename}:{trace.tb_lineno} in {code.co_name}")
        trace = trace.tb_next
    return frames


class _Line(logging.Formatter):
    """What both formats have in common."""

    def fields(self, record: logging.LogRecord) -> dict[str, Any]:
        """What came as `extra`, and what the line is about."""
        given = {
            name: value if isinstance(value, str | int | float | None) else type(value).__name__
            for name, value in vars(record).items()
            if name not in _OF_EVERY_RECORD
        }
        about = {"request_id": request_id.get(), "interview_id": interview_id.get()}
        return {name: value for name, value in (about | given).items() if value != ""}

    def error(self, record: logging.LogRecord) -> BaseException | None:
        return record.exc_info[1] if record.exc_info else None

    def time(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


class PlainFormatter(_Line):
    """One line for a person; behind it the fields that it doesn't tell of."""

    def format(self, record: logging.LogRecord) -> str:
        message = record.getMessage()
        fields = " ".join(
            f"{name}={value}"
            for name, value in self.fields(record).items()
            if str(value) not in message
        )
        line = f"{self.time(record)} {record.levelname} {record.name}: {message}"
        error = self.error(record)
        place = f"\n{places(error)}" if error else ""
        return f"{line} {fields}".rstrip() + place


class JsonFormatter(_Line):
    """One JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        error = self.error(record)
        told: dict[str, Any] = {
            "time": self.time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **self.fields(record),
        }
        if error:
            told |= {"error": type(error).__name__, "places": places(error)}
        return json.dumps(told, ensure_ascii=False)


class WithoutQuery(logging.Filter):
    """Cuts the query off every address in a log line: one-time tickets travel there."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                argument.partition("?")[0] if isinstance(argument, str) else argument
                for argument in record.args
            )
        return True


class PlainStartup(logging.Filter):
    """Says why the server can't start in one sentence, where the reason is one for the person.

    Any other error keeps its traceback, which is what its reader needs.
    """

    reasons = re.compile(r"\S*(?:StartupError|WeightsMissing|EngineError): (.*)")

    def filter(self, record: logging.LogRecord) -> bool:
        text = str(record.msg).rstrip()
        if text.startswith("Traceback") and (
            reason := self.reasons.fullmatch(text.rpartition("\n")[2])
        ):
            record.msg = reason[1]
        return True


def log_config(level: str, log_format: LogFormat = "plain") -> dict[str, Any]:
    """Everything of ours and of uvicorn's to standard error, at `level`."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {
            "without_query": {"()": WithoutQuery},
            "plain_startup": {"()": PlainStartup},
        },
        "formatters": {"plain": {"()": PlainFormatter}, "json": {"()": JsonFormatter}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": log_format,
                "filters": ["without_query", "plain_startup"],
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "audio_pipeline": {"level": level.upper()},
            "backend": {"level": level.upper()},
            # Says when it starts and every address asked for; ours say both.
            "uvicorn": {"level": "WARNING"},
        },
    }


def tell_of_lost_errors(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """asyncio's handler for errors that nobody awaited: its own would quote them."""
    error = context.get("exception")
    # "Exception in callback" goes on with the callback and what it was called with.
    what = str(context["message"]).partition(" callback")[0]
    logging.getLogger(__name__).error(
        "nobody waited for this: %s",
        what,
        exc_info=error if isinstance(error, BaseException) else None,
    )
