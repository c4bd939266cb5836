"""What the server says, and what it keeps to itself."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest

from backend.logs import (
    JsonFormatter,
    PlainFormatter,
    PlainStartup,
    WithoutQuery,
    interview_id,
    log_config,
    places,
    request_id,
    tell_of_lost_errors,
)


def record(message: str, *args: object, **extra: object) -> logging.LogRecord:
    made = logging.LogRecord("uvicorn.error", logging.INFO, __file__, 1, message, args, None)
    vars(made).update(extra)
    return made


def failed(error: BaseException) -> logging.LogRecord:
    made = record("it failed")
    made.exc_info = (type(error), error, error.__traceback__)
    return made


def an_error() -> BaseException:
    try:
        try:
            raise KeyError("canary")
        except KeyError as cause:
            raise ValueError("canary") from cause
    except ValueError as error:
        return error


def test_a_ticket_in_an_address_is_not_logged() -> None:
    opened = record('%s - "WebSocket %s" [accepted]', "127.0.0.1:1", "/v1/realtime?ticket=secret")
    assert WithoutQuery().filter(opened)
    assert opened.getMessage() == '127.0.0.1:1 - "WebSocket /v1/realtime" [accepted]'


def test_a_reason_for_the_person_loses_its_traceback() -> None:
    failure = record(
        "Traceback (most recent call last):\n  File ...\n"
        "backend.errors.StartupError: The database isn't up to date. Run `ihr db upgrade`.\n"
    )
    assert PlainStartup().filter(failure)
    assert failure.getMessage() == "The database isn't up to date. Run `ihr db upgrade`."


def test_any_other_error_keeps_it() -> None:
    text = "Traceback (most recent call last):\n  File ...\nValueError: no"
    failure = record(text)
    assert PlainStartup().filter(failure)
    assert failure.getMessage() == text


def test_json_has_one_object_on_a_line() -> None:
    line = JsonFormatter().format(record("two\nlines %d", 7, status=200, who=object()))
    assert "\n" not in line
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "info",
        "logger": "uvicorn.error",
        "message": "two\nlines 7",
        "status": 200,
        "who": "object",
    }


def test_a_line_says_what_it_is_about() -> None:
    async def in_a_conversation() -> tuple[str, str]:
        request_id.set("request-1")
        interview_id.set("interview-1")
        line = record("something")
        return JsonFormatter().format(line), PlainFormatter().format(line)

    as_json, plain = asyncio.run(in_a_conversation())
    told = json.loads(as_json)
    assert (told["request_id"], told["interview_id"]) == ("request-1", "interview-1")
    assert plain.endswith("something request_id=request-1 interview_id=interview-1")
    outside = json.loads(JsonFormatter().format(record("something")))
    assert "request_id" not in outside


@pytest.mark.parametrize("formatter", [JsonFormatter(), PlainFormatter()])
def test_of_an_error_the_types_and_places_are_told(formatter: logging.Formatter) -> None:
    line = formatter.format(failed(an_error()))
    assert "canary" not in line
    assert "ValueError" in line
    assert "caused by KeyError" in line
    assert f"{__file__}:" in line


def test_errors_in_a_group_are_named() -> None:
    group = ExceptionGroup("canary", [ValueError("canary"), KeyError("canary")])
    assert places(group) == "ExceptionGroup (ValueError, KeyError)"


def test_errors_that_cause_one_another_come_to_an_end() -> None:
    first, second = ValueError(), KeyError()
    first.__cause__, second.__cause__ = second, first
    assert places(first).count("ValueError") == 5


async def test_errors_that_nobody_waits_for_are_not_quoted(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(tell_of_lost_errors)
    message = "Exception in callback print('canary')"
    loop.call_exception_handler({"message": message, "exception": ValueError("canary")})
    (line,) = caplog.records
    assert line.exc_info is not None
    assert line.exc_info[0] is ValueError
    assert line.getMessage() == "nobody waited for this: Exception in"
    assert "canary" not in JsonFormatter().format(line)


def test_both_formats_can_be_configured() -> None:
    for log_format in ("plain", "json"):
        found = log_config("info", log_format)
        formatters = found["formatters"]
        chosen = formatters[found["handlers"]["stderr"]["formatter"]]["()"]
        assert chosen is {"plain": PlainFormatter, "json": JsonFormatter}[log_format]
