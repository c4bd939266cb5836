from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from urllib.parse import unquote

import pypdfium2
import pytest
from fontTools.fontBuilder import FontBuilder  # type: ignore[import-untyped]  # has no types
from fontTools.pens.ttGlyphPen import TTGlyphPen  # type: ignore[import-untyped]  # has no types
from httpx import AsyncClient, Response

from backend.database import SessionMaker
from backend.downloads import attachment
from backend.interviews.report import pdf
from backend.interviews.report.content import Part, Rated, Report, Said
from backend.interviews.report.markdown import plain, to_markdown
from backend.interviews.report.pdf import BOX, to_pdf
from tests.backend.conftest import signed_in
from tests.backend.interviews.stored import (
    Headers,
    id_of,
    keep_interview,
    keep_scorecard,
    turn_of,
)

FORMATS = {
    "json": ("application/json", "json"),
    "markdown": ("text/markdown; charset=utf-8", "md"),
    "pdf": ("application/pdf", "pdf"),
}


async def download(client: AsyncClient, headers: Headers, interview: object, kind: str) -> Response:
    answer = await client.get(f"/interviews/{interview}/download?format={kind}", headers=headers)
    assert answer.status_code == 200, answer.text
    media_type, suffix = FORMATS[kind]
    assert answer.headers["content-type"] == media_type
    assert answer.headers["content-disposition"].endswith(f".{suffix}")
    assert answer.headers["cache-control"] == "private, no-store"
    return answer


def pages_of(data: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(data)
    pages = []
    for page in document:
        text = page.get_textpage()
        pages.append(text.get_text_range().replace("\r\n", "\n"))
        text.close()
        page.close()
    document.close()
    return pages


async def test_a_whole_interview_in_every_format(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    held = await keep_interview(
        sessions, me, "I ran the night shift.", "Falls went down.", title="Łódź *ward*"
    )
    turn = await turn_of(sessions, held)
    await keep_scorecard(sessions, held, turn)

    body = json.loads((await download(client, headers, held, "json")).content)
    assert (body["title"], body["candidate"], body["answered"]) == ("Łódź *ward*", "Ada", 2)
    assert [turn["text"] for turn in body["turns"]][1] == "I ran the night shift."
    assert body["turns"][1]["words"][0]["start_s"] == 0.0
    assert body["turns"][2]["why"] == "You said nothing of the result."
    assert body["scorecard"]["overall"] == 3.5
    assert {score["turn_id"] for score in body["scorecard"]["scores"]} == {None, str(turn)}

    text = (await download(client, headers, held, "markdown")).text
    assert text.startswith("# Łódź \\*ward\\*\n")
    for line in (
        "- **Candidate:** Ada",
        "- **Date:** 1 November 2026, 12:00 UTC",
        "- **Length:** 10 min",
        "- **Answered:** 2 of 2 questions",
        "| Structure | 3.4 | 3.0 to 4.0 |",
        "- **Structure:** Begin with the result.",
        "## Question 2: Teamwork",
        "**Candidate** (0:10, 40 s)",
        "*Why this was asked: You said nothing of the result.*",
        "> Falls went down.",
        "- Structure: 3.4 of 5 (3.0 to 4.0) — “the night shift”",
        "**Strength:** You named the ward.",
    ):
        assert line in text.splitlines(), line

    paper = await download(client, headers, held, "pdf")
    [page] = pages_of(paper.content)
    for words in (
        "Łódź *ward*",
        "1 November 2026, 12:00 UTC",
        "Question 2 Teamwork",
        "Why this was asked: You said nothing of the result.",
        "I ran the night shift.",
        "3.4 of 5 (3.0 to 4.0)",
        "Strength: You named the ward.",
        "Page 1 of 1",
    ):
        assert words in page, (words, page)
    assert "filename*=UTF-8''%C5%81%C3%B3d%C5%BA" in paper.headers["content-disposition"]


async def test_an_interview_that_nobody_began(client: AsyncClient) -> None:
    headers = await signed_in(client)
    made = (await client.post("/interviews", json={"candidate": "Ewa"}, headers=headers)).json()
    body = json.loads((await download(client, headers, made["id"], "json")).content)
    assert (body["turns"], body["scorecard"], body["candidate"]) == ([], None, "Ewa")
    assert "Nothing was said" in (await download(client, headers, made["id"], "markdown")).text
    [page] = pages_of((await download(client, headers, made["id"], "pdf")).content)
    assert "Nothing was said in this interview." in page


async def test_an_interview_of_an_old_form(client: AsyncClient, sessions: SessionMaker) -> None:
    headers = await signed_in(client)
    me = await id_of(client, headers)
    held = await keep_interview(sessions, me, "I nursed.", plan={}, state={}, started_at=None)
    for kind in FORMATS:
        await download(client, headers, held, kind)


async def test_what_makes_no_sense_is_refused(client: AsyncClient) -> None:
    headers = await signed_in(client)
    made = (await client.post("/interviews", json={}, headers=headers)).json()
    for asked in ("docx", "", "%00", "PDF"):
        path = f"/interviews/{made['id']}/download?format={asked}"
        assert (await client.get(path, headers=headers)).status_code == 422


async def test_the_server_answers_others_while_it_writes(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    held = await keep_interview(sessions, await id_of(client, headers), "I nursed. " * 2000)
    long = asyncio.create_task(download(client, headers, held, "pdf"))
    alive = 0
    while not long.done():
        assert (await client.get("/livez")).status_code == 200
        await asyncio.sleep(0)
        alive += 1
    assert alive > 20
    assert len(pages_of((await long).content)) >= 5


def a_report(*said: str, title: str = "A title") -> Report:
    turns = tuple(Said("Candidate", text, "", "0:01, 2 s") for text in said)
    return Report(
        title, "Mixed", "2026-11-01", (("Candidate", title),), (Part("Opening", "", turns),), None
    )


SCRIPTS = ("Łukasz Żółć", "Ελένη Παππά", "Ірина Щербань", "Nguyễn Thị Hằng", "שרה כהן", "გიორგი")


@pytest.mark.parametrize("name", SCRIPTS)
def test_names_of_europe_and_beyond_are_set(name: str) -> None:
    [page] = pages_of(to_pdf(a_report(title=name)))
    assert BOX not in page
    # Lines that are read from right to left come back in another order.
    assert set(name) - {" "} <= set(page)


UGLY = (
    "李明 さくら 김민수",
    "🙂👩\u200d👩\u200d👧 \U000e0041",
    "\u202eright\u202c to left \u0627\u0644\u0633\u0644\u0627\u0645",
    "e\u0301\u0323\u0308" * 30,
    "\x00\x01\x1b[31m\x7f",
    "x" * 3000,
    "a\tb\nc\r\nd\u2028e",
    "**bold** __underlined__ [link](https://example.org) {nb} <b>",
    "",
)


@pytest.mark.parametrize("text", UGLY)
def test_nothing_breaks_the_paper(
    text: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "OTHER_SCRIPTS", ())
    caplog.set_level(logging.DEBUG)
    pages = pages_of(to_pdf(a_report(text, title=text)))
    assert "Page 1 of" in pages[0]
    assert (BOX in "".join(pages)) == (text[:1] in ("李", "🙂"))
    assert text not in caplog.text or not text.strip()
    assert to_markdown(a_report(text, title=text)).startswith("# ")


def one_glyph(path: Path, character: str) -> None:
    """A typeface with one character, a square."""
    font = FontBuilder(1000, isTTF=True)
    pen = TTGlyphPen(None)
    for index, place in enumerate(((0, 0), (0, 700), (700, 700), (700, 0))):
        (pen.lineTo if index else pen.moveTo)(place)
    pen.closePath()
    square = pen.glyph()
    names = [".notdef", "square"]
    font.setupGlyphOrder(names)
    font.setupCharacterMap({ord(character): "square"})
    font.setupGlyf(dict.fromkeys(names, square))
    font.setupHorizontalMetrics(dict.fromkeys(names, (800, 0)))
    font.setupHorizontalHeader(ascent=800, descent=-200)
    font.setupNameTable({"familyName": "Square", "styleName": "Regular"})
    font.setupOS2()
    font.setupPost()
    font.save(path)


# fontTools leaves a file open that it can't read.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_typeface_of_the_machine_is_taken_for_what_ours_lacks(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    theirs, broken = tmp_path / "theirs.ttf", tmp_path / "broken.ttf"
    broken.write_bytes(b"no typeface")
    one_glyph(theirs, "李")
    monkeypatch.setattr(pdf, "OTHER_SCRIPTS", (str(tmp_path / "none.ttf"), str(theirs)))
    [page] = pages_of(to_pdf(a_report("李明")))
    assert f"李{BOX}" in page
    monkeypatch.setattr(pdf, "OTHER_SCRIPTS", (str(broken),))
    [page] = pages_of(to_pdf(a_report("李明")))
    assert BOX * 2 in page
    assert "stands for a character" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# *a* _b_ `c` <d> [e](f) | g & h", r"\# \*a\* \_b\_ \`c\` \<d\> \[e\](f) \| g \& h"),
        ("- a", r"\- a"),
        ("12. a", r"12\. a"),
        ("1) a", r"1\) a"),
        ("a\\b", r"a\\b"),
        ("12 - a.", "12 - a."),
    ],
)
def test_what_people_say_is_no_markup(text: str, shown: str) -> None:
    assert plain(text) == shown


@pytest.mark.parametrize(
    ("name", "plain_name", "full_name"),
    [
        ("Nurse 2026", "Nurse 2026", "Nurse 2026"),
        ("Łódź", "odz", "Łódź"),
        ("李明", "interview", "李明"),
        ("../../etc/passwd", "etc passwd", "etc passwd"),
        ('a"; filename="b\r\nX: y', "a filename= b X y", "a filename= b X y"),
        ("\uff02\uff0f", "interview", "\uff02\uff0f"),
        ("CON: %2e%2e", "CON 2e 2e", "CON 2e 2e"),
        ("\u202egnp.exe", "gnp.exe", "gnp.exe"),
        ("", "interview", "interview"),
        ("x" * 300, "x" * 80, "x" * 80),
    ],
)
def test_names_of_files_do_no_harm(name: str, plain_name: str, full_name: str) -> None:
    header = attachment(name, "pdf")
    plain_part, _, full_part = header.partition("; filename*=UTF-8''")
    assert plain_part == f'attachment; filename="{plain_name}.pdf"'
    assert unquote(full_part) == f"{full_name}.pdf"
    assert header.isascii()


def test_a_rated_answer_says_what_its_score_rests_on() -> None:
    said = Said(
        "Candidate",
        "I led.",
        "",
        "typed",
        (Rated("problem_solving", 3.0, 2.5, 3.5, ("I led",)),),
        (("Next step", "Say what came of it."),),
    )
    report = Report("T", "S", "2026-11-01", (), (Part("Question 1", "Lead", (said,)),), None)
    [page] = pages_of(to_pdf(report))
    assert "Problem solving: 3.0 of 5 (2.5 to 3.5) — “I led”" in page
    assert "Next step: Say what came of it." in page
