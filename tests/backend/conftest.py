"""A real database file for every test, copied from one that was migrated once."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, upgrade
from backend.main import create_app

TEST_KEY = "a key that is long enough for HS256, and for tests only"


def make_config(home: Path, **changes: object) -> Config:
    # What is counted would add up over the tests of one process; those of the limits set it.
    values: dict[str, object] = {
        "home": home,
        "secret_key": TEST_KEY,
        "engines": "scripted",
        "rate_limit_scale": 0,
    }
    values |= changes
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
def config_home(config: Config) -> Path:
    """Where the database is, for tests that start an application of their own."""
    return config.home


@pytest.fixture
async def sessions(config: Config) -> AsyncIterator[SessionMaker]:
    engine = make_engine(config)
    yield make_sessionmaker(engine)
    await engine.dispose()


@pytest.fixture
async def app(config: Config) -> AsyncIterator[FastAPI]:
    application = create_app(config)
    async with application.router.lifespan_context(application):
        yield application


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[AsyncClient]:
    transport = ASGITransport(app, raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://iHR.test") as opened:
        yield opened


PASSWORD = "correct horse battery staple"


async def register(client: AsyncClient, name: str) -> None:
    body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    assert (await client.post("/auth/register", json=body)).status_code == 201


async def signed_in(client: AsyncClient, name: str = "ada") -> dict[str, str]:
    """A new account's Authorization header."""
    await register(client, name)
    form = {"grant_type": "password", "username": name, "password": PASSWORD}
    answer = await client.post("/auth/token", data=form)
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}
