"""What an administrator does to the catalogue. Every function works in the caller's transaction
and leaves a note in the audit trail.

What is changed or added here is `edited`, so that a new version of the program leaves it alone.
Nothing is deleted: what is hidden can be shown again, and old interviews go on naming it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from backend.audit import note
from backend.errors import ConflictError, InvalidInputError, NotFoundError
from models import Base, Industry, InterviewScenario, Resource, Role, Tag

Entry = Industry | Role | InterviewScenario | Resource
Kind = TypeVar("Kind", bound=Base)
Values = Mapping[str, Any]

_NAMES: Mapping[type[Base], str] = {
    Industry: "industry",
    Role: "role",
    InterviewScenario: "scenario",
    Resource: "resource",
}
_KEYS: Mapping[type[Base], InstrumentedAttribute[str]] = {
    Industry: Industry.id,
    Role: Role.id,
    InterviewScenario: InterviewScenario.slug,
    Resource: Resource.slug,
}
"""What an entry is called in addresses and in the audit trail."""
_UNIQUE: Mapping[type[Base], tuple[InstrumentedAttribute[str], ...]] = {
    Industry: (Industry.id, Industry.name),
    Role: (Role.id, Role.name),
    InterviewScenario: (InterviewScenario.slug,),
    Resource: (Resource.slug,),
}
_ORDER: Mapping[type[Base], InstrumentedAttribute[Any]] = {
    Industry: Industry.position,
    Role: Role.position,
    InterviewScenario: InterviewScenario.position,
    Resource: Resource.title,
}


async def entries(db: AsyncSession, kind: type[Kind]) -> Sequence[Kind]:
    """All of a kind, the hidden ones as well."""
    query = _whole(kind).order_by(_ORDER[kind], _KEYS[kind])
    return (await db.execute(query)).scalars().all()


async def entry(db: AsyncSession, kind: type[Kind], key: str) -> Kind:
    """To be changed. Raises `NotFoundError`."""
    query = _whole(kind).where(_KEYS[kind] == key).with_for_update(of=kind)
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFoundError("There is no such entry.")
    return found


async def add(db: AsyncSession, actor: UUID, row: Entry, values: Values) -> None:
    """Raises `ConflictError` where its name is taken, and `InvalidInputError` for a reference to
    nothing."""
    await _set(db, row, values)
    db.add(row)
    note(db, actor, f"{_NAMES[type(row)]}.added", _key(row))


async def change(db: AsyncSession, actor: UUID, row: Entry, values: Values) -> None:
    """Raises as `add` does."""
    before = {name: getattr(row, name) for name in values}
    await _set(db, row, values)
    changed = sorted(name for name, value in before.items() if getattr(row, name) != value)
    if changed:
        shown = {"active": row.active} if "active" in changed else {}
        note(db, actor, f"{_NAMES[type(row)]}.changed", _key(row), fields=changed, **shown)


async def _set(db: AsyncSession, row: Entry, values: Values) -> None:
    given = dict(values)
    await _refuse_taken(db, row, given)
    if "url" in given and isinstance(row, Resource) and row.kind == "guide":
        raise InvalidInputError("A guide has no address.", field="url")
    if "industries" in given:
        wanted = given["industries"]
        given["industries"] = await _known(db, Industry, wanted, "industries")
    if "industry_id" in given:
        await _known(db, Industry, [given["industry_id"]], "industry_id")
    if "role_id" in given:
        await _known(db, Role, [given["role_id"]], "role_id")
    if "tags" in given:
        given["tags"] = await _tags(db, given["tags"])
    for name, value in given.items():
        setattr(row, name, value)
    row.edited = True


async def _known(
    db: AsyncSession, kind: type[Kind], keys: Collection[str], field: str
) -> list[Kind]:
    """In the order in which they are read back."""
    query = select(kind).where(_KEYS[kind].in_(keys)).order_by(_ORDER[kind])
    rows = (await db.execute(query)).scalars().all()
    missing = set(keys) - {_key(row) for row in rows}
    if missing:
        raise InvalidInputError(f"There is no {min(missing)}.", field=field)
    return list(rows)


async def _tags(db: AsyncSession, names: Collection[str]) -> list[Tag]:
    query = select(Tag).where(Tag.name.in_(names))
    known = {tag.name: tag for tag in (await db.execute(query)).scalars()}
    return [known.get(name) or Tag(name=name) for name in sorted(set(names))]


async def _refuse_taken(db: AsyncSession, row: Entry, values: Values) -> None:
    for column in _UNIQUE[type(row)]:
        value = values.get(column.key)
        if value is None or value == getattr(row, column.key):
            continue
        if (await db.execute(select(column).where(column == value))).first() is not None:
            raise ConflictError("There is one already that is called so.", field=column.key)


def _whole(kind: type[Kind]) -> Select[Kind]:
    query = select(kind)
    if kind is Role:
        return query.options(selectinload(Role.industries))
    return query.options(selectinload(Resource.tags)) if kind is Resource else query


def _key(row: Base) -> str:
    key: str = getattr(row, _KEYS[type(row)].key)
    return key
