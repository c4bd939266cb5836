"""What is recommended to somebody, from rows as interviews leave them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import select, update

from backend.database import SessionMaker, transaction
from backend.domain.moves import Move
from backend.domain.prompts import Exchange
from backend.interviews.decision import Decision
from models import Interview, Turn, User
from models.base import now_utc
from tests.backend.conftest import signed_in
from tests.backend.feedback.rows import add_interview, add_scored, all_at, day, id_of

Headers = dict[str, str]


async def advice(client: AsyncClient, headers: Headers, **asked: Any) -> dict[str, Any]:
    answer = await client.get("/recommendations", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


async def answer_with(sessions: SessionMaker, interview_id: UUID, *reasons: str) -> None:
    """As if these had been the follow-ups to an interview's answers, one after the other."""
    async with transaction(sessions) as db:
        query = (
            select(Turn)
            .where(Turn.interview_id == interview_id, Turn.speaker == "candidate")
            .order_by(Turn.sequence)
        )
        turns = (await db.execute(query)).scalars().all()
        for turn, reason in zip(turns, reasons, strict=False):
            kind = "follow_up" if reason else "main"
            move = Move(kind, 0, 1, "How did it turn out?", reason=reason)  # type: ignore[arg-type]  # one of them
            turn.decision = Decision(
                cue="answer", words="", move=move, kind="main", position=0,
                exchange=Exchange("", ""), continues=False, sequence=2,
            ).to_json()  # fmt: skip


async def test_before_the_first_interview(client: AsyncClient) -> None:
    body = await advice(client, await signed_in(client))
    assert not body["personal"]
    assert "haven't had an interview here yet" in body["basis"]
    assert len(body["guides"]) == 6
    assert {each["because"] for each in body["guides"]} == {"start"}
    assert body["guides"][0]["why"] == "A good place to begin."
    (first,) = body["practise"]
    assert (first["kind"], first["difficulty"], first["role"]) == ("hr_screen", "easy", None)
    assert body["focus"] == []


async def test_a_planned_interview_tells_nothing_yet(client: AsyncClient) -> None:
    headers = await signed_in(client)
    await client.post("/interviews", json={"role": "Registered nurse"}, headers=headers)
    assert not (await advice(client, headers))["personal"]


async def test_what_was_asked_after_is_counted_and_practised(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    user = await id_of(client, headers)
    async with transaction(sessions) as db:
        interview, _turns = await add_interview(db, user, answers=5, role="Registered nurse")
    await answer_with(sessions, interview.id, "no_result", "", "no_result", "detail", "no_result")
    body = await advice(client, headers)
    assert body["basis"] == "This rests on 5 answers in your last interview; nothing is scored yet."
    best = body["guides"][0]
    assert (best["because"], best["slug"]) == ("gap", "end-with-what-changed")
    assert best["why"].startswith("In 3 of your last 5 answers you were asked how it turned out.")
    assert body["practise"][0]["why"] == (
        "A behavioural interview at medium: in 3 of your last 5 answers you were asked how it "
        "turned out."
    )
    # It can be planned as it stands.
    wanted = {key: body["practise"][0][key] for key in ("kind", "difficulty", "mode", "role")}
    assert (await client.post("/interviews", json=wanted, headers=headers)).status_code == 201


async def test_weak_scores_role_and_industry_count(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    user = await id_of(client, headers)
    async with transaction(sessions) as db:
        for number in range(3):
            await add_scored(
                db, user, {"structure": 1.6, "relevance": 4.5, "communication": 4.2,
                           "specificity": 4.4},
                ended_at=day(number), role="Registered nurse",
            )  # fmt: skip
        await db.execute(update(Interview).values(industry="Healthcare"))
    body = await advice(client, headers, limit=20)
    assert body["focus"][0]["metric"] == "structure"
    assert body["focus"][0]["average"] == 1.6
    assert [each["metric"] for each in body["focus"]] == ["structure", "delivery"]
    best = body["guides"][0]
    assert (best["because"], best["metric"]) == ("score", "structure")
    assert "Structure was about 1.6 of 5 in your last 3 interviews." in best["why"]
    told = {each["slug"]: each["why"] for each in body["guides"]}
    assert told["results-without-sales-figures"] == "It is for Healthcare, among others."
    assert any(why.startswith("Registered nurse: expect questions about") for why in told.values())


async def test_only_interviews_scored_alike_are_averaged(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    user = await id_of(client, headers)
    async with transaction(sessions) as db:
        await add_scored(db, user, {"structure": 5.0}, ended_at=day(0), engine="strong")
        await add_scored(db, user, {"structure": 2.0}, ended_at=day(1), engine="rules")
    focus = {each["metric"]: each for each in (await advice(client, headers))["focus"]}
    assert (focus["structure"]["average"], focus["structure"]["interviews"]) == (2.0, 1)


async def test_interviews_in_the_bin_and_other_peoples_say_nothing(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    user = await id_of(client, ada)
    async with transaction(sessions) as db:
        interview = await add_scored(db, user, {"structure": 1.2}, answers=4)
    await answer_with(sessions, interview, "we_no_i", "we_no_i", "we_no_i")
    assert not (await advice(client, eve))["personal"]
    async with transaction(sessions) as db:
        bin_ = update(Interview).where(Interview.user_id == user)
        await db.execute(bin_.values(deleted_at=now_utc() + timedelta(days=1)))
    body = await advice(client, ada)
    assert (body["personal"], body["focus"]) == (False, [])


async def test_what_was_read_makes_room(client: AsyncClient) -> None:
    headers = await signed_in(client)
    before = (await advice(client, headers))["guides"]
    slug = next(each["slug"] for each in before if each["course"] == "first-interview")
    await client.put(f"/recommendations/resources/{slug}/exercise", headers=headers)
    after = (await advice(client, headers))["guides"]
    assert slug not in [each["slug"] for each in after]
    assert (after[0]["because"], after[0]["course"], after[0]["step"]) == (
        "course", "first-interview", 2,
    )  # fmt: skip


async def test_what_somebody_told_about_how_they_speak_counts(client: AsyncClient) -> None:
    headers = await signed_in(client)
    said = {"how_i_speak": {"second_language": True}, "scenario": {"industry": "retail"}}
    changed = await client.put("/settings/preferences", json=said, headers=headers)
    assert changed.status_code == 200
    guides = (await advice(client, headers, limit=20))["guides"]
    assert guides[0]["why"].startswith("You told us that English isn't your first language.")
    told = {each["slug"]: each["why"] for each in guides}
    assert told["the-customer-who-was-angry"] == "It is for Retail, among others."


async def test_whoever_wants_no_rating_hears_nothing_of_delivery(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    user = await id_of(client, headers)
    async with transaction(sessions) as db:
        await add_scored(db, user, all_at(4.5))
    assert (await advice(client, headers))["focus"][0]["metric"] == "delivery"
    said = {"how_i_speak": {"rate_delivery": False}}
    await client.put("/settings/preferences", json=said, headers=headers)
    body = await advice(client, headers, limit=20)
    assert body["focus"] == []
    assert "Delivery" not in str(body)


async def test_a_guest_gets_the_start_and_marks_what_they_read(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    token = (await client.post("/auth/guest")).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    slug = (await advice(client, headers))["guides"][0]["slug"]
    marked = await client.put(f"/recommendations/resources/{slug}/read", headers=headers)
    assert marked.status_code == 200
    async with transaction(sessions) as db:
        assert (await db.execute(select(User.guest))).scalar_one()


async def test_the_number_of_guides_is_checked(client: AsyncClient) -> None:
    headers = await signed_in(client)
    assert len((await advice(client, headers, limit=1))["guides"]) == 1
    for limit in ("0", "21", "many"):
        answer = await client.get("/recommendations", params={"limit": limit}, headers=headers)
        assert answer.status_code == 422
