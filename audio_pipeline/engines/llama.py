"""The embedded language model: a child process, started again whenever it dies."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import secrets
import subprocess
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx2

from audio_pipeline.engines.openai_compatible import ChatMessage
from audio_pipeline.engines.openai_llm import ChatLimits, OpenAIChatModel
from audio_pipeline.engines.openmp import library_folder
from audio_pipeline.engines.protocols import THIS_MACHINE, EngineError, EngineInfo

_log = logging.getLogger(__name__)

START_LIMIT_S = 60.0
RESTART_WAIT_S = 8.0
"""How long a request waits for a restart that is under way."""
_FIRST_BACKOFF_S = 0.5
_LONGEST_BACKOFF_S = 30.0
_STEADY_S = 60.0
"""A child that lived so long did not die of its start, so the backoff begins anew."""
_TERM_WAIT_S = 3.0
_DEATH_NOTICE_S = 0.5
_HEALTH_LIMIT_S = 2.0


@dataclass(frozen=True, slots=True)
class _Child:
    process: asyncio.subprocess.Process
    address: str
    chat: OpenAIChatModel
    gone: asyncio.Task[int]


class EmbeddedLlama:
    """`ChatModel` over `llama_child`. `log` takes what the child prints; None drops it."""

    def __init__(
        self,
        model: Path,
        *,
        threads: int | None = None,
        context: int = 4096,
        slots: int = 2,
        log: Path | None = None,
        limits: ChatLimits | None = None,
    ) -> None:
        self.info = EngineInfo("llm", model.stem, THIS_MACHINE)
        # More than two would take the cores that Whisper and Piper need at the same moment.
        threads = threads or min(2, os.cpu_count() or 1)
        self._arguments = [
            *("--model", str(model), "--threads", str(threads)),
            *("--context", str(context), "--slots", str(slots)),
        ]
        self._log_path = log
        self._limits = limits
        self._child: _Child | None = None
        self._ready = asyncio.Event()
        self._supervisor: asyncio.Task[None] | None = None
        self._begun = 0
        self._waiting = 0

    async def start(self) -> None:
        """Return when the model answers. Raises `EngineError` when it does not start."""
        if self._supervisor is None:
            child = await self._spawn()
            self._ready.clear()
            self._supervisor = asyncio.create_task(self._supervise(child), name="llama")
            await self._ready.wait()

    async def aclose(self) -> None:
        """End the child and wait for its end."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await supervisor
            # Whoever waits for a restart need not wait for one that will not come.
            self._ready.set()

    @property
    def pid(self) -> int | None:
        """The child's process id, None while there is none."""
        return self._child.process.pid if self._child else None

    @property
    def running(self) -> bool:
        return self._child is not None

    @property
    def restarts(self) -> int:
        return max(self._begun - 1, 0)

    @property
    def waiting(self) -> int:
        """How many requests wait for a restart."""
        return self._waiting

    async def stream(
        self,
        messages: Sequence[ChatMessage],
        *,
        max_tokens: int = 120,
        temperature: float = 0.4,
        stop: Sequence[str] = (),
    ) -> AsyncGenerator[str, None]:
        """See `ChatModel.stream`. A child that dies before the first text is waited for."""
        for attempt in (1, 2):
            child = await self._living()
            texts = child.chat.stream(
                messages, max_tokens=max_tokens, temperature=temperature, stop=stop
            )
            started = False
            try:
                async with aclosing(texts):
                    async for text in texts:
                        started = True
                        yield text
                return
            except EngineError:
                died = await self._died(child)
                if started or attempt == 2 or not died:
                    raise

    async def _living(self) -> _Child:
        if self._supervisor is None:
            raise EngineError("llm", "The language model is not running.")
        self._waiting += 1
        try:
            async with asyncio.timeout(RESTART_WAIT_S):
                await self._ready.wait()
        except TimeoutError:
            pass
        finally:
            self._waiting -= 1
        if self._child is None:
            raise EngineError("llm", "The language model is being restarted.")
        return self._child

    async def _died(self, child: _Child) -> bool:
        """Whether the child is dead; one that no longer answers at all is ended."""
        await asyncio.wait({child.gone}, timeout=_DEATH_NOTICE_S)
        if not child.gone.done() and not await _healthy(child.address):
            _log.warning("The language model's process hangs and is ended")
            with contextlib.suppress(ProcessLookupError):
                child.process.kill()
            await asyncio.wait({child.gone})
        if child.gone.done() and self._child is child:
            self._forget()
        return child.gone.done()

    def _forget(self) -> None:
        self._child = None
        self._ready.clear()

    async def _supervise(self, first: _Child) -> None:
        loop = asyncio.get_running_loop()
        child: _Child | None = first
        backoff_s = _FIRST_BACKOFF_S
        while True:
            if child is not None:
                born = loop.time()
                code = await self._attend(child)
                if loop.time() - born > _STEADY_S:
                    backoff_s = _FIRST_BACKOFF_S
                _log.warning("The language model's process ended with code %s", code)
            await asyncio.sleep(backoff_s)
            backoff_s = min(2 * backoff_s, _LONGEST_BACKOFF_S)
            try:
                child = await self._spawn()
            except EngineError as error:
                child = None
                _log.warning("%s", error.message)

    async def _attend(self, child: _Child) -> int:
        """Offer the child until it ends; end it when this is cancelled."""
        self._child = child
        self._begun += 1
        self._ready.set()
        try:
            return await asyncio.shield(child.gone)
        finally:
            if self._child is child:
                self._forget()
            await _end(child.process)
            await child.gone
            await child.chat.aclose()

    async def _spawn(self) -> _Child:
        key = secrets.token_urlsafe(32)
        try:
            process = await self._execute()
        except OSError:
            raise EngineError("llm", "The language model's process can't be run.") from None
        try:
            async with asyncio.timeout(START_LIMIT_S):
                address = await _introduce(process, key)
            chat = OpenAIChatModel(
                f"{address}/v1", self.info.name, api_key=key, limits=self._limits
            )
            await chat.start()
        except (TimeoutError, ValueError, KeyError, OSError):
            await _end(process)
            hint = f" Its messages are in {self._log_path}." if self._log_path else ""
            raise EngineError("llm", f"The language model did not start.{hint}") from None
        except BaseException:
            await _end(process)
            raise
        return _Child(process, address, chat, asyncio.create_task(process.wait()))

    def _libraries(self) -> dict[str, str]:
        folder = self._log_path and library_folder(self._log_path.parent / "lib")
        if not folder:
            return {}
        searched = [str(folder), os.environ.get("LD_LIBRARY_PATH", "")]
        return {"LD_LIBRARY_PATH": os.pathsep.join(filter(None, searched))}

    async def _execute(self) -> asyncio.subprocess.Process:
        with _log_file(self._log_path) as errors:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "audio_pipeline.engines.llama_child"),
                *self._arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                # Threads that spin at llama.cpp's barriers while Whisper or Piper has the cores
                # made an answer of 20 tokens take 15 to 36 s instead of 1.5 s.
                env={**os.environ, **self._libraries(), "OMP_WAIT_POLICY": "PASSIVE"},
                # Ctrl-C is the parent's affair: the child follows when its input ends.
                start_new_session=True,
            )


def _log_file(path: Path | None) -> BinaryIO:
    return open(path or os.devnull, "ab")


async def _introduce(process: asyncio.subprocess.Process, key: str) -> str:
    """Give the child its key and hear its address, which it tells when the model is loaded."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{key}\n".encode())
    await process.stdin.drain()
    return str(json.loads(await process.stdout.readline())["address"])


async def _healthy(address: str) -> bool:
    try:
        async with httpx2.AsyncClient(
            trust_env=False, verify=False, timeout=_HEALTH_LIMIT_S
        ) as client:
            return (await client.get(f"{address}/health")).status_code == 200
    except httpx2.HTTPError:
        return False


async def _end(process: asyncio.subprocess.Process) -> None:
    """Terminate, kill where that does not help, and collect the process."""
    for signal_it in (process.terminate, process.kill):
        if process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            signal_it()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), _TERM_WAIT_S)
