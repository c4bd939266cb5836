from __future__ import annotations

from dataclasses import replace

import pytest

from backend.bank.catalogue import Catalogue
from backend.domain.plan import InterviewPlan
from backend.domain.planning import OWN, make_plan
from backend.domain.scenario import Background, Kind, Scenario

BANK = Catalogue()


def ids(plan: InterviewPlan) -> list[str]:
    return [question.id for question in plan.questions]


def test_the_same_seed_gives_the_same_plan_and_others_differ() -> None:
    scenario = Scenario(questions=5)
    plans = [ids(make_plan(scenario, BANK, seed=seed)) for seed in (1, 1, 2, 3, 4)]
    assert plans[0] == plans[1]
    assert len({tuple(each) for each in plans}) > 1


@pytest.mark.parametrize("kind", ["behavioural", "technical", "hr_screen", "mixed"])
@pytest.mark.parametrize("role", ["Software engineer", "registered-nurse", "Lighthouse keeper"])
def test_every_kind_and_role_has_a_plan_of_its_length(kind: Kind, role: str) -> None:
    plan = make_plan(Scenario(role=role, kind=kind, questions=6), BANK, seed=7)
    assert len(plan.questions) == 6
    assert len(set(ids(plan))) == 6
    assert len({question.competency.id for question in plan.questions}) >= 3


def test_nobody_is_asked_the_technical_questions_of_another_role() -> None:
    plan = make_plan(Scenario(role="Lighthouse keeper", kind="technical"), BANK, seed=1)
    assert {question.type for question in plan.questions} == {"behavioural"}
    nurse = make_plan(Scenario(role="Registered nurse", kind="technical"), BANK, seed=1)
    assert all(each.ladder and each.reference for each in nurse.questions)


def test_nothing_comes_again_while_there_is_anything_else() -> None:
    scenario = Scenario(kind="behavioural", questions=5)
    asked: list[str] = []
    for seed in range(6):
        plan = make_plan(scenario, BANK, seed=seed, asked_lately=asked)
        assert not set(ids(plan)) & set(asked)
        asked = [*ids(plan), *asked]


def test_when_all_was_asked_what_is_longest_ago_comes_back() -> None:
    scenario = Scenario(kind="technical", role="Registered nurse", questions=1)
    every = [each.id for each in BANK.questions_for(scenario, "technical")]
    assert ids(make_plan(scenario, BANK, seed=3, asked_lately=every)) == [every[-1]]


def test_the_level_is_the_one_that_was_asked_for() -> None:
    for level in ("easy", "medium", "hard", "expert"):
        scenario = Scenario(kind="behavioural", difficulty=level, questions=4)
        levels = [each.difficulty for each in make_plan(scenario, BANK, seed=5).questions]
        assert levels.count(level) >= 3


def test_stress_looks_for_siblings_of_what_was_answered_calmly() -> None:
    calm = Scenario(kind="behavioural", questions=3)
    before = ids(make_plan(calm, BANK, seed=1))
    plan = make_plan(replace(calm, mode="stress"), BANK, seed=2, asked_lately=before, calm=before)
    assert all(each.matches in before for each in plan.questions)
    assert not set(ids(plan)) & set(before)


def test_own_questions_come_first_and_count() -> None:
    background = Background(own_questions=("Why did you leave?", "What is your plan?"))
    plan = make_plan(Scenario(questions=4, background=background), BANK, seed=1)
    assert [each.text for each in plan.questions[:2]] == list(background.own_questions)
    assert [each.competency for each in plan.questions[:2]] == [OWN, OWN]
    assert len(plan.questions) == 4


def test_the_job_description_weighs() -> None:
    wanted = Background(terms=("conflict", "disagreement", "disagree", "argue"))
    scenario = Scenario(kind="behavioural", questions=3, background=wanted)
    plans = [make_plan(scenario, BANK, seed=seed) for seed in range(8)]
    hits = sum("conflict" in {each.competency.id for each in plan.questions} for plan in plans)
    assert hits >= 6


def test_a_case_is_asked_whole() -> None:
    scenario = Scenario(role="Management consultant", kind="case", questions=3)
    plan = make_plan(scenario, BANK, seed=1)
    steps = [each.step for each in plan.questions]
    assert all(step and step.case == plan.cases[0].id for step in steps)
    assert [step.kind for step in steps if step][0] == "structure"
    assert [step.kind for step in steps if step][-1] == "synthesis"
    assert steps[0]
    assert steps[0].prompt


def test_minutes_decide_the_length_where_they_are_given() -> None:
    assert len(make_plan(Scenario(minutes=30, questions=2), BANK, seed=1).questions) == 10
    assert make_plan(Scenario(format="one_way"), BANK, seed=1).follow_ups == 0
