"""Seeding: complete, the same however often, side by side, and never over an edit."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import selectinload

from backend.bank import loading
from backend.bank.loading import BankData, bank_data
from backend.bank.schema import IndustryEntry, RoleEntry
from backend.catalogue import seeding
from backend.catalogue.scenarios import load_scenarios
from backend.config import Config
from backend.database import SessionMaker, make_engine, make_sessionmaker, reading, transaction
from backend.seeding import seed
from models import Industry, InterviewScenario, Role


async def rows_of(sessions: SessionMaker) -> dict[str, Sequence[tuple[object, ...]]]:
    """Everything that was seeded, as it stands."""
    async with reading(sessions) as db:
        roles = (await db.execute(select(Role).options(selectinload(Role.industries)))).scalars()
        found = [
            (row.id, row.name, row.position, row.active, tuple(row.competencies),
             tuple(industry.id for industry in row.industries))
            for row in roles
        ]  # fmt: skip
        industries = (await db.execute(select(*Industry.__table__.columns))).all()
        scenarios = (await db.execute(select(*InterviewScenario.__table__.columns))).all()
    return {
        "roles": sorted(found),
        "industries": sorted(tuple(row) for row in industries),
        "scenarios": sorted((row.slug, str(row)) for row in scenarios),
    }


async def industry(sessions: SessionMaker, key: str) -> Industry | None:
    async with reading(sessions) as db:
        return await db.get(Industry, key)


def with_bank(monkeypatch: pytest.MonkeyPatch, changed: BankData) -> None:
    """As if the next version of the program came with another bank."""
    monkeypatch.setattr(seeding, "bank_data", lambda: changed)


@pytest.fixture
async def emptied(sessions: SessionMaker) -> SessionMaker:
    async with transaction(sessions) as db:
        for table in (InterviewScenario, Role, Industry):
            await db.execute(delete(table))
    return sessions


async def test_everything_arrives_and_a_second_time_changes_nothing(emptied: SessionMaker) -> None:
    await seed(emptied)
    first = await rows_of(emptied)
    bank = loading.load_data()
    assert len(first["industries"]) == len(bank.industries)
    assert {row[0] for row in first["roles"]} == {each.id for each in bank.roles}
    assert len(first["scenarios"]) == len(load_scenarios())
    by_id = {row[0]: row for row in first["roles"]}
    for each in bank.roles:
        assert by_id[each.id][1] == each.name
        assert set(each.industries) == set(by_id[each.id][5])  # type: ignore[call-overload]  # a row of mixed types
    await seed(emptied)
    assert await rows_of(emptied) == first


async def test_four_servers_that_start_at_once(emptied: SessionMaker, config: Config) -> None:
    engines = [make_engine(config) for _ in range(4)]
    await asyncio.gather(*(seed(make_sessionmaker(engine)) for engine in engines))
    for engine in engines:
        await engine.dispose()
    found = await rows_of(emptied)
    assert len(found["industries"]) == len(bank_data().industries)
    assert len(found["scenarios"]) == len(load_scenarios())


async def test_what_an_administrator_edited_is_left_alone(
    emptied: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(emptied)
    async with transaction(emptied) as db:
        retail = update(Industry).where(Industry.id == "retail")
        await db.execute(retail.values(name="Shops", active=False, edited=True))
        db.add(Industry(id="space", name="Space travel", edited=True))
    await seed(emptied)
    kept = await industry(emptied, "retail")
    assert kept is not None
    assert (kept.name, kept.active) == ("Shops", False)
    added = await industry(emptied, "space")
    assert added is not None
    assert added.active


async def test_a_new_version_changes_what_nobody_edited(
    emptied: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(emptied)
    bank = bank_data()
    others = tuple(
        each.model_copy(update={"name": "Commerce"}) if each.id == "retail" else each
        for each in bank.industries
        if each.id != "energy"
    )
    new = RoleEntry(
        id="diver",
        name="Diver",
        industries=("retail", "finance"),
        competencies=("teamwork", "safety", "planning", "communication"),
    )
    changed = replace(
        bank,
        industries=(*others, IndustryEntry(id="sea", name="The sea")),
        roles=(*bank.roles, new),
    )
    with_bank(monkeypatch, changed)
    await seed(emptied)
    retail, energy = await industry(emptied, "retail"), await industry(emptied, "energy")
    assert retail is not None
    assert retail.name == "Commerce"
    # Gone from the program, and so hidden; what refers to it stays whole.
    assert energy is not None
    assert not energy.active
    assert await industry(emptied, "sea") is not None
    roles = {row[0]: row for row in (await rows_of(emptied))["roles"]}
    assert set(roles["diver"][5]) == {"retail", "finance"}  # type: ignore[call-overload]  # a row of mixed types
    with_bank(monkeypatch, bank)
    await seed(emptied)
    energy = await industry(emptied, "energy")
    assert energy is not None
    assert energy.active


async def test_a_name_that_an_administrator_took_first_stops_no_server(
    emptied: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(emptied)
    async with transaction(emptied) as db:
        db.add(Industry(id="own", name="The sea", edited=True))
        db.add(Role(id="own-role", name="Diver", competencies=[], edited=True))
        db.add(Industry(id="own-too", name="Commerce", edited=True))
    bank = bank_data()
    renamed = tuple(
        each.model_copy(update={"name": "Commerce"}) if each.id == "retail" else each
        for each in bank.industries
    )
    new = bank.roles[0].model_copy(
        update={"id": "diver", "name": "Diver", "industries": ("sea", "retail")}
    )
    with_bank(
        monkeypatch,
        replace(
            bank,
            industries=(*renamed, IndustryEntry(id="sea", name="The sea")),
            roles=(*bank.roles, new),
        ),
    )
    await seed(emptied)
    assert await industry(emptied, "sea") is None
    retail = await industry(emptied, "retail")
    assert retail is not None
    assert retail.name == "Retail"
