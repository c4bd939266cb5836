"""Names for files that people save."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from backend.domain.language import clean

NAME_CHARACTERS = 80
"""A file system takes 255 bytes for a name, and a character may need three of them."""
NAMELESS = "interview"

_MEANS_SOMETHING = re.compile(r'[\\/:*?"<>|%;]')
"""To one file system, shell or header, or another."""


def attachment(name: str, suffix: str) -> str:
    """A Content-Disposition that has a browser save a file under `name` (RFC 6266): in full for
    those that know `filename*`, without what isn't ASCII for the others. Nothing in it leads to
    another folder, or ends the header."""
    full = _harmless(name)
    plain = _harmless(unicodedata.normalize("NFKD", full).encode("ascii", "ignore").decode())
    quoted = quote(f"{full or NAMELESS}.{suffix}", safe="")
    return f"attachment; filename=\"{plain or NAMELESS}.{suffix}\"; filename*=UTF-8''{quoted}"


def _harmless(name: str) -> str:
    tidy = clean(_MEANS_SOMETHING.sub(" ", name))
    return tidy[:NAME_CHARACTERS].strip(". ")
