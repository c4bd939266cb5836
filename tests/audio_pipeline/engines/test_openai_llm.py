"""The language model's client against servers that misbehave, over real HTTP."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import socket
from contextlib import aclosing
from types import AsyncGeneratorType

import pytest

from audio_pipeline.engines.openai_compatible import is_loopback, open_client, where_of
from audio_pipeline.engines.openai_llm import ChatLimits, OpenAIChatModel
from audio_pipeline.engines.protocols import EngineError, EngineInfo
from backend.domain.ports import LanguageModel, Message
from tests.audio_pipeline.engines.fault_server import (
    END,
    Answer,
    delta,
    drip,
    events,
    fault_server,
    flood,
    hang,
    status,
)

SECRET = "the candidate said something private"
MESSAGES = [Message("system", "Ask one question."), Message("user", SECRET)]
SOON = ChatLimits(first_token_s=0.4, between_tokens_s=0.1, whole_s=1.0)
GOOD = events(delta(""), delta("What "), delta("then?"), END)


async def _ask(
    *answers: Answer, limits: ChatLimits | None = None, max_tokens: int = 120
) -> tuple[str, str, int]:
    """(text, error message or "", requests made)."""
    async with fault_server(*answers) as server:
        model = OpenAIChatModel(server.base_url, "tiny", limits=limits)
        text, message, kinds = "", "", ["llm"]
        try:
            async for part in model.stream(MESSAGES, max_tokens=max_tokens):
                text += part
        except EngineError as error:
            kinds.append(error.engine)
            message = error.message
        finally:
            await model.aclose()
        assert set(kinds) == {"llm"}
        assert SECRET not in message
        return text, message, len(server.seen)


async def test_an_answer_arrives_in_parts() -> None:
    async with fault_server(GOOD) as server:
        model = OpenAIChatModel(server.base_url, "tiny", api_key="sk-ours")
        port: LanguageModel = model
        parts = [p async for p in port.stream(MESSAGES, max_tokens=9, temperature=0.2, stop=["\n"])]
        await model.aclose()
    assert parts == ["What ", "then?"]
    assert model.info == EngineInfo("llm", "tiny", "this machine")
    request = server.seen[0]
    assert request.headers["authorization"] == "Bearer sk-ours"
    assert json.loads(request.body) == {
        "model": "tiny",
        "messages": [
            {"role": "system", "content": "Ask one question."},
            {"role": "user", "content": SECRET},
        ],
        "max_tokens": 9,
        "temperature": 0.2,
        "stop": ["\n"],
        "stream": True,
    }


async def test_it_can_be_asked_again() -> None:
    async with fault_server(GOOD) as server:
        model = OpenAIChatModel(server.base_url, "tiny")
        for _ in range(2):
            assert "".join([p async for p in model.stream(MESSAGES)]) == "What then?"
        await model.aclose()


async def test_closing_the_iterator_closes_the_connection() -> None:
    async with fault_server(events(delta("One"), then_hang=True)) as server:
        model = OpenAIChatModel(server.base_url, "tiny")
        stream = model.stream(MESSAGES)
        assert await anext(stream) == "One"
        await stream.aclose()
        await server.seen[0].gone.wait()
        await model.aclose()


async def test_nothing_of_a_half_read_answer_waits_for_the_garbage_collector() -> None:
    """It would come in any thread, in the midst of what the loop does with it."""
    gc.collect()
    gc.disable()
    try:
        async with fault_server(flood) as server:
            model = OpenAIChatModel(server.base_url, "tiny")
            async with aclosing(model.stream(MESSAGES)) as parts:
                assert await anext(parts)
            await model.aclose()
        for _ in range(10):  # one turn of the loop closes the next of what is nested
            await asyncio.sleep(0)
        left = [
            each.__qualname__
            for each in gc.get_objects()
            # Not isinstance: a proxy of something that is gone raises when it's asked.
            if type(each) is AsyncGeneratorType
            and each.ag_code.co_filename.endswith(("_streaming.py", "_transports/default.py"))
        ]
    finally:
        gc.enable()
    assert left == []


async def test_cancelling_closes_the_connection() -> None:
    async with fault_server(hang) as server:
        model = OpenAIChatModel(server.base_url, "tiny")
        asking = asyncio.create_task(anext(model.stream(MESSAGES)))
        await server.arrived.wait()
        asking.cancel()
        await asyncio.wait({asking})
        await server.seen[0].gone.wait()
        assert asking.cancelled()
        await model.aclose()


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (status(500), "The language model failed with HTTP status 500."),
        (status(503), "The language model failed with HTTP status 503."),
        (status(429, Retry_After="0"), "The language model is too busy."),
        (status(429, Retry_After="soon"), "The language model is too busy."),
        (events(END), "The language model answered nothing."),
        (events(), "The language model sent an answer that cannot be read."),
        (events(b"data: {not json\n\n"), "The language model sent an answer that cannot be read."),
        (events(b"data: []\n\n"), "The language model sent an answer that cannot be read."),
        (events(b"\xff\xfe\x00\n\n"), "The language model sent an answer that cannot be read."),
        (status(200, b"<html>"), "The language model sent an answer that cannot be read."),
        (events(delta(""), whole=False), "The language model could not be reached, or broke off."),
        (
            events(b'data: {"error": {"message": "%s"}}\n\n' % SECRET.encode()),
            "The language model failed while it answered.",
        ),
    ],
)
async def test_one_retry_while_nothing_was_said(bad: Answer, said: str) -> None:
    patient = ChatLimits(first_token_s=30)
    assert await _ask(bad, GOOD, limits=patient) == ("What then?", "", 2)
    assert await _ask(bad, limits=patient) == ("", said, 2)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (
            status(400, SECRET.encode()),
            "The language model refused the request with HTTP status 400.",
        ),
        (status(401), "The language model refused the API key."),
        (
            status(404),
            "The language model does not know the model or the address that is configured.",
        ),
        (
            status(302, Location="http://192.0.2.1/v1"),
            "The language model refused the request with HTTP status 302.",
        ),
    ],
)
async def test_no_retry_where_it_is_no_use(bad: Answer, said: str) -> None:
    assert await _ask(bad) == ("", said, 1)


@pytest.mark.parametrize("bad", [hang, drip])
async def test_a_silent_server_is_left(bad: Answer) -> None:
    text, message, requests = await _ask(bad, limits=SOON)
    assert (text, message) == ("", "The language model took too long to answer.")
    assert requests == 1


async def test_a_server_that_asks_for_a_long_wait_is_not_waited_for() -> None:
    short = ChatLimits(first_token_s=0.5)
    busy = status(429, Retry_After="3600")
    assert await _ask(busy, limits=short) == ("", "The language model is too busy.", 1)


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (events(delta("What "), then_hang=True), "The language model took too long to answer."),
        (
            events(delta("What "), whole=False),
            "The language model could not be reached, or broke off.",
        ),
        (
            events(delta("What ")),
            "The language model sent an answer that cannot be read.",
        ),
    ],
)
async def test_what_breaks_off_is_not_begun_again(end: Answer, said: str) -> None:
    assert await _ask(end, limits=SOON) == ("What ", said, 1)


async def test_an_endless_answer_is_cut_off() -> None:
    text, message, requests = await _ask(flood, max_tokens=20)
    assert (len(text), message, requests) == (20 * 16, "", 1)


async def test_nobody_listens() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    model = OpenAIChatModel(f"http://127.0.0.1:{port}/v1", "tiny")
    with pytest.raises(EngineError, match="could not be reached"):
        await anext(model.stream(MESSAGES))
    await model.aclose()


async def test_newer_models_are_asked_in_their_dialect() -> None:
    def refuse(param: str) -> Answer:
        error = {"message": "unsupported", "type": "invalid_request_error", "param": param}
        return status(400, json.dumps({"error": error}).encode())

    async with fault_server(refuse("max_tokens"), GOOD, refuse("temperature"), GOOD) as server:
        model = OpenAIChatModel(server.base_url, "new")
        for _ in range(2):
            assert "".join([p async for p in model.stream(MESSAGES)]) == "What then?"
        await model.aclose()
    last = json.loads(server.seen[-1].body)
    assert last["max_completion_tokens"] == 120
    assert last.keys() == {"model", "messages", "max_completion_tokens", "stream"}


async def test_json_is_asked_for_as_strictly_as_the_server_allows() -> None:
    def refuse(message: str, code: int) -> Answer:
        return status(code, json.dumps({"error": {"message": message}}).encode())

    schema = {"title": "verdict", "type": "object"}
    answers = (
        refuse("json_schema is not supported", 400),
        refuse("response_format: unknown field", 422),
        GOOD,
    )
    async with fault_server(*answers) as server:
        model = OpenAIChatModel(server.base_url, "tiny")
        for _ in range(2):
            parts = [
                part async for part in model.stream_json(MESSAGES, schema=schema, max_tokens=50)
            ]
            assert "".join(parts) == "What then?"
        await model.aclose()

    bodies = [json.loads(each.body) for each in server.seen]
    assert [each.get("response_format", {}).get("type") for each in bodies] == [
        "json_schema", "json_object", None, None,
    ]  # fmt: skip
    assert bodies[0]["response_format"]["json_schema"] == {
        "name": "verdict", "schema": schema, "strict": True,
    }  # fmt: skip
    assert {each["temperature"] for each in bodies} == {0.0}


async def test_nothing_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async with fault_server(GOOD) as poison, fault_server(GOOD) as ours:
        address = poison.base_url.removesuffix("/v1")
        for name, value in {
            "OPENAI_BASE_URL": poison.base_url,
            "OPENAI_API_KEY": "sk-poison",
            "OPENAI_ADMIN_KEY": "admin-poison",
            "OPENAI_ORG_ID": "org-poison",
            "OPENAI_PROJECT_ID": "project-poison",
            "OPENAI_CUSTOM_HEADERS": "Authorization: Bearer poison\nX-Poison: yes\nHost: poison",
            "OPENAI_LOG": "debug",
            "HTTP_PROXY": address,
            "ALL_PROXY": address,
        }.items():
            monkeypatch.setenv(name, value)
        for key in (None, "", "sk-ours"):
            model = OpenAIChatModel(ours.base_url, "tiny", api_key=key)
            assert "".join([p async for p in model.stream(MESSAGES)]) == "What then?"
            await model.aclose()
    assert poison.seen == []
    assert "poison" not in repr([(s.line, s.headers, s.body) for s in ours.seen])
    keys = [s.headers.get("authorization") for s in ours.seen]
    assert keys == [None, None, "Bearer sk-ours"]
    assert not any(name.startswith("x-stainless") for s in ours.seen for name in s.headers)


async def test_the_debug_log_never_holds_what_was_said(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    await _ask(GOOD)
    assert SECRET not in caplog.text


@pytest.mark.parametrize(
    ("address", "where"),
    [
        ("http://localhost:11434/v1", "this machine"),
        ("http://127.0.0.2:1/v1", "this machine"),
        ("http://[::1]:1/v1", "this machine"),
        ("http://api.localhost/v1", "this machine"),
        ("https://api.openai.com/v1", "api.openai.com"),
        ("http://localhost.example.com/v1", "localhost.example.com"),
        ("http://127.0.0.1.example.com/v1", "127.0.0.1.example.com"),
        ("http://127.0.0.1@example.com/v1", "example.com"),
        ("http://10.0.0.5:8000/v1", "10.0.0.5"),
    ],
)
def test_where_an_address_leads(address: str, where: str) -> None:
    assert where_of(address) == where
    assert is_loopback(address) == (where == "this machine")


@pytest.mark.parametrize("address", ["", "localhost:8000", "file:///etc/passwd", "http://"])
def test_an_address_must_be_whole(address: str) -> None:
    with pytest.raises(ValueError, match="http"):
        open_client(address, None)
