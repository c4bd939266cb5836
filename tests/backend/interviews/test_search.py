from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Any

import pytest
from fastapi import FastAPI
from httpx import AsyncClient
from sqlalchemy import event

from backend.database import SessionMaker
from backend.dependencies import Services
from backend.interviews.snippets import SNIPPET, cut_out, matches_in, most_telling, said_at
from models.base import searchable
from tests.backend.conftest import signed_in
from tests.backend.interviews.stored import Headers, id_of, keep_interview, timed, turn_of
from tests.backend.interviews.test_history import BAD_CURSORS

NIGHTS = "On Friday I deployed the ward's new rota, and the night shift didn't like it at first."


async def search(client: AsyncClient, headers: Headers, **asked: Any) -> dict[str, Any]:
    answer = await client.get("/interviews/search", params=asked, headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_words_are_found_with_where_and_when_they_were_said(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    held = await keep_interview(sessions, me, "Nothing.", NIGHTS, title="Second")
    await keep_interview(sessions, me, "I deploy on Mondays.", at=1)
    [hit] = (await search(client, headers, q="FRIDAY deploy"))["items"]
    assert hit["interview_id"] == str(held)
    assert hit["turn_id"] == str(await turn_of(sessions, held, "answer-1"))
    assert (hit["title"], hit["speaker"], hit["question"]) == ("Second", "candidate", 1)
    assert hit["snippet"] == NIGHTS
    marked = [hit["snippet"][mark["start"] : mark["end"]] for mark in hit["marks"]]
    assert marked == ["Friday", "deployed"]
    assert hit["at_s"] == 0.5
    # The interviewer's words are found as well; nobody timed them.
    asked = (await search(client, headers, q="please"))["items"]
    assert {(each["speaker"], each["at_s"]) for each in asked} == {("interviewer", None)}


FINDS = {
    "deploy friday": 1,
    "friday deploy deploy": 1,
    "ployed": 0,
    "didn't": 1,
    "didn’t": 1,
    "DIDNT": 1,
    "friday -- night!": 1,
    "friday monday": 0,
    "straße": 1,
    "STRASSE": 1,
    "ärztin": 1,
    "Ärzt": 1,
    "50%": 1,
    "a_b": 1,
    "a%b": 0,
    "%": None,
    "🙂": None,
    "'": None,
    "\x00night\x00": 1,
    "ward'; DROP TABLE turn; --": 0,
}


async def test_what_is_found(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    await keep_interview(sessions, me, NIGHTS)
    await keep_interview(sessions, me, "Die Ärztin in der Strasse 🙂 saved 50% of a_b; axb too.")
    for asked, expected in FINDS.items():
        answer = await client.get("/interviews/search", params={"q": asked}, headers=headers)
        if expected is None:
            assert answer.status_code == 422, asked
        else:
            assert len(answer.json()["items"]) == expected, asked


async def test_pages_are_bounded_and_stay_while_others_arrive(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    for hour in (0, 1, 1):
        await keep_interview(sessions, me, "One night.", "Two nights.", at=hour)
    page = await search(client, headers, q="night", limit=1)
    seen = [hit["turn_id"] for hit in page["items"]]
    while page["next"]:
        await keep_interview(sessions, me, "A night of a later interview.", at=9)
        page = await search(client, headers, q="night", limit=1, cursor=page["next"])
        assert len(page["items"]) == 1
        seen.append(page["items"][0]["turn_id"])
    assert len(seen) == len(set(seen)) == 6
    whole = (await search(client, headers, q="night", limit=50))["items"]
    assert [hit["turn_id"] for hit in whole[-6:]] == seen


async def test_what_makes_no_sense_is_refused(client: AsyncClient) -> None:
    headers = await signed_in(client)
    wrong = [
        {},
        {"q": ""},
        {"q": "x" * 101},
        {"q": "x", "limit": "-1"},
        {"q": "x", "limit": "51"},
        *({"q": "x", "cursor": bad} for bad in BAD_CURSORS),
    ]
    for asked in wrong:
        answer = await client.get("/interviews/search", params=asked, headers=headers)
        assert answer.status_code == 422, asked


async def test_a_cursor_with_a_number_beyond_any_database_is_refused(client: AsyncClient) -> None:
    headers = await signed_in(client)
    nobody = "00000000-0000-0000-0000-000000000000"
    forged = f'["2026-11-25T00:00:00Z","{nobody}",{"9" * 30},"{nobody}"]'
    cursor = urlsafe_b64encode(forged.encode()).decode().rstrip("=")
    asked = {"q": "x", "cursor": cursor}
    assert (
        await client.get("/interviews/search", params=asked, headers=headers)
    ).status_code == 422


async def test_the_next_page_begins_where_the_last_one_ended(
    app: FastAPI, client: AsyncClient, sessions: SessionMaker
) -> None:
    """Interviews that are newer than the cursor aren't read again."""
    services: Services = app.state.services
    engine = services.database
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL reads so small a table as a whole, whatever index there is")
    headers = await signed_in(client)
    me = await id_of(client, headers)
    for hour in range(3):
        await keep_interview(sessions, me, "One night.", at=hour)
    first = await search(client, headers, q="night", limit=1)
    sent: list[tuple[str, Any]] = []

    def note(_c: object, _k: object, statement: str, values: Any, *_: object) -> None:
        if "text_folded" in statement:
            sent.append((statement, values))

    event.listen(engine.sync_engine, "before_cursor_execute", note)
    await search(client, headers, q="night", limit=1, cursor=first["next"])
    event.remove(engine.sync_engine, "before_cursor_execute", note)
    [(statement, values)] = sent
    async with engine.connect() as connection:
        rows = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        plan = "\n".join(row[-1] for row in rows.all())
    assert "ix_interview_user_id_created_at_id (user_id=? AND created_at<?)" in plan
    assert "ix_turn_interview_id_sequence (interview_id=?)" in plan
    assert "SCAN" not in plan


def found_in(text: str, *words: str) -> tuple[str, list[str]]:
    folded = [each for word in words for each in searchable(word).split()]
    matches = matches_in(text, folded)
    snippet, marks = cut_out(text, matches, most_telling(matches))
    units = snippet.encode("utf-16-le")
    return snippet, [units[2 * start : 2 * end].decode("utf-16-le") for start, end in marks]


def test_a_snippet_is_cut_between_words_around_the_most_telling_match() -> None:
    filler = "nothing of note happened there at all " * 10
    text = f"A ward. {filler}Then on the ward at night everything went well. {filler}"
    snippet, marks = found_in(text, "ward", "night")
    assert marks == ["ward", "night"]
    assert (snippet[0], snippet[-1]) == ("…", "…")
    assert "Then on the ward at night everything" in snippet
    assert len(snippet) <= SNIPPET + 2
    assert all(word in text for word in snippet.strip("…").split())


def test_marks_count_as_javascript_does() -> None:
    assert found_in("🙂🙂 Straße straßenweise", "STRASSE") == (
        "🙂🙂 Straße straßenweise",
        ["Straße", "straßenweise"],
    )
    endless = "x" * 500 + " night"
    assert found_in(endless, "x") == ("x" * SNIPPET + "…", ["x" * SNIPPET])
    assert found_in(endless, "night") == ("…night", ["night"])


def test_when_a_word_was_said() -> None:
    text = "I led, and I led again."
    assert said_at(text, timed(text), text.rindex("led")) == 2.0
    assert said_at(text, timed(text), text.index("led")) == 0.5
    assert said_at(text, [], 0) is None
    corrected = [{"text": " uh", "start_s": 0.1}, *timed(text)]
    assert said_at(text, corrected, text.rindex("led")) == 2.0
