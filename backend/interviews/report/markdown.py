"""An interview as Markdown, with what people said kept from being taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backend.interviews.report.content import Card, Part, Rated, Report, Said

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~!&])")
_LIST = re.compile(r"^(\s*)([-+=])|^(\s*\d+)([.)])")


def to_markdown(report: Report) -> str:
    return "\n".join(_lines(report)) + "\n"


def plain(text: str) -> str:
    """One line as it will look, whatever is in it."""
    escaped = _MARKUP.sub(r"\\\1", text)
    return _LIST.sub(lambda it: f"{it[1] or it[3] or ''}\\{it[2] or it[4]}", escaped)


def _lines(report: Report) -> Iterator[str]:
    yield f"# {plain(report.title)}"
    yield ""
    yield plain(report.subtitle)
    yield ""
    for name, value in report.facts:
        yield f"- **{name}:** {plain(value)}"
    if report.card:
        yield from _card(report.card)
    if not report.parts:
        yield from ("", "Nothing was said in this interview.")
    for part in report.parts:
        yield from _part(part)


def _card(card: Card) -> Iterator[str]:
    yield from ("", "## Scorecard", "")
    if card.overall:
        yield from (f"**Overall: {card.overall}**", "")
    if card.scores:
        yield "| Metric | Score | Interval |"
        yield "| --- | --- | --- |"
        for each in card.scores:
            yield f"| {plain(each.label)} | {each.value:.1f} | {each.low:.1f} to {each.high:.1f} |"
        yield ""
    for label, advice in card.practise:
        yield f"- **{plain(label)}:** {plain(advice)}"
    if card.practise:
        yield ""
    yield plain(card.made)


def _part(part: Part) -> Iterator[str]:
    yield ""
    yield f"## {part.heading}" + (f": {plain(part.competency)}" if part.competency else "")
    for said in part.said:
        yield from _said(said)


def _said(said: Said) -> Iterator[str]:
    yield ""
    yield f"**{said.speaker}** ({said.when})"
    if said.why:
        yield from ("", f"*Why this was asked: {plain(said.why)}*")
    yield ""
    yield from (f"> {plain(line)}" for line in said.text.splitlines())
    for each in said.scores:
        yield from ("", _score(each))
    for heading, text in said.advice:
        yield from ("", f"**{heading}:** {plain(text)}")


def _score(rated: Rated) -> str:
    quotes = "; ".join(f"“{plain(quote)}”" for quote in rated.quotes)
    return f"- {plain(rated.label)}: {rated.told}" + (f" — {quotes}" if quotes else "")
