"""What a person does with the pages, in a person's terms."""

from __future__ import annotations

import base64
import io
import re
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray
from playwright.sync_api import Page, expect

CLIPS = Path(__file__).resolve().parent.parent / "audio"
PASSWORD = "a quiet walk by the river"
LONG_MS = 120_000
"""For what the models have to do while everything else runs too."""
MOST_TABS = 80
FOCUSED = """() => {
  const at = document.activeElement;
  return (at.getAttribute("aria-label") || at.labels?.[0]?.innerText || at.innerText).trim();
}"""
"""The name of what has the focus, near enough to what a screen reader says."""


class Person:
    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.name = name

    def register(self) -> None:
        page = self.page
        page.goto("/register/")
        page.get_by_label("Username").fill(self.name)
        page.get_by_label("E-mail").fill(f"{self.name}@example.org")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("button", name="Make the account").click()
        expect(page).to_have_url(re.compile("/interviews/$"))

    def set_up(self, questions: int) -> None:
        """The form, up to the sound check."""
        page = self.page
        page.goto("/interviews/")
        page.get_by_label("Main questions").fill(str(questions))
        page.get_by_role("button", name="Next: sound check").click()

    def go_in(self) -> None:
        """Through the sound check into the room, with a microphone."""
        self.page.get_by_role("button", name="Allow the microphone").click()
        self.page.get_by_role("button", name="Start the interview").click()
        expect(self.page).to_have_url(re.compile("/interviews/room/"))

    def go_in_typing(self) -> None:
        self.page.get_by_role("button", name="Go on by typing").click()
        expect(self.page).to_have_url(re.compile("/interviews/room/"))

    def wait_for_turn(self) -> None:
        expect(self.page.get_by_text("Your turn", exact=True)).to_be_visible(timeout=LONG_MS)

    def say(self, clip: str) -> None:
        """Speak a recording of tests/audio, at its own pace."""
        self.page.evaluate("(wav) => window.__say(wav)", _wav(clip))

    def begin_to_say(self, clip: str) -> None:
        """The same without waiting for the end of it."""
        self.page.evaluate("(wav) => void window.__say(wav)", _wav(clip))

    def type(self, words: str) -> None:
        box = self.page.get_by_label("Type an answer")
        box.fill(words)
        box.press("Enter")

    def tab_to(self, name: str) -> None:
        """Press Tab until what has this name has the focus, as someone without a pointer does."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(FOCUSED) == name:
                return
        raise AssertionError(f"Tab doesn't reach {name!r}")

    @property
    def lines(self) -> list[str]:
        """What was said by both, as the room shows it."""
        said = self.page.get_by_role("region", name="What was said").get_by_role("listitem")
        return [text.replace("\n", " ").strip() for text in said.all_inner_texts()]

    def heard(self) -> NDArray[np.int16]:
        """What came out of the loudspeaker so far, at 24 kHz."""
        pieces = self.page.evaluate("() => window.__heard.splice(0).flat()")
        return np.array(pieces, dtype=np.int16)


def _wav(clip: str) -> str:
    samples, rate = soundfile.read(CLIPS / f"{clip}.flac", dtype="int16")
    wav = io.BytesIO()
    soundfile.write(wav, samples, rate, format="WAV")
    return base64.b64encode(wav.getvalue()).decode()
