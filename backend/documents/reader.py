"""Reads the text of one document: bytes on standard input, JSON on standard output.

It runs as a program of its own, because a file from anywhere may be made to break whoever reads
it. It takes its limits before it looks at a byte, imports nothing of ours, and says {"text": …}
or {"problem": …}, where a problem is one of those in `parsing.PROBLEMS`.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

MEMORY_BYTES = 512 * 2**20
CPU_S = 5
MOST_CHARACTERS = 60_000
"""About twenty pages: longer than a CV or a job description should be."""
MOST_PAGES = 60
MOST_UNPACKED_BYTES = 20 * 2**20
"""A text of `MOST_CHARACTERS` needs less than a tenth of this, whatever its formatting."""

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main "
_STRICT_WORD = "http://purl.oclc.org/ooxml/wordprocessingml/main "
_MAIN_PART = "word/document.xml"
_PASSWORD = 4  # FPDF_ERR_PASSWORD in pdfium's fpdfview.h


class Problem(Exception):
    """Its message is the problem's name."""


def take_limits() -> None:
    try:
        import resource
    except ImportError:  # not on Windows; the parent's clock is the limit there
        return
    for which, most in (
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_CPU, CPU_S),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        try:
            resource.setrlimit(which, (most, most))
        except (ValueError, OSError):
            # macOS refuses a limit of the address space; the others and the clock hold there.
            continue


def text_of(data: bytes) -> str:
    """Raises `Problem`."""
    if data[:1024].lstrip(b"\0\t\n\r\x0c ").startswith(b"%PDF-"):
        return "\n".join(_up_to_the_most(_pdf(data)))
    if data.startswith(b"PK"):
        return "\n".join(_up_to_the_most(_docx(data)))
    return _plain(data)


def _up_to_the_most(parts: Iterator[str]) -> Iterator[str]:
    total = 0
    for part in parts:
        total += len(part) + 1
        if total > MOST_CHARACTERS:
            raise Problem("too_long")
        yield part


def _plain(data: bytes) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise Problem("unknown_type") from None
    if "\0" in text:
        raise Problem("unknown_type")
    if len(text) > MOST_CHARACTERS:
        raise Problem("too_long")
    return text


def _pdf(data: bytes) -> Iterator[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise Problem("locked" if locked else "damaged") from None
    if len(document) > MOST_PAGES:
        raise Problem("too_long")
    try:
        for page in document:
            yield page.get_textpage().get_text_range().replace("\r\n", "\n")
    except pypdfium2.PdfiumError:
        raise Problem("damaged") from None


def _docx(data: bytes) -> Iterator[str]:
    """One paragraph after another; what was deleted under "track changes" is no text."""
    try:
        # A bomb lies about its size, so what is really unpacked is counted.
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(_MAIN_PART) as part:
            xml = part.read(MOST_UNPACKED_BYTES + 1)
    except KeyError:
        raise Problem("unknown_type") from None
    except RuntimeError:  # what zipfile raises for an entry that needs a password
        raise Problem("locked") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise Problem("damaged") from None
    if len(xml) > MOST_UNPACKED_BYTES:
        raise Problem("too_long")
    yield from _paragraphs(xml)


def _paragraphs(xml: bytes) -> list[str]:
    found: list[str] = []
    line: list[str] = []
    inside = False

    def started(tag: str, _attributes: dict[str, str]) -> None:
        nonlocal inside
        name = _local(tag)
        inside = name == "t"
        if name in ("br", "cr", "tab"):
            line.append("\t" if name == "tab" else "\n")

    def ended(tag: str) -> None:
        nonlocal inside
        inside = False
        if _local(tag) == "p":
            found.append("".join(line))
            line.clear()

    def told(text: str) -> None:
        if inside:
            line.append(text)

    def refused(*_arguments: object) -> None:
        raise Problem("damaged")  # an entity may grow without end, or name a file of ours

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = started
    parser.EndElementHandler = ended
    parser.CharacterDataHandler = told
    parser.EntityDeclHandler = refused
    try:
        parser.Parse(xml, True)
    except expat.ExpatError:
        raise Problem("damaged") from None
    return found


def _local(tag: str) -> str:
    for namespace in (_WORD, _STRICT_WORD):
        if tag.startswith(namespace):
            return tag.removeprefix(namespace)
    return ""


def main() -> None:
    take_limits()
    try:
        found = {"text": text_of(sys.stdin.buffer.read())}
    except Problem as problem:
        found = {"problem": str(problem)}
    except MemoryError:
        found = {"problem": "too_much_work"}
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main()
