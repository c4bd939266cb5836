"""The durable job: whatever happens, every interview gets its scorecard, and gets it once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, update

from backend.database import SessionMaker, transaction
from backend.feedback import making
from backend.feedback.job import MODEL_FAILED, UNREADABLE
from backend.feedback.queue import (
    GAVE_UP,
    LATEST_RETRY_S,
    LEASE,
    MOST_ATTEMPTS,
    TakenOverError,
    retry_after_s,
)
from models import Achievement, Feedback, Interview, Score, UserProgress
from models.base import now_utc
from tests.backend.feedback.held import change_turn, feedback_row, held, spoken
from tests.backend.feedback.servers import (
    Clock,
    Server,
    ToldJudge,
    ToldRules,
    again,
    card_of,
    count,
)


def test_the_pauses_between_tries_grow_and_have_an_end() -> None:
    pauses = [retry_after_s(number) for number in range(1, MOST_ATTEMPTS)]
    assert pauses == [5, 15, 45, 135, 405, LATEST_RETRY_S]
    assert sum(pauses) == pytest.approx(1205)


async def test_an_interview_that_is_over_is_in_the_queue_at_once(
    sessions: SessionMaker, user_id: UUID
) -> None:
    interview_id = await held(sessions, user_id)
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.epoch, row.attempts, row.body) == ("pending", 0, 0, {})
    assert row.due_at is not None
    assert row.due_at <= now_utc()


async def test_without_a_model_the_rules_are_all_of_it(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    server = Server(sessions, clock)
    assert await server.jobs.work_off() == 1
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine, row.overall) == ("ready", "rules", 3.0)
    assert (row.steps_done, row.steps, row.due_at, row.error) == (1, 1, None, "")
    assert await count(sessions, UserProgress) == 1
    # The first interview is a milestone.
    assert await count(sessions, Achievement) >= 1
    assert [each[0] for each in server.told] == ["running", "basic", "ready"]
    scores = await count(sessions, Score)
    assert await server.jobs.work_off() == 0
    await again(sessions, interview_id)
    assert await server.jobs.work_off() == 1
    assert await count(sessions, Score) == scores
    assert await count(sessions, UserProgress) == 1


async def test_what_rules_say_can_be_read_while_the_model_still_thinks(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    judge = ToldJudge()
    server = Server(sessions, clock, judge=judge)
    working = asyncio.create_task(server.jobs.work_off())
    await judge.began.wait()
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine, row.steps_done, row.steps) == ("basic", "rules", 2, 3)
    assert await count(sessions, UserProgress) == 1
    judge.leave.set()
    assert await working == 1
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine, row.due_at) == ("ready", "a model", None)
    assert server.told == [
        ("running", 0, 2),
        ("basic", 1, 2),
        ("basic", 1, 2),
        ("basic", 2, 3),
        ("basic", 3, 3),
        ("ready", 2, 2),
    ]


async def test_who_waits_for_the_model_has_the_rules_part_meanwhile(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    for _ in range(4):
        await held(sessions, user_id)
    judge = ToldJudge()
    server = Server(sessions, clock, judge=judge)
    working = asyncio.create_task(server.jobs.work_off())
    async with asyncio.timeout(60):
        while server.told.count(("basic", 1, 2)) < 4 or judge.calls < making.JUDGED_AT_ONCE:
            server.news.clear()
            await server.news.wait()
    assert judge.calls == making.JUDGED_AT_ONCE
    judge.leave.set()
    assert await working == 4
    assert judge.calls == 4


async def test_a_model_that_has_nothing_to_add_leaves_what_there_is(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    judge = ToldJudge(nothing=True)
    judge.leave.set()
    await Server(sessions, clock, judge=judge).jobs.work_off()
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine) == ("ready", "rules")


async def test_no_transaction_is_open_while_rules_work(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    await held(sessions, user_id)
    pool = sessions.kw["bind"].sync_engine.pool
    in_use: list[int] = []
    rules = ToldRules(check=lambda: in_use.append(pool.checkedout()))
    await Server(sessions, clock, rules).jobs.work_off()
    assert in_use
    assert set(in_use) == {0}


async def test_a_failure_is_tried_again_ever_later_and_then_told(
    sessions: SessionMaker,
    user_id: UUID,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    interview_id = await held(sessions, user_id)
    server = Server(sessions, clock, ToldRules(failures=100))
    for attempt in range(1, MOST_ATTEMPTS):
        assert await server.jobs.work_off() == 1
        row = await feedback_row(sessions, interview_id)
        assert (row.status, row.attempts) == ("running", attempt)
        clock.pass_s(retry_after_s(attempt) - 1)
        assert await server.jobs.work_off() == 0
        clock.pass_s(1)
    assert await server.jobs.work_off() == 1
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.error, row.due_at) == ("failed", GAVE_UP, None)
    assert server.told[-1] == ("failed", 0, 1)
    clock.pass_s(10_000)
    assert await server.jobs.work_off() == 0
    assert "canary" not in caplog.text
    assert "ArithmeticError" in caplog.text
    # Whoever asks again gets it, since nothing is lost.
    await again(sessions, interview_id)
    server.rules.failures = 1
    await server.jobs.work_off()
    clock.pass_s(retry_after_s(1))
    await server.jobs.work_off()
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.error) == ("ready", "")


async def test_a_model_that_fails_takes_nothing_away(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    judge = ToldJudge(failures=100)
    judge.leave.set()
    server = Server(sessions, clock, judge=judge)
    for attempt in range(1, MOST_ATTEMPTS + 1):
        assert await server.jobs.work_off() == 1
        clock.pass_s(retry_after_s(attempt))
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.error) == ("failed", MODEL_FAILED)
    assert (row.engine, row.overall) == ("rules", 3.0)
    assert judge.calls == MOST_ATTEMPTS
    judge.failures = 0
    await again(sessions, interview_id)
    await server.jobs.work_off()
    assert (await feedback_row(sessions, interview_id)).engine == "a model"
    # What a model said stays in sight until it has said something else.
    judge.failures = 1
    await again(sessions, interview_id)
    await server.jobs.work_off()
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine) == ("running", "a model")


async def test_an_interview_that_cant_be_read_fails_at_once(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    async with transaction(sessions) as db:
        await db.execute(update(Interview).values(state={"version": 1}))
    await Server(sessions, clock).jobs.work_off()
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.error, row.attempts) == ("failed", UNREADABLE, 1)


async def test_two_servers_never_make_the_same_one(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    ids = {await held(sessions, user_id) for _ in range(3)}
    one, two = Server(sessions, clock), Server(sessions, clock)
    done = await asyncio.gather(one.jobs.work_off(), two.jobs.work_off())
    assert sum(done) == 3
    made = [each.interview_id for each in (*one.rules.seen, *two.rules.seen)]
    assert sorted(made) == sorted(map(str, ids))


async def test_what_a_killed_server_left_is_taken_over_when_its_lease_is_over(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    killed, other = Server(sessions, clock), Server(sessions, clock)
    (taken,) = await killed.queue.take(1)
    assert await other.jobs.work_off() == 0
    clock.pass_s(LEASE.total_seconds() - 1)
    await killed.queue.renew(taken)
    clock.pass_s(2)
    assert await other.jobs.work_off() == 0
    clock.pass_s(LEASE.total_seconds())
    assert await other.jobs.work_off() == 1
    # Whoever comes back late writes nothing.
    late = replace(card_of(other.rules.seen[0]), engine="late")
    for write in (
        killed.queue.renew(taken),
        killed.queue.progress(taken, 1, 2),
        killed.queue.keep(taken, late, "ready", 1, 1),
        killed.queue.fail(taken, GAVE_UP, final=True),
        killed.queue.give_back(taken),
    ):
        with pytest.raises(TakenOverError):
            await write
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine, row.epoch) == ("ready", "rules", 2)


async def test_a_server_killed_between_the_rules_and_the_model_loses_nothing(
    sessions: SessionMaker, user_id: UUID, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    interview_id = await held(sessions, user_id)
    judge = ToldJudge()
    killed = Server(sessions, clock, judge=judge)

    async def never(_taken: object) -> None:
        """Who is killed gives nothing back."""

    monkeypatch.setattr(killed.queue, "give_back", never)
    killed.jobs.start()
    await judge.began.wait()
    await killed.jobs.aclose()
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine) == ("basic", "rules")
    other_judge = ToldJudge()
    other_judge.leave.set()
    started = Server(sessions, clock, judge=other_judge)
    assert await started.jobs.work_off() == 0
    clock.pass_s(LEASE.total_seconds())
    assert await started.jobs.work_off() == 1
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine, row.attempts, row.epoch) == ("ready", "a model", 2, 2)
    assert await count(sessions, UserProgress) == 1


async def test_what_kills_servers_is_given_up_in_the_end(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    server = Server(sessions, clock)
    for _ in range(MOST_ATTEMPTS):
        assert len(await server.queue.take(1)) == 1
        clock.pass_s(LEASE.total_seconds())
    assert await server.queue.take(1) == []
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.error) == ("failed", GAVE_UP)


async def test_asking_again_outdates_what_is_being_made(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    judge = ToldJudge()
    server = Server(sessions, clock, judge=judge)
    working = asyncio.create_task(server.jobs.work_off())
    await judge.began.wait()
    await change_turn(sessions, interview_id, "third", correction="I said something else.")
    await again(sessions, interview_id)
    judge.leave.set()
    # The outdated one gives way, and the new one is worked off behind it.
    assert await working == 2
    assert server.rules.seen[-1].questions[1].turns[0].text == "I said something else."
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.engine) == ("ready", "a model")


async def test_a_server_that_stops_leaves_its_work_to_the_next(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(sessions, user_id)
    judge = ToldJudge()
    server = Server(sessions, clock, judge=judge)
    server.jobs.start()
    await judge.began.wait()
    await server.jobs.aclose()
    row = await feedback_row(sessions, interview_id)
    assert (row.status, row.attempts, row.due_at) == ("basic", 0, clock.now)
    assert await Server(sessions, clock).jobs.work_off() == 1
    assert (await feedback_row(sessions, interview_id)).status == "ready"


async def test_interviews_from_before_there_was_feedback_get_theirs(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    kept, deleted = await held(sessions, user_id), await held(sessions, user_id)
    async with transaction(sessions) as db:
        for row in (await db.execute(select(Feedback))).scalars():
            await db.delete(row)
        gone = update(Interview).where(Interview.id == deleted)
        await db.execute(gone.values(deleted_at=now_utc()))
    server = Server(sessions, clock)
    await server.queue.ask_for_forgotten()
    assert await server.jobs.work_off() == 1
    assert (await feedback_row(sessions, kept)).status == "ready"
    assert await count(sessions, Feedback) == 1


async def test_deleted_interviews_wait_until_they_are_restored(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    await held(sessions, user_id)
    async with transaction(sessions) as db:
        await db.execute(update(Interview).values(deleted_at=now_utc()))
    server = Server(sessions, clock)
    assert await server.jobs.work_off() == 0
    async with transaction(sessions) as db:
        await db.execute(update(Interview).values(deleted_at=None))
    assert await server.jobs.work_off() == 1


async def test_an_answer_that_is_still_being_measured_is_waited_for(
    sessions: SessionMaker, user_id: UUID, clock: Clock
) -> None:
    interview_id = await held(
        sessions, user_id, spoken("one"), spoken("two"), ago=timedelta(seconds=-5)
    )
    await change_turn(sessions, interview_id, "one", features={"words": 1})
    server = Server(sessions, clock)
    working = asyncio.create_task(server.jobs.work_off())
    await change_turn(sessions, interview_id, "two", features={"words": 2})
    assert await working == 1
    (material,) = server.rules.seen
    measured = [turn.features for each in material.questions for turn in each.turns]
    assert measured == [{"words": 1}, {"words": 2}]


async def test_an_answer_that_nobody_measured_is_measured_from_its_recording(
    sessions: SessionMaker, user_id: UUID, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MEASURED_WITHIN_S", 0.0)
    monkeypatch.setattr(making, "MEASURED_BY", timedelta())
    await held(
        sessions,
        user_id,
        spoken("one", sound=b"fLaC"),
        spoken("two", sound=b"broken"),
        ago=timedelta(),
    )
    server = Server(sessions, clock)
    assert await server.jobs.work_off() == 1
    first, second = server.rules.seen
    assert [each.turns[0].features for each in first.questions] == [None, None]
    words = len(first.questions[0].turns[0].words)
    assert [each.turns[0].features for each in second.questions] == [{"words": words}, None]
    assert len(server.measured) == 2
