from __future__ import annotations

import asyncio
import subprocess
import sys
import textwrap
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from backend.config import Config
from backend.database import SessionMaker, reading
from backend.domain.heard import Heard
from backend.domain.prompts import FIXED_MESSAGES
from backend.errors import ConflictError, NotFoundError
from backend.interviews import storage
from backend.interviews.conductor import Conductor
from backend.interviews.records import AudioChunk, CandidateTurn, InterviewerTurn
from backend.interviews.run import InterviewRun
from models import Interview, Question, Turn
from tests.backend.interviews.bank import SCREENING
from tests.backend.interviews.conftest import (
    GOOD,
    LINE,
    PROBED,
    Reopen,
    ToldModel,
    add_user,
    begun,
    hold,
    reply_to,
)


async def rows(sessions: SessionMaker) -> list[Turn]:
    async with reading(sessions) as db:
        query = select(Turn).options(selectinload(Turn.audio)).order_by(Turn.sequence)
        return list((await db.execute(query)).scalars())


async def test_a_whole_interview_is_kept_in_order(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    await begun(run)
    outcomes = [await hold(run, CandidateTurn(f"a{n}", text=PROBED)) for n in range(6)]
    outcomes.append(await hold(run, CandidateTurn("a6", text="No, thank you.")))
    assert [each.move for each in outcomes] == [
        "follow_up", "main", "follow_up", "main", "follow_up", "invite", "close",
    ]  # fmt: skip
    assert [each.closing for each in outcomes] == [False] * 6 + [True]
    assert run.completed
    kept = await rows(sessions)
    assert [each.item_id for each in kept] == ["reply-start"] + [
        f"{side}a{n}" for n in range(7) for side in ("", "reply-")
    ]
    assert [each.kind for each in kept[:5]] == [
        "opening", "main", "follow_up", "follow_up", "main",
    ]  # fmt: skip
    assert "we" in kept[2].why
    async with reading(sessions) as db:
        interview = (await db.execute(select(Interview))).scalar_one()
        questions = (await db.execute(select(Question).order_by(Question.position))).scalars().all()
    assert interview.status == "completed"
    assert interview.started_at is not None
    assert interview.ended_at is not None
    assert [each.text for each in questions] == [each.text for each in run.flow.plan.questions]
    by_question = [each.question_id for each in kept]
    assert by_question[:4] == [questions[0].id] * 4
    assert by_question[4] == questions[1].id


async def test_nothing_is_stored_by_responding(run: InterviewRun, sessions: SessionMaker) -> None:
    await begun(run)
    before = run.flow
    for text in ("We", "We rebuilt", PROBED):
        await reply_to(run, CandidateTurn("a", text=text))
    assert run.flow is before
    assert len(await rows(sessions)) == 1


async def test_the_first_delta_waits_for_no_model(run: InterviewRun, llm: ToldModel) -> None:
    await begun(run)
    stream = run.respond("a", "answer", Heard(PROBED))
    assert await anext(stream) == "I see.\n", "the line's end lets it be spoken at once"
    assert llm.requests == []
    assert await anext(stream) == LINE


async def test_the_reply_spoken_is_the_decision_stored(run: InterviewRun, llm: ToldModel) -> None:
    await begun(run)
    spoken = await reply_to(run, CandidateTurn("a", text=PROBED, confidence=0.9))
    # The final transcript differs in case and punctuation, and Whisper doubts it more.
    final = CandidateTurn("a", text=PROBED.upper().replace(",", ""), confidence=0.3)
    assert run.still_fits("a", "answer", final.heard)
    outcome = await run.commit(final)
    assert outcome.question is not None
    assert (outcome.question.kind, outcome.question.text) == ("follow_up", LINE)
    assert await reply_to(run, final) == spoken
    assert len(llm.requests) == 1


async def test_more_words_that_change_nothing_keep_the_reply(
    run: InterviewRun, llm: ToldModel
) -> None:
    await begun(run)
    await reply_to(run, CandidateTurn("a", text=PROBED))
    assert run.still_fits("a", "answer", Heard(f"{PROBED} Yes."))
    assert not run.still_fits("a", "answer", Heard(GOOD))
    assert not run.still_fits("b", "answer", Heard(PROBED))
    assert len(llm.requests) == 1


async def test_other_words_get_another_reply(run: InterviewRun) -> None:
    await begun(run)
    await reply_to(run, CandidateTurn("a", text=PROBED))
    outcome = await run.commit(CandidateTurn("a", text=GOOD))
    assert outcome.move == "main"
    assert run.flow.plan.questions[1].text in await reply_to(run, CandidateTurn("a", text=GOOD))


async def test_the_same_item_is_stored_once(run: InterviewRun, sessions: SessionMaker) -> None:
    await begun(run)
    turn = CandidateTurn("a", text=PROBED)
    outcomes = await asyncio.gather(*(run.commit(turn) for _ in range(50)))
    assert len({repr(each) for each in outcomes}) == 1
    reply = InterviewerTurn("r", answers="a", text="I see. Which part?")
    await asyncio.gather(*(run.settle(reply) for _ in range(50)))
    assert [each.item_id for each in await rows(sessions)] == ["reply-start", "a", "r"]
    assert run.flow.sequence == 4


async def test_the_same_item_after_a_restart_gives_the_same_result(reopen: Reopen) -> None:
    first = await begun(await reopen())
    outcome = await first.commit(CandidateTurn("a", text=PROBED))
    second = await reopen()
    assert await second.commit(CandidateTurn("a", text=PROBED)) == outcome
    assert second.flow == first.flow
    again = await second.commit(CandidateTurn("go", cue="skip"))
    third = await reopen()
    assert await third.commit(CandidateTurn("go", cue="skip")) == again
    assert third.flow == second.flow


async def test_audio_words_and_latencies_are_kept(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    await begun(run)
    word = {"text": "We", "start_s": 0.1, "end_s": 0.2, "probability": 0.9}
    await run.commit(
        CandidateTurn(
            "a",
            text=PROBED,
            confidence=0.8,
            audio=(AudioChunk(b"one", 30.0), AudioChunk(b"two", 4.5)),
            start_s=3.0,
            end_s=37.5,
            typed=True,
            latency_ms={"stt_final": 210.0},
            words=(word,),
        )
    )
    turn = (await rows(sessions))[-1]
    assert [(each.chunk, each.flac, each.duration_s) for each in turn.audio] == [
        (0, b"one", 30.0),
        (1, b"two", 4.5),
    ]
    assert (turn.words, turn.latency_ms, turn.typed) == ([word], {"stt_final": 210.0}, True)
    assert (turn.start_s, turn.end_s, turn.confidence) == (3.0, 37.5, 0.8)


async def test_what_no_database_could_hold_is_made_to_fit(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    await begun(run)
    await run.commit(CandidateTurn("a", text="half \ud800 a\x00 character"))
    assert (await rows(sessions))[-1].text == "half ? a character"


async def test_only_what_was_heard_is_kept_and_marked(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    await begun(run)
    await hold(run, CandidateTurn("a", text=GOOD), heard="Thank you. Let's—")
    cut = (await rows(sessions))[-1]
    assert (cut.text, cut.cut) == ("Thank you. Let's—", True)
    outcome = await hold(run, CandidateTurn("b", text="And that was all there was to it."))
    assert outcome.question is not None
    assert outcome.question.index == 1
    async with reading(sessions) as db:
        assert len((await db.execute(select(Question))).scalars().all()) == 2


async def test_a_reply_that_nobody_heard_leaves_no_turn(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    await begun(run)
    await hold(run, CandidateTurn("a", text=GOOD), heard="")
    assert [each.item_id for each in await rows(sessions)] == ["reply-start", "a"]
    assert run.flow.unheard


async def test_controls_leave_no_turn_of_the_candidate(
    run: InterviewRun, sessions: SessionMaker
) -> None:
    await begun(run)
    for cue in ("silence", "repeat", "skip"):
        await hold(run, CandidateTurn(cue, cue=cue))
    kept = await rows(sessions)
    assert {each.speaker for each in kept} == {"interviewer"}
    assert [each.kind for each in kept] == ["opening", "nudge", "repeat", "main"]


async def test_a_remark_is_kept_as_an_aside(run: InterviewRun, sessions: SessionMaker) -> None:
    await begun(run)
    outcome = await hold(run, CandidateTurn("a", text="Could you repeat that?"))
    assert (outcome.move, outcome.question, outcome.stored) == ("repeat", None, True)
    remark = (await rows(sessions))[1]
    assert (remark.kind, remark.question_id) == ("aside", None)


async def test_a_killed_server_says_what_it_was_about_to(reopen: Reopen, llm: ToldModel) -> None:
    first = await begun(await reopen())
    await first.commit(CandidateTurn("a", text=PROBED))
    second = await reopen()
    assert second.flow == first.flow
    back = CandidateTurn("back", cue="resume")
    assert await reply_to(second, back) == f"Welcome back. {LINE}"
    assert PROBED.split(",")[0] in llm.requests[-1][-1].content
    outcome = await hold(second, back)
    assert outcome.question is not None
    assert outcome.question.kind == "follow_up"
    assert (await hold(second, CandidateTurn("b", text=PROBED))).move == "main"


async def test_a_settled_reply_is_not_said_twice(reopen: Reopen) -> None:
    first = await begun(await reopen())
    await hold(first, CandidateTurn("a", text=PROBED))
    second = await reopen()
    assert second.question() == first.question()
    reply = await reply_to(second, CandidateTurn("back", cue="resume"))
    assert reply == f"Welcome back. {LINE}"


async def test_history_is_the_same_after_a_restart(reopen: Reopen, llm: ToldModel) -> None:
    first = await begun(await reopen())
    await hold(first, CandidateTurn("a", text=PROBED))
    await hold(first, CandidateTurn("b", text=GOOD))
    await reply_to(first, CandidateTurn("c", text=PROBED))
    second = await reopen()
    await reply_to(second, CandidateTurn("c", text=PROBED))
    assert llm.requests[-1] == llm.requests[-2]
    own = llm.requests[-1][FIXED_MESSAGES:]
    assert [each.content for each in own if each.role == "assistant"] == [LINE]


async def test_the_model_reads_ahead_what_it_will_be_asked(
    run: InterviewRun, llm: ToldModel
) -> None:
    await begun(run)
    await run.warm()
    await reply_to(run, CandidateTurn("a", text=PROBED))
    ahead, asked = llm.requests
    assert asked[-1].content.startswith(ahead[-1].content)
    assert llm.closed == 2


async def test_taking_an_interview_up_elsewhere_ends_writing_here(reopen: Reopen) -> None:
    old = await begun(await reopen())
    new = await reopen()
    assert new.epoch > old.epoch
    with pytest.raises(ConflictError):
        await old.commit(CandidateTurn("a", text=GOOD))
    with pytest.raises(ConflictError):
        await old.settle(InterviewerTurn("r", answers="start", text="Hello"))
    assert (await new.commit(CandidateTurn("a", text=GOOD))).move == "main"


async def test_a_write_that_was_broken_off_is_looked_up_before_the_next(
    run: InterviewRun, sessions: SessionMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begun(run)
    save = storage.InterviewStore.save_decision

    async def saved_but_never_told(*arguments: object) -> None:
        await save(*arguments)  # type: ignore[arg-type]  # passed on as they came
        raise asyncio.CancelledError

    monkeypatch.setattr(storage.InterviewStore, "save_decision", saved_but_never_told)
    with pytest.raises(asyncio.CancelledError):
        await run.commit(CandidateTurn("a", text=GOOD))
    monkeypatch.undo()
    assert (await run.commit(CandidateTurn("a", text=GOOD))).move == "main"
    assert (await hold(run, CandidateTurn("b", text=GOOD))).question.index == 2  # type: ignore[union-attr]  # fails here if it is None
    assert [each.item_id for each in await rows(sessions)] == ["reply-start", "a", "b", "reply-b"]


async def test_an_interview_is_completed_once(run: InterviewRun, sessions: SessionMaker) -> None:
    await begun(run)
    await run.commit(CandidateTurn("end", cue="end"))
    assert await run.settle(
        InterviewerTurn("r1", answers="end", text="All right, let's—", cut=True)
    )
    async with reading(sessions) as db:
        ended_at = (await db.execute(select(Interview.ended_at))).scalar_one()
    await run.commit(CandidateTurn("bye", text="Thank you, goodbye!"))
    assert not await run.settle(InterviewerTurn("r2", answers="bye", text="Thank you. Goodbye."))
    async with reading(sessions) as db:
        assert (await db.execute(select(Interview.ended_at))).scalar_one() == ended_at
    assert (await rows(sessions))[-2].kind == "aside"


async def test_giving_a_reply_up_stops_the_model(run: InterviewRun, llm: ToldModel) -> None:
    await begun(run)
    llm.hang = True

    async def listen() -> None:
        async for _delta in run.respond("a", "answer", Heard(PROBED)):
            pass

    listening = asyncio.create_task(listen())
    await llm.asked.wait()
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert llm.closed == 1
    llm.hang = False
    assert (await reply_to(run, CandidateTurn("a", text=PROBED))).endswith(LINE)


async def test_nobody_elses_interview_can_be_opened(
    conductor: Conductor, sessions: SessionMaker, user_id: UUID
) -> None:
    interview = await conductor.create(user_id)
    stranger = await add_user(sessions, "eve")
    with pytest.raises(NotFoundError):
        await conductor.open(interview.id, stranger)
    with pytest.raises(NotFoundError):
        await conductor.open(uuid4(), user_id)


KILLED = """
    import asyncio, os, signal, sys
    from uuid import UUID
    from backend.config import Config
    from backend.database import make_engine, make_sessionmaker
    from backend.interviews.conductor import Conductor
    from backend.interviews.records import AudioChunk, CandidateTurn
    from tests.backend.interviews.bank import SmallBank
    from tests.backend.interviews.conftest import GOOD, ToldModel

    async def main(database, interview, user):
        config = Config(database_url=database)
        conductor = Conductor(make_sessionmaker(make_engine(config)), ToldModel(), SmallBank())
        run = await conductor.open(UUID(interview), UUID(user))
        await run.commit(CandidateTurn("start", cue="start"))
        turn = CandidateTurn("a", text=GOOD, audio=(AudioChunk(b"sound", 1.0),))
        await run.commit(turn)
        print("acknowledged", flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(main(*sys.argv[1:]))
"""


async def test_an_acknowledged_turn_survives_a_killed_process(
    conductor: Conductor, sessions: SessionMaker, user_id: UUID, config: Config
) -> None:
    interview = await conductor.create(user_id, SCREENING)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), config.resolved_database_url]
    result = await asyncio.to_thread(
        subprocess.run,
        [*command, str(interview.id), str(user_id)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert (result.stdout, result.returncode) == ("acknowledged\n", -9), result.stderr
    turn = (await rows(sessions))[-1]
    assert (turn.item_id, turn.text, turn.audio[0].flac) == ("a", GOOD, b"sound")
    run = await conductor.open(interview.id, user_id)
    question = run.question()
    assert question is not None
    assert question.index == 1
