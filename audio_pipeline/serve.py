"""This machine's own engines behind OpenAI's routes, so that other machines can use them.

    POST /v1/audio/transcriptions   GET /v1/models
    POST /v1/audio/speech           GET /livez, /readyz

Errors have OpenAI's shape: {"error": {"message", "type", "param", "code"}}.
"""

from __future__ import annotations

import asyncio
import hmac
import io
import json
import math
import zlib
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Annotated, Any, Literal

import numpy as np
import soundfile
import soxr
import uvicorn
from fastapi import APIRouter, Depends, FastAPI, File, Form, Header, Request, Response, UploadFile
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from audio_pipeline.audio import AudioError
from audio_pipeline.engines.openai_stt import LATER
from audio_pipeline.engines.openai_tts import PCM_RATE_HZ, TIMINGS_HEADER
from audio_pipeline.engines.protocols import (
    ENGINE_RATE_HZ,
    EngineError,
    Samples,
    Speech,
    Transcript,
)
from audio_pipeline.engines.registry import Engines
from audio_pipeline.sentences import SentenceSplitter
from audio_pipeline.sound_files import read_sound

UPLOAD_LIMIT_BYTES = 25 * 2**20
"""OpenAI's limit for a recording."""
FORM_ROOM_BYTES = 64 * 2**10
"""What the other fields of the form and its boundaries may take."""
LONGEST_RECORDING_S = 1800.0
_STT_ALIAS = "whisper-1"
_TTS_ALIAS = "tts-1"
_MEDIA_TYPES = {"mp3": "audio/mpeg", "flac": "audio/flac", "wav": "audio/wav", "pcm": "audio/pcm"}


class UnknownModelError(Exception):
    """The message names the models that there are."""


class SpeechRequest(BaseModel):
    """The body of POST /v1/audio/speech. There is one voice, whatever `voice` says."""

    model: str
    input: str = Field(min_length=1, max_length=4096)
    voice: str | dict[str, str] = ""
    response_format: Literal["mp3", "flac", "wav", "pcm"] = "mp3"
    speed: float = Field(default=1.0, ge=0.25, le=4.0)


def create_engines_app(engines: Engines, *, api_key: str | None = None) -> FastAPI:
    """An app that starts `engines`, serves its speech engines, and closes them at the end.

    With an `api_key`, every route but the two probes wants it as a Bearer token.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None, None]:
        await engines.start()
        try:
            yield
        finally:
            await engines.aclose()

    async def authorize(authorization: Annotated[str, Header()] = "") -> None:
        expected = f"Bearer {api_key}".encode()
        if api_key and not hmac.compare_digest(authorization.encode(), expected):
            raise HTTPException(401, "The API key is missing or wrong.")

    app = FastAPI(title="iHR engines", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.include_router(_router(engines), prefix="/v1", dependencies=[Depends(authorize)])
    app.add_api_route("/livez", _alive)
    # Start-up loads the engines before the first request is answered.
    app.add_api_route("/readyz", _alive)
    app.add_exception_handler(HTTPException, _on_http_error)
    app.add_exception_handler(RequestValidationError, _on_invalid)
    app.add_exception_handler(AudioError, _on_audio_error)
    app.add_exception_handler(UnknownModelError, _on_unknown_model)
    app.add_exception_handler(EngineError, _on_engine_error)
    app.add_middleware(_BodyLimit, limit=UPLOAD_LIMIT_BYTES + FORM_ROOM_BYTES)
    return app


def run(
    engines: Engines, *, host: str = "127.0.0.1", port: int = 8001, api_key: str | None = None
) -> None:
    """Serve until interrupted."""
    uvicorn.run(create_engines_app(engines, api_key=api_key), host=host, port=port)


async def _alive() -> dict[str, str]:
    return {"status": "ok"}


def _router(engines: Engines) -> APIRouter:
    router = APIRouter()
    stt_names = {engines.stt.info.name, _STT_ALIAS}
    tts_names = {engines.tts.info.name, _TTS_ALIAS}

    @router.get("/models")
    async def models() -> dict[str, Any]:
        names = sorted(stt_names | tts_names)
        data = [{"id": n, "object": "model", "created": 0, "owned_by": "ihr"} for n in names]
        return {"object": "list", "data": data}

    @router.post("/audio/transcriptions", response_model=None)
    async def transcribe(
        file: Annotated[UploadFile, File()],
        model: Annotated[str, Form()],
        prompt: Annotated[str, Form()] = "",
        response_format: Annotated[Literal["json", "text", "verbose_json"], Form()] = "json",
        granularities: Annotated[list[str], Form(alias="timestamp_granularities[]")] = [],  # noqa: B006 (FastAPI copies it)
        priority: Annotated[str, Header()] = "",
    ) -> Response | dict[str, Any]:
        _check_model(model, stt_names)
        samples = await asyncio.to_thread(_samples_of, await file.read())
        words = "word" in granularities
        urgent = priority != LATER
        heard = await engines.stt.transcribe(samples, prompt=prompt, words=words, urgent=urgent)
        if response_format == "text":
            return PlainTextResponse(heard.text + "\n")
        if response_format == "json":
            return {"text": heard.text}
        return _verbose(heard, len(samples) / ENGINE_RATE_HZ, words)

    @router.post("/audio/speech", response_model=None)
    async def speak(
        asked: SpeechRequest, x_ihr_word_timings: Annotated[str, Header()] = ""
    ) -> Response:
        _check_model(asked.model, tts_names)
        media_type = _MEDIA_TYPES[asked.response_format]
        if x_ihr_word_timings:
            pieces = [asked.input]
        else:
            splitter = SentenceSplitter()
            pieces = splitter.feed(asked.input) + splitter.flush()
        # Whatever can fail fails with the first sentence, while a status can still be sent.
        first = await engines.tts.synthesize(pieces[0] if pieces else "", speed=asked.speed)
        if asked.response_format == "pcm":
            headers = {TIMINGS_HEADER: _timings(first)} if x_ihr_word_timings else {}
            audio = _spoken(engines, first, pieces[1:], asked.speed)
            return StreamingResponse(audio, media_type=media_type, headers=headers)
        whole = b"".join([part async for part in _spoken(engines, first, pieces[1:], asked.speed)])
        content = await asyncio.to_thread(_encoded, whole, asked.response_format)
        return Response(content, media_type=media_type)

    return router


async def _spoken(
    engines: Engines, first: Speech, rest: list[str], speed: float
) -> AsyncGenerator[bytes, None]:
    yield await asyncio.to_thread(_pcm, first)
    for sentence in rest:
        speech = await engines.tts.synthesize(sentence, speed=speed)
        yield await asyncio.to_thread(_pcm, speech)


def _pcm(speech: Speech) -> bytes:
    resampled = soxr.resample(speech.samples, speech.rate_hz, PCM_RATE_HZ)
    return bytes(resampled.astype("<i2", copy=False).tobytes())


def _encoded(pcm: bytes, container: str) -> bytes:
    file = io.BytesIO()
    samples = np.frombuffer(pcm, "<i2")
    soundfile.write(file, samples, PCM_RATE_HZ, format=container.upper())
    return file.getvalue()


def _timings(speech: Speech) -> str:
    return json.dumps([[round(w.start_s, 4), round(w.end_s, 4)] for w in speech.words])


def _samples_of(recording: bytes) -> Samples:
    if not recording:
        raise AudioError("The file is empty.")
    if len(recording) > UPLOAD_LIMIT_BYTES:
        raise HTTPException(413, "The file is larger than 25 MB.")
    chunk = read_sound(recording, LONGEST_RECORDING_S)
    samples: Samples = soxr.resample(chunk.samples, chunk.rate_hz, ENGINE_RATE_HZ)
    return samples


def _check_model(model: str, known: set[str]) -> None:
    if model not in known:
        names = " or ".join(f'"{name}"' for name in sorted(known))
        raise UnknownModelError(f"This server does not have that model. It has {names}.")


def _verbose(heard: Transcript, duration_s: float, words: bool) -> dict[str, Any]:
    raw = heard.text.encode()
    segment = {
        "id": 0,
        "seek": 0,
        "start": 0.0,
        "end": duration_s,
        "text": heard.text,
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": math.log(max(heard.confidence, 1e-9)),
        "compression_ratio": len(raw) / len(zlib.compress(raw)),
        "no_speech_prob": heard.no_speech_probability,
    }
    answer: dict[str, Any] = {
        "task": "transcribe",
        "language": "english",
        "duration": duration_s,
        "text": heard.text,
        "segments": [segment],
    }
    if words:
        answer["words"] = [
            {"word": w.text, "start": w.start_s, "end": w.end_s, "probability": w.probability}
            for w in heard.words
        ]
    return answer


def _error(status: int, message: str, param: str | None = None) -> JSONResponse:
    kind = "server_error" if status >= 500 else "invalid_request_error"
    code = {401: "invalid_api_key", 413: "file_too_large"}.get(status)
    if status == 404 and param == "model":
        code = "model_not_found"
    error = {"message": message, "type": kind, "param": param, "code": code}
    return JSONResponse({"error": error}, status)


async def _on_http_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return _error(error.status_code, str(error.detail))


async def _on_invalid(_: Request, error: Exception) -> JSONResponse:
    """Says where and what, and never repeats what was sent."""
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = str(first["loc"][-1]) if first["loc"] else "request"
    return _error(400, f"{place}: {first['msg']}.", place)


async def _on_audio_error(_: Request, error: Exception) -> JSONResponse:
    return _error(400, str(error), "file")


async def _on_unknown_model(_: Request, error: Exception) -> JSONResponse:
    return _error(404, str(error), "model")


async def _on_engine_error(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, EngineError)
    return _error(503, error.message)


class _BodyLimit:
    """Answers 413 as soon as a body is known to be too long, without storing the rest."""

    def __init__(self, app: ASGIApp, limit: int) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        left = self._limit
        too_long = _error(413, "The request is larger than 25 MB.", "file")
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if length.isdigit() and int(length) > left:
            await too_long(scope, receive, send)
            return

        async def counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise HTTPException(413, "The request is larger than 25 MB.")
            return message

        await self._app(scope, counted, send)
