"""Servers that the tests of this folder share: what one test does to one, others outlive."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.backend.realtime.serving import LiveServer, serving


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """Scripted engines, hundreds of times as fast as people speak."""
    with serving(tmp_path_factory.mktemp("live"), max_ingest_rate=400) as server:
        yield server
