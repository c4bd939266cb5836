"""How much script each page of the built web application loads before it can be used.

python -m scripts.first_load
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path

from scripts.build_web import OUT

_SCRIPT = re.compile(r"<script[^>]*>")
_SOURCE = re.compile(r'src="/(_next/[^"?]+)')


def first_load_kb(out: Path = OUT) -> dict[str, float]:
    """KB of JavaScript, gzip, by page ("" is the start page), without what only old browsers run
    (noModule). Raises `ValueError` for a page that loads none, which an export never does."""
    return {
        "" if page.parent == out else page.parent.relative_to(out).as_posix(): _kb(page, out)
        for page in sorted(out.rglob("index.html"))
    }


def _kb(page: Path, out: Path) -> float:
    names = {
        found[1]
        for tag in _SCRIPT.findall(page.read_text(encoding="utf-8"))
        if "nomodule" not in tag.lower()
        if (found := _SOURCE.search(tag))
    }
    if not names:
        raise ValueError(f"{page} loads no script")
    size = sum(len(gzip.compress((out / name).read_bytes(), mtime=0)) for name in names)
    return round(size / 1024, 1)


if __name__ == "__main__":
    for name, kilobytes in first_load_kb().items():
        print(f"{kilobytes:7.1f} KB  /{name}")
