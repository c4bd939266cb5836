"""Every way from one phase of an interview to the next."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.domain import lines
from backend.domain.deciding import MAX_CLARIFICATIONS
from backend.domain.heard import Heard
from backend.domain.moves import Cue
from backend.domain.scenario import Scenario
from backend.interviews.state import from_state, plan_to_json, to_state
from tests.domain.flows import GOOD, PROBED, QUESTIONS, a_flow, decide, started, step


def test_it_opens_with_who_speaks_how_long_and_the_first_question() -> None:
    move, flow = step(a_flow(), "start")
    assert (move.kind, move.asks, move.text) == ("opening", "main", QUESTIONS[0].text)
    for told in ("AI", "nine minutes", "three questions", "software engineer", "time you need"):
        assert told in move.lead
    assert (flow.at.phase, flow.at.index, flow.asked) == ("asking", 0, (QUESTIONS[0].text,))


@pytest.mark.parametrize("cue", ["start", "answer", "silence", "resume", "repeat", "skip"])
def test_whatever_comes_first_opens_it(cue: str) -> None:
    assert decide(a_flow(), cast(Cue, cue), "hello").kind == "opening"


def test_three_good_answers_lead_to_the_candidates_own_questions_and_the_close() -> None:
    flow, kinds = started(), []
    for text in (GOOD, GOOD, GOOD, "No, thank you."):
        move, flow = step(flow, "answer", text)
        kinds.append((move.kind, move.text))
    assert kinds == [
        ("main", QUESTIONS[1].text),
        ("main", QUESTIONS[2].text),
        ("invite", lines.their_questions()),
        ("close", lines.farewell(Scenario())),
    ]
    assert flow.at.phase == "closed"
    assert [each.question_id for each in flow.at.records] == ["q0", "q1", "q2"]
    assert all(each.words > 20 and not each.stress for each in flow.at.records)


def test_the_last_question_is_announced() -> None:
    _, flow = step(started(), "answer", GOOD)
    move, _ = step(flow, "answer", GOOD)
    assert move.lead == "Thank you. This is the last question."


def test_what_was_not_understood_is_asked_for_again_and_then_typing_is_offered() -> None:
    flow, said = started(), []
    for _ in range(3):
        move, flow = step(flow, "unclear")
        said.append(move.text)
        assert (move.kind, move.answered) == ("clarify", False)
    assert len(set(said)) == 3
    assert "type" in said[-1]
    assert flow.current == QUESTIONS[0]


def test_a_silence_is_broken_twice_and_not_while_somebody_thinks() -> None:
    flow, waits = started(), []
    for _ in range(3):
        waits.append(flow.patience_s)
        _, flow = step(flow, "silence")
    assert waits == [20.0, 40.0, 0.0]
    _, thinking = step(started(), "answer", "Let me think about that for a moment.")
    assert thinking.patience_s == 0.0
    _, answered = step(flow, "answer", GOOD)
    assert answered.patience_s == 20.0


def test_the_farewell_wishes_well_for_the_day_itself() -> None:
    told = lines.farewell(Scenario(interview_date="2026-12-03"))
    assert "on December 3." in told


def test_at_most_one_follow_up_to_each_question() -> None:
    flow, kinds = started(), []
    while flow.at.phase == "asking":
        move, flow = step(flow, "answer", PROBED)
        kinds.append(move.kind)
    assert kinds == ["follow_up", "main", "follow_up", "main", "follow_up", "invite"]


def test_a_follow_up_says_why_and_holds_the_candidates_words() -> None:
    move, flow = step(started(), "answer", PROBED)
    assert move.kind == "follow_up"
    assert "we" in move.why
    assert move.quote
    assert move.quote in PROBED
    assert f"“{move.quote}”" in move.text
    assert move.quote in move.task
    assert move.lead == "I see."
    assert flow.at.question == move.text


def test_deciding_changes_nothing_and_is_repeatable() -> None:
    flow = started()
    assert decide(flow, "answer", PROBED) == decide(flow, "answer", PROBED)
    assert flow == started()


def test_no_answer_is_not_moved_past_at_once() -> None:
    move, flow = step(started(), "answer", "I don't know.")
    assert (move.kind, move.reason, move.task) == ("follow_up", "no_answer", "")
    assert step(flow, "answer", "No idea.")[0].kind == "main"


@pytest.mark.parametrize(
    ("said", "reason", "lead"),
    [
        (
            "We could talk about that for a long time, couldn't we. I bet it is the same in every"
            " office of this country. There you go. What would anybody do about it?",
            "no_answer",
            "You said you bet it is the same in every office of this country.",
        ),
        (
            "On Saturday I went to the match with my brother. The goal came late, we shouted, and"
            " then we had a beer and a curry and walked home in the rain past my uncle's garden.",
            "off_question",
            "You said on Saturday you went to the match with your brother. Let me bring you back"
            " to what I asked.",
        ),
    ],
)
def test_who_said_something_else_is_shown_that_it_was_heard(
    said: str, reason: str, lead: str
) -> None:
    move, _ = step(started(), "answer", said)
    assert (move.reason, move.lead) == (reason, lead)


def test_what_was_not_understood_is_asked_again_and_never_probed() -> None:
    flow, kinds = started(), []
    for _ in range(4):
        move, flow = step(flow, "answer", "we flabbered", confidence=0.2)
        kinds.append(move.kind)
    assert kinds == ["clarify"] * MAX_CLARIFICATIONS + ["main"]
    assert "type" in lines.clarification(2)


def test_understanding_again_starts_the_count_afresh() -> None:
    _, flow = step(started(), "answer", "mumble", confidence=0.2)
    _, flow = step(flow, "answer", GOOD)
    assert step(flow, "answer", "mumble", confidence=0.2)[0].text == lines.clarification(0)


def test_silence_is_met_with_patience() -> None:
    flow, said = started(), []
    for _ in range(4):
        move, flow = step(flow, "silence")
        said.append(move.text)
    assert said[0] == "Take your time."
    assert said[2] == said[3]
    assert flow.at.index == 0
    assert step(flow, "answer", "…")[0].kind == "nudge"


def test_a_question_is_repeated_as_it_was_worded() -> None:
    flow = started()
    move = decide(flow, "answer", PROBED)
    flow = flow.take(move, "i", Heard(PROBED)).settle(
        "i", "I see. Why Postgres?", "I see. Why Postgres?"
    )
    again, flow = step(flow, "repeat")
    assert (again.lead, again.text, again.asks) == ("Of course.", "Why Postgres?", None)
    assert step(flow, "answer", "Could you repeat that, please?")[0].text == "Why Postgres?"


def test_skipping_goes_to_the_next_question_and_then_to_the_close() -> None:
    flow, kinds = started(), []
    for _ in range(3):
        move, flow = step(flow, "skip")
        kinds.append(move.kind)
    assert kinds == ["main", "main", "invite"]
    assert all(each.skipped for each in flow.at.records)
    assert step(flow, "skip")[0].kind == "close"


@pytest.mark.parametrize("begin", [True, False])
def test_it_can_be_ended_at_any_time(begin: bool) -> None:
    move, flow = step(started() if begin else a_flow(), "end")
    assert (move.kind, move.closing, flow.at.phase) == ("close", True, "closed")


def test_after_the_close_nothing_begins_anew() -> None:
    _, flow = step(started(), "end")
    for cue in get_args(Cue):
        move, after = step(flow, cue, GOOD)
        assert (move.kind, move.closing, after.at.phase) == ("close", True, "closed")


def test_a_word_into_the_farewell_is_answered_with_goodbye() -> None:
    flow = started()
    flow = flow.take(decide(flow, "end"), "i")
    assert flow.at.phase == "closing"
    assert decide(flow, "answer", "Thank you!").text == lines.goodbye()
    assert decide(flow, "resume").text == lines.early_farewell("neutral")


def test_speaking_on_before_the_question_was_put_continues_the_answer() -> None:
    flow = started()
    first = "We rebuilt the billing service together, and we moved our data elsewhere, and"
    move = decide(flow, "answer", first)
    cut = flow.take(move, "a", Heard(first)).settle("a", "I see. You—")
    assert cut.unheard
    rest = "I wrote the plan for it in May, and in the end costs fell by 30 percent."
    assert cut.whole(rest) == f"{first} {rest}"
    onward, after = step(cut, "answer", rest, item="b")
    assert (onward.kind, onward.index) == ("main", 1)
    assert after.asked == (QUESTIONS[0].text, QUESTIONS[1].text)


def test_speaking_on_before_the_next_question_leaves_none_out() -> None:
    flow = started()
    cut = flow.take(decide(flow, "answer", GOOD), "a", Heard(GOOD)).settle("a", "Thank you. Let's—")
    move, after = step(cut, "answer", "and that was all.", item="b")
    assert (move.kind, move.text) == ("main", QUESTIONS[1].text)
    assert step(after, "answer", GOOD)[0].text == QUESTIONS[2].text


def test_an_answer_to_a_question_cut_near_its_end_is_an_answer() -> None:
    flow = started()
    move = decide(flow, "answer", GOOD)
    heard = f"{move.lead} When did you disagree with a—"
    flow = flow.take(move, "a", Heard(GOOD)).settle("a", heard)
    assert not flow.unheard
    assert step(flow, "answer", GOOD)[0].text == QUESTIONS[2].text


def test_a_greeting_into_the_opening_does_not_start_it_over() -> None:
    flow = a_flow()
    move = decide(flow, "start")
    flow = flow.take(move, "a").settle("a", "Hello, and welcome. I'm an AI—")
    move, flow = step(flow, "answer", "Hello!")
    assert (move.kind, move.lead) == ("main", lines.GREETING_AFTER_INTERRUPTION)
    assert (move.text, flow.at.index) == (QUESTIONS[0].text, 0)


def test_cutting_a_repetition_is_answering() -> None:
    flow = started()
    move = decide(flow, "repeat")
    flow = flow.take(move, "r").settle("r", "Of—")
    assert not flow.unheard
    assert step(flow, "answer", GOOD)[0].text == QUESTIONS[1].text


def test_silence_after_a_question_nobody_heard_puts_it_again() -> None:
    flow = started()
    cut = flow.take(decide(flow, "answer", GOOD), "a", Heard(GOOD)).settle("a", "Thank—")
    move, after = step(cut, "silence")
    assert (move.kind, move.text) == ("repeat", QUESTIONS[1].text)
    assert step(after, "answer", GOOD)[0].text == QUESTIONS[2].text


def test_coming_back_puts_the_question_that_was_never_heard() -> None:
    flow = started()
    decided = decide(flow, "answer", PROBED)
    pending = flow.take(decided, "a", Heard(PROBED))
    move, after = step(pending, "resume", item="r")
    assert (move.kind, move.text, move.lead) == ("follow_up", decided.text, lines.WELCOME_BACK)
    assert after.at.follow_ups == 1
    assert step(after, "answer", PROBED)[0].kind == "main"


def test_coming_back_puts_the_question_in_force() -> None:
    move, flow = step(started(), "resume")
    assert (move.kind, move.text, move.asks) == ("resume", QUESTIONS[0].text, None)
    assert step(flow, "answer", GOOD)[0].text == QUESTIONS[1].text


def test_an_opening_that_was_not_heard_is_given_in_full() -> None:
    flow = a_flow()
    flow = flow.take(decide(flow, "start"), "a")
    assert decide(flow, "resume") == decide(a_flow(), "start")


def test_a_late_or_doubled_settlement_changes_nothing() -> None:
    _, flow = step(started(), "answer", GOOD, item="a")
    assert flow.settle("a", "") is flow
    assert flow.settle("long gone", "") is flow


CUES = st.sampled_from(get_args(Cue))
MODES = st.sampled_from(["practice", "real", "stress"])
STEPS = st.lists(
    st.tuples(
        CUES,
        st.sampled_from([GOOD, PROBED, "", "no", "skip this", "I don't know"])
        | st.text(max_size=9),
        st.sampled_from([0.1, 0.9]),
        st.sampled_from(["all", "cut", "none", "late"]),
    ),
    max_size=25,
)


@settings(deadline=None)  # a busy machine is no fault of the flow
@given(STEPS, MODES)
def test_no_sequence_of_events_breaks_it(
    steps: list[tuple[Cue, str, float, str]], mode: Any
) -> None:
    flow, mains = a_flow(mode=mode, kind="mixed"), 0
    for number, (cue, text, confidence, hearing) in enumerate(steps):
        move = decide(flow, cue, text, confidence)
        assert move.text.strip()
        assert 0 <= max(move.index, 0) < len(QUESTIONS)
        assert move.follow_ups <= (3 if move.kind == "reply" else 1) or flow.at.phase != "asking"
        flow = flow.take(move, f"i{number}", Heard(text, confidence))
        if hearing != "late":
            spoken = f"{move.lead} {move.text}".split()
            share = {"all": len(spoken), "cut": len(spoken) // 2, "none": 0}[hearing]
            flow = flow.settle(f"i{number}", " ".join(spoken[:share]))
        stored = json.loads(json.dumps(to_state(flow)))
        assert from_state(stored, json.loads(json.dumps(plan_to_json(flow.plan)))) == flow
        mains = max(mains, flow.at.index)
    assert flow.sequence == 2 * len(steps)


def test_a_state_of_another_version_or_shape_is_refused() -> None:
    state, plan = to_state(started()), plan_to_json(started().plan)
    with pytest.raises(ValueError, match="another version"):
        from_state(state | {"version": 99}, plan)
    with pytest.raises(ValueError, match="another version"):
        from_state(state, {})
    with pytest.raises(ValueError, match="damaged"):
        from_state(state | {"at": {"phase": "nowhere"}}, plan)


def test_an_empty_plan_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        replace(a_flow().plan, questions=())
