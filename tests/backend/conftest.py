"""A database of its own for every test, copied from one that was migrated once.

Whatever uses `config`, and so `sessions`, `app` or `client`, runs twice: with SQLite and with
PostgreSQL. The mark `one_database("why")` leaves PostgreSQL out.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from backend import main
from backend.auth.passwords import PasswordHasher
from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, upgrade
from backend.main import create_app
from backend.seeding import seed_database
from models import Base
from tests.postgres import Postgres

DATABASES = ("sqlite", "postgres")
TEST_KEY = "a key that is long enough for HS256, and for tests only"

CHEAPEST = (8, 1)
"""KiB and passes of a password's hash: thousands are made, and few tests are about their cost."""


@pytest.fixture(autouse=True, scope="session")
def cheap_hashes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(main, "PasswordHasher", lambda *_cost: PasswordHasher(*CHEAPEST))
        yield


@pytest.fixture
def real_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of what a password costs. To be used before the application is made."""
    monkeypatch.setattr(main, "PasswordHasher", PasswordHasher)


def make_config(home: Path, **changes: object) -> Config:
    # What is counted would add up over the tests of one process; those of the limits set it.
    values: dict[str, object] = {
        "home": home,
        "secret_key": TEST_KEY,
        "engines": "scripted",
        "rate_limit_scale": 0,
        "web_dir": home / "no-web",
    }
    values |= changes
    return Config.model_validate(values)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("migrated")
    upgrade(make_config(home))
    seed_database(make_config(home))
    return home / "ihr.db"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    alone = metafunc.definition.get_closest_marker("one_database")
    if "database" in metafunc.fixturenames and alone is None:
        metafunc.parametrize("database", DATABASES, indirect=True)


@pytest.fixture(scope="session")
def restored_postgres(
    postgres: Postgres, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[], str]]:
    """Brings the one PostgreSQL database of this process back to how it began, and gives its
    address: making another takes longer than most tests."""
    names = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
    keeping = "CREATE SCHEMA kept;" + "".join(
        f"CREATE TABLE kept.{name} AS TABLE {name};" for name in names
    )
    restoring = "".join(f"DELETE FROM {name};" for name in reversed(names)) + "".join(
        f"INSERT INTO {name} TABLE kept.{name};" for name in names
    )
    alone = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid();"
    )
    with postgres.database() as url:
        config = make_config(tmp_path_factory.mktemp("postgres"), database_url=url)
        upgrade(config)
        seed_database(config)
        with postgres.statements(url) as execute:
            execute(keeping)

            def restored() -> str:
                execute(alone + restoring)
                return url

            yield restored


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which kind of database the test has: one of `DATABASES`."""
    kind: str = getattr(request, "param", DATABASES[0])
    return kind


@pytest.fixture
def config(
    tmp_path: Path,
    migrated: Path,
    database: str,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Config]:
    monkeypatch.chdir(tmp_path)
    if database == "sqlite":
        shutil.copy(migrated, tmp_path / "ihr.db")
        yield make_config(tmp_path)
        return
    restored: Callable[[], str] = request.getfixturevalue("restored_postgres")
    yield make_config(tmp_path, database_url=restored())


def changed(config: Config, **changes: object) -> Config:
    """The same database with other settings, for tests that start an application of their own."""
    return make_config(config.home, **{"database_url": config.database_url, **changes})


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
