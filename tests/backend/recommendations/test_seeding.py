"""Guides on their way into the database: complete, once, and never over an edit."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import selectinload

from backend.database import SessionMaker, reading, transaction
from backend.recommendations import seeding
from backend.recommendations.loading import GuideData, guide_data
from backend.recommendations.seeding import seed_resources
from models import Resource, ResourceRead, Tag, User

GUIDES = {guide.slug: guide for guide in guide_data().guides}


async def seed(sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        await seed_resources(db)


async def rows_of(sessions: SessionMaker) -> dict[str, Resource]:
    async with reading(sessions) as db:
        query = select(Resource).options(selectinload(Resource.tags))
        return {row.slug: row for row in (await db.execute(query)).scalars()}


def with_guides(monkeypatch: pytest.MonkeyPatch, data: GuideData) -> None:
    """As if the next version of the program came with other guides."""
    monkeypatch.setattr(seeding, "guide_data", lambda: data)


@pytest.fixture
async def emptied(sessions: SessionMaker) -> SessionMaker:
    async with transaction(sessions) as db:
        for table in (Resource, Tag):
            await db.execute(delete(table))
    return sessions


async def test_everything_arrives_and_a_second_time_writes_nothing(emptied: SessionMaker) -> None:
    await seed(emptied)
    rows = await rows_of(emptied)
    assert rows.keys() == GUIDES.keys()
    for slug, row in rows.items():
        guide = GUIDES[slug]
        assert (row.title, row.summary, row.body) == (guide.title, guide.summary, guide.body)
        assert (row.metric, row.minutes) == (guide.metric, guide.minutes)
        assert (row.course, row.step) == (guide.course, guide.step)
        assert {tag.name for tag in row.tags} == set(guide.tags)
        assert guide.exercise
        assert (row.exercise, row.question) == (guide.exercise.say, guide.exercise.question)
        assert row.exercise_s == guide.exercise.seconds
        assert (row.kind, row.url, row.active, row.edited) == ("guide", "", True, False)
    async with transaction(emptied) as db:
        await seed_resources(db)
        assert not db.new
        assert not db.dirty


async def test_an_administrators_edits_stay(emptied: SessionMaker) -> None:
    await seed(emptied)
    async with transaction(emptied) as db:
        mine = update(Resource).where(Resource.slug == "from-we-to-i")
        await db.execute(mine.values(title="Ours now", active=False, edited=True))
        own = Resource(
            slug="own", kind="guide", title="Own", summary="Own", metric="structure", minutes=1,
            edited=True, tags=[Tag(name="of-our-own")],
        )  # fmt: skip
        link = Resource(
            slug="elsewhere", kind="article", url="https://example.org", title="Else",
            summary="Else", metric="structure", minutes=1, edited=True,
        )  # fmt: skip
        db.add_all((own, link))
    await seed(emptied)
    rows = await rows_of(emptied)
    edited = rows["from-we-to-i"]
    assert (edited.title, edited.active) == ("Ours now", False)
    assert {tag.name for tag in edited.tags} == set(GUIDES["from-we-to-i"].tags)
    assert rows["own"].active
    assert rows["elsewhere"].active


async def test_a_new_version_changes_what_nobody_edited(
    emptied: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(emptied)
    first, *others = guide_data().guides
    changed = first.model_copy(update={"title": "Said better", "tags": ("start", "pace")})
    with_guides(monkeypatch, replace(guide_data(), guides=(changed, *others)))
    await seed(emptied)
    row = (await rows_of(emptied))[first.slug]
    assert row.title == "Said better"
    assert [tag.name for tag in row.tags] == ["pace", "start"]


async def test_what_is_gone_is_hidden_unless_somebody_has_read_it(
    emptied: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await seed(emptied)
    read, unread, *others = guide_data().guides
    async with transaction(emptied) as db:
        person = User(
            username="ada", username_folded="ada", email="a@example.org",
            email_folded="a@example.org", password_hash="!",
        )  # fmt: skip
        db.add(person)
        await db.flush()
        row = (await db.execute(select(Resource.id).where(Resource.slug == read.slug))).scalar_one()
        db.add(ResourceRead(user_id=person.id, resource_id=row))
    with_guides(monkeypatch, replace(guide_data(), guides=tuple(others)))
    await seed(emptied)
    rows = await rows_of(emptied)
    assert rows[read.slug].active
    assert not rows[unread.slug].active
    async with reading(emptied) as db:
        assert (await db.execute(select(func.count()).select_from(ResourceRead))).scalar_one() == 1
    with_guides(monkeypatch, guide_data())
    await seed(emptied)
    assert (await rows_of(emptied))[unread.slug].active


async def test_a_slug_that_an_administrator_took_first_stops_no_server(
    emptied: SessionMaker,
) -> None:
    async with transaction(emptied) as db:
        taken = Resource(
            slug="from-we-to-i", kind="article", url="https://example.org", title="Else",
            summary="Else", metric="structure", minutes=1, edited=True,
        )  # fmt: skip
        db.add(taken)
    await seed(emptied)
    rows = await rows_of(emptied)
    assert rows["from-we-to-i"].kind == "article"
    assert len(rows) == len(GUIDES)
