"""The scorecard of a rehearsal: waited for, and told in plain words."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backend.rehearse.api import Api

WITHIN_S = 150.0
"""An answer that was measured late comes a minute after the close; a model that judges may take
longer, and then what rules say is printed."""
LOOK_EVERY_S = 0.5

Card = Mapping[str, Any]
"""What GET /feedback/scorecard gives."""


async def scorecard_of(api: Api, interview_id: str, within_s: float = WITHIN_S) -> Card:
    """The scorecard once it is ready or has failed, or what there is of it when the time is over.
    Raises `RehearsalError`."""
    loop = asyncio.get_running_loop()
    over_at = loop.time() + within_s
    while True:
        card = await api.scorecard(interview_id)
        if card["status"] in ("ready", "failed") or loop.time() >= over_at:
            return card
        await asyncio.sleep(LOOK_EVERY_S)


def told(card: Card) -> str:
    """In plain words, for a terminal."""
    return "\n".join(_lines(card))


def _lines(card: Card) -> Iterator[str]:
    maker = "rules (basic)" if card["engine"] == "basic" else card["engine"]
    made = f" Made by {maker}, version {card['version']}." if maker else ""
    yield f"\nScorecard: {card['message']}{made}"
    overall = card["overall"]
    if overall:
        yield f"\n  Overall          {_value(overall)}"
        yield f"    {overall['how']}"
    for each in card["metrics"]:
        yield f"  {each['label']:<16} {_scored(each)}"
    yield f"\n  {card['confidence']['title']}: {_confidence(card['confidence'])}"
    for answer in card["answers"]:
        yield from _answer(answer)
    if card["practise"] and card["practise"]["text"]:
        yield f"\nTo practise first: {card['practise']['text']}"


def _answer(answer: Card) -> Iterator[str]:
    yield f"\n{answer['position'] + 1}. {answer['question']}"
    for label, key in (("Strength", "strength"), ("Next", "next_step"), ("Stronger", "stronger")):
        if answer[key]:
            yield f"   {label}: {answer[key]}"
    for score in answer["scores"]:
        if score["state"] == "scored":
            yield f"   {score['label']}: {_value(score)}"
            yield from (f"     {_evidence(each)}" for each in _shown(score["evidence"]))


def _shown(evidence: Sequence[Card]) -> Sequence[Card]:
    """The first says most; all are in the JSON."""
    return evidence[:1]


def _evidence(evidence: Card) -> str:
    where = ""
    if evidence["start_s"] is not None:
        where = f" ({evidence['start_s']:.1f} to {evidence['end_s']:.1f} s)"
    quote = f"“{evidence['quote']}”{where}: " if evidence["quote"] else ""
    return f"{quote}{evidence['why']}"


def _scored(score: Card) -> str:
    return _value(score) if score["state"] == "scored" else f"–  {score['why']}"


def _value(score: Card) -> str:
    low, high = score["interval"]["low"], score["interval"]["high"]
    return f"{score['value']:.1f} of 5, between {low:.1f} and {high:.1f}"


def _confidence(found: Card) -> str:
    if found["band"] is None:
        return str(found["why"])
    low, high = found["interval"]["low"], found["interval"]["high"]
    return f"band {found['band']} of 5, between {low:.0f} and {high:.0f}; against {found['norms']}"
