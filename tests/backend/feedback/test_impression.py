"""The delivery impression from measured answers, stored and read again over HTTP."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from audio_pipeline.speech_features import Spoken
from backend.database import SessionMaker, transaction
from backend.domain.delivery import delivered, impression, judged
from backend.domain.delivery_norms import FILLERS_KNOWN
from backend.domain.preferences import Preferences
from backend.feedback import repository
from tests.audio_pipeline.voices import clip, instruments, words_of_clip
from tests.backend.conftest import signed_in
from tests.backend.feedback.rows import a_card, add_interview, day, id_of

RATED = Preferences()
ANSWERS = 4
"""Of 25 seconds each."""


@cache
def measured() -> dict[str, Any]:
    """An unscripted answer, as `Turn.features` has it."""
    return instruments().measure(Spoken(clip("spacewalk"), words_of_clip("spacewalk"))).to_json()


async def add_spoken(
    db: AsyncSession,
    user_id: UUID,
    preferences: Preferences = RATED,
    *,
    number: int = 9,
    answers: int = ANSWERS,
) -> None:
    interview, turns = await add_interview(db, user_id, ended_at=day(number), answers=answers)
    for turn in turns:
        turn.features = measured()
    await db.flush()
    spoken = [found for turn in turns if (found := delivered(turn.features))]
    made = impression(spoken, preferences)
    card = a_card(turns)
    card = replace(card, impression=made, metrics={**card.metrics, "delivery": judged(made)})
    await repository.keep(db, interview.id, card)


async def scorecard(client: AsyncClient, headers: dict[str, str]) -> dict[str, Any]:
    answer = await client.get("/feedback/scorecard", headers=headers)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def test_measured_answers_make_a_band_that_shows_how_it_is_made(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        await add_spoken(db, await id_of(client, headers))
    body = await scorecard(client, headers)
    confidence = body["confidence"]
    assert confidence["title"] == "Vocal confidence (delivery impression, experimental)"
    assert "not how you feel" in confidence["meaning"]
    assert "no forecast of what an employer decides" in confidence["meaning"]
    assert confidence["experimental"] is True
    assert confidence["norms"].startswith("US students in mock interviews (69 people")
    low, high = confidence["interval"]["low"], confidence["interval"]["high"]
    assert 1 <= low < high <= 5
    assert low <= confidence["band"] <= high
    assert (confidence["answers"], confidence["speech_s"]) == (4, pytest.approx(100.7, abs=1))
    parts = {each["feature"]: each for each in confidence["contributions"]}
    assert list(parts) == [
        "pace", "fillers", "like", "pauses", "loudness_variation", "pitch_range", "final_rises",
    ]  # fmt: skip
    assert parts["pace"]["value"] == pytest.approx(measured()["words_per_minute"], abs=0.1)
    assert parts["pauses"]["value"] == pytest.approx(measured()["pauses"]["mean_s"], abs=0.01)
    assert parts["loudness_variation"]["value"] == pytest.approx(
        measured()["variation_db"], abs=0.01
    )
    counting = [each for each in parts.values() if each["weight"]]
    assert sum(each["weight"] for each in counting) == pytest.approx(1.0, abs=0.01)
    assert len({each["weight"] for each in counting}) == 1
    assert "at least" in parts["fillers"]["unit"]
    assert str(FILLERS_KNOWN) in parts["fillers"]["why"]
    for shown in ("pitch_range", "final_rises"):
        assert (parts[shown]["weight"], parts[shown]["z"]) == (0.0, None)
        assert parts[shown]["why"]
    assert parts["pitch_range"]["value"] == pytest.approx(measured()["pitch"]["range_st"], abs=0.01)
    delivery = next(each for each in body["metrics"] if each["metric"] == "delivery")
    assert (delivery["state"], delivery["basis"]) == ("scored", "measured")


async def test_two_answers_make_no_band_and_show_what_was_measured(
    client: AsyncClient, sessions: SessionMaker
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        await add_spoken(db, await id_of(client, headers), answers=2)
    confidence = (await scorecard(client, headers))["confidence"]
    assert (confidence["band"], confidence["state"]) == (None, "not_made")
    assert "3 spoken answers and 90 seconds" in confidence["why"]
    assert confidence["contributions"][0]["value"] is not None
    assert {each["z"] for each in confidence["contributions"]} == {None}


@pytest.mark.parametrize(
    ("preferences", "why"),
    [
        (Preferences(rate_delivery=False), "You asked not to"),
        (Preferences(second_language=True), "first language"),
        (Preferences(longer_pauses=True), "longer pauses"),
    ],
)
async def test_whom_the_norms_dont_fit_is_held_against_themselves_alone(
    client: AsyncClient, sessions: SessionMaker, preferences: Preferences, why: str
) -> None:
    headers = await signed_in(client)
    async with transaction(sessions) as db:
        user_id = await id_of(client, headers)
        for number in range(4):
            await add_spoken(db, user_id, preferences, number=number)
    body = await scorecard(client, headers)
    confidence = body["confidence"]
    assert (confidence["band"], confidence["interval"]) == (None, None)
    assert why in confidence["why"]
    assert "your own earlier interviews only" in confidence["why"]
    assert {each["weight"] for each in confidence["contributions"]} == {0}
    assert {each["z"] for each in confidence["contributions"]} == {None}
    assert confidence["baseline"]["interviews"] == 3
    own = {each["feature"]: each for each in confidence["baseline"]["features"]}
    assert own["pace"]["value"] == own["pace"]["usual"]
    assert own["pace"]["differs"] is False
    delivery = next(each for each in body["metrics"] if each["metric"] == "delivery")
    assert (delivery["state"], delivery["value"]) == ("not_made", None)
