"""Every revision, up and down, on a database with rows in it; row 32 of the attacks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from backend.config import Config
from backend.database import alembic_config, downgrade, make_engine, migrate, upgrade
from models import Base
from models.base import UtcDateTime
from tests.backend.conftest import make_config
from tests.backend.migration_rows import BECOMES, ROWS, Values
from tests.postgres import Postgres

T = TypeVar("T")
Stored = dict[str, list[Values]]

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(alembic_config()).walk_revisions()))
]
ALEMBIC = "alembic_version"
TYPES: dict[type, sa.types.TypeEngine[Any]] = {
    UUID: sa.Uuid(),
    datetime: UtcDateTime(),
    dict: sa.JSON(none_as_null=True),
    list: sa.JSON(none_as_null=True),
    bytes: sa.LargeBinary(),
    bool: sa.Boolean(),
    int: sa.Integer(),
    float: sa.Float(),
    str: sa.Text(),
}


@pytest.fixture
def empty(tmp_path: Path, database: str, request: pytest.FixtureRequest) -> Iterator[Config]:
    if database == "sqlite":
        yield make_config(tmp_path)
        return
    server: Postgres = request.getfixturevalue("postgres")
    with server.database() as url:
        yield make_config(tmp_path, database_url=url)


def on(config: Config, work: Callable[[Connection], T]) -> T:
    """Do something on a connection as the server has it."""

    async def run() -> T:
        engine = make_engine(config)
        try:
            async with engine.begin() as connection:
                return await connection.run_sync(work)
        finally:
            await engine.dispose()

    return asyncio.run(run())


def tables_of(config: Config) -> set[str]:
    return on(config, lambda connection: set(sa.inspect(connection).get_table_names()))


def python_type(kind: sa.types.TypeEngine[Any], name: str) -> type:
    """What a column takes. SQLite keeps an id as 32 characters and a truth as a number."""
    if isinstance(kind, sa.CHAR) and kind.length == 32:
        return UUID
    if isinstance(kind, sa.JSON):
        return list if name in ("words", "evidence", "competencies", "answers") else dict
    return kind.python_type


def filler(kind: type) -> Any:
    made: dict[type, Any] = {UUID: uuid4(), datetime: datetime(2026, 1, 1, tzinfo=UTC)}
    return made[kind] if kind in made else kind()


def insert(connection: Connection, name: str, rows: list[Values]) -> list[Values]:
    """Store the rows, filled where a column needs a value; the rows as they were stored."""
    columns = sa.inspect(connection).get_columns(name)
    stored = []
    for row in rows:
        values = {
            column["name"]: filler(python_type(column["type"], column["name"]))
            for column in columns
            if not column["nullable"]
        } | row
        typed = [
            sa.column(key, TYPES[type(value)]) for key, value in values.items() if value is not None
        ]
        table = sa.table(name, *typed)
        connection.execute(sa.insert(table).values({c.name: values[c.name] for c in typed}))
        stored.append(values)
    return stored


def find(connection: Connection, name: str, row: Values) -> Values | None:
    """The row as it is stored now, as far as it has the columns of `row`."""
    has = {column["name"] for column in sa.inspect(connection).get_columns(name)}
    typed = [
        sa.column(key, TYPES[type(value)] if value is not None else None)
        for key, value in row.items()
        if key in has
    ]
    table = sa.table(name, *typed)
    keys = sa.inspect(connection).get_pk_constraint(name)["constrained_columns"]
    where = [column == row[column.name] for column in typed if column.name in keys]
    found = connection.execute(sa.select(*typed).select_from(table).where(*where)).one_or_none()
    return dict(found._mapping) if found is not None else None


def check_kept(connection: Connection, stored: Stored) -> None:
    """Every row whose table there is has kept the values whose columns there are."""
    there = set(sa.inspect(connection).get_table_names())
    for name in stored.keys() & there:
        for row in stored[name]:
            found = find(connection, name, row)
            assert found is not None, name
            assert found == {key: row[key] for key in found}, name


def step_up(connection: Connection, stored: Stored, revision: str) -> None:
    """Look at what came of the rows of before, then add this revision's own."""
    check_kept(connection, stored)
    for name, values in BECOMES[revision].items():
        for row in stored[name]:
            row |= values
    check_kept(connection, stored)
    for name, rows in ROWS[revision].items():
        stored.setdefault(name, []).extend(insert(connection, name, rows))


def test_there_is_one_head_and_every_revision_has_rows() -> None:
    assert len(ScriptDirectory.from_config(alembic_config()).get_heads()) == 1
    assert list(ROWS) == list(BECOMES) == REVISIONS
    with_rows = {name for tables in ROWS.values() for name in tables}
    assert with_rows == set(Base.metadata.tables)


def test_rows_survive_every_step_up_and_down(empty: Config) -> None:
    stored: Stored = {}
    before = "base"
    for revision in REVISIONS:
        upgrade(empty, revision)
        on(empty, lambda connection, at=revision: step_up(connection, stored, at))  # type: ignore[misc]  # bound at once
        downgrade(empty, before)
        assert tables_of(empty) == {ALEMBIC} | tables_until(before)
        on(empty, lambda connection: check_kept(connection, stored))
        upgrade(empty, revision)
        on(empty, lambda connection, at=revision: refill(connection, stored, at))  # type: ignore[misc]  # bound at once
        before = revision
    downgrade(empty, "base")
    assert tables_of(empty) == {ALEMBIC}


def tables_until(revision: str) -> set[str]:
    passed = REVISIONS[: REVISIONS.index(revision) + 1] if revision != "base" else []
    return {name for each in passed for name in ROWS[each]}


def refill(connection: Connection, stored: Stored, revision: str) -> None:
    """What the way down may lose, and nothing else, is gone: this revision's own tables."""
    for name, rows in ROWS[revision].items():
        assert (
            connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar() == 0
        )
        del stored[name]
        stored[name] = insert(connection, name, rows)
    check_kept(connection, stored)


async def test_migrations_and_tables_agree(config: Config) -> None:
    await migrate(config, command.check)


def shape(connection: Connection) -> dict[str, Any]:
    """Everything about the tables, as the database tells it; alembic compares only some of it."""
    inspector = sa.inspect(connection)
    return {
        name: {
            "columns": {
                column["name"]: (str(column["type"]), column["nullable"], column["default"])
                for column in inspector.get_columns(name)
            },
            "key": inspector.get_pk_constraint(name),
            "foreign": sorted(map(str, inspector.get_foreign_keys(name))),
            "unique": sorted(map(str, inspector.get_unique_constraints(name))),
            "indexes": sorted(map(str, inspector.get_indexes(name))),
            "checks": sorted(map(str, inspector.get_check_constraints(name))),
        }
        for name in inspector.get_table_names()
        if name != ALEMBIC
    }


def test_migrated_tables_are_those_of_the_models(empty: Config, tmp_path: Path) -> None:
    on(empty, Base.metadata.create_all)
    wanted = on(empty, shape)
    on(empty, Base.metadata.drop_all)
    upgrade(empty)
    assert on(empty, shape) == wanted


def test_going_up_twice_changes_nothing(empty: Config) -> None:
    upgrade(empty)
    before = on(empty, shape)
    upgrade(empty)
    assert on(empty, shape) == before
