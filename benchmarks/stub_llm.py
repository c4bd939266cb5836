"""A language model of fixed pace behind an OpenAI-compatible address: always as quick, never good.

So a figure measured with it says how fast everything else is.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from tests.audio_pipeline.engines.serving import serving

FIRST_TOKEN_S = 0.15
TOKENS_PER_S = 30.0


class ChatRequest(BaseModel):
    messages: list[dict[str, Any]]
    max_tokens: int | None = None


@dataclass
class StubLlm:
    """`url` is what IHR_LLM_BASE_URL takes. `calls` counts the requests that were answered."""

    first_token_s: float = FIRST_TOKEN_S
    tokens_per_s: float = TOKENS_PER_S
    calls: int = 0
    url: str = field(default="", init=False)

    async def stream(self, request: ChatRequest) -> AsyncIterator[str]:
        self.calls += 1
        tokens = reply_tokens(str(request.messages[-1].get("content", "")))
        begun_s = asyncio.get_running_loop().time() + self.first_token_s
        for number, token in enumerate(tokens[: request.max_tokens]):
            # Each is due from the beginning, so that no delay adds up.
            due_s = begun_s + number / self.tokens_per_s
            await asyncio.sleep(max(due_s - asyncio.get_running_loop().time(), 0.0))
            yield _event({"content": token}, None)
        yield _event({}, "stop")
        yield "data: [DONE]\n\n"


def reply_tokens(prompt: str) -> list[str]:
    """A follow-up that takes up the longest word of what it was given, in words as tokens."""
    topic = max(re.findall(r"[A-Za-z]+", prompt), key=len, default="that")
    text = f"You mentioned {topic.lower()}, so what did you do about it first, and why?"
    return re.findall(r"\s*\S+", text)


def _event(delta: dict[str, str], finish: str | None) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    chunk = {
        "id": "chatcmpl-stub",
        "object": "chat.completion.chunk",
        "created": 0,
        "model": "stub",
        "choices": [choice],
    }
    return f"data: {json.dumps(chunk)}\n\n"


@asynccontextmanager
async def stub_llm() -> AsyncIterator[StubLlm]:
    """Serve one on a free loopback port."""
    stub = StubLlm()
    app = FastAPI()

    @app.post("/v1/chat/completions")
    async def complete(request: ChatRequest) -> StreamingResponse:
        return StreamingResponse(stub.stream(request), media_type="text/event-stream")

    async with serving(app) as address:
        stub.url = f"{address}/v1"
        yield stub
