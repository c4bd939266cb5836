"""What is chosen in the settings is in force where it is about."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import shots
from tests.browser.people import LONG_MS, Person

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

BARS = """() => [...document.querySelectorAll("main [aria-hidden] > span")].map(
  (bar) => bar.style.transform)"""
"""How tall the bars are that stand for the interviewer."""

SOUNDS = """window.__sounds = [];
const play = HTMLMediaElement.prototype.play;
HTMLMediaElement.prototype.play = function () {
  window.__sounds.push(this);
  return play.call(this);
};"""
"""Keeps what the page plays."""


def hear(page: Page) -> float:
    """Press the button, and stop it again: how long the sentence would have been, in seconds."""
    page.get_by_role("button", name="Hear it").click()
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_role("button", name="Hear it")).to_be_enabled()
    length: float = page.evaluate("() => window.__sounds.at(-1).duration")
    return length


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
    shots.keep(page, "room-without-captions")
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


def test_a_voice_is_heard_at_its_speed_before_it_is_kept(person: Callable[..., Person]) -> None:
    someone = person("chooser", microphone=False)
    page = someone.page
    page.add_init_script(SOUNDS)
    page.goto("/settings/")
    keep = page.get_by_role("button", name="Keep this voice")
    expect(keep).to_be_disabled()
    usual_s = hear(page)
    speed = page.get_by_label("Speed")
    for _ in range(10):
        speed.press("ArrowLeft")
    expect(page.get_by_text("50 %")).to_be_visible()
    # Twice as long, but Piper never says a sentence twice in the same time.
    assert hear(page) > 1.2 * usual_s
    page.reload()
    expect(page.get_by_text("100 %")).to_be_visible()
    page.get_by_label("Speed").press("ArrowLeft")
    keep.click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(keep).to_be_disabled()
    page.reload()
    expect(page.get_by_text("95 %")).to_be_visible()


def test_a_voice_that_is_down_is_told_of(person: Callable[..., Person]) -> None:
    someone = person("unheard", microphone=False, errors_expected=True)
    page = someone.page
    why = "The voice can't be heard right now."
    page.route(
        "**/settings/voice/preview",
        lambda route: route.fulfill(status=503, json={"detail": why}),
    )
    page.goto("/settings/")
    page.get_by_role("button", name="Hear it").click()
    card = page.get_by_role("region", name="The interviewer's voice")
    expect(card.get_by_role("alert")).to_contain_text(why)
    shots.keep(page, "settings-voice-down")
    expect(page.get_by_role("button", name="Hear it")).to_be_enabled()
