"""The review of an interview: what is pressed is heard, at the seconds that it is about."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from backend.domain.scorecard import Metric
from tests.browser import past, shots
from tests.browser.people import LONG_MS, Person
from tests.browser.test_pages import look, violations
from tests.e2e.serving import Served

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

LISTEN = """() => {
  window.__played = [];
  const { play, pause } = HTMLMediaElement.prototype;
  HTMLMediaElement.prototype.play = function () {
    window.__played.push({ from: this.currentTime, to: null });
    return play.call(this);
  };
  HTMLMediaElement.prototype.pause = function () {
    const last = window.__played.at(-1);
    if (last && last.to === null && !this.paused) last.to = this.currentTime;
    return pause.call(this);
  };
}"""
"""Notes from where to where the page plays its sound."""
LEAD_S = 0.2
LATE_S = 0.4
"""A stop comes with the next look at the clock, on a machine with other things to do."""


def reviewed(someone: Person, server: Served, **how: object) -> past.Past:
    held = past.hold(server.home, someone.name, **how)  # type: ignore[arg-type]  # as `hold` takes them
    someone.page.goto(f"/review/?id={held.interview_id}")
    expect(someone.page.get_by_role("heading", name="Transcript")).to_be_visible()
    return held


def last_played(page: Page) -> tuple[float, float]:
    page.wait_for_function("() => window.__played.at(-1)?.to != null")
    last = page.evaluate("() => window.__played.at(-1)")
    return last["from"], last["to"]


def test_a_quote_plays_its_own_seconds(person: Callable[..., Person], server: Served) -> None:
    someone = person("listener", microphone=False)
    held = reviewed(someone, server)
    page = someone.page
    page.evaluate(LISTEN)
    opening = page.get_by_role("heading", name="One strength to hear").locator("..")
    expect(opening.get_by_text(held.quote)).to_be_visible()
    opening.get_by_role("button", name=re.compile("^Hear these words")).click()
    began, ended = last_played(page)
    start_s, end_s = held.quote_s
    assert start_s - LEAD_S <= began <= start_s
    assert end_s <= ended <= end_s + LATE_S


def test_a_word_and_a_place_in_the_waveform_are_heard_by_keyboard(
    person: Callable[..., Person], server: Served
) -> None:
    someone = person("seeker", microphone=False)
    held = reviewed(someone, server)
    page = someone.page
    page.evaluate(LISTEN)
    word = past.clip("spacewalk").words[20]
    turn = page.locator(f"#turn-{held.turns[0]}")
    turn.get_by_text(word["text"], exact=True).first.click()
    expect(turn.get_by_role("button", name="Stop")).to_be_visible()
    turn.get_by_role("button", name="Stop").click()
    began, _ended = last_played(page)
    assert word["start_s"] - LEAD_S <= began <= word["start_s"]
    place = turn.get_by_role("slider", name="Place in this answer")
    place.press("Home")
    for _ in range(7):
        place.press("ArrowRight")
    expect(place).to_have_attribute("aria-valuetext", "0:07 of 0:26")
    place.press("Enter")
    expect(turn.get_by_role("button", name="Stop")).to_be_visible()
    place.press("Enter")
    began, _ended = last_played(page)
    assert 7 - LEAD_S <= began <= 7
    # The sound of it is drawn.
    expect(place.locator("path").first).to_have_attribute("d", re.compile(r"^M0\.5.{1000,}"))


def test_a_deletion_can_be_taken_back(person: Callable[..., Person], server: Served) -> None:
    someone = person("regretful", microphone=False)
    reviewed(someone, server, role="Beekeeper")
    page = someone.page
    # The sound of the answers is on its way, and would be asked for in vain.
    page.wait_for_load_state("networkidle")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    expect(page).to_have_url(re.compile("/history/"))
    expect(page.get_by_text("“Beekeeper” was deleted.")).to_be_visible()
    shots.keep(page, "history-deleted")
    expect(page.get_by_role("listitem")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="Beekeeper")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_read_it(person: Callable[..., Person], server: Served, dark: bool) -> None:
    someone = person(f"reviewer-{'dark' if dark else 'light'}", dark=dark, microphone=False)
    reviewed(someone, server)
    page = someone.page
    for summary in page.locator("summary").all():
        summary.click()
    found = violations(page)
    shots.keep(page, f"review-{look(page)}")
    page.set_viewport_size({"width": 320, "height": 640})
    assert found + violations(page) == []
    shots.keep(page, f"review-{look(page)}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_dashboard_has_what_was_held(person: Callable[..., Person], server: Served) -> None:
    someone = person("striver", microphone=False)
    page = someone.page
    page.goto("/dashboard/")
    # With nothing to take along yet, paper has what the screen has, and no blank page.
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    page.emulate_media(media="screen")
    for days_ago in (9, 6, 3):
        past.hold(server.home, someone.name, days_ago=days_ago)
    page.reload()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(1 + 3)
    expect(page.get_by_text("3 interviews, 6 questions answered")).to_be_visible()
    stories = page.locator("section", has=page.get_by_role("heading", name="Your stories"))
    expect(stories.get_by_text("Nothing told well yet")).to_be_visible()
    stories.get_by_text("Ownership").click()
    expect(stories.get_by_role("link", name="Hear it").first).to_be_visible()
    found = violations(page)
    shots.keep(page, "dashboard-of-three")
    page.set_viewport_size({"width": 320, "height": 640})
    assert found + violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Stories to tell")).to_be_visible()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_hidden()
    shots.keep(page, "dashboard-printed")
    page.emulate_media(media="screen")
    stories.get_by_role("link", name="Hear it").first.click()
    expect(page).to_have_url(re.compile("/review/"))
    turn = re.findall("turn=([0-9a-f-]+)", page.url)[0]
    expect(page.locator(f"#turn-{turn}")).to_be_in_viewport()


def test_what_was_heard_wrong_is_corrected_and_the_correction_undone(
    person: Callable[..., Person], server: Served
) -> None:
    someone = person("corrector", microphone=False)
    held = reviewed(someone, server, clips=("quilter",))
    page = someone.page
    turn = page.locator(f"#turn-{held.turns[0]}")
    turn.get_by_role("button", name="Correct it").click()
    turn.get_by_label("What you said").fill("Mister Quilter is the apostle of the middle classes.")
    turn.get_by_role("button", name="Save").click()
    expect(turn.get_by_text("corrected by you")).to_be_visible()
    expect(turn.get_by_text("Heard as:")).to_be_visible()
    shots.keep(page, "review-corrected")
    turn.get_by_role("button", name="Undo").click()
    expect(turn.get_by_text("corrected by you")).to_have_count(0)


def test_feedback_that_failed_says_so_and_can_be_made_again(
    person: Callable[..., Person], server: Served
) -> None:
    someone = person("unlucky", microphone=False)
    reviewed(someone, server, clips=("quilter",), status="failed")
    page = someone.page
    again = page.get_by_role("button", name="Make it again")
    expect(again).to_be_visible()
    shots.keep(page, "review-failed")
    again.click()
    expect(again).to_have_count(0, timeout=LONG_MS)
    page.reload()
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()
    expect(page.get_by_text("The model that judges can't be reached.")).to_have_count(0)


def test_a_question_is_answered_again_in_a_room_of_its_own(
    person: Callable[..., Person], server: Served
) -> None:
    someone = person("retrier", microphone=False)
    someone.set_up(questions=1)
    someone.go_in_typing()
    someone.wait_for_turn()
    someone.type("I wrote a check that compared the row counts, and failures went to none.")
    someone.wait_for_turn()
    page = someone.page
    page.get_by_role("button", name="End", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="End the interview").click()
    page.get_by_role("link", name="See and hear the feedback").click(timeout=LONG_MS)
    expect(page.get_by_role("heading", name="Try it now")).to_be_visible(timeout=LONG_MS)
    page.goto("/dashboard/")
    expect(page.get_by_text("1 interview, 1 question answered")).to_be_visible()
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(1 + 1)
    page.go_back()
    page.get_by_role("button", name="Answer it again").first.click()
    expect(page).to_have_url(re.compile("/interviews/room/"))
    expect(page.get_by_text("Question 1 of 1")).to_be_visible(timeout=LONG_MS)


def test_two_interviews_are_compared_by_keyboard_on_a_phone(
    person: Callable[..., Person], server: Served
) -> None:
    someone = person("comparer", microphone=False, width=320, height=640)
    low: dict[Metric, float] = {"structure": 1.5, "relevance": 3.0}
    high: dict[Metric, float] = {"structure": 4.8, "relevance": 3.1}
    past.hold(server.home, someone.name, days_ago=9, role="Baker", values=low)
    past.hold(server.home, someone.name, days_ago=2, role="Pilot", values=high)
    past.hold(server.home, someone.name, days_ago=5, role="Miner")
    page = someone.page
    page.goto("/history/")
    for role in ("Pilot", "Baker"):
        page.get_by_role("checkbox", name=f"Compare: {role}").press("Space")
    expect(page.get_by_role("checkbox", name="Compare: Miner")).to_be_disabled()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    compared = page.get_by_role("region", name="Two interviews side by side")
    expect(compared.get_by_role("heading", name="Two interviews")).to_be_focused()
    expect(compared.get_by_role("link")).to_have_text(["Baker", "Pilot"])
    rows = compared.get_by_role("listitem")
    expect(rows.filter(has_text="Structure")).to_contain_text("3.3 higher in the later one")
    expect(rows.filter(has_text="Relevance")).to_contain_text("No difference beyond the noise")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    shots.keep(page, "history-compared")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(compared).to_have_count(0)
    expect(page.get_by_role("button", name="Compare the two").last).to_be_focused()
