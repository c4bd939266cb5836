"""A wheel carries the pages; without a build of them there is no wheel."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from backend.config import CHECKOUT_WEB, PACKAGED_WEB

ROOT = Path(__file__).resolve().parent.parent.parent
INSIDE = PACKAGED_WEB.relative_to(ROOT).as_posix()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As little of a checkout as a wheel can be built from."""
    for name in ("pyproject.toml", "README.md", "LICENSE", "scripts/hatch_build.py"):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, target)
    for package in ("backend", "audio_pipeline", "models"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    return tmp_path


def build(root: Path, version: str = "standard") -> set[str]:
    """The names of the files in a wheel of `root`."""
    (made,) = WheelBuilder(str(root)).build(directory=str(root / "dist"), versions=[version])
    with zipfile.ZipFile(made) as wheel:
        return set(wheel.namelist())


def test_a_wheel_has_the_pages_where_the_server_looks_for_them(checkout: Path) -> None:
    built = checkout / CHECKOUT_WEB.relative_to(ROOT)
    (built / "_next").mkdir(parents=True)
    (built / "index.html").touch()
    (built / "_next" / "code.js").touch()
    assert {f"{INSIDE}/index.html", f"{INSIDE}/_next/code.js"} <= build(checkout)


def test_there_is_no_wheel_without_the_pages(checkout: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"python -m scripts\.build_web"):
        build(checkout)


def test_an_editable_installation_serves_the_checkouts_own(checkout: Path) -> None:
    assert not [name for name in build(checkout, "editable") if name.startswith(INSIDE)]
