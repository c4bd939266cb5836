"""Alembic's entry. The caller opens the connection and hands it over in the attributes, so
that migrations run on whatever database and driver the server itself uses."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from models import Base
from models.base import UtcDateTime


def plain_type(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """A revision must keep working when the tables' own types change, so it names none."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=True,
        transactional_ddl=True,
        compare_type=True,
        render_item=plain_type,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
