from __future__ import annotations

import asyncio
import sys

import pytest

from backend.documents.parsing import AT_ONCE, PROBLEMS, Parser
from backend.errors import InvalidInputError, UnsupportedTypeError
from tests.backend.documents import files

TEXT = "\n".join(files.LINES)
CHILD = "import sys, time; "


@pytest.mark.parametrize(
    "data",
    [
        files.pdf(),
        files.docx(),
        TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
        b"\xef\xbb\xbf" + TEXT.encode(),
        ("\x0c\n\n" + TEXT + "\x07\n").encode(),
    ],
    ids=["pdf", "docx", "utf-8", "utf-16", "byte order mark", "control characters"],
)
async def test_the_text_of_every_kind_is_the_same(data: bytes) -> None:
    assert await Parser().text_of(data) == TEXT


async def test_what_was_deleted_is_no_text_and_breaks_are_kept() -> None:
    body = (
        "<w:p><w:r><w:t>Ran a shop for</w:t><w:tab/><w:t>three years</w:t></w:r>"
        "<w:del><w:r><w:delText>secret</w:delText></w:r></w:del></w:p>"
        "<w:p><w:r><w:t>Then</w:t><w:br/><w:t>moved abroad</w:t></w:r></w:p>"
    )
    assert await Parser().text_of(files.docx(body=body)) == (
        "Ran a shop for three years\nThen\nmoved abroad"
    )


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (files.locked_pdf(), "locked"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 8, "damaged"),
        (b"PK\x03\x04" + bytes(300), "damaged"),
        (files.docx()[:-40], "damaged"),
        (files.docx(prolog=files.LAUGHS, body="<w:p><w:r><w:t>&c;</w:t></w:r></w:p>"), "damaged"),
        (files.docx(body="<w:p><w:r>"), "damaged"),
        (files.bomb(), "too_long"),
        (b"word " * 13_000, "too_long"),
        (files.docx(("word " * 13_000,)), "too_long"),
        (files.pdf(()), "empty"),
        (b"", "empty"),
        (b"Hello there.", "empty"),
    ],
)
async def test_a_file_that_cannot_be_used_is_told_of_in_plain_words(
    data: bytes, problem: str
) -> None:
    with pytest.raises(InvalidInputError) as told:
        await Parser().text_of(data)
    assert told.value.message == PROBLEMS[problem]


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 4,
        b"\x89PNG\r\n\x1a\n" + bytes(64),
        files.archive({"xl/workbook.xml": b"<x/>"}),
        b"GIF89a\xff\xfe\x00",
    ],
)
async def test_what_is_no_document_is_refused_by_its_content(data: bytes) -> None:
    with pytest.raises(UnsupportedTypeError):
        await Parser().text_of(data)


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (CHILD + "time.sleep(60)", "too_much_work"),
        (CHILD + "import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "too_much_work"),
        (CHILD + "sys.exit(3)", "damaged"),
    ],
)
async def test_a_reader_that_hangs_or_dies_is_ended(
    code: str, problem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.documents.parsing.PARSING_S", 0.5)
    parser = Parser((sys.executable, "-I", "-c", code))
    with pytest.raises(InvalidInputError) as told:
        await parser.text_of(b"anything")
    assert told.value.message == PROBLEMS[problem]


@pytest.mark.skipif(sys.platform == "darwin", reason="macOS has no limit of the address space")
async def test_a_reader_gets_no_more_memory_than_its_share() -> None:
    from backend.documents import reader

    hungry = "from importlib.util import spec_from_file_location, module_from_spec\n" + (
        f"spec = spec_from_file_location('reader', {reader.__file__!r})\n"
        "reader = module_from_spec(spec)\n"
        "spec.loader.exec_module(reader)\n"
        "reader.text_of = lambda data: str(bytearray(2 ** 30))\n"
        "reader.main()\n"
    )
    parser = Parser((sys.executable, "-I", "-c", hungry))
    with pytest.raises(InvalidInputError) as told:
        await parser.text_of(b"anything")
    assert told.value.message == PROBLEMS["too_much_work"]


async def test_cancelling_ends_the_reader_and_frees_its_place() -> None:
    parser = Parser((sys.executable, "-I", "-c", CHILD + "time.sleep(60)"))
    for _ in range(AT_ONCE + 1):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(parser.text_of(b"anything"), 0.2)
