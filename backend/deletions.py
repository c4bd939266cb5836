"""A journal beside the database of what was deleted, so that a backup doesn't bring it back.

It lies in `IHR_HOME/deletions`, a file for each month, since it has to be there when the database
is lost. A line has an id, what it was and when, and nothing that anybody wrote. It is written once
the deletion is committed: a deletion that was rolled back must not be done by a restore.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, get_args
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from backend.config import Config

log = logging.getLogger(__name__)

What = Literal["user", "interview", "document"]
How = Literal["gone", "binned", "unbinned"]

JOURNAL = "ihr_journal"
"""Where a session's `info` has the journal."""
_NOTED = "ihr_deletions"


@dataclass(frozen=True, slots=True)
class Deletion:
    """`binned` can be taken back for a while, which is `unbinned`; `gone` can't."""

    at: datetime
    what: What
    id: UUID
    how: How


@dataclass(frozen=True, slots=True)
class Journal:
    """Every method is work for a thread. Several servers may write to one folder at once."""

    folder: Path
    kept_days: int

    def write(self, deletions: Sequence[Deletion]) -> None:
        """Append, and wait until it is on the disk. Raises `OSError`."""
        by_file: dict[Path, list[Deletion]] = {}
        for each in deletions:
            by_file.setdefault(self.folder / f"{each.at:%Y-%m}.jsonl", []).append(each)
        for file, some in by_file.items():
            if not file.exists():
                self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                self._trim(some[-1].at)
            _append(file, b"".join(map(_as_line, some)))

    def _trim(self, now: datetime) -> None:
        """Remove the months that are over for longer than anybody keeps a backup."""
        oldest = f"{now - timedelta(days=self.kept_days):%Y-%m}"
        for file in self.folder.glob("*.jsonl"):
            if file.stem < oldest:
                file.unlink(missing_ok=True)


def journal_of(config: Config) -> Journal:
    return Journal(config.home.absolute() / "deletions", config.deletions_kept_days)


def note_deleted(
    db: AsyncSession, what: What, ids: Iterable[UUID], at: datetime, how: How = "gone"
) -> None:
    """Note in the transaction what it deletes; `transaction` writes it down after the commit."""
    db.info.setdefault(_NOTED, []).extend(Deletion(at, what, each, how) for each in ids)


async def write_down(db: AsyncSession) -> None:
    """What was noted in a transaction that has been committed. What can't be written is an error
    for whoever runs the server; the person's deletion has been done all the same."""
    noted: list[Deletion] = db.info.pop(_NOTED, [])
    journal: Journal | None = db.info.get(JOURNAL)
    if not noted or journal is None:
        return
    try:
        await asyncio.to_thread(journal.write, noted)
    except OSError as error:
        log.error("%d deletions are not in the journal: %s", len(noted), error.strerror or error)


def read(paths: Iterable[Path]) -> tuple[list[Deletion], int]:
    """What stands in these files and folders, the oldest first, and how many lines can't be
    read. Raises `OSError`."""
    found: list[Deletion] = []
    unreadable = 0
    for path in paths:
        for file in sorted(path.glob("*.jsonl")) if path.is_dir() else [path]:
            for line in file.read_bytes().splitlines():
                try:
                    found.append(_of_line(line))
                except (ValueError, KeyError, TypeError, AttributeError):
                    unreadable += 1
    return sorted(found, key=lambda each: each.at), unreadable


def _append(file: Path, data: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(descriptor, data)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _as_line(one: Deletion) -> bytes:
    shown = {"at": one.at.isoformat(), "what": one.what, "id": str(one.id), "how": one.how}
    return json.dumps(shown).encode() + b"\n"


def _of_line(line: bytes) -> Deletion:
    told = json.loads(line)
    what, how = told["what"], told["how"]
    if what not in get_args(What) or how not in get_args(How):
        raise ValueError(line)
    at = datetime.fromisoformat(told["at"]).astimezone(UTC)
    return Deletion(at, what, UUID(told["id"]), how)
