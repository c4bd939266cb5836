"""What the program brings along, put into the database: at every start, and by `ihr db upgrade`.

It may be done any number of times, and by several servers at once: they take turns.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from backend.bank.loading import bank_data
from backend.catalogue.seeding import seed_industries, seed_roles, seed_scenarios
from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, transaction
from backend.recommendations.loading import guide_data
from backend.recommendations.seeding import seed_resources

Seeder = Callable[[AsyncSession], Awaitable[None]]

SEEDERS: tuple[Seeder, ...] = (seed_industries, seed_roles, seed_scenarios, seed_resources)
"""In this order: a role needs its industries, a scenario both. Each writes only where something
differs, and never over a row that an administrator has edited."""

_LOCK = 0x1485EED
"""Any number that nothing else locks by."""


async def seed(sessions: SessionMaker) -> None:
    """Run every seeder, in one transaction."""
    # Read off the event loop, half a second of parsing; the seeders find it done.
    await asyncio.to_thread(bank_data)
    await asyncio.to_thread(guide_data)
    async with transaction(sessions) as db:
        # On SQLite a transaction that may write is alone anyway.
        if db.get_bind().dialect.name == "postgresql":
            await db.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        for seeder in SEEDERS:
            await seeder(db)
            await db.flush()


def seed_database(config: Config) -> None:
    """The same for a program without an event loop."""

    async def run() -> None:
        engine = make_engine(config)
        try:
            await seed(make_sessionmaker(engine))
        finally:
            await engine.dispose()

    asyncio.run(run())
