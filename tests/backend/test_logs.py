"""What the server process says, and what it keeps to itself."""

from __future__ import annotations

import logging

from backend.server import PlainStartup, WithoutQuery


def record(message: str, *args: object) -> logging.LogRecord:
    return logging.LogRecord("uvicorn.error", logging.INFO, __file__, 1, message, args, None)


def test_a_ticket_in_an_address_is_not_logged() -> None:
    opened = record('%s - "WebSocket %s" [accepted]', "127.0.0.1:1", "/v1/realtime?ticket=secret")
    assert WithoutQuery().filter(opened)
    assert opened.getMessage() == '127.0.0.1:1 - "WebSocket /v1/realtime" [accepted]'


def test_a_reason_for_the_person_loses_its_traceback() -> None:
    failed = record(
        "Traceback (most recent call last):\n  File ...\n"
        "backend.errors.StartupError: The database isn't up to date. Run `ihr db upgrade`.\n"
    )
    assert PlainStartup().filter(failed)
    assert failed.getMessage() == "The database isn't up to date. Run `ihr db upgrade`."


def test_any_other_error_keeps_it() -> None:
    text = "Traceback (most recent call last):\n  File ...\nValueError: no"
    failed = record(text)
    assert PlainStartup().filter(failed)
    assert failed.getMessage() == text
