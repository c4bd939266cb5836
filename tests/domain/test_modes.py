"""Practice, stress, the one-way format, and the candidate's own questions."""

from __future__ import annotations

from dataclasses import replace

from backend.domain.deciding import decide as next_move
from backend.domain.heard import Heard
from backend.domain.interview import InterviewFlow
from backend.domain.plan import InterviewPlan
from backend.domain.scenario import Background
from tests.domain.flows import GOOD, PROBED, QUESTIONS, SCREENING, started, step


def test_a_hint_is_given_in_practice_and_only_there() -> None:
    hinted = replace(QUESTIONS[0], hints=("Think of the users.",))
    plan = InterviewPlan(replace(SCREENING, mode="practice"), (hinted, *QUESTIONS[1:]))
    _, flow = step(InterviewFlow(plan), "start")
    move, flow = step(flow, "hint")
    assert (move.kind, move.answered, move.hints) == ("hint", False, 1)
    assert "Think of the users." in move.text
    assert hinted.text in move.text
    assert "no more hints" in step(flow, "hint")[0].text
    assert "in this mode" in step(started(), "hint")[0].text
    assert flow.at.index == 0


def test_starting_over_forgets_what_was_said_to_the_question() -> None:
    _, flow = step(started(), "answer", PROBED)
    assert flow.at.thread == (PROBED,)
    move, flow = step(flow, "retry")
    assert (move.text, move.follow_ups, flow.at.thread) == (QUESTIONS[0].text, 0, ())
    assert step(flow, "answer", PROBED)[0].kind == "follow_up"


def test_stress_announces_the_time_keeps_it_and_eases_off_when_asked() -> None:
    flow = started(mode="stress", kind="behavioural")
    assert flow.at.limit_s == 90
    assert flow.move is not None
    assert "a minute and a half" in flow.move.lead
    cut = next_move(flow, "answer", Heard(PROBED, timed_out=True))
    assert (cut.kind, cut.firm, cut.text) == ("main", True, QUESTIONS[1].text)
    assert "your time" in cut.lead
    move, flow = step(flow, "answer", "Please ease off a little.")
    assert (move.kind, move.eases) == ("reply", True)
    assert flow.at.limit_s == 0
    assert not flow.stressed
    assert step(flow, "skip")[0].limit_s == 0


def test_one_way_gives_time_to_prepare_and_never_follows_up() -> None:
    flow = started(format="one_way")
    assert flow.move is not None
    assert (flow.move.preparation_s, flow.move.limit_s) == (30, 120)
    kinds = []
    for _ in range(3):
        move, flow = step(flow, "answer", "I don't know.")
        kinds.append(move.kind)
    assert kinds == ["main", "main", "close"]


def test_an_agreed_length_is_kept() -> None:
    flow = started(minutes=10)
    assert next_move(flow, "answer", Heard(GOOD), elapsed_s=60).kind == "main"
    assert next_move(flow, "answer", Heard(GOOD), elapsed_s=9.5 * 60).kind == "invite"


def test_stopping_by_voice_is_made_sure_of() -> None:
    move, flow = step(started(), "answer", "I'd like to stop the interview here.")
    assert (move.kind, flow.at.confirming) == ("confirm", True)
    assert step(flow, "answer", "Yes, please.")[0].closing
    on, after = step(flow, "answer", "No, let's go on.")
    assert (on.text, after.at.confirming) == (QUESTIONS[0].text, False)


def test_questions_about_the_job_are_answered_from_its_description_or_not_at_all() -> None:
    background = Background(job=("We work in shifts from six to two.",))
    flow = started(background=background)
    for _ in range(3):
        _, flow = step(flow, "skip")
    move, flow = step(flow, "answer", "How are the shifts organised?")
    assert move.kind == "reply"
    assert "We work in shifts from six to two" in move.text
    move, flow = step(flow, "answer", "And what about the canteen?")
    assert (move.kind, move.task) == ("reply", "")
    assert "We work in shifts" not in move.text
    assert step(flow, "answer", "No, that's all.")[0].kind == "close"


def test_a_question_about_the_job_need_not_wait_for_the_end() -> None:
    flow = started(background=Background(job=("The role is remote, with a week in Utrecht.",)))
    move, _ = step(flow, "answer", "Sorry, how many people are in the team, and is it remote?")
    assert "The role is remote" in move.text
    move, _ = step(started(), "answer", "And what is the salary, is it fixed?")
    assert "your questions at the end" in move.text
    move, _ = step(started(), "answer", "Should I talk about my team or about the whole job?")
    assert "for you to decide" in move.text


def test_stress_insists_on_an_answer_and_goes_on_when_there_is_none() -> None:
    flow = started(mode="stress", kind="behavioural")
    move, flow = step(flow, "answer", "I don't know, I really can't think of one.")
    assert (move.kind, move.reason) == ("follow_up", "no_answer")
    assert "answer" in move.lead or "open" in move.lead
    move, flow = step(flow, "answer", "No idea.")
    assert move.kind == "main"
    assert "leave that" in move.lead or "something else" in move.lead


def test_stress_looks_at_a_deed_from_the_other_side_where_nothing_was_claimed() -> None:
    plan = replace(started(mode="stress", kind="behavioural").plan, follow_ups=3)
    flow = replace(started(mode="stress", kind="behavioural"), plan=plan)
    told = (
        "On Monday the colleague and I disagreed about the order. I asked her for her list, I drew"
        " both plans on the board, and I took hers for the first week. In the end she was content."
    )
    move, _ = step(flow, "answer", told)
    assert (move.kind, move.task) == ("challenge", "")
    assert "you " in move.text


def test_what_could_never_be_understood_is_left_open() -> None:
    flow = started()
    for _ in range(3):
        move, flow = step(flow, "answer", "a far to the", confidence=0.2)
        assert move.kind == "clarify"
    move, flow = step(flow, "answer", "a far to the", confidence=0.2)
    assert move.kind == "main"
    assert "couldn't make that out" in move.lead


def test_what_is_no_question_and_no_goodbye_does_not_end_the_interview() -> None:
    flow = started()
    for _ in range(3):
        _, flow = step(flow, "skip")
    assert step(flow, "answer", "I learned a shift, sorry, the eyes.")[0].kind == "reply"
    assert step(flow, "answer", "Okay, thank you, goodbye.")[0].kind == "close"
    assert step(flow, "answer", "All clear.")[0].kind == "close"
