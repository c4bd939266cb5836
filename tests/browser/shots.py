"""Pictures of pages and states, for people to look at."""

from __future__ import annotations

import os
from pathlib import Path

from playwright.sync_api import Page

# Read as soon as the tests are collected: the session takes the IHR_ variables away.
_FOLDER = os.environ.get("IHR_SCREENSHOTS")
_kept: set[str] = set()


def keep(page: Page, name: str) -> None:
    """`name`.png in the folder that IHR_SCREENSHOTS names, once; nothing where it names none."""
    if not _FOLDER or name in _kept:
        return
    _kept.add(name)
    Path(_FOLDER).mkdir(parents=True, exist_ok=True)
    page.screenshot(path=Path(_FOLDER, f"{name}.png"), full_page=True, animations="disabled")
