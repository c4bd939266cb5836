"""The guides on their way into the database, by the rules of `backend.catalogue.seeding`: what
nobody has edited mirrors the files, what an administrator has edited or added is never touched."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from backend.recommendations.guide import Guide
from backend.recommendations.loading import guide_data
from models import Resource, ResourceRead, Tag


async def seed_resources(db: AsyncSession) -> None:
    """Put the guides of the program into the database, in the caller's transaction. One that the
    program no longer has is hidden, unless somebody has read it: their progress names it."""
    guides = {guide.slug: guide for guide in guide_data().guides}
    query = select(Resource).where(Resource.kind == "guide").options(selectinload(Resource.tags))
    rows = {row.slug: row for row in (await db.execute(query)).scalars()}
    taken = set((await db.execute(select(Resource.slug).where(Resource.kind != "guide"))).scalars())
    tags = await _tags(db, {name for guide in guides.values() for name in guide.tags})
    for slug, guide in guides.items():
        values = _values(guide) | {"tags": [tags[name] for name in sorted(guide.tags)]}
        row = rows.get(slug)
        if row is None and slug not in taken:
            db.add(Resource(slug=slug, kind="guide", **values))
        elif row is not None and not row.edited:
            _change(row, values)
    await _hide(db, [row for slug, row in rows.items() if slug not in guides and not row.edited])


async def _tags(db: AsyncSession, names: set[str]) -> dict[str, Tag]:
    found = {tag.name: tag for tag in (await db.execute(select(Tag))).scalars()}
    for name in sorted(names - found.keys()):
        found[name] = Tag(name=name)
        db.add(found[name])
    return found


def _values(guide: Guide) -> dict[str, Any]:
    exercise = guide.exercise
    return {
        "title": guide.title,
        "summary": guide.summary,
        "body": guide.body,
        "metric": guide.metric,
        "minutes": guide.minutes,
        "course": guide.course,
        "step": guide.step,
        "exercise": exercise.say if exercise else "",
        "question": exercise.question if exercise else "",
        "exercise_s": exercise.seconds if exercise else 0,
        "active": True,
    }


def _change(row: Resource, values: dict[str, Any]) -> None:
    """Only what differs, so that a start without news writes nothing."""
    for name, value in values.items():
        if getattr(row, name) != value:
            setattr(row, name, value)


async def _hide(db: AsyncSession, gone: list[Resource]) -> None:
    if not gone:
        return
    ids = [row.id for row in gone]
    query = select(ResourceRead.resource_id).where(ResourceRead.resource_id.in_(ids)).distinct()
    read = set((await db.execute(query)).scalars())
    for row in gone:
        if row.active and row.id not in read:
            row.active = False
