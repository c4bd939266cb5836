"""A person with a row in every table that can hold something of theirs, made from the tables."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import numpy as np
from sqlalchemy import JSON, Column, DateTime, Float, Integer, String, Table, Uuid, insert
from sqlalchemy.ext.asyncio import AsyncSession

from audio_pipeline.engines.protocols import ENGINE_RATE_HZ, Samples
from audio_pipeline.sound_files import flac_chunks
from backend.database import SessionMaker, transaction
from backend.privacy.ownership import PERSON, every
from models import Base, Resource
from models.base import UtcDateTime, now_utc

FIXED: dict[str, Any] = {
    "account_link.purpose": "reset",
    "document.kind": "cv",
    "feedback.status": "ready",
    "interview.status": "completed",
    "turn.speaker": "candidate",
    "score.low": 1.0,
    "score.high": 5.0,
    # What an audit event tells holds no text of anybody's, by its own rule.
    "audit_event.action": "account.registered",
    "audit_event.details": {},
    "audit_event.subject": "",
    "user_preferences.scenario": lambda word: {"role": word},
}
"""Columns that don't take just anything."""


def noise(seed: int, seconds: float) -> Samples:
    """Sound that is like no other."""
    drawn = np.random.default_rng(seed).normal(0, 3000, int(seconds * ENGINE_RATE_HZ))
    return drawn.astype(np.int16)


async def fill(
    sessions: SessionMaker, user_id: UUID, word: str, sound: Samples, interviews: int = 1
) -> dict[str, int]:
    """Put `word` wherever text can stand, and `sound` into each interview; how many rows there
    are of each table."""
    counts: dict[str, int] = {}
    owned = {holding.table: holding for holding in every()}
    in_order = [table for table in Base.metadata.sorted_tables if table in owned]
    async with transaction(sessions) as db:
        resource = await _resource(db)
        for _ in range(interviews):
            ids: dict[Table, Any] = {PERSON: user_id, Base.metadata.tables["resource"]: resource}
            for table in in_order:
                once = counts.get(table.name) and not _is_within_interview(table, owned)
                if once:
                    continue
                for row in _rows(table, ids, word, sound):
                    await db.execute(insert(table).values(row))
                    counts[table.name] = counts.get(table.name, 0) + 1
                    ids[table] = row.get("id")
    return counts


def _is_within_interview(table: Table, owned: dict[Table, Any]) -> bool:
    return table.name in {"interview", "user_progress"} or owned[table].parent is not None


def _rows(table: Table, ids: dict[Table, Any], word: str, sound: Samples) -> list[dict[str, Any]]:
    row = {column.name: _value(column, ids, word) for column in table.c}
    if table.name != "turn_audio":
        return [row]
    chunks = flac_chunks(sound, ENGINE_RATE_HZ)
    return [
        row | {"id": uuid4(), "chunk": number, "flac": flac} for number, flac in enumerate(chunks)
    ]


def _value(column: Column[Any], ids: dict[Table, Any], word: str) -> Any:
    fixed = FIXED.get(f"{column.table.name}.{column.name}")
    if fixed is not None:
        return fixed(word) if callable(fixed) else fixed
    for key in column.foreign_keys:
        # An interview may refer to another one: the first has none to refer to.
        return ids.get(key.column.table) if column.nullable else ids[key.column.table]
    match column.type:
        case Uuid():
            return uuid4()
        case UtcDateTime() | DateTime():
            later = column.name in ("expires_at", "due_at")
            return now_utc() + timedelta(days=1 if later else 0)
        case JSON():
            return {"said": [word]}
        case String():
            return word if column.unique is None else f"{word}{uuid4().hex[:4]}"
        case Integer():
            return 1
        case Float():
            return 1.0
    return None if column.nullable else True


async def _resource(db: AsyncSession) -> UUID:
    """Something to read, which is nobody's."""
    resource = Resource(slug=uuid4().hex, title="Pauses", summary="…", metric="pace", minutes=3)
    db.add(resource)
    await db.flush()
    return resource.id
