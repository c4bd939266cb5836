"""Every query about guides and what somebody has read of them. Each function works in the
caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer, selectinload

from backend.errors import NotFoundError, UnauthorizedError
from models import Resource, ResourceRead, ResourceTag, Tag, User

ResourceKind = Literal["guide", "article", "course"]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which resources; what is left out doesn't matter. `tags` have to be there all, and every
    word of `text` somewhere in title, summary or body."""

    tags: tuple[str, ...] = ()
    metric: str | None = None
    course: str | None = None
    kind: ResourceKind | None = None
    text: str = ""
    read: bool | None = None


async def resources(
    db: AsyncSession, wanted: Wanted | None = None, user_id: UUID | None = None
) -> Sequence[Resource]:
    """With their tags and without their bodies: courses first, step by step, then the others by
    title. Nobody has read anything where no `user_id` is given."""
    query = (
        select(Resource)
        .where(Resource.active, *_conditions(wanted or Wanted(), user_id))
        .options(selectinload(Resource.tags), defer(Resource.body, raiseload=True))
        .order_by(Resource.course == "", Resource.course, Resource.step, Resource.title)
    )
    return (await db.execute(query)).scalars().all()


def _conditions(wanted: Wanted, user_id: UUID | None) -> list[ColumnElement[bool]]:
    same = {
        Resource.metric: wanted.metric,
        Resource.course: wanted.course,
        Resource.kind: wanted.kind,
    }
    found: list[ColumnElement[bool]] = [
        column == value for column, value in same.items() if value is not None
    ]
    found += [Resource.tags.any(Tag.name == name) for name in wanted.tags]
    for word in wanted.text.lower().split():
        columns = (Resource.title, Resource.summary, Resource.body)
        found.append(or_(*(func.lower(each).contains(word, autoescape=True) for each in columns)))
    if wanted.read is not None:
        has = select(ResourceRead.user_id).where(
            ResourceRead.resource_id == Resource.id, ResourceRead.user_id == user_id
        )
        found.append(has.exists() if wanted.read else ~has.exists())
    return found


async def resource(db: AsyncSession, slug: str) -> Resource:
    """With its tags and its body. Raises `NotFoundError`, also where it is hidden."""
    query = (
        select(Resource)
        .where(Resource.slug == slug, Resource.active)
        .options(selectinload(Resource.tags))
    )
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFoundError("There is no such guide.")
    return found


async def tag_counts(db: AsyncSession) -> Sequence[tuple[str, int]]:
    """Every tag that something has, with how many."""
    query = (
        select(Tag.name, func.count())
        .join(ResourceTag, ResourceTag.tag_id == Tag.id)
        .join(Resource, Resource.id == ResourceTag.resource_id)
        .where(Resource.active)
        .group_by(Tag.name)
        .order_by(Tag.name)
    )
    return [(name, count) for name, count in (await db.execute(query)).all()]


async def reads(db: AsyncSession, user_id: UUID | None) -> Mapping[UUID, ResourceRead]:
    """What somebody has read, by the resource's id."""
    if user_id is None:
        return {}
    query = select(ResourceRead).where(ResourceRead.user_id == user_id)
    return {each.resource_id: each for each in (await db.execute(query)).scalars()}


async def mark(db: AsyncSession, user_id: UUID, resource_id: UUID, *, done: bool = False) -> None:
    """Note that it was read, and with `done` that its exercise was spoken. What was noted before
    stays. Raises `UnauthorizedError` for somebody who has been removed meanwhile."""
    # The lock that the foreign key takes anyway: it keeps the person from vanishing in between.
    person = select(User.id).where(User.id == user_id).with_for_update(read=True, key_share=True)
    if (await db.execute(person)).first() is None:
        raise UnauthorizedError
    dialect = postgresql if db.get_bind().dialect.name == "postgresql" else sqlite
    values: dict[str, Any] = {"user_id": user_id, "resource_id": resource_id}
    statement = dialect.insert(ResourceRead).values(**values, exercise_done=done)
    keys = [ResourceRead.user_id, ResourceRead.resource_id]
    if done:
        await db.execute(
            statement.on_conflict_do_update(index_elements=keys, set_={"exercise_done": True})
        )
    else:
        await db.execute(statement.on_conflict_do_nothing(index_elements=keys))


async def unmark(db: AsyncSession, user_id: UUID, resource_id: UUID) -> None:
    """Forget that it was read, and its exercise with it."""
    await db.execute(delete(ResourceRead).where(*_of(user_id, resource_id)))


async def unmark_exercise(db: AsyncSession, user_id: UUID, resource_id: UUID) -> None:
    await db.execute(
        update(ResourceRead).where(*_of(user_id, resource_id)).values(exercise_done=False)
    )


def _of(user_id: UUID, resource_id: UUID) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return ResourceRead.user_id == user_id, ResourceRead.resource_id == resource_id
