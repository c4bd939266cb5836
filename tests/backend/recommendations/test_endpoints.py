"""Guides and courses through the real application: found, read, marked, undone."""

from __future__ import annotations

import asyncio
import re
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update

from backend.database import SessionMaker, transaction
from backend.recommendations.loading import guide_data
from models import Resource, Tag
from tests.backend.conftest import signed_in

Headers = dict[str, str]
GUIDES = {guide.slug: guide for guide in guide_data().guides}
ALL = "/recommendations/resources"
ONE = f"{ALL}/from-we-to-i"


async def found(client: AsyncClient, headers: Headers | None = None, **asked: Any) -> list[str]:
    answer = await client.get(ALL, params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    return [each["slug"] for each in answer.json()]


async def add_article(sessions: SessionMaker, **changes: Any) -> None:
    values = {
        "slug": "elsewhere",
        "kind": "article",
        "url": "https://example.org/voice",
        "title": "A lecture on voice",
        "summary": "Somebody else's.",
        "metric": "delivery",
        "minutes": 40,
        "edited": True,
    }
    async with transaction(sessions) as db:
        db.add(Resource(**values | changes, tags=[Tag(name="from-the-admin")]))


async def test_every_guide_is_listed_without_an_account_and_without_its_text(
    client: AsyncClient,
) -> None:
    listed = (await client.get(ALL)).json()
    assert {each["slug"] for each in listed} == GUIDES.keys()
    courses = [each["course"] for each in listed if each["course"]]
    assert list(dict.fromkeys(courses)) == [course.id for course in guide_data().courses]
    assert listed[0]["step"] == 1
    for each in listed:
        guide = GUIDES[each["slug"]]
        assert (each["title"], each["minutes"], each["metric"]) == (
            guide.title,
            guide.minutes,
            guide.metric,
        )
        assert "body" not in each
        assert (each["read_at"], each["exercise_done"], each["external"]) == (None, False, False)
        assert {tag["name"] for tag in each["tags"]} == set(guide.tags)


async def test_one_is_read_by_its_slug_with_exercise_and_neighbours(client: AsyncClient) -> None:
    body = (await client.get(ONE)).json()
    guide = GUIDES["from-we-to-i"]
    assert guide.exercise
    assert body["body"] == guide.body
    assert body["exercise"] == guide.exercise.model_dump()
    assert body["course_title"] == "Telling what you did"
    assert body["previous"]["slug"] == "one-occasion-not-a-habit"
    assert body["next"]["slug"] == "end-with-what-changed"
    assert {"name": "own-part", "label": "Your own part"} in body["tags"]
    alone = (await client.get(f"{ALL}/answer-first")).json()
    assert [alone[name] for name in ("course", "step", "previous", "next")] == [None] * 4
    first = (await client.get(f"{ALL}/what-the-interviewer-wants-to-know")).json()
    assert first["previous"] is None


@pytest.mark.parametrize(
    ("slug", "status"),
    [("nothing-of-the-kind", 404), ("Odd Slug", 422), ("a" * 81, 422), ("x%00y", 422)],
)
async def test_what_is_not_there_is_said(client: AsyncClient, slug: str, status: int) -> None:
    headers = await signed_in(client)
    for method, path in (
        ("GET", ""), ("PUT", "/read"), ("DELETE", "/read"), ("PUT", "/exercise"),
        ("DELETE", "/exercise"),
    ):  # fmt: skip
        answer = await client.request(method, f"{ALL}/{slug}{path}", headers=headers)
        assert answer.status_code == status, (method, path)
        assert answer.headers["content-type"] == "application/problem+json"


async def test_filters(client: AsyncClient) -> None:
    assert await found(client, tag="salary") == ["talking-about-pay"]
    assert set(await found(client, tag=["case", "numbers"])) == {"arithmetic-out-loud"}
    for metric in ("delivery", "structure"):
        want = {slug for slug, guide in GUIDES.items() if guide.metric == metric}
        assert set(await found(client, metric=metric)) == want
    course = await found(client, course="working-a-case")
    assert [GUIDES[slug].step for slug in course] == [1, 2, 3, 4]
    assert await found(client, kind="article") == []
    assert len(await found(client, kind="guide")) == len(GUIDES)
    assert await found(client, tag="unheard-of") == []
    assert await found(client, course="working-a-case", metric="delivery") == []


async def test_words_are_looked_for_in_title_summary_and_text(client: AsyncClient) -> None:
    assert await found(client, q="PAY blushing") == ["talking-about-pay"]
    assert await found(client, q="spirit level") == ["when-a-word-is-missing"]
    assert await found(client, q="zzz") == []
    # Signs that mean something to LIKE are just signs here.
    assert await found(client, q="100%_") == []
    assert len(await found(client, q="\x00  ")) == len(GUIDES)
    for asked in ({"q": "x" * 101}, {"tag": "No Tag"}, {"metric": "charm"}, {"what": "ever"}):
        answer = await client.get(ALL, params=asked)
        assert answer.status_code == 422, asked


async def test_reading_is_marked_once_and_can_be_undone(client: AsyncClient) -> None:
    headers = await signed_in(client)
    first = (await client.put(f"{ONE}/read", headers=headers)).json()
    assert first["read_at"]
    assert not first["exercise_done"]
    assert (await client.put(f"{ONE}/read", headers=headers)).json() == first
    assert await found(client, headers, read=True) == ["from-we-to-i"]
    assert len(await found(client, headers, read=False)) == len(GUIDES) - 1
    for path in (f"{ONE}/read", f"{ONE}/read"):
        assert (await client.delete(path, headers=headers)).status_code == 204
    assert (await client.get(ONE, headers=headers)).json()["read_at"] is None
    assert await found(client, headers, read=True) == []


async def test_an_exercise_that_was_done_is_read_as_well(client: AsyncClient) -> None:
    headers = await signed_in(client)
    done = (await client.put(f"{ONE}/exercise", headers=headers)).json()
    assert done["exercise_done"]
    assert done["read_at"]
    # Marking it as read again takes nothing back.
    assert (await client.put(f"{ONE}/read", headers=headers)).json() == done
    assert (await client.delete(f"{ONE}/exercise", headers=headers)).status_code == 204
    seen = (await client.get(ONE, headers=headers)).json()
    assert (seen["read_at"], seen["exercise_done"]) == (done["read_at"], False)
    await client.put(f"{ONE}/exercise", headers=headers)
    await client.delete(f"{ONE}/read", headers=headers)
    seen = (await client.get(ONE, headers=headers)).json()
    assert (seen["read_at"], seen["exercise_done"]) == (None, False)


async def test_ten_marks_at_once_are_one(client: AsyncClient) -> None:
    headers = await signed_in(client)
    paths = [f"{ONE}/{what}" for what in ("read", "exercise")] * 5
    answers = await asyncio.gather(*(client.put(path, headers=headers) for path in paths))
    assert {answer.status_code for answer in answers} == {200}
    assert (await client.get(ONE, headers=headers)).json()["exercise_done"]


async def test_progress_is_ones_own_and_takes_an_account(client: AsyncClient) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    await client.put(f"{ONE}/exercise", headers=ada)
    assert (await client.get(ONE, headers=eve)).json()["read_at"] is None
    assert (await client.get(ONE)).json()["read_at"] is None
    assert await found(client, eve, read=True) == []
    assert await found(client, read=True) == []
    assert len(await found(client, read=False)) == len(GUIDES)
    for method, path in (("PUT", f"{ONE}/read"), ("DELETE", f"{ONE}/exercise"),
                         ("GET", "/recommendations")):  # fmt: skip
        assert (await client.request(method, path)).status_code == 401
    forged = {"Authorization": "Bearer nonsense"}
    assert (await client.get(ALL, headers=forged)).status_code == 401


async def test_courses_keep_how_far_somebody_is(client: AsyncClient) -> None:
    headers = await signed_in(client)
    courses = (await client.get("/recommendations/courses")).json()
    assert [each["id"] for each in courses] == [each.id for each in guide_data().courses]
    for course in courses:
        assert [step["step"] for step in course["steps"]] == list(
            range(1, len(course["steps"]) + 1)
        )
        assert all(step["has_exercise"] for step in course["steps"])
        assert (course["read"], course["done"], course["complete"]) == (0, 0, False)
        assert course["next"] == course["steps"][0]["slug"]
        assert course["minutes"] == sum(step["minutes"] for step in course["steps"])
    steps = [each["slug"] for each in courses[-1]["steps"]]
    await client.put(f"{ALL}/{steps[0]}/exercise", headers=headers)
    await client.put(f"{ALL}/{steps[1]}/read", headers=headers)
    begun = (await client.get("/recommendations/courses", headers=headers)).json()[-1]
    assert (begun["read"], begun["done"], begun["next"]) == (2, 1, steps[1])
    for slug in steps:
        await client.put(f"{ALL}/{slug}/exercise", headers=headers)
    over = (await client.get("/recommendations/courses", headers=headers)).json()[-1]
    assert (over["complete"], over["next"], over["done"]) == (True, None, len(steps))
    achieved = (await client.get("/dashboard/achievements", headers=headers)).json()
    reached = {each["key"] for each in achieved["milestones"] if each["reached_at"]}
    assert {"first_guide", "first_exercise", "first_course"} <= reached


async def test_what_an_administrator_added_is_marked_as_external(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    await add_article(sessions)
    (item,) = (await client.get(ALL, params={"kind": "article"})).json()
    assert (item["external"], item["url"], item["has_exercise"]) == (
        True,
        "https://example.org/voice",
        False,
    )
    assert item["tags"] == [{"name": "from-the-admin", "label": "From the admin"}]
    whole = (await client.get(f"{ALL}/elsewhere")).json()
    assert (whole["body"], whole["exercise"]) == ("", None)
    assert (await client.put(f"{ALL}/elsewhere/read", headers=headers)).status_code == 200
    refused = await client.put(f"{ALL}/elsewhere/exercise", headers=headers)
    assert refused.status_code == 409
    assert "no exercise" in refused.json()["detail"]


async def test_what_is_hidden_is_not_there(client: AsyncClient, sessions: SessionMaker) -> None:
    async with transaction(sessions) as db:
        hidden = update(Resource).where(Resource.slug == "from-we-to-i")
        await db.execute(hidden.values(active=False, edited=True))
    assert (await client.get(ONE)).status_code == 404
    assert "from-we-to-i" not in await found(client)
    courses = (await client.get("/recommendations/courses")).json()
    telling = next(each for each in courses if each["id"] == "telling-what-you-did")
    assert [each["step"] for each in telling["steps"]] == [1, 3, 4, 5, 6]
    before = (await client.get(f"{ALL}/end-with-what-changed")).json()["previous"]
    assert before["slug"] == "one-occasion-not-a-habit"


async def test_tags_have_names_groups_and_counts(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    await add_article(sessions)
    tags = {each["name"]: each for each in (await client.get("/recommendations/tags")).json()}
    assert tags["healthcare"] == {
        "name": "healthcare", "label": "Healthcare", "group": "industry", "resources": 1,
    }  # fmt: skip
    assert tags["from-the-admin"]["group"] == "other"
    for name, tag in tags.items():
        assert len(await found(client, tag=name)) == tag["resources"], name


async def test_no_text_can_load_or_lead_anywhere(client: AsyncClient) -> None:
    for slug in GUIDES:
        body = (await client.get(f"{ALL}/{slug}")).json()["body"]
        assert not re.search(r"https?:|<\w|\]\(|!\[", body), slug
