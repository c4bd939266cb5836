"""One home and one server for all of these tests: loading the models takes longest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.serving import Served, served


@pytest.fixture(scope="session")
def e2e_home(weights_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("e2e")
    (home / "weights").symlink_to(weights_dir, target_is_directory=True)
    return home


@pytest.fixture(scope="session")
def server(e2e_home: Path) -> Iterator[Served]:
    with served(e2e_home) as running:
        yield running
