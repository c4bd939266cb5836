"""A real database file for every test, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, upgrade

TEST_KEY = "a key that is long enough for HS256, and for tests only"


def make_config(home: Path, **changes: object) -> Config:
    values = {"home": home, "secret_key": TEST_KEY, "engines": "scripted"} | changes
    return Config.model_validate(values)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("migrated")
    upgrade(make_config(home))
    return home / "ihr.db"


@pytest.fixture
def config(tmp_path: Path, migrated: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.chdir(tmp_path)
    shutil.copy(migrated, tmp_path / "ihr.db")
    return make_config(tmp_path)


@pytest.fixture
async def sessions(config: Config) -> AsyncIterator[SessionMaker]:
    engine = make_engine(config)
    yield make_sessionmaker(engine)
    await engine.dispose()
