"""What is chosen in the settings is in force where it is about."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import LONG_MS, Person

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

BARS = """() => [...document.querySelectorAll("main [aria-hidden] > span")].map(
  (bar) => bar.style.transform)"""
"""How tall the bars are that stand for the interviewer."""


def moves_for_s(page: Page) -> float:
    """How long a switch takes to slide."""
    thumb = page.get_by_role("switch", name="Show what is said").locator("span")
    took: str = thumb.evaluate("(thumb) => getComputedStyle(thumb).transitionDuration")
    return float(took.removesuffix("s"))


def test_who_wants_no_captions_hears_and_may_look_it_up(person: Callable[..., Person]) -> None:
    someone = person("hearer")
    page = someone.page
    page.emulate_media(reduced_motion="no-preference")
    page.goto("/settings/")
    assert moves_for_s(page) == 0.15
    page.get_by_role("radiogroup", name="Less motion").get_by_role("radio", name="On").click()
    page.get_by_role("switch", name="Show what is said").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.reload()
    expect(page.get_by_role("switch", name="Show what is said")).not_to_be_checked()
    assert moves_for_s(page) < 0.001
    someone.set_up(questions=1)
    someone.go_in()
    # Nothing is in writing from the first word to the last.
    expect(page.get_by_text("The interviewer is speaking")).to_be_visible(timeout=LONG_MS)
    assert someone.lines == []
    someone.wait_for_turn()
    assert someone.lines == []
    assert set(page.evaluate(BARS)) == {"scaleY(0.25)"}
    page.get_by_role("button", name="Show captions").click()
    said = page.get_by_role("region", name="What was said").get_by_role("listitem")
    expect(said.first).to_contain_text(re.compile("Interviewer.*Hello", re.DOTALL))
    page.get_by_role("button", name="Hide captions").click()
    expect(said).to_have_count(0)
    # Typed words are one's own, and stay.
    someone.type("I wrote a check that compared the row counts.")
    expect(said).to_have_count(1)
