"""What every test may use, and what no test may depend on: the settings of whoever runs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_pipeline.weights import WeightsMissing, of_profile, require
from backend.config import Config
from tests import postgres as postgresql
from tests.postgres import Postgres

# Read before the settings are taken away, so that it is where `ihr models pull` put them.
WEIGHTS = Config().weights_dir.absolute()

LONG_FIRST = ("tests/api/", "tests/e2e/", "tests/clients/", "tests/backend/")
"""Of two processes that share the files, the one that comes to a file of minutes at the end lets
the other wait for it."""


def pytest_configure(config: pytest.Config) -> None:
    # xdist would begin with the files that have the most tests, which are those of quick tests.
    if hasattr(config.option, "loadscopereorder"):
        config.option.loadscopereorder = False


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        found = (at for at, room in enumerate(LONG_FIRST) if item.nodeid.startswith(room))
        return next(found, len(LONG_FIRST))

    items.sort(key=place)


@pytest.fixture(autouse=True, scope="session")
def _nobodys_settings() -> Iterator[None]:
    """Take the developer's IHR_ variables and .env file away: tests state what they need."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.upper().startswith("IHR_"):
                patch.delenv(name)
        patch.setitem(Config.model_config, "env_file", None)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The server that this process makes its PostgreSQL databases on."""
    with postgresql.running() as server:
        yield server


@pytest.fixture(scope="session")
def weights_dir() -> Path:
    """The folder with the weights of the small profile, which `make test` fetches first."""
    try:
        for weight in of_profile("small"):
            require(weight.name, WEIGHTS)
    except WeightsMissing as missing:
        pytest.fail(f"{missing} (or run `make test`, which does so first)")
    return WEIGHTS
