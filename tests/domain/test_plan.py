from __future__ import annotations

import pytest

from backend.domain.checks import MAX_WORDS
from backend.domain.plan import Competency, PlannedQuestion, make_plan
from backend.domain.scenario import Scenario
from backend.interviews.bank import FileBank, load_bank


def bank_of(*pairs: tuple[str, str]) -> FileBank:
    return FileBank(
        tuple(
            (PlannedQuestion(id, Competency(competency, competency), f"{id}?"), frozenset())
            for id, competency in pairs
        )
    )


def test_the_same_seed_gives_the_same_plan() -> None:
    bank = load_bank()
    plans = [make_plan(Scenario(), bank, seed=seed) for seed in (1, 1, 2, 3, 4)]
    assert plans[0] == plans[1]
    assert len(set(plans)) > 2
    assert plans[0].minutes == 9


def test_no_competency_comes_twice_while_another_is_left() -> None:
    bank = bank_of(("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b"))
    for seed in range(20):
        plan = make_plan(Scenario(), bank, seed=seed)
        assert {each.competency.id for each in plan.questions} == {"a", "b"}
        assert len({each.id for each in plan.questions}) == 3


def test_a_small_bank_gives_a_short_interview_and_an_empty_one_none() -> None:
    assert len(make_plan(Scenario(), bank_of(("a", "a")), seed=0).questions) == 1
    with pytest.raises(ValueError, match="at least one"):
        make_plan(Scenario(), bank_of(), seed=0)


def test_the_bank_has_enough_for_each_role_and_for_any_other() -> None:
    bank = load_bank()
    roles = {role for _question, roles in bank.entries for role in roles}
    assert len(roles) >= 6
    assert len(bank.entries) >= 12
    for role in (*roles, "Lighthouse keeper"):
        fitting = bank.questions_for(Scenario(role=role))
        assert len({each.competency for each in fitting}) >= 5


def test_every_question_can_be_understood_when_heard_once() -> None:
    for question, _roles in load_bank().entries:
        assert question.text.count("?") == 1
        assert question.text.endswith("?")
        assert len(question.text.split()) <= MAX_WORDS
