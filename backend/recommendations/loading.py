"""Reads the guides' files: Markdown below a front matter in TOML, which stands between lines of
three plus signs."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from backend.bank.loading import bank_data, read_file
from backend.recommendations.guide import (
    CourseEntry,
    CourseFile,
    Guide,
    TagEntry,
    TagFile,
    TagGroup,
)

DATA = Path(__file__).with_name("guides")
FENCE = "+++\n"
CLASHING = frozenset({"communication", "delivery", "structure", "problem_solving"})
"""Competencies with the name of a metric, which means something else: no tags."""


@dataclass(frozen=True, slots=True)
class GuideData:
    """All that the files hold: guides by the name of their file, courses in their order."""

    guides: tuple[Guide, ...]
    courses: tuple[CourseEntry, ...]
    tags: Mapping[str, TagEntry]


def load_guides(folder: Path = DATA) -> GuideData:
    """The guides in a folder. Raises `ValueError` with the file at fault."""
    courses = read_file(folder / "courses.toml", CourseFile).courses
    guides = tuple(read_guide(file) for file in sorted(folder.glob("*.md")))
    return GuideData(guides, courses, _tags(read_file(folder / "tags.toml", TagFile)))


@cache
def guide_data() -> GuideData:
    """The guides that come with the program."""
    return load_guides()


def read_guide(file: Path) -> Guide:
    """Raises `ValueError` where it isn't a guide, or has another slug than its file's name."""
    before, _, rest = file.read_text(encoding="utf-8").partition(FENCE)
    front, fence, body = rest.partition(FENCE)
    if before or not fence:
        raise ValueError(f"{file.name}: there is no front matter between lines of +++")
    try:
        guide = Guide.model_validate({**tomllib.loads(front), "body": body.strip()})
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"{file.name}: the front matter is not TOML: {error}") from None
    except ValidationError as error:
        faults = (f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
        raise ValueError(f"{file.name}: {'; '.join(faults)}") from None
    if guide.slug != file.stem:
        raise ValueError(f"{file.name}: its slug is {guide.slug}")
    return guide


def _tags(file: TagFile) -> dict[str, TagEntry]:
    bank = bank_data()
    labels: dict[TagGroup, dict[str, str]] = {
        "kind": file.kind,
        "industry": {each.id: each.name for each in bank.industries},
        "competency": {
            key: each.name for key, each in bank.competencies.items() if key not in CLASHING
        },
        "skill": file.skill,
        "situation": file.situation,
    }
    return {
        name: TagEntry(name=name, label=label, group=group)
        for group, named in labels.items()
        for name, label in named.items()
    }
