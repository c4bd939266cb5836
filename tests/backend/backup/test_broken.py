"""A backup that isn't whole is refused in plain words, and the database stays as it was."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backend.backup import archive as archives
from backend.backup.archive import MANIFEST, BackupError, Reading
from backend.backup.shapes import shapes
from backend.config import Config
from tests.backend.backup.stored import a_person, backed_up, contents, restored

Members = dict[str, bytes]


def rewritten(path: Path, change: Callable[[Members, dict[str, Any]], None]) -> None:
    """Pack the archive anew after `change(its files, its manifest)`."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist() if name != MANIFEST}
        manifest = json.loads(old.read(MANIFEST))
    change(members, manifest)
    if MANIFEST not in members:
        members[MANIFEST] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)


def says(members: Members, manifest: dict[str, Any], table: str) -> None:
    """Let the manifest say what the table's list is now."""
    data = members[f"tables/{table}.jsonl"]
    digest = hashlib.sha256(data).hexdigest()
    manifest["tables"][table] = {
        "rows": data.count(b"\n"),
        "bytes": len(data),
        "sha256": digest,
    }


def cut_off(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def one_byte_changed(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def not_a_zip(path: Path) -> None:
    path.write_bytes(b"SQLite format 3\0" + bytes(1000))


def missing(path: Path) -> None:
    path.unlink()


def no_manifest(path: Path) -> None:
    rewritten(path, lambda members, _: members.update({"manifest.json": b"[1, 2"}))


def another_kind(path: Path) -> None:
    rewritten(path, lambda _, manifest: manifest.update(format="ihr-backup 2"))


def another_revision(path: Path) -> None:
    rewritten(path, lambda _, manifest: manifest.update(revision="0001", version="0.0.9"))


def long_manifest(path: Path) -> None:
    def change(members: Members, _manifest: dict[str, Any]) -> None:
        members[MANIFEST] = b" " * (archives.MOST_MANIFEST_BYTES + 1)

    rewritten(path, change)


def another_row(path: Path) -> None:
    def change(members: Members, _manifest: dict[str, Any]) -> None:
        data = members["tables/user_account.jsonl"]
        members["tables/user_account.jsonl"] = data.replace(b'"ada"', b'"eve"')

    rewritten(path, change)


def more_than_it_says(path: Path) -> None:
    def change(members: Members, _manifest: dict[str, Any]) -> None:
        members["tables/turn.jsonl"] += b" " * 50_000_000

    rewritten(path, change)


def a_table_too_few(path: Path) -> None:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        del members["tables/turn.jsonl"], manifest["tables"]["turn"]

    rewritten(path, change)


def a_file_elsewhere(path: Path) -> None:
    rewritten(path, lambda members, _: members.update({"../../etc/cron.d/ihr": b"* * * * *"}))


def an_unknown_column(path: Path) -> None:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        members["tables/tag.jsonl"] += b'{"id": 1, "password": "x"}\n'
        says(members, manifest, "tag")

    rewritten(path, change)


def somebody_without_an_id(path: Path) -> None:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        members["tables/user_account.jsonl"] += b'{"username": "eve"}\n'
        says(members, manifest, "user_account")

    rewritten(path, change)


def a_row_without_its_parent(path: Path) -> None:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        members["tables/interview.jsonl"] = b""
        says(members, manifest, "interview")

    rewritten(path, change)


def a_row_twice(path: Path) -> None:
    def change(members: Members, manifest: dict[str, Any]) -> None:
        members["tables/user_progress.jsonl"] *= 2
        says(members, manifest, "user_progress")

    rewritten(path, change)


BROKEN: list[tuple[Callable[[Path], None], str]] = [
    (cut_off, "is damaged, or no backup"),
    (one_byte_changed, "is damaged|are not those that were written"),
    (not_a_zip, "is damaged, or no backup"),
    (missing, "There is no file"),
    (no_manifest, "no manifest of a backup"),
    (long_manifest, "manifest is too long"),
    (another_kind, "another kind"),
    (another_revision, r"made by iHR 0\.0\.9.*0001"),
    (another_row, "rows of user_account are not those"),
    (more_than_it_says, "rows of turn are not those"),
    (a_table_too_few, "doesn't have the tables"),
    (a_file_elsewhere, "other files in it"),
    (an_unknown_column, "rows of tag in the backup don't fit"),
    (somebody_without_an_id, "rows of user_account in the backup don't fit"),
    (a_row_without_its_parent, "rows of feedback|rows of question|don't fit"),
    (a_row_twice, "rows of user_progress in the backup don't fit"),
]


@pytest.mark.parametrize(
    ("damage", "sentence"), BROKEN, ids=lambda each: getattr(each, "__name__", "")
)
@pytest.mark.one_database("it is about the file; what is rolled back on both is another test")
async def test_it_is_refused(
    config: Config, tmp_path: Path, damage: Callable[[Path], None], sentence: str
) -> None:
    await a_person(config, "ada")
    path = await backed_up(config, tmp_path / "all.zip")
    await a_person(config, "bob")
    before = await contents(config)
    damage(path)
    with pytest.raises(BackupError, match=sentence) as refused:
        await restored(config, path, replace=True)
    assert refused.value.message.endswith(".")
    assert await contents(config) == before


async def test_half_a_restore_is_rolled_back_on_both(config: Config, tmp_path: Path) -> None:
    await a_person(config, "ada")
    path = await backed_up(config, tmp_path / "all.zip")
    await a_person(config, "bob")
    before = await contents(config)
    a_row_twice(path)
    with pytest.raises(BackupError, match="don't fit this database"):
        await restored(config, path, replace=True)
    assert await contents(config) == before


@pytest.mark.one_database("about the file")
async def test_what_is_changed_between_checking_and_loading_is_noticed(
    config: Config, tmp_path: Path
) -> None:
    await a_person(config, "ada")
    path = await backed_up(config, tmp_path / "all.zip")
    with Reading(path) as reading:
        manifest = reading.manifest()
        reading.check_names(manifest, [shape.name for shape in shapes()])
    another_row(path)
    with Reading(path) as reading, pytest.raises(BackupError, match="not those that were written"):
        list(reading.lines(manifest, "user_account"))


@pytest.mark.one_database("about the file")
async def test_a_damaged_database_is_told_apart_from_one_in_use(
    config: Config, tmp_path: Path
) -> None:
    path = await backed_up(config, tmp_path / "all.zip")
    (config.home / "ihr.db").write_bytes(b"this was a database once" * 1000)
    (config.home / "ihr.db-wal").unlink(missing_ok=True)
    with pytest.raises(BackupError, match=r"is damaged\. Move it away"):
        await restored(config, path, replace=True)
    (config.home / "ihr.db").rename(config.home / "damaged")
    await restored(config, path)
