"""One server of scripted engines for all of these tests, ten times as fast as people speak."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from backend.config import Config
from backend.rehearse.server import OwnServer, own_server

PACE = 10.0


@pytest.fixture(scope="session")
def scripted_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnServer]:
    with asyncio.Runner() as runner:
        running = own_server(Config(home=tmp_path_factory.mktemp("rehearse")), pace=PACE)
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("IHR_ENGINES", "scripted")
            server = runner.run(running.__aenter__())
        try:
            yield server
        finally:
            runner.run(running.__aexit__(None, None, None))
