"""From a file's bytes to its text, in a bounded process of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from backend.domain.language import clean, words
from backend.errors import BusyError, InvalidInputError, UnsupportedTypeError

PARSING_S = 15.0
"""By the clock. The reader bounds its own computing, to less: this is for one that gets no turn
on a busy machine, whose document mustn't be called too hard to read."""
AT_ONCE = 2
"""Readers at work at the same time: each may take a core and half a gigabyte."""
PATIENCE_S = 10.0
FEWEST_WORDS = 5

PROBLEMS = {
    "locked": "This file is protected by a password. Please save it without one, or paste the "
    "text instead.",
    "damaged": "This file is damaged and can't be read. Please save it again, or paste the text "
    "instead.",
    "too_long": "This document is longer than 60,000 characters. Please leave out what doesn't "
    "matter for the interview.",
    "too_much_work": "This file takes too much to read. Please paste the text instead.",
    "empty": "No text was found in this file; it may be a scan. Please paste the text instead.",
}
UNKNOWN_TYPE = "This isn't a PDF, a Word document (.docx) or plain text."

_READER = str(Path(__file__).with_name("reader.py"))
_LEAST = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
"""Nothing of this process's environment, but for what Python can't start without on Windows."""


class Parser:
    """At most `AT_ONCE` documents are read at a time; more wait for `PATIENCE_S`."""

    def __init__(self, command: tuple[str, ...] = (sys.executable, "-I", _READER)) -> None:
        self._command = command
        self._free = asyncio.Semaphore(AT_ONCE)

    async def text_of(self, data: bytes) -> str:
        """The document's text, one line for each of its lines, without control characters.

        Raises `InvalidInputError` or `UnsupportedTypeError` with what to do, and `BusyError`
        when too many documents are being read.
        """
        try:
            async with asyncio.timeout(PATIENCE_S):
                await self._free.acquire()
        except TimeoutError:
            raise BusyError("Too many documents are being read; please try again.") from None
        try:
            found = await self._read(data)
        finally:
            self._free.release()
        problem = found.get("problem", "")
        if problem == "unknown_type":
            raise UnsupportedTypeError(UNKNOWN_TYPE, field="file")
        if problem:
            raise InvalidInputError(PROBLEMS[problem], field="file")
        return tidy(found["text"])

    async def _read(self, data: bytes) -> dict[str, str]:
        process = await asyncio.create_subprocess_exec(
            *self._command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            env=_LEAST,
        )
        try:
            async with asyncio.timeout(PARSING_S):
                told, _nothing = await process.communicate(data)
        except TimeoutError:
            return {"problem": "too_much_work"}
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        status = await process.wait()
        if status != 0:
            # Killed at a limit, or by the file itself.
            return {"problem": "too_much_work" if status < 0 else "damaged"}
        found: dict[str, str] = json.loads(told)
        return found


def tidy(text: str, otherwise: str = PROBLEMS["empty"], field: str = "file") -> str:
    """Clean lines, the empty ones left out. Raises `InvalidInputError`, saying `otherwise`, where
    hardly a word is."""
    lines = [line for line in (clean(each) for each in text.splitlines()) if line]
    kept = "\n".join(lines)
    if len(words(kept)) < FEWEST_WORDS:
        raise InvalidInputError(otherwise, field=field)
    return kept
