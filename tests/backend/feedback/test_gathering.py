"""What feedback is made from, out of the rows of interviews that were held."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from backend.database import SessionMaker, reading, transaction
from backend.errors import NotFoundError
from backend.feedback.gathering import DamagedError, Gathered, gather, recorded
from backend.interviews.records import CandidateTurn
from models import Interview, UserPreferences
from tests.backend.feedback.held import (
    TWO,
    Siblings,
    begun,
    change_turn,
    end,
    held,
    spoken,
    turn_id,
    typed,
)
from tests.backend.interviews.conftest import GOOD, LINE, PROBED, add_user, hold


async def gathered(sessions: SessionMaker, interview_id: UUID) -> Gathered:
    async with reading(sessions) as db:
        return await gather(db, interview_id, Siblings())


async def test_everything_that_was_asked_and_answered_is_there(sessions: SessionMaker) -> None:
    user_id = await add_user(sessions, "ada")
    interview_id = await held(sessions, user_id)
    found = await gathered(sessions, interview_id)
    material = found.material
    assert material.interview_id == str(interview_id)
    assert material.scenario.kind == "hr_screen"
    assert not material.typed
    first, second = material.questions
    assert (first.position, first.planned.text, first.text) == (0, first.text, first.planned.text)
    probed, answer = first.turns
    assert (probed.text, probed.heard, probed.corrected) == (PROBED, PROBED, False)
    assert (probed.kind, probed.asked, probed.asked_why) == ("main", first.text, "")
    assert probed.reason == "we_no_i"
    assert probed.why
    assert probed.quote in PROBED
    (follow_up,) = first.follow_ups
    assert (follow_up.kind, follow_up.why) == ("follow_up", probed.why)
    assert LINE in follow_up.text
    assert (answer.kind, answer.asked, answer.asked_why) == ("follow_up", LINE, probed.why)
    assert answer.seconds == pytest.approx(len(GOOD.split()) / 2)
    assert (answer.words[0].text, answer.words[0].probability) == ("I", 0.9)
    assert [each.text for each in second.turns] == [GOOD]
    assert second.skipped is False
    assert found.unmeasured == tuple(
        UUID(turn.turn_id) for each in material.questions for turn in each.turns
    )
    assert material.ledger.claims


async def test_the_persons_correction_is_scored_and_what_was_heard_kept(
    sessions: SessionMaker,
) -> None:
    user_id = await add_user(sessions, "ada")
    interview_id = await held(sessions, user_id)
    fixed = GOOD.replace("40", "14")
    await change_turn(sessions, interview_id, "third", correction=fixed, features={"words": 1})
    found = await gathered(sessions, interview_id)
    turn = found.material.questions[1].turns[0]
    assert (turn.text, turn.heard, turn.corrected) == (fixed, GOOD, True)
    assert turn.features == {"words": 1}
    assert UUID(turn.turn_id) not in found.unmeasured


async def test_typed_answers_are_not_waited_for_and_preferences_count(
    sessions: SessionMaker,
) -> None:
    user_id = await add_user(sessions, "ada")
    async with transaction(sessions) as db:
        db.add(UserPreferences(user_id=user_id, rate_delivery=False))
    interview_id = await held(sessions, user_id, typed("one"), typed("two"))
    found = await gathered(sessions, interview_id)
    assert found.material.typed
    assert found.unmeasured == ()
    assert found.material.questions[0].turns[0].seconds == 0.0
    assert found.material.preferences.rate_delivery is False


async def test_siblings_hints_skips_and_stress_are_told(sessions: SessionMaker) -> None:
    user_id = await add_user(sessions, "ada")
    run, _ = await begun(sessions, user_id, replace(TWO, mode="practice"))
    await hold(run, CandidateTurn("help", cue="hint"))
    await hold(run, spoken("one"))
    await hold(run, CandidateTurn("skip", cue="skip"))
    await end(run)
    first, second = (await gathered(sessions, run.id)).material.questions
    ids = {first.planned.id, second.planned.id}
    assert first.siblings == Siblings().siblings_of(first.planned.id)
    assert len(ids) == 2
    assert first.hints == 1
    assert (first.skipped, second.skipped) == (False, True)
    assert second.turns == ()
    run, _ = await begun(sessions, user_id, replace(TWO, mode="stress"))
    await hold(run, spoken("one"))
    await end(run)
    assert (await gathered(sessions, run.id)).material.questions[0].pressed


async def test_an_answer_that_was_begun_anew_counts_from_there(sessions: SessionMaker) -> None:
    user_id = await add_user(sessions, "ada")
    run, _ = await begun(sessions, user_id, replace(TWO, mode="practice"))
    await hold(run, spoken("one", PROBED))
    await hold(run, CandidateTurn("anew", cue="retry"))
    await hold(run, spoken("two"))
    await end(run)
    first = (await gathered(sessions, run.id)).material.questions[0]
    assert [turn.text for turn in first.turns] == [GOOD]


async def test_the_sound_of_a_turn_can_be_had(sessions: SessionMaker) -> None:
    user_id = await add_user(sessions, "ada")
    interview_id = await held(sessions, user_id, spoken("one", sound=b"fLaC"), spoken("two"))
    async with reading(sessions) as db:
        turn = await recorded(db, await turn_id(sessions, interview_id, "one"))
        assert turn is not None
        assert (turn.item_id, turn.chunks, turn.text) == ("one", [b"fLaC"], GOOD)
        assert await recorded(db, await turn_id(sessions, interview_id, "two")) is None


async def test_what_is_gone_or_damaged_is_said(sessions: SessionMaker) -> None:
    user_id = await add_user(sessions, "ada")
    interview_id = await held(sessions, user_id)
    with pytest.raises(NotFoundError):
        await gathered(sessions, uuid4())
    async with transaction(sessions) as db:
        await db.execute(update(Interview).values(state={"version": 1}))
    with pytest.raises(DamagedError) as damaged:
        await gathered(sessions, interview_id)
    assert damaged.value.__cause__ is None
