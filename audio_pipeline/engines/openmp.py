"""The OpenMP runtime for xllamacpp, which links the system's and brings none.

A slim container or a bare server has no libgomp. CTranslate2's wheel carries a copy under a
name of its own; a link with the usual name, in a folder that the loader is told to search,
makes it serve here too.
"""

from __future__ import annotations

import importlib.util
from ctypes.util import find_library
from pathlib import Path

NAME = "libgomp.so.1"


def carried_library() -> Path | None:
    """The copy in CTranslate2's wheel; None where there is none (macOS needs none)."""
    found = importlib.util.find_spec("ctranslate2")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent.parent / "ctranslate2.libs"
    return next(iter(sorted(folder.glob("libgomp-*.so*"))), None)


def library_folder(folder: Path, *, installed: bool | None = None) -> Path | None:
    """A folder to put into LD_LIBRARY_PATH, made below `folder`; None where none is needed.

    `installed` says whether the system has the library, which is looked up otherwise.
    """
    if installed or (installed is None and find_library("gomp") is not None):
        return None
    carried = carried_library()
    if carried is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    link = folder / NAME
    if not link.exists():
        # A link that an earlier environment left behind points nowhere now.
        link.unlink(missing_ok=True)
        link.symlink_to(carried)
    return folder
