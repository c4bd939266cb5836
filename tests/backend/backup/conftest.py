"""A second database, of the other kind than the test's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.config import Config
from tests.backend.conftest import make_config


@pytest.fixture
def other(config: Config, tmp_path: Path, migrated: Path, request: pytest.FixtureRequest) -> Config:
    """PostgreSQL where the test's own is SQLite, and the other way round."""
    home = tmp_path / "other"
    home.mkdir()
    if config.database_url:
        shutil.copy(migrated, home / "ihr.db")
        return make_config(home)
    restored: Callable[[], str] = request.getfixturevalue("restored_postgres")
    return make_config(home, database_url=restored())
