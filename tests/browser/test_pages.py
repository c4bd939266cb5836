"""Every page, in both themes: no accessibility violation, nothing wider than a small phone, and
no more script than was promised."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from scripts.first_load import first_load_kb
from tests.browser import shots
from tests.browser.conftest import Open
from tests.browser.people import Person

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

OPEN_TO_ALL = ("/", "/login/", "/register/", "/resources/", "/nowhere/")
SIGNED_IN = ("/interviews/", "/dashboard/", "/history/", "/settings/", "/admin/")
BUDGETS_KB = {"login": 185, "interviews/room": 240, "dashboard": 310}
"""First-load JavaScript, gzip, without what only old browsers run."""


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{page.url}: {each['id']} at {[node['target'] for node in each['nodes']][:3]}"
        for each in found
    ]


def look(page: Page) -> str:
    """The theme and the size in a word each, for a picture's name."""
    theme: str = page.evaluate("document.documentElement.dataset.theme")
    return f"{theme}-{page.evaluate('innerWidth')}"


def check(page: Page, path: str) -> list[str]:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    shots.keep(page, f"{path.strip('/') or 'home'}-{look(page)}")
    width = page.evaluate("document.documentElement.scrollWidth")
    wide = [f"{path} is {width} wide"] if width > page.viewport_size["width"] else []  # type: ignore[index]  # it was set
    return [*violations(page), *wide]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_for_everybody(opened: Open, dark: bool) -> None:
    page = opened(width=320, height=640, dark=dark, errors_expected=True)
    assert [each for path in OPEN_TO_ALL for each in check(page, path)] == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_pages_of_ones_own(person: Callable[..., Person], dark: bool) -> None:
    someone = person(f"reader-{'dark' if dark else 'light'}", dark=dark)
    found = [each for path in SIGNED_IN for each in check(someone.page, path)]
    someone.page.set_viewport_size({"width": 320, "height": 640})
    assert found + [each for path in SIGNED_IN for each in check(someone.page, path)] == []


def test_first_load_stays_light(web: None) -> None:
    found = first_load_kb()
    assert {page: found[page] for page, most in BUDGETS_KB.items() if found[page] > most} == {}
