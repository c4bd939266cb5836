"""What every language model keeps, wherever it runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from audio_pipeline import weights
from audio_pipeline.engines.llama import EmbeddedLlama
from audio_pipeline.engines.openai_compatible import ChatModel
from audio_pipeline.engines.openai_llm import ChatLimits, OpenAIChatModel
from audio_pipeline.engines.registry import Managed
from audio_pipeline.engines.scripted import ScriptedLlm
from backend.domain.ports import LanguageModel, Message
from tests.audio_pipeline.engines.fault_server import END, delta
from tests.audio_pipeline.engines.serving import serving

pytestmark = [pytest.mark.engines, pytest.mark.asyncio(loop_scope="module")]

PATIENT = ChatLimits(first_token_s=60, between_tokens_s=60, whole_s=120)
QUESTION = [
    Message("system", "You are an interviewer. Ask one short question."),
    Message("user", "I moved our billing service to PostgreSQL."),
]


async def _chat(request: Request) -> Response:
    """A server of the usual shape, with a script behind it."""
    asked = await request.json()
    messages = [Message(m["role"], m["content"]) for m in asked["messages"]]
    texts = ScriptedLlm(["What was the hardest part\nof that move?"], tokens_per_s=1e6).stream(
        messages, max_tokens=asked["max_tokens"], stop=asked.get("stop", [])
    )

    async def events() -> AsyncIterator[bytes]:
        async for text in texts:
            yield delta(text)
        yield END

    return StreamingResponse(events(), media_type="text/event-stream")


@asynccontextmanager
async def _scripted(_: Path) -> AsyncIterator[ChatModel]:
    yield ScriptedLlm(["What was the hardest part\nof that move?"], tokens_per_s=1e6)


@asynccontextmanager
async def _embedded(folder: Path) -> AsyncIterator[ChatModel]:
    model = next(weights.require("qwen2.5-coder-0.5b", folder).glob("*.gguf"))
    yield EmbeddedLlama(model, limits=PATIENT)


@asynccontextmanager
async def _remote(_: Path) -> AsyncIterator[ChatModel]:
    app = Starlette(routes=[Route("/v1/chat/completions", _chat, methods=["POST"])])
    async with serving(app) as address:
        yield OpenAIChatModel(f"{address}/v1", "m", limits=PATIENT)


MODELS = {"scripted": _scripted, "embedded": _embedded, "remote": _remote}


@pytest_asyncio.fixture(scope="module", loop_scope="module", params=list(MODELS))
async def llm(request: pytest.FixtureRequest, weights_dir: Path) -> AsyncIterator[ChatModel]:
    async with AsyncExitStack() as stack:
        model = await stack.enter_async_context(MODELS[request.param](weights_dir))
        assert isinstance(model, Managed)
        stack.push_async_callback(model.aclose)
        await model.start()
        await model.start()
        yield model


async def _said(model: LanguageModel, *, max_tokens: int = 20, stop: tuple[str, ...] = ()) -> str:
    stream = model.stream(QUESTION, max_tokens=max_tokens, stop=stop)
    return "".join([text async for text in stream])


async def test_says_what_and_where_it_is(llm: ChatModel) -> None:
    assert (llm.info.kind, llm.info.where) == ("llm", "this machine")
    assert llm.info.name


async def test_answers_in_text_that_is_not_empty(llm: ChatModel) -> None:
    stream = llm.stream(QUESTION, max_tokens=20)
    parts = [text async for text in stream]
    assert all(parts)
    assert "".join(parts).strip()


async def test_keeps_to_the_length(llm: ChatModel) -> None:
    assert len((await _said(llm, max_tokens=3)).split()) <= 3


async def test_stops_where_it_is_told(llm: ChatModel) -> None:
    assert " " not in (await _said(llm, stop=(" ",))).strip()


async def test_calls_do_not_disturb_each_other(llm: ChatModel) -> None:
    answers = await asyncio.gather(*(_said(llm, max_tokens=6) for _ in range(4)))
    assert all(answers)


@pytest.mark.parametrize("begun", [False, True])
async def test_leaving_early_leaves_it_usable(llm: ChatModel, begun: bool) -> None:
    stream = llm.stream(QUESTION, max_tokens=100)
    if begun:
        assert await anext(stream)
    assert isinstance(stream, AsyncGenerator)
    await stream.aclose()
    assert await _said(llm)


async def test_cancelling_leaves_it_usable(llm: ChatModel) -> None:
    asking = asyncio.create_task(_said(llm, max_tokens=100))
    await asyncio.sleep(0)
    asking.cancel()
    await asyncio.wait({asking})
    assert asking.cancelled()
    assert await _said(llm)
