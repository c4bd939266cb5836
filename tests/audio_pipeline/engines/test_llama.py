"""The embedded language model, with the real weights and real processes."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import psutil
import pytest

from audio_pipeline import weights
from audio_pipeline.engines.llama import EmbeddedLlama
from audio_pipeline.engines.openai_llm import ChatLimits
from audio_pipeline.engines.protocols import EngineError
from backend.domain.ports import LanguageModel, Message

MESSAGES = [Message("user", "Say hello.")]
PATIENT = ChatLimits(first_token_s=60, between_tokens_s=60, whole_s=120)
"""The machine that runs the tests may be slow; what is tested is not its speed."""


@pytest.fixture(name="model_file")
def _model_file(weights_dir: Path) -> Path:
    return next(weights.require("qwen2.5-coder-0.5b", weights_dir).glob("*.gguf"))


@pytest.fixture(name="others")
def _others() -> list[psutil.Process]:
    """Servers of other tests, which are kept until all are done."""
    return psutil.Process().children()


@pytest.fixture(name="llama")
async def _llama(
    model_file: Path, tmp_path: Path, others: list[psutil.Process]
) -> AsyncIterator[EmbeddedLlama]:
    engine = EmbeddedLlama(model_file, log=tmp_path / "llama.log", limits=PATIENT)
    await engine.start()
    yield engine
    await engine.aclose()


async def _ask(model: LanguageModel) -> str:
    return "".join([part async for part in model.stream(MESSAGES, max_tokens=5)])


@pytest.mark.engines
async def test_it_answers_and_leaves_no_process(llama: EmbeddedLlama) -> None:
    assert await _ask(llama)
    assert llama.info.where == "this machine"
    pid = llama.pid
    assert pid is not None
    await llama.aclose()
    assert not psutil.pid_exists(pid)
    assert llama.pid is None
    with pytest.raises(EngineError, match="not running"):
        await _ask(llama)
    await llama.aclose()


@pytest.mark.engines
async def test_nobody_else_can_use_it(llama: EmbeddedLlama) -> None:
    listening = [c for c in psutil.Process(llama.pid).net_connections() if c.status == "LISTEN"]
    assert [c.laddr.ip for c in listening] == ["127.0.0.1"]
    address = f"http://127.0.0.1:{listening[0].laddr.port}"
    body = {"messages": [{"role": "user", "content": "Hello"}], "max_tokens": 1}
    async with httpx2.AsyncClient(trust_env=False) as stranger:
        refused = await stranger.post(f"{address}/v1/chat/completions", json=body)
        slots = await stranger.get(f"{address}/slots")
    assert refused.status_code == 401
    assert slots.status_code >= 400


@pytest.mark.engines
@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM])
async def test_a_killed_child_is_replaced(llama: EmbeddedLlama, blow: signal.Signals) -> None:
    first = llama.pid
    assert first is not None
    os.kill(first, blow)
    assert await _ask(llama)
    assert llama.pid != first
    assert not psutil.pid_exists(first)


@pytest.mark.engines
async def test_what_was_begun_is_not_begun_again(llama: EmbeddedLlama) -> None:
    stream = llama.stream([Message("user", "Count to a hundred.")], max_tokens=200)
    assert await anext(stream)
    assert llama.pid is not None
    os.kill(llama.pid, signal.SIGKILL)
    with pytest.raises(EngineError):
        await _exhaust(stream)
    assert await _ask(llama)


@pytest.mark.engines
async def test_the_child_ends_with_its_parent(model_file: Path) -> None:
    program = (
        "import asyncio, pathlib, sys\n"
        "from audio_pipeline.engines.llama import EmbeddedLlama\n"
        "async def main():\n"
        "    engine = EmbeddedLlama(pathlib.Path(sys.argv[1]))\n"
        "    await engine.start()\n"
        "    print(engine.pid, flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())\n"
    )
    parent = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", program, str(model_file)), stdout=asyncio.subprocess.PIPE
    )
    assert parent.stdout is not None
    child = psutil.Process(int(await parent.stdout.readline()))
    parent.kill()
    await parent.wait()
    gone, _ = await asyncio.to_thread(psutil.wait_procs, [child], 30)
    assert gone == [child]


async def test_a_model_that_is_none_does_not_start(
    tmp_path: Path, others: list[psutil.Process]
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF, or not")
    engine = EmbeddedLlama(broken, log=tmp_path / "llama.log")
    with pytest.raises(EngineError, match="did not start"):
        await engine.start()
    await engine.aclose()
    assert set(psutil.Process().children()) <= set(others)


async def _exhaust(stream: AsyncIterator[str]) -> None:
    async for _ in stream:
        pass


@pytest.mark.engines
async def test_closing_during_a_restart_leaves_no_process(
    llama: EmbeddedLlama, others: list[psutil.Process]
) -> None:
    assert llama.pid is not None
    os.kill(llama.pid, signal.SIGKILL)
    asking = asyncio.create_task(_ask(llama))
    while not (children := _living_children(others)) or llama.pid is not None:
        await asyncio.to_thread(psutil.wait_procs, children, 0.05)
    await llama.aclose()
    assert set(psutil.Process().children()) <= set(others)
    await asyncio.wait({asking})
    assert isinstance(asking.exception(), EngineError)


def _living_children(others: list[psutil.Process]) -> list[psutil.Process]:
    mine = (child for child in psutil.Process().children() if child not in others)
    return [child for child in mine if _is_alive(child)]


def _is_alive(child: psutil.Process) -> bool:
    try:
        return child.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
