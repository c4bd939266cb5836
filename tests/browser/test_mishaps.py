"""What goes wrong in the middle of an interview, and heals: the network, the server, the
microphone."""

from __future__ import annotations

import re
from collections.abc import Callable
from threading import Timer

import pytest
from playwright.sync_api import expect

from tests.browser import shots
from tests.browser.conftest import Open
from tests.browser.line import line_to
from tests.browser.people import LONG_MS, Person
from tests.e2e.serving import Served
from tests.e2e.test_rehearse import said_words_heard

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

ANSWER = (
    "Last spring our nightly export failed every week. I wrote a check that compared the row "
    "counts, and failures went from four a month to none."
)
AWAY_S = 5
GONE = "The connection is gone; trying again…"


def test_an_answer_on_a_phone_survives_a_network_that_is_gone_for_five_seconds(
    person: Callable[..., Person], server: Served
) -> None:
    with line_to(server.url) as line:
        phone = {"width": 390, "height": 844, "touch": True}
        someone = person("cut-off", at=line.url, errors_expected=True, **phone)
        page = someone.page
        someone.set_up(questions=1)
        someone.go_in()
        expect(page.get_by_text("The interviewer is speaking")).to_be_visible(timeout=LONG_MS)
        someone.wait_for_turn()
        before = len(someone.lines)
        someone.begin_to_say("rainbow_arch")
        expect(page.get_by_text("Listening to you")).to_be_visible()
        line.cut()
        Timer(AWAY_S, line.mend).start()
        expect(page.get_by_text(GONE)).to_be_visible()
        shots.keep(page, "room-offline")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        expect(page.get_by_text("The interviewer is speaking")).to_be_visible(timeout=LONG_MS)
        someone.wait_for_turn()
        answer = " ".join(each for each in someone.lines[before:] if each.startswith("You"))
        spoken = "the shape of a long round arch with its path high above and its two ends"
        assert said_words_heard(spoken, answer) >= 0.8, someone.lines
        shots.keep(page, "room-voice-phone")
        shown = someone.lines
        page.reload()
        expect(page.get_by_role("listitem").nth(len(shown) - 1)).to_be_visible(timeout=LONG_MS)
        assert someone.lines[: len(shown)] == shown


def test_the_server_is_killed_and_the_interview_goes_on(
    person: Callable[..., Person], server: Served
) -> None:
    someone = person("patient", microphone=False, errors_expected=True)
    page = someone.page
    someone.set_up(questions=2)
    someone.go_in_typing()
    someone.wait_for_turn()
    someone.type(ANSWER)
    expect(page.get_by_text("The interviewer is thinking")).to_be_visible()
    shots.keep(page, "room-thinking")
    someone.wait_for_turn()
    shown = someone.lines
    server.server().kill()
    expect(page.get_by_text(GONE)).to_be_visible()
    someone.wait_for_turn()
    # What was said stands, and the question is put again.
    assert someone.lines[: len(shown)] == shown
    someone.type("I also wrote down what to do next time, and two colleagues have used it since.")
    expect(page.get_by_text("two colleagues have used it").first).to_be_visible()
    someone.wait_for_turn()
    assert len(someone.lines) > len(shown) + 1


def test_a_refused_microphone_leaves_typing_and_can_be_allowed_later(
    person: Callable[..., Person],
) -> None:
    someone = person("shy")
    page = someone.page
    someone.set_up(questions=1)
    someone.go_in()
    someone.wait_for_turn()
    page.add_init_script("window.__refused = true")
    page.reload()
    warning = page.get_by_text("The browser doesn't let this page use the microphone.")
    expect(warning).to_be_visible()
    shots.keep(page, "room-microphone-refused")
    someone.wait_for_turn()
    someone.type(ANSWER)
    expect(page.get_by_text("row counts").first).to_be_visible()
    someone.wait_for_turn()
    page.evaluate("window.__refused = false")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("button", name="I'm done")).to_be_visible()
    expect(warning).to_have_count(0)


def test_a_lost_microphone_pauses_the_interview(person: Callable[..., Person]) -> None:
    someone = person("unplugged")
    page = someone.page
    someone.set_up(questions=1)
    someone.go_in()
    someone.wait_for_turn()
    page.evaluate("window.__unplug()")
    expect(page.get_by_text("The microphone was lost, so the interview is paused.")).to_be_visible()
    expect(page.get_by_role("button", name="Go on with the interview")).to_be_visible()
    shots.keep(page, "room-microphone-lost")
    page.get_by_role("button", name="Try again").click()
    someone.wait_for_turn()


def test_by_keyboard_alone(opened: Open, server: Served) -> None:
    """From the registration to the feedback without a pointer: what has the focus is what is
    pressed."""
    someone = Person(opened(microphone=False), "typist")
    page = someone.page
    page.goto("/register/")
    for label, words in (
        ("Username", someone.name),
        ("E-mail", "typist@example.org"),
        ("Password", "a quiet walk by the river"),
    ):
        someone.tab_to(label)
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/interviews/$"))
    someone.tab_to("Main questions")
    page.keyboard.press("Control+A")
    page.keyboard.type("1")
    for button in ("Next: sound check", "Go on by typing"):
        expect(page.get_by_role("button", name=button)).to_be_visible()
        someone.tab_to(button)
        page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/interviews/room/"))
    someone.wait_for_turn()
    someone.tab_to("Type an answer")
    page.keyboard.type(ANSWER)
    page.keyboard.press("Enter")
    expect(page.get_by_text("row counts").first).to_be_visible()
    someone.wait_for_turn()
    someone.tab_to("End")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alertdialog")).to_be_visible()
    someone.tab_to("End the interview")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible(timeout=LONG_MS)
    someone.tab_to("See and hear the feedback")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/review/"))
    expect(page.get_by_role("heading", name="Transcript")).to_be_visible()
