"""Industries, roles and ready-made interviews on their way into the database.

What nobody has edited there is a mirror of the files: a later version of the program changes it,
and hides what it no longer has. What an administrator has edited, or added, is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from backend.bank.loading import bank_data
from backend.catalogue.scenarios import load_scenarios
from models import Industry, InterviewScenario, Role

Catalogued = Industry | Role | InterviewScenario


async def seed_industries(db: AsyncSession) -> None:
    rows = {row.id: row for row in (await db.execute(select(Industry))).scalars()}
    wanted = {
        entry.id: {"name": entry.name, "position": position}
        for position, entry in enumerate(bank_data().industries)
    }
    for key in _new(rows, wanted):
        db.add(Industry(id=key, **wanted[key]))
    _mirror(rows, wanted)


async def seed_roles(db: AsyncSession) -> None:
    by_position = select(Industry).order_by(Industry.position)
    industries = {row.id: row for row in (await db.execute(by_position)).scalars()}
    query = select(Role).options(selectinload(Role.industries))
    rows = {row.id: row for row in (await db.execute(query)).scalars()}
    wanted = {
        entry.id: {
            "name": entry.name,
            "position": position,
            "competencies": list(entry.competencies),
            # In the order in which they are read back, so that only a difference is one.
            "industries": [row for key, row in industries.items() if key in entry.industries],
        }
        for position, entry in enumerate(bank_data().roles)
    }
    for key in _new(rows, wanted):
        db.add(Role(id=key, **wanted[key]))
    _mirror(rows, wanted)


async def seed_scenarios(db: AsyncSession) -> None:
    industries = set((await db.execute(select(Industry.id))).scalars())
    roles = set((await db.execute(select(Role.id))).scalars())
    rows = {row.slug: row for row in (await db.execute(select(InterviewScenario))).scalars()}
    wanted = {
        entry.slug: {
            "name": entry.name,
            "about": entry.about,
            "industry_id": entry.industry,
            "role_id": entry.role,
            "difficulty": entry.difficulty,
            "options": entry.options,
            "position": position,
        }
        for position, entry in enumerate(load_scenarios())
        if entry.industry in industries and entry.role in roles
    }
    for key in wanted.keys() - rows.keys():
        db.add(InterviewScenario(slug=key, **wanted[key]))
    _mirror(rows, wanted)


def _new(rows: Mapping[str, Industry | Role], wanted: Mapping[str, dict[str, Any]]) -> list[str]:
    """What is to be added: not what an administrator's own entry has the name of already."""
    taken = {row.name for row in rows.values()}
    return [key for key in wanted if key not in rows and wanted[key]["name"] not in taken]


def _mirror(rows: Mapping[str, Catalogued], wanted: Mapping[str, dict[str, Any]]) -> None:
    edited = {row.name for row in rows.values() if row.edited}
    for key, row in rows.items():
        if row.edited:
            continue
        values = {"active": key in wanted, **wanted.get(key, {})}
        if values.get("name") in edited:
            del values["name"]
        for name, value in values.items():
            if getattr(row, name) != value:
                setattr(row, name, value)
