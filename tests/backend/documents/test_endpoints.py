from __future__ import annotations

import asyncio
import io
import logging
import zipfile
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from backend.documents.repository import MOST_DOCUMENTS
from backend.middleware import MAX_UPLOAD_BYTES
from tests.backend.conftest import signed_in
from tests.backend.documents import files

TEXT = "\n".join(files.LINES)
Headers = dict[str, str]


async def hand_in(
    client: AsyncClient,
    headers: Headers,
    data: bytes = TEXT.encode(),
    *,
    kind: str = "cv",
    name: str = "cv.txt",
) -> Response:
    return await client.post(
        "/documents", data={"kind": kind}, files={"file": (name, data)}, headers=headers
    )


async def test_a_cv_is_handed_in_seen_read_and_deleted(client: AsyncClient) -> None:
    headers = await signed_in(client)
    made = await hand_in(client, headers, files.pdf(), name="C:\\Users\\ada\\My CV.pdf")
    assert made.status_code == 201, made.text
    body = made.json()
    assert (body["kind"], body["name"], body["characters"]) == ("cv", "My CV.pdf", len(TEXT))
    assert body["preview"] == TEXT
    listed = (await client.get("/documents", headers=headers)).json()
    assert [each["id"] for each in listed] == [body["id"]]
    whole = (await client.get(f"/documents/{body['id']}", headers=headers)).json()
    assert whole["text"] == TEXT
    assert (await client.delete(f"/documents/{body['id']}", headers=headers)).status_code == 204
    assert (await client.get("/documents", headers=headers)).json() == []
    assert (await client.delete(f"/documents/{body['id']}", headers=headers)).status_code == 404


async def test_an_interview_is_planned_with_documents(client: AsyncClient) -> None:
    headers = await signed_in(client)
    cv = (await hand_in(client, headers)).json()["id"]
    job = (await hand_in(client, headers, kind="job_description")).json()["id"]
    body = {"cv_id": cv, "job_description_id": job}
    assert (await client.post("/interviews", json=body, headers=headers)).status_code == 201
    swapped = {"cv_id": job}
    assert (await client.post("/interviews", json=swapped, headers=headers)).status_code == 404
    both = {"cv_id": cv, "cv": "I was a nurse."}
    assert (await client.post("/interviews", json=both, headers=headers)).status_code == 422


async def test_somebody_elses_documents_are_not_there(client: AsyncClient) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    hers = (await hand_in(client, ada)).json()["id"]
    for path in (f"/documents/{hers}", f"/documents/{uuid4()}"):
        assert (await client.get(path, headers=eve)).status_code == 404
        assert (await client.delete(path, headers=eve)).status_code == 404
    assert (await client.get("/documents", headers=eve)).json() == []
    planned = await client.post("/interviews", json={"cv_id": hers}, headers=eve)
    assert planned.status_code == 404
    assert (await client.get("/documents")).status_code == 401
    assert (await hand_in(client, {})).status_code == 401
    assert (await client.get(f"/documents/{hers}", headers=ada)).status_code == 200


async def test_a_file_that_is_too_large_is_refused_before_it_is_read(client: AsyncClient) -> None:
    headers = await signed_in(client)
    fits = await hand_in(client, headers, b"word " * 11_000 + b" " * (MAX_UPLOAD_BYTES - 60_000))
    assert fits.status_code == 422, "it is within the size, but too long a text"
    over = await hand_in(client, headers, bytes(MAX_UPLOAD_BYTES + 1))
    assert over.status_code == 413
    assert "5 MB" in over.json()["detail"]

    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
        for _ in range(100):
            yield bytes(2**20)

    form = headers | {"Content-Type": "multipart/form-data; boundary=x"}
    unannounced = await client.post("/documents", content=endless(), headers=form)
    assert unannounced.status_code == 413
    elsewhere = await client.post("/interviews", content=bytes(2**20 + 1), headers=headers)
    assert elsewhere.status_code == 413


async def test_nobody_keeps_more_than_the_limit(client: AsyncClient) -> None:
    headers = await signed_in(client)
    for _ in range(MOST_DOCUMENTS):
        assert (await hand_in(client, headers)).status_code == 201
    refused = await hand_in(client, headers)
    assert refused.status_code == 409
    assert "Delete one" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "name", "data", "status"),
    [
        ("letter", "a.txt", TEXT.encode(), 422),
        ("cv", "a.pdf", b"\x89PNG\r\n\x1a\n", 415),
        ("cv", "a.pdf", files.locked_pdf(), 422),
        ("cv", "\u202e\x00", TEXT.encode(), 201),
    ],
)
async def test_what_is_wrong_is_said(
    client: AsyncClient, kind: str, name: str, data: bytes, status: int
) -> None:
    headers = await signed_in(client)
    told = await hand_in(client, headers, data, kind=kind, name=name)
    assert told.status_code == status
    if status != 201:
        assert told.headers["content-type"] == "application/problem+json"
        assert told.json()["detail"]


async def test_nothing_of_a_document_is_logged(
    client: AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    for room in ("backend", "uvicorn", "fastapi"):
        caplog.set_level(logging.DEBUG, room)
    headers = await signed_in(client)
    await hand_in(client, headers, files.docx())
    await hand_in(client, headers, files.docx()[:-40])
    assert "Ada Example" not in caplog.text
    assert "Ada Example" not in repr([record.args for record in caplog.records])


async def paste(
    client: AsyncClient,
    headers: Headers,
    method: str = "POST",
    path: str = "/documents",
    **form: str,
) -> Response:
    return await client.request(method, path, data=form, headers=headers)


async def test_a_text_is_pasted(client: AsyncClient) -> None:
    headers = await signed_in(client)
    pasted = "Ada Example,\u0000 nurse\r\n\r\n  Led a ward of twelve people"
    made = await paste(client, headers, kind="job_description", text=pasted)
    assert made.status_code == 201, made.text
    body = made.json()
    assert body["name"] == "job description"
    assert body["preview"] == "Ada Example, nurse\nLed a ward of twelve people"
    named = await paste(client, headers, kind="cv", text=TEXT, name=" My \u202e CV ")
    assert named.json()["name"] == "My CV"
    used = {"cv_id": named.json()["id"], "job_description_id": body["id"]}
    assert (await client.post("/interviews", json=used, headers=headers)).status_code == 201


async def test_a_file_or_a_text(client: AsyncClient) -> None:
    headers = await signed_in(client)
    for form in (
        {"kind": "cv"},
        {"kind": "cv", "text": ""},
        {"kind": "cv", "text": "Too short."},
        {"kind": "cv", "text": "word " * 12_001},
        {"kind": "cv", "text": TEXT, "name": "x" * 121},
        {"kind": "letter", "text": TEXT},
        {"text": TEXT},
    ):
        refused = await paste(client, headers, **form)
        assert refused.status_code == 422, form
        assert refused.json()["errors"]
    both = await client.post(
        "/documents",
        data={"kind": "cv", "text": TEXT},
        files={"file": ("cv.txt", TEXT.encode())},
        headers=headers,
    )
    assert both.status_code == 422
    assert (await client.get("/documents", headers=headers)).json() == []


async def test_a_document_is_replaced_under_its_id(client: AsyncClient) -> None:
    headers = await signed_in(client)
    made = (await hand_in(client, headers, name="old.txt")).json()
    path = f"/documents/{made['id']}"
    text = "Ada Example, head nurse since 2026, on two wards."
    newer = await client.put(path, files={"file": ("new.pdf", files.pdf((text,)))}, headers=headers)
    assert newer.status_code == 200, newer.text
    assert newer.json() | {"created_at": ""} == made | {
        "created_at": "",
        "name": "new.pdf",
        "preview": text,
        "characters": len(text),
    }
    assert (await client.get(path, headers=headers)).json()["text"] == text
    pasted = await paste(client, headers, "PUT", path, text=TEXT)
    assert (pasted.json()["name"], pasted.json()["preview"]) == ("new.pdf", TEXT)
    for refused, status in (
        (await paste(client, headers, "PUT", path), 422),
        (await paste(client, headers, "PUT", f"/documents/{uuid4()}", text=TEXT), 404),
        (await client.put(path, files={"file": ("a", b"\x89PNG")}, headers=headers), 415),
    ):
        assert refused.status_code == status
    assert (await client.get(path, headers=headers)).json()["text"] == TEXT
    assert len((await client.get("/documents", headers=headers)).json()) == 1


async def test_a_large_file_may_replace_another(client: AsyncClient) -> None:
    headers = await signed_in(client)
    path = f"/documents/{(await hand_in(client, headers)).json()['id']}"
    with_a_photograph = io.BytesIO(files.docx())
    with zipfile.ZipFile(with_a_photograph, "a") as archive:
        archive.writestr("word/media/me.png", bytes(4 * 2**20))
    large = {"file": ("cv.docx", with_a_photograph.getvalue())}
    assert (await client.put(path, files=large, headers=headers)).status_code == 200
    over = {"file": ("cv.txt", bytes(MAX_UPLOAD_BYTES + 1))}
    assert (await client.put(path, files=over, headers=headers)).status_code == 413


async def test_a_document_gets_another_name(client: AsyncClient) -> None:
    headers = await signed_in(client)
    path = f"/documents/{(await hand_in(client, headers)).json()['id']}"
    named = await client.patch(path, json={"name": " The\u0000 newest "}, headers=headers)
    assert named.json()["name"] == "The newest"
    as_json = headers | {"Content-Type": "application/json"}
    for body in ('{"name": "\\ud800"}', '{"name": " "}', '{"name": "%s"}' % ("x" * 121), "{}"):
        refused = await client.patch(path, content=body.encode(), headers=as_json)
        assert refused.status_code == 422, body


async def test_somebody_elses_documents_can_not_be_changed(client: AsyncClient) -> None:
    ada, eve = await signed_in(client, "ada"), await signed_in(client, "eve")
    path = f"/documents/{(await hand_in(client, ada)).json()['id']}"
    assert (await paste(client, eve, "PUT", path, text=TEXT)).status_code == 404
    assert (await client.patch(path, json={"name": "mine"}, headers=eve)).status_code == 404
    assert (await client.get(path, headers=ada)).json()["text"] == TEXT


async def test_twenty_at_once_keep_no_more_than_the_limit(client: AsyncClient) -> None:
    headers = await signed_in(client)
    for _ in range(MOST_DOCUMENTS - 2):
        assert (await paste(client, headers, kind="cv", text=TEXT)).status_code == 201
    answers = await asyncio.gather(
        *(paste(client, headers, kind="cv", text=TEXT) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [201] * 2 + [409] * 18
