"""Every table and every column is in a backup, also those that don't exist yet."""

from __future__ import annotations

import pytest
from sqlalchemy import Column, Date, ForeignKey, Integer, MetaData, Table

from backend.backup.shapes import LEFT_OUT, Shape, shapes
from models import Base, Turn


def test_every_table_is_backed_up_but_for_keys_and_replies() -> None:
    names = {shape.name for shape in shapes()}
    assert names | LEFT_OUT == set(Base.metadata.tables)
    assert not names & LEFT_OUT


def test_a_new_table_is_backed_up_behind_its_parent() -> None:
    metadata = MetaData()
    parent = Table("zebra", metadata, Column("id", Integer, primary_key=True))
    Table("ant", metadata, Column("zebra_id", ForeignKey(parent.c.id)))
    assert [shape.name for shape in shapes(metadata)] == ["zebra", "ant"]


def test_nothing_that_is_backed_up_needs_what_is_not() -> None:
    for shape in shapes():
        for key in shape.table.foreign_keys:
            assert key.column.table.name not in LEFT_OUT
        # Written after all rows are there, they begin as none.
        assert all(column.nullable for column in shape.own_references)
        assert not shape.own_references or list(shape.table.primary_key) == [shape.table.c.id]


def test_every_column_can_be_written_and_read() -> None:
    for shape in shapes():
        # A row without any value: what must have one is named.
        required = [column.name for column in shape.table.c if not column.nullable]
        with pytest.raises(ValueError, match=f"it has no {required[0]}"):
            shape.values(b"{}\n")
        with pytest.raises(ValueError, match="isn't a row of this table"):
            shape.values(b'{"another": 1}\n')


def test_a_type_that_nobody_thought_of_is_an_error_and_no_loss() -> None:
    table = Table("day", MetaData(), Column("on", Date))
    with pytest.raises(TypeError, match=r"day\.on"):
        Shape(table).values(b'{"on": "2026-11-26"}')


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("id", '"no id"'),
        ("id", "7"),
        ("created_at", '"2026-11-26T12:00:00"'),
        ("created_at", '"yesterday"'),
        ("sequence", '"1"'),
        ("sequence", "true"),
        ("text", "1"),
        ("text", "null"),
        ("typed", "1"),
        ("confidence", '"0.5"'),
    ],
)
def test_a_value_that_does_not_fit_its_column_is_refused(column: str, value: str) -> None:
    table = Table("odd", MetaData(), Turn.__table__.c[column]._copy())
    with pytest.raises(ValueError, match=r".+"):
        Shape(table).values(f'{{"{column}": {value}}}'.encode())
