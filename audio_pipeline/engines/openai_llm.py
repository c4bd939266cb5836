"""A language model behind `/v1/chat/completions`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from audio_pipeline.engines.openai_compatible import (
    RETRY_WAIT_S,
    ChatMessage,
    Failure,
    UnreadableError,
    explain,
    open_client,
    where_of,
)
from audio_pipeline.engines.protocols import EngineError, EngineInfo

_SUBJECT = "The language model"
_CHARS_PER_TOKEN = 16
"""More than any text reaches over a whole answer (English has about 4): a bound for servers
that ignore `max_tokens`."""
_DRAIN_S = 0.5


@dataclass(frozen=True, slots=True)
class ChatLimits:
    """Seconds of waiting for the server; what the caller takes in between is not counted."""

    first_token_s: float = 8.0
    """From the call to the first text, the retry included."""
    between_tokens_s: float = 5.0
    whole_s: float = 60.0


class OpenAIChatModel:
    """`ChatModel` over any OpenAI-compatible server."""

    def __init__(
        self,
        base_url: str,
        model: str,
        *,
        api_key: str | None = None,
        limits: ChatLimits | None = None,
    ) -> None:
        self.info = EngineInfo("llm", model, where_of(base_url))
        self._client = open_client(base_url, api_key)
        self._limits = limits or ChatLimits()
        # OpenAI's newer models know only max_completion_tokens, most other servers only
        # max_tokens, and some models refuse a temperature: learnt from the first refusal.
        self._length_field = "max_tokens"
        self._takes_temperature = True
        self._json_formats = ["json_schema", "json_object"]

    async def start(self) -> None:
        """Nothing is sent before it is needed; the client's own imports are done here."""
        await asyncio.to_thread(lambda: self._client.chat.completions)

    async def aclose(self) -> None:
        await self._client.close()

    def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[str, None]:
        """See `ChatModel.stream`. An answer longer than `max_tokens` allows is cut off."""
        return self._answer(
            lambda: self._request(messages, max_tokens, temperature, stop), max_tokens
        )

    def stream_json(
        self, messages: Sequence[ChatMessage], *, schema: Mapping[str, Any], max_tokens: int
    ) -> AsyncGenerator[str, None]:
        """Text that is meant to be one JSON object of the schema, at temperature 0: as well as
        the server can be held to it, which is learnt from its refusals. The caller checks."""

        def request() -> dict[str, Any]:
            made = self._request(messages, max_tokens, 0.0, ())
            if self._json_formats:
                made["response_format"] = _response_format(self._json_formats[0], schema)
            return made

        return self._answer(request, max_tokens)

    async def _answer(
        self, make: Callable[[], dict[str, Any]], max_tokens: int
    ) -> AsyncGenerator[str, None]:
        loop = asyncio.get_running_loop()
        first_by = loop.time() + self._limits.first_token_s
        last_try = False
        while True:
            request = make()
            started = False
            try:
                async with aclosing(self._attempt(request, first_by)) as texts:
                    room = max_tokens * _CHARS_PER_TOKEN
                    async for text in texts:
                        started = True
                        yield text[:room]
                        room -= len(text)
                        if room <= 0:
                            return
                if started:
                    return
                failure = Failure(f"{_SUBJECT} answered nothing.", RETRY_WAIT_S)
            except Exception as error:
                if self._adapted(error, request):
                    continue
                failure = explain(error, _SUBJECT)
            wait_s = failure.retry_after_s
            if started or last_try or wait_s is None or loop.time() + wait_s >= first_by:
                raise EngineError("llm", failure.message)
            last_try = True
            await asyncio.sleep(wait_s)

    async def _attempt(self, request: dict[str, Any], first_by: float) -> AsyncGenerator[str, None]:
        """The texts of one answer. Raises whatever goes wrong."""
        loop = asyncio.get_running_loop()
        async with asyncio.timeout_at(first_by):
            chunks = await self._client.chat.completions.create(**request, stream=True)
        left_s = self._limits.whole_s
        due = first_by
        async with _closing(chunks):
            while True:
                asked = loop.time()
                async with asyncio.timeout_at(min(due, asked + left_s)):
                    chunk = await anext(chunks, None)
                left_s -= loop.time() - asked
                if chunk is None:
                    raise UnreadableError("the answer has no end")
                text, finished = _read(chunk)
                if text:
                    yield text
                    due = loop.time() + self._limits.between_tokens_s
                if finished:
                    await _drain(chunks)
                    return

    def _request(
        self,
        messages: Sequence[ChatMessage],
        max_tokens: int,
        temperature: float,
        stop: Sequence[str],
    ) -> dict[str, Any]:
        request: dict[str, Any] = {
            "model": self.info.name,
            "messages": [{"role": m.role, "content": m.content} for m in messages],
            self._length_field: max_tokens,
        }
        if self._takes_temperature:
            request["temperature"] = temperature
        if stop:
            request["stop"] = list(stop)
        return request

    def _adapted(self, error: Exception, request: Mapping[str, Any]) -> bool:
        """Whether the server objects to something that can be said differently from now on."""
        if not isinstance(error, openai.BadRequestError | openai.UnprocessableEntityError):
            return False
        if "response_format" in request and _is_about_format(error):
            # Another call may have learnt the same in the meantime.
            if self._json_formats and request["response_format"]["type"] == self._json_formats[0]:
                del self._json_formats[0]
            return True
        if error.param == "max_tokens" and self._length_field == "max_tokens":
            self._length_field = "max_completion_tokens"
            return True
        if error.param == "temperature" and self._takes_temperature:
            self._takes_temperature = False
            return True
        return False


def _response_format(form: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    if form == "json_object":
        # Some servers take a schema here, and the others look at the type alone.
        return {"type": form, "schema": schema}
    named = {"name": str(schema.get("title", "answer")), "schema": schema, "strict": True}
    return {"type": form, "json_schema": named}


def _is_about_format(error: openai.APIStatusError) -> bool:
    told = f"{error.param or ''} {error.message}".lower()
    return any(word in told for word in ("response_format", "json", "schema", "grammar"))


def _read(chunk: ChatCompletionChunk) -> tuple[str, bool]:
    """The text of a chunk, and whether it is the last one.

    The client builds chunks without checking them, so that any field may be missing.
    """
    choices = getattr(chunk, "choices", None)
    if not isinstance(choices, list):
        raise UnreadableError("a chunk without choices")
    if not choices:
        return "", False
    content = getattr(getattr(choices[0], "delta", None), "content", None)
    if content is not None and not isinstance(content, str):
        raise UnreadableError("content that is no text")
    return content or "", bool(getattr(choices[0], "finish_reason", None))


@asynccontextmanager
async def _closing(chunks: openai.AsyncStream[ChatCompletionChunk]) -> AsyncIterator[None]:
    """Closes the response and, where an answer is left half read, the generators over it.

    The client closes the response alone. Stream and generator refer to one another, so the rest
    waits for the garbage collector, which may come in another thread while the loop finishes
    them: "async generator already executing".
    """
    try:
        yield
    finally:
        await chunks.close()
        generator = getattr(chunks, "_iterator", None)
        if isinstance(generator, AsyncGenerator):
            await generator.aclose()


async def _drain(chunks: openai.AsyncStream[ChatCompletionChunk]) -> None:
    """Read to the end of a finished answer, so that the connection can be used again."""
    try:
        async with asyncio.timeout(_DRAIN_S):
            while await anext(chunks, None) is not None:
                pass
    except Exception:
        # The answer is whole; what comes after it is of no interest.
        return
