"""One server with the real engines of the small profile, and one with scripted ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from audio_pipeline.engines.registry import Engines, EngineSpec, build_engines
from tests.backend.realtime.serving import LiveServer, serving

REAL_RATE = 3
"""The real engines hear and speak three times as fast as people do, to save test time."""


@pytest.fixture(scope="package")
def real(tmp_path_factory: pytest.TempPathFactory, weights_dir: Path) -> Iterator[LiveServer]:
    def build(spec: EngineSpec) -> Engines:
        return build_engines(replace(spec, weights_dir=weights_dir))

    with serving(
        tmp_path_factory.mktemp("real"),
        build=build,
        engines="real",
        profile="small",
        max_ingest_rate=REAL_RATE,
    ) as server:
        yield server


@pytest.fixture(scope="package")
def scripted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    with serving(tmp_path_factory.mktemp("scripted"), max_ingest_rate=100) as server:
        yield server
