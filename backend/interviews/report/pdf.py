"""An interview as a PDF that one can hand on: A4, two weights of one typeface, numbered pages.

The typeface is DejaVu Sans Condensed, which is shipped: it has the Latin, Greek and Cyrillic
letters of every European language, and Vietnamese, Hebrew, Arabic, Armenian and Georgian. For
others, such as Chinese, a typeface of the machine is taken where there is one. What none has is
shown as a box and said to be so; nothing fails for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from fpdf import FPDF
from fpdf.fonts import TTFFont

from backend.interviews.report.content import Card, Part, Rated, Report, Said

log = logging.getLogger(__name__)
# It tells of every letter that it was given.
logging.getLogger("fontTools").setLevel(logging.WARNING)

FONTS = Path(__file__).parent / "fonts"
BODY, OTHER = "body", "other"
BOX = "□"

OTHER_SCRIPTS = (
    # Debian and Ubuntu: fonts-droid-fallback, fonts-wqy-microhei, fonts-noto-cjk
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    # Fedora
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    # macOS
    "/System/Library/Fonts/Supplemental/Arial Unicode.ttf",
    "/Library/Fonts/Arial Unicode.ttf",
)
"""Typefaces with many scripts, where systems keep them; those that are read fastest first."""

MARGIN_MM = 22.0
LINE = 1.45
"""Line height, in sizes of the type."""
POINT_MM = 25.4 / 72

INK, GREY, ACCENT, PALE = (28, 32, 38), (104, 112, 122), (37, 84, 150), (236, 240, 246)


def to_pdf(report: Report) -> bytes:
    """Work for a thread: a long interview takes a second."""
    paper = _Paper(report)
    paper.title_block(report)
    if report.card:
        paper.card(report.card)
    for part in report.parts:
        paper.part(part)
    if not report.parts:
        paper.paragraph("Nothing was said in this interview.", colour=GREY, before=6)
    if paper.boxes:
        note = f"{BOX} stands for a character that the type of this page doesn't have. It is in "
        paper.paragraph(note + "the Markdown and JSON downloads.", size=8.5, colour=GREY, before=8)
    return bytes(paper.output())


class _Paper(FPDF):
    def __init__(self, report: Report) -> None:
        super().__init__(format="A4")
        self.boxes = False
        self.add_font(BODY, "", FONTS / "DejaVuSansCondensed.ttf")
        self.add_font(BODY, "B", FONTS / "DejaVuSansCondensed-Bold.ttf")
        self._known = self._characters(BODY)
        self._take_other_scripts(report)
        self._running = self.shown(f"{report.title} · {report.day}")
        self.set_title(self.shown(report.title))
        self.set_creator("iHR")
        self.set_lang("en")
        self.set_margin(MARGIN_MM)
        self.c_margin = 0
        self.set_auto_page_break(True, MARGIN_MM + 4)
        self.add_page()

    def footer(self) -> None:
        self.set_y(-MARGIN_MM + 4)
        self.set_font(BODY, "", 8)
        self.set_text_color(*GREY)
        self.cell(self.epw - 30, 5, self._cut(self._running, self.epw - 32))
        self.cell(30, 5, f"Page {self.page_no()} of {{nb}}", align="R")

    def shown(self, text: str) -> str:
        """The text with a box for each character that no typeface at hand has."""
        if all(ord(each) in self._known for each in text):
            return text
        kept = [each if ord(each) in self._known else BOX for each in text if each.isprintable()]
        self.boxes = self.boxes or BOX in kept
        return "".join(kept)

    def paragraph(
        self,
        text: str,
        *,
        size: float = 10,
        bold: bool = False,
        colour: tuple[int, int, int] = INK,
        before: float = 0,
        indent: float = 0,
    ) -> None:
        self.ln(before)
        self.set_font(BODY, "B" if bold else "", size)
        self.set_text_color(*colour)
        self.set_x(self.l_margin + indent)
        height = size * POINT_MM * LINE
        self.multi_cell(
            self.epw - indent,
            height,
            self.shown(text),
            align="L",
            new_x="LMARGIN",
            new_y="NEXT",
        )

    def title_block(self, report: Report) -> None:
        self.set_fill_color(*ACCENT)
        self.rect(self.l_margin, self.t_margin, 14, 1.4, style="F")
        self.paragraph(report.title, size=21, bold=True, before=5)
        self.paragraph(report.subtitle, size=12, colour=GREY, before=1)
        self.ln(5)
        for name, value in report.facts:
            self._fact(name, value)
        self.ln(3)
        self._rule()

    def card(self, card: Card) -> None:
        self._heading("Scorecard", card.overall)
        for rated in card.scores:
            self._bar(rated)
        for label, advice in card.practise:
            self.paragraph(f"{label}: {advice}", size=9.5, before=1.5)
        self.paragraph(card.made, size=8.5, colour=GREY, before=2)

    def part(self, part: Part) -> None:
        self._heading(part.heading, part.competency)
        for said in part.said:
            self._said(said)

    def _said(self, said: Said) -> None:
        self._keep_together(22)
        interviewer = said.speaker == "Interviewer"
        self.paragraph(f"{said.speaker} · {said.when}", size=8.5, colour=GREY, before=2.5, indent=0)
        if said.why:
            self.paragraph(f"Why this was asked: {said.why}", size=8.5, colour=ACCENT)
        self.paragraph(said.text, bold=interviewer, size=10)
        for rated in said.scores:
            quotes = "; ".join(f"“{quote}”" for quote in rated.quotes)
            told = f"{rated.label}: {rated.told}" + (f" — {quotes}" if quotes else "")
            self.paragraph(told, size=8.5, colour=GREY, before=0.5, indent=5)
        for heading, advice in said.advice:
            self.paragraph(f"{heading}: {advice}", size=9, before=1, indent=5)

    def _heading(self, title: str, beside: str) -> None:
        self._keep_together(34)
        self.ln(6)
        self.set_font(BODY, "B", 13)
        self.set_text_color(*ACCENT)
        self.cell(self.get_string_width(title) + 3, 7, title)
        self.set_font(BODY, "", 11)
        self.set_text_color(*GREY)
        left = self.epw - self.get_x() + self.l_margin
        self.cell(left, 7.4, self._cut(self.shown(beside), left), new_x="LMARGIN", new_y="NEXT")

    def _fact(self, name: str, value: str) -> None:
        self.set_font(BODY, "", 9.5)
        self.set_text_color(*GREY)
        self.cell(30, 5.6, name)
        self.set_text_color(*INK)
        self.multi_cell(self.epw - 30, 5.6, self.shown(value), new_x="LMARGIN", new_y="NEXT")

    def _bar(self, rated: Rated) -> None:
        """The value on the scale of 1 to 5, with its interval."""
        self._keep_together(8)
        left, top, width = self.l_margin + 42, self.get_y() + 2.2, self.epw - 42 - 52
        self.set_font(BODY, "", 9.5)
        self.set_text_color(*INK)
        self.cell(42, 6.4, self.shown(rated.label))
        self.set_fill_color(*PALE)
        self.rect(left, top, width, 2, style="F")

        def place(value: float) -> float:
            return width * (min(max(value, 1.0), 5.0) - 1) / 4

        self.set_fill_color(*(170, 190, 220))
        self.rect(left + place(rated.low), top, place(rated.high) - place(rated.low), 2, style="F")
        self.set_fill_color(*ACCENT)
        self.rect(left + place(rated.value) - 0.6, top - 0.7, 1.2, 3.4, style="F")
        self.set_x(left + width + 4)
        self.cell(48, 6.4, rated.told, new_x="LMARGIN", new_y="NEXT")

    def _rule(self) -> None:
        self.set_draw_color(*PALE)
        self.line(self.l_margin, self.get_y(), self.l_margin + self.epw, self.get_y())

    def _keep_together(self, height_mm: float) -> None:
        """Nothing begins on the last lines of a page."""
        if self.will_page_break(height_mm):
            self.add_page()

    def _cut(self, text: str, width_mm: float) -> str:
        while text and self.get_string_width(text) > width_mm:
            text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
        return text

    def _take_other_scripts(self, report: Report) -> None:
        wanted = {ord(each) for text in _texts(report) for each in text if each.isprintable()}
        path = next((each for each in OTHER_SCRIPTS if Path(each).is_file()), None)
        if path is None or wanted <= self._known:
            return
        try:
            self.add_font(OTHER, "", path)
        except Exception as error:  # a typeface of a kind that fontTools can't read
            log.warning("%s can't be used: %s", path, type(error).__name__)
            return
        self.set_fallback_fonts([OTHER], exact_match=False)
        self._known |= self._characters(OTHER)

    def _characters(self, family: str) -> set[int]:
        font = self.fonts[family]
        return set(font.cmap) if isinstance(font, TTFFont) else set()


def _texts(report: Report) -> Iterator[str]:
    yield from (report.title, report.subtitle)
    yield from (value for _name, value in report.facts)
    for part in report.parts:
        yield part.competency
        for said in part.said:
            yield from (said.text, said.why)
            yield from (quote for rated in said.scores for quote in rated.quotes)
            yield from (text for _heading, text in said.advice)
    if report.card:
        yield from (advice for _label, advice in report.card.practise)
