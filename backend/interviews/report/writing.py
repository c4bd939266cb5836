"""Interviews as files to be saved."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal, NamedTuple

from backend.downloads import attachment
from backend.interviews.report.content import Report, Sources, report_of
from backend.interviews.report.document import to_json
from backend.interviews.report.markdown import to_markdown

Format = Literal["json", "markdown", "pdf"]

MEDIA_TYPES: dict[Format, str] = {
    "json": "application/json",
    "markdown": "text/markdown; charset=utf-8",
    "pdf": "application/pdf",
}
_SUFFIXES: dict[Format, str] = {"json": "json", "markdown": "md", "pdf": "pdf"}


class Written(NamedTuple):
    """`disposition` is the header that names the file."""

    data: bytes
    media_type: str
    disposition: str


class Reports:
    """Writes one at a time: setting a PDF keeps a core busy for a second, and conversations need
    it more. Who comes next waits, and holds no thread meanwhile."""

    def __init__(self) -> None:
        self._free = asyncio.Lock()

    async def write(self, sources: Sources, format: Format) -> Written:
        async with self._free:
            report, data = await asyncio.to_thread(_write, sources, format)
        name = f"{report.title} {report.day}"
        return Written(data, MEDIA_TYPES[format], attachment(name, _SUFFIXES[format]))


def _pdf(report: Report) -> bytes:
    # Not at the top: with its fonts it takes a tenth of the time that a server needs to start.
    from backend.interviews.report.pdf import to_pdf

    return to_pdf(report)


def _write(sources: Sources, format: Format) -> tuple[Report, bytes]:
    report = report_of(sources)
    write: dict[Format, Callable[[], bytes]] = {
        "json": lambda: to_json(sources),
        "markdown": lambda: to_markdown(report).encode(),
        "pdf": lambda: _pdf(report),
    }
    return report, write[format]()
