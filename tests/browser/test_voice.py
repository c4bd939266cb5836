"""The whole of it by voice: spoken to, answering out loud, heard, reviewed."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from faster_whisper import WhisperModel
from playwright.sync_api import expect

from tests.browser import shots
from tests.browser.people import LONG_MS, Person
from tests.e2e.test_rehearse import said_words_heard

pytestmark = [pytest.mark.e2e, pytest.mark.engines]


def test_a_spoken_interview_from_registering_to_the_review(
    person: Callable[..., Person], weights_dir: Path
) -> None:
    someone = person("speaker")
    page = someone.page
    someone.set_up(questions=2)
    someone.go_in()
    expect(page.get_by_text("The interviewer is speaking")).to_be_visible(timeout=LONG_MS)
    shots.keep(page, "room-speaking")
    someone.wait_for_turn()
    someone.heard()
    someone.say("quilter")
    expect(page.get_by_text("The interviewer is speaking")).to_be_visible(timeout=LONG_MS)
    someone.wait_for_turn()
    shots.keep(page, "room-voice")
    reply = someone.lines[-1].removeprefix("Interviewer").strip()
    sound = someone.heard()
    whisper = WhisperModel(str(weights_dir / "whisper-tiny.en"), device="cpu", compute_type="int8")
    # Every third sample of two: from 24 to 16 kHz, well enough for a recogniser.
    at = np.arange(0, len(sound) - 1, 1.5)
    samples = np.interp(at, np.arange(len(sound)), sound / 32768).astype(np.float32)
    heard = " ".join(segment.text for segment in whisper.transcribe(samples, language="en")[0])
    assert said_words_heard(reply, heard) >= 0.6, (reply, heard)

    # The second question, with a button for each answer.
    page.get_by_role("button", name="Skip").click()
    expect(page.get_by_text("Question 2 of 2")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Tap to talk").click()
    someone.wait_for_turn()
    page.get_by_role("button", name="Start talking").click()
    someone.say("jfk")
    page.get_by_role("button", name="Send my answer").click()
    said = page.get_by_role("region", name="What was said").get_by_role("listitem")
    expect(said.filter(has_text="ask what you can do")).to_be_visible(timeout=LONG_MS)
    # Talking stops whoever speaks.
    expect(page.get_by_text("The interviewer is speaking")).to_be_visible(timeout=LONG_MS)
    page.get_by_role("button", name="Start talking").click()
    expect(page.get_by_text("The interviewer is speaking")).to_be_hidden()
    shots.keep(page, "room-tapping")

    page.get_by_role("button", name="End", exact=True).click()
    page.get_by_role("alertdialog").get_by_role("button", name="End the interview").click()
    expect(page.get_by_role("link", name="See and hear the feedback")).to_be_visible(
        timeout=LONG_MS
    )
    page.get_by_role("link", name="See and hear the feedback").click()
    expect(page).to_have_url(re.compile("/review/"))
    play = page.get_by_role("button", name="Play this answer").first
    play.click()
    expect(page.get_by_role("button", name="Stop").first).to_be_visible()
    expect(page.get_by_role("heading", name="Try it now")).to_be_visible(timeout=LONG_MS)
    page.goto("/dashboard/")
    expect(page.get_by_text("1 interview, ")).to_be_visible(timeout=LONG_MS)
    page.get_by_text("The same as a table").click()
    expect(page.get_by_role("table").get_by_role("row")).to_have_count(1 + 1)
