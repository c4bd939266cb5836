"""Which engines are built, and that starting them leaves nothing half done."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audio_pipeline.engines import scripted
from audio_pipeline.engines.protocols import EngineError, EngineInfo
from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines, build_judge
from audio_pipeline.weights import WeightsMissing


def test_scripted_engines_need_no_weights(tmp_path: Path) -> None:
    infos = build_engines(EngineSpec(tmp_path, scripted=True)).infos()
    assert [info.kind for info in infos] == ["stt", "tts", "vad", "turn", "llm"]
    assert {info.name for info in infos} == {"scripted"}


def test_missing_weights_are_named(tmp_path: Path) -> None:
    with pytest.raises(WeightsMissing, match="ihr models pull"):
        build_engines(EngineSpec(tmp_path, profile="small"))


@pytest.mark.engines
async def test_the_real_ones_start_together_and_close(weights_dir: Path) -> None:
    engines = build_engines(EngineSpec(weights_dir, profile="small"))
    assert all(info.where == "this machine" for info in engines.infos())
    await engines.start()
    await engines.start()
    await engines.aclose()
    await engines.aclose()


@pytest.mark.engines
def test_only_an_address_selects_a_remote_engine(
    weights_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://poison.example/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-poison")
    local = EngineSpec(
        weights_dir,
        profile="small",
        stt_model="a",
        stt_api_key="b",
        tts_model="c",
        tts_api_key="d",
        llm_model="e",
        llm_api_key="f",
    )
    assert {info.where for info in build_engines(local).infos()} == {"this machine"}
    remote = replace(
        local,
        stt_base_url="https://stt.example/v1",
        tts_base_url="https://tts.example/v1",
        llm_base_url="https://llm.example/v1",
    )
    infos = {info.kind: info for info in build_engines(remote).infos()}
    assert infos["stt"] == EngineInfo("stt", "a", "stt.example")
    assert infos["tts"] == EngineInfo("tts", "c", "tts.example")
    assert infos["llm"] == EngineInfo("llm", "e", "llm.example")


def test_keys_are_not_printed(tmp_path: Path) -> None:
    spec = EngineSpec(tmp_path, stt_api_key="sk-1", tts_api_key="sk-2", llm_api_key="sk-3")
    assert "sk-" not in repr(spec)


@pytest.mark.engines
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"llm_base_url": "http://h/v1"}, "IHR_LLM_MODEL is not"),
        ({"llm_base_url": "host:8000", "llm_model": "m"}, "IHR_LLM_BASE_URL must be"),
        ({"stt_base_url": "/v1"}, "IHR_STT_BASE_URL must be"),
        ({"tts_base_url": "ftp://h/v1"}, "IHR_TTS_BASE_URL must be"),
    ],
)
def test_half_a_configuration_is_refused(
    weights_dir: Path, change: dict[str, Any], said: str
) -> None:
    spec = replace(EngineSpec(weights_dir, profile="small"), **change)
    with pytest.raises(EngineError, match=said):
        build_engines(spec)


def test_only_a_model_that_was_chosen_judges(tmp_path: Path) -> None:
    assert build_judge(EngineSpec(tmp_path)) is None
    chosen = EngineSpec(tmp_path, llm_base_url="http://llm.example/v1", llm_model="m")
    same = build_judge(chosen)
    assert same is not None
    assert same.info == EngineInfo("judge", "m", "llm.example")
    # A scripted interviewer is no model, and one of its own judges all the same.
    assert build_judge(replace(chosen, scripted=True)) is None
    own = build_judge(
        replace(chosen, scripted=True, judge_base_url="http://judge.example/v1", judge_model="j")
    )
    assert own is not None
    assert own.info == EngineInfo("judge", "j", "judge.example")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"judge_base_url": "http://h/v1"}, "IHR_FEEDBACK_LLM_MODEL is not"),
        ({"judge_base_url": "h", "judge_model": "m"}, "IHR_FEEDBACK_LLM_BASE_URL must be"),
    ],
)
def test_half_a_judge_is_refused(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(EngineError, match=said):
        build_judge(replace(EngineSpec(tmp_path), **change))


class _Counted(scripted.ScriptedTts):
    def __init__(self) -> None:
        super().__init__()
        self.events: list[str] = []
        self.started = asyncio.Event()

    async def start(self) -> None:
        self.events.append("start")
        self.started.set()

    async def aclose(self) -> None:
        self.events.append("aclose")


class _Broken(scripted.ScriptedVad):
    async def start(self) -> None:
        raise EngineError("vad", "The detector's file is damaged.")


class _Slow(scripted.ScriptedTurnDetector):
    def __init__(self) -> None:
        super().__init__()
        self.cancelled = False

    async def start(self) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            self.cancelled = True


class _Unclosable(scripted.ScriptedLlm):
    async def aclose(self) -> None:
        raise RuntimeError


async def test_one_failure_closes_the_others() -> None:
    tts, turn = _Counted(), _Slow()
    engines = Engines(
        stt=scripted.ScriptedStt(), tts=tts, vad=_Broken(), turn_detector=turn, llm=_Unclosable()
    )
    with pytest.raises(EngineError, match="vad: The detector's file is damaged"):
        await engines.start()
    assert tts.events == ["start", "aclose"]
    assert turn.cancelled


async def test_a_cancelled_start_closes_what_was_started() -> None:
    tts, turn = _Counted(), _Slow()
    vad, llm = scripted.ScriptedVad(), scripted.ScriptedLlm()
    engines = Engines(stt=scripted.ScriptedStt(), tts=tts, vad=vad, turn_detector=turn, llm=llm)
    starting = asyncio.create_task(engines.start())
    await tts.started.wait()
    starting.cancel()
    await asyncio.wait({starting})
    assert starting.cancelled()
    assert tts.events == ["start", "aclose"]
    assert turn.cancelled
