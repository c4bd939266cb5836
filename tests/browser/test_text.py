"""An interview without a sound: by keyboard alone, on a telephone, without a microphone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser import shots
from tests.browser.conftest import Open
from tests.browser.people import LONG_MS, Person

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

ANSWER = (
    "Last spring our nightly export failed every week. I was the one on call, so I wrote a check "
    "that compared the row counts and I moved the job behind a queue. Failures went from four a "
    "month to none in half a year."
)


def test_a_guest_answers_one_question_by_keyboard_on_a_phone(opened: Open) -> None:
    page = opened(width=360, height=740, microphone=False)
    page.goto("/")
    page.get_by_role("button", name="Try one question").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/interviews/room/"))
    guest = Person(page, "guest")
    # Chromium without a microphone says so at once; typing is there all the same.
    expect(page.get_by_text("type your answers").first).to_be_visible()
    box = page.get_by_label("Type an answer")
    expect(page.get_by_role("listitem").first).to_contain_text("Hello", timeout=LONG_MS)
    box.focus()
    page.keyboard.type(ANSWER)
    page.keyboard.press("Enter")
    expect(page.get_by_text("row counts")).to_be_visible()
    assert any("row counts" in line for line in guest.lines)
    shots.keep(page, "room-phone")
    # The interviewer was still greeting: typing takes the floor, and is answered.
    mine = [number for number, line in enumerate(guest.lines) if "row counts" in line][0]
    said = page.get_by_role("region", name="What was said").get_by_role("listitem")
    expect(said.nth(mine + 1)).to_be_visible(timeout=LONG_MS)
    expect(page.get_by_text("already speaking")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_interview_by_text_ends_in_its_feedback(person: Callable[..., Person]) -> None:
    someone = person("texter", microphone=False)
    page = someone.page
    someone.set_up(questions=1)
    expect(page.get_by_role("button", name="Start the interview")).to_be_disabled()
    shots.keep(page, "sound-check-without-microphone")
    someone.go_in_typing()
    expect(page.get_by_text("Question 1 of 1")).to_be_visible(timeout=LONG_MS)
    someone.wait_for_turn()
    someone.type(ANSWER)
    someone.wait_for_turn()
    shots.keep(page, "room-typing")
    page.get_by_role("button", name="End", exact=True).click()
    shots.keep(page, "room-end")
    page.get_by_role("alertdialog").get_by_role("button", name="End the interview").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=LONG_MS)
    shots.keep(page, "room-over")
    page.get_by_role("link", name="See and hear the feedback").click()
    expect(page).to_have_url(re.compile("/review/"))
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()
    expect(page.get_by_text("row counts").first).to_be_visible()
    page.goto("/history/")
    expect(page.get_by_role("listitem").first).to_contain_text("1 of 1 questions answered")


def test_a_reload_returns_to_the_same_question(person: Callable[..., Person]) -> None:
    someone = person("reloader", microphone=False)
    someone.set_up(questions=2)
    someone.go_in_typing()
    someone.wait_for_turn()
    asked = someone.lines[0]
    someone.page.reload()
    expect(someone.page.get_by_text("Question 1 of 2")).to_be_visible(timeout=LONG_MS)
    expect(someone.page.get_by_role("listitem").first).to_be_visible()
    assert someone.lines[0] == asked
