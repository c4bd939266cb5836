"""Small files of every kind, good and bad, made here."""

from __future__ import annotations

import io
import zipfile

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
LINES = (
    "Ada Example, nurse since 2015",
    "Led a ward of twelve people & two trainees",
    "Cut the waiting time by 20 percent",
)


def pdf(lines: tuple[str, ...] = LINES, *, trailer: str = "") -> bytes:
    """One page with a line of text for each of `lines`."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    content = f"BT /F1 12 Tf 50 700 Td {shown} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        " /Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{each}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    start = len(body)
    body += f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    body += f"trailer\n<< /Size {size} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


def locked_pdf() -> bytes:
    """The standard handler's dictionary (ISO 32000-1 7.6.3) for a password that nobody knows."""
    secret = "00" * 32
    encrypt = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{secret}> /U <{secret}> /P -4 >>"
    return pdf(trailer=f"{encrypt} /ID [<{'11' * 16}> <{'11' * 16}>]")


def docx(lines: tuple[str, ...] = LINES, *, prolog: str = "", body: str = "") -> bytes:
    paragraphs = body or "".join(
        f"<w:p><w:r><w:t>{line.replace('&', '&amp;')}</w:t></w:r></w:p>" for line in lines
    )
    xml = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<w:document xmlns:w="{WORD}">'
        f"<w:body>{paragraphs}</w:body></w:document>"
    )
    return archive({"word/document.xml": xml.encode()})


def archive(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as files:
        for name, data in entries.items():
            files.writestr(name, data)
    return buffer.getvalue()


def bomb() -> bytes:
    """A few kilobytes that unpack to 64 MB."""
    return docx(body="<w:p/>" * 64 + " " * (64 * 2**20))


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
)
