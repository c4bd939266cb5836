"""The carried OpenMP runtime stands in where the system has none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audio_pipeline.engines.openmp import NAME, carried_library, library_folder

linux_only = pytest.mark.skipif(
    sys.platform != "linux", reason="only Linux wheels carry libgomp; macOS links another runtime"
)


def test_nothing_is_made_where_the_system_has_it(tmp_path: Path) -> None:
    assert library_folder(tmp_path / "lib", installed=True) is None
    assert not (tmp_path / "lib").exists()


@linux_only
def test_a_link_with_the_usual_name_is_made_and_renewed(tmp_path: Path) -> None:
    folder = library_folder(tmp_path / "lib", installed=False)
    assert folder is not None
    assert (folder / NAME).resolve() == carried_library()
    (folder / NAME).unlink()
    (folder / NAME).symlink_to(tmp_path / "gone")
    assert library_folder(tmp_path / "lib", installed=False) == folder
    assert (folder / NAME).resolve() == carried_library()


@linux_only
def test_the_language_model_loads_with_the_carried_runtime(tmp_path: Path) -> None:
    folder = library_folder(tmp_path / "lib", installed=False)
    script = (
        "import xllamacpp\n"
        "maps = open('/proc/self/maps').read()\n"
        "print([line.split()[-1] for line in maps.splitlines() if 'libgomp' in line][0])"
    )
    told = subprocess.run(
        [sys.executable, "-c", script],
        env={"LD_LIBRARY_PATH": str(folder)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(told.stdout.strip()) == carried_library()
