"""The file that a backup is: a ZIP file with a list of rows for each table and a manifest.

A row is a line of JSON. The manifest comes last, once it is known what the lists hold.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import zipfile
import zlib
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, cast

from backend.errors import StartupError

FORMAT = "ihr-backup 1"
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 1 << 20
MOST_LINE_BYTES = 256 << 20
"""A row: half a minute of sound is a megabyte, the longest text that anybody may send less."""
PIECE_BYTES = 1 << 16
LEVEL = 1
"""Of deflate. Recordings are compressed already; what base64 adds to them goes at any level."""


class BackupError(StartupError):
    """The sentence says what to do."""


@dataclass(frozen=True, slots=True)
class List:
    """What there is of one table; the bytes are those before they were compressed."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """`revision` is that of the tables, `version` the program that made the backup."""

    made_at: datetime
    revision: str
    version: str
    tables: dict[str, List]

    @property
    def rows(self) -> int:
        return sum(each.rows for each in self.tables.values())


class Fault(Exception):
    """What is wrong with an archive, as half a sentence."""


class Writing:
    """A new archive; every method is work for a thread."""

    def __init__(self, file: IO[bytes], at: datetime) -> None:
        self._zip = zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL)
        self._at = at
        self._tables: dict[str, List] = {}

    @contextmanager
    def table(self, name: str) -> Iterator[Callable[[Iterable[bytes]], None]]:
        """Gives what adds lines to the table's list."""
        rows = size = 0
        digest = hashlib.sha256()
        with self._zip.open(self._info(member(name)), "w", force_zip64=True) as entry:

            def add(lines: Iterable[bytes]) -> None:
                nonlocal rows, size
                for line in lines:
                    digest.update(line)
                    entry.write(line)
                    rows, size = rows + 1, size + len(line)

            yield add
        self._tables[name] = List(rows, size, digest.hexdigest())

    def close(self, revision: str, version: str) -> Manifest:
        manifest = Manifest(self._at, revision, version, self._tables)
        told = {"format": FORMAT, **asdict(manifest), "made_at": self._at.isoformat()}
        self._zip.writestr(self._info(MANIFEST), json.dumps(told, indent=1) + "\n")
        self._zip.close()
        return manifest

    def _info(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._at.timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info


class Reading:
    """An archive that exists. Whatever is wrong with it raises `BackupError`."""

    def __init__(self, path: Path) -> None:
        with _plain_errors(path):
            self._zip = zipfile.ZipFile(path)
        self._path = path

    def __enter__(self) -> Reading:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def manifest(self) -> Manifest:
        with _plain_errors(self._path):
            try:
                size = self._zip.getinfo(MANIFEST).file_size
                if size > MOST_MANIFEST_BYTES:
                    raise Fault("its manifest is too long")
                return _manifest_of(json.loads(self._zip.read(MANIFEST)))
            except (KeyError, TypeError, AttributeError, ValueError) as error:
                raise Fault("it has no manifest of a backup") from error

    def check_names(self, manifest: Manifest, expected: Iterable[str]) -> None:
        """That it has the tables that are expected, and nothing else."""
        names = {member(name) for name in expected}
        with _plain_errors(self._path):
            if {member(name) for name in manifest.tables} != names:
                raise Fault("it doesn't have the tables that it should have")
            found = self._zip.namelist()
            if len(found) != len(set(found)) or set(found) != names | {MANIFEST}:
                raise Fault("there are other files in it than there should be")

    def lines(self, manifest: Manifest, name: str) -> Generator[bytes, None, None]:
        """A table's rows. What they sum up to is known at the end: only then it is certain that
        nothing was changed."""
        told = manifest.tables[name]
        digest = hashlib.sha256()
        rows = size = 0
        with _plain_errors(self._path), self._zip.open(member(name)) as entry:
            # By itself it reads long lines in small pieces.
            buffered = io.BufferedReader(cast(zipfile.ZipExtFile, entry), PIECE_BYTES)
            while line := buffered.readline(MOST_LINE_BYTES):
                digest.update(line)
                rows, size = rows + 1, size + len(line)
                if size > told.bytes or not line.endswith(b"\n"):
                    break
                yield line
            if (rows, size, digest.hexdigest()) != (told.rows, told.bytes, told.sha256):
                raise Fault(f"the rows of {name} are not those that were written")


def member(table: str) -> str:
    """The name of a table's list in the archive."""
    return f"tables/{table}.jsonl"


@contextmanager
def new_file(path: Path, *, force: bool) -> Iterator[IO[bytes]]:
    """A file for nobody else to read, which has its name only once it is complete."""
    if path.exists() and not force:
        raise BackupError(f"{path} exists. Choose another name, or replace it with --force.")
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.unlink(missing_ok=True)
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _manifest_of(told: Any) -> Manifest:
    if told["format"] != FORMAT:
        raise Fault("it is of another kind than this version of iHR reads")
    made_at = datetime.fromisoformat(told["made_at"]).astimezone(UTC)
    tables = {str(name): List(**each) for name, each in told["tables"].items()}
    return Manifest(made_at, str(told["revision"]), str(told["version"]), tables)


@contextmanager
def _plain_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise BackupError(f"There is no file {path}.") from None
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror or error}.") from None
    except Fault as fault:
        raise BackupError(f"{path} cannot be used: {fault}. Take another backup.") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError):
        raise BackupError(f"{path} is damaged, or no backup. Take another one.") from None
