"""A ZIP file that is written from front to back and is never anywhere as a whole."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import IO, Any


class _Out(io.RawIOBase):
    """What was written since it was last taken. Nobody can go back in it."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


class Archive:
    """Every method is work for a thread and returns what the file goes on with. `at` is the time
    that all files in it have."""

    def __init__(self, at: datetime) -> None:
        self._out = _Out()
        # Java's reader of streams takes no stored entry whose size follows it, so that what is
        # compressed already is deflated too, in name only.
        self._zip = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._at = at.timetuple()[:6]
        self._entry: IO[bytes] | None = None
        self._rows = 0

    def text(self, name: str, text: str) -> bytes:
        self._zip.writestr(self._info(name), text.encode())
        return self._out.take()

    def sound(self, name: str, file: IO[bytes]) -> bytes:
        """A whole file, which its caller closes; its pieces go through memory one by one."""
        info = self._info(name)
        file.seek(0)
        with self._zip.open(info, "w", force_zip64=True) as entry:
            while piece := file.read(65_536):
                entry.write(piece)
        return self._out.take()

    def begin_list(self, name: str) -> bytes:
        """A JSON list, one object on a line; `rows` adds to it until `end_list`."""
        self._entry = self._zip.open(self._info(name), "w", force_zip64=True)
        self._entry.write(b"[")
        self._rows = 0
        return self._out.take()

    def rows(self, rows: Sequence[Mapping[str, Any]]) -> bytes:
        assert self._entry is not None
        for row in rows:
            self._entry.write(b",\n" if self._rows else b"\n")
            self._entry.write(as_json(row))
            self._rows += 1
        return self._out.take()

    def end_list(self) -> bytes:
        assert self._entry is not None
        self._entry.write(b"\n]\n")
        self._entry.close()
        return self._out.take()

    def close(self) -> bytes:
        """The list of what is in it, which stands at the end."""
        self._zip.close()
        return self._out.take()

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._at)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        return info


def as_json(value: Any) -> bytes:
    """Ids and times as text; a lone half of a character, which no file can hold, as "?"."""
    return json.dumps(value, ensure_ascii=False, default=_as_text).encode("utf-8", "replace")


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
