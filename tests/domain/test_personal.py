"""Questions about the candidate's own CV, and this job's description."""

from __future__ import annotations

import pytest

from backend.bank.catalogue import Catalogue
from backend.domain.background import digest
from backend.domain.personal import CV, JOB, about_cv, about_job
from backend.domain.planning import make_plan
from backend.domain.scenario import Kind, Scenario

BACKGROUND = digest(
    "Mara Lindqvist, mara@example.org\nData engineer, Brightwater, March 2021 - today\n"
    "Wrote the data contracts between billing and the field teams\n"
    "Rebuilt the pipeline for 1.2 million meters in 2022 and cut its run from nine hours to two\n"
    "MSc Statistics, University of Porto, 2018\nPython, SQL, Spark",
    "We are seven people and work from Ghent.\nYou have a degree in computing.\n"
    "You will own the pipeline of tracking events.\nExperience with events that arrive late",
)


def test_the_strongest_deed_of_the_cv_is_asked_about_without_its_dates() -> None:
    asked = about_cv(BACKGROUND, ())
    assert asked
    assert "Rebuilt the pipeline for 1.2 million meters" in asked.text
    assert "2022" not in asked.text
    assert asked.text.count("?") == 1
    assert len(asked.text.split()) <= 35


def test_what_was_asked_lately_gives_way_to_another_line() -> None:
    first = about_cv(BACKGROUND, ())
    assert first
    second = about_cv(BACKGROUND, (first.id,))
    assert second
    assert "data contracts" in second.text
    assert about_cv(BACKGROUND, (second.id, first.id)) == first


def test_a_demand_of_the_job_is_asked_about_and_no_paper() -> None:
    texts = {
        asked.text
        for lately in ((), tuple(f"x{n}" for n in range(3)))
        if (asked := about_job(BACKGROUND, lately))
    }
    assert texts
    assert not any("degree" in text or "Ghent" in text for text in texts)


def test_a_cv_in_which_nobody_does_anything_is_not_asked_about() -> None:
    bare = digest("Nurse, Harbour Hospital, since 2019\nFirst aid certificate", "Apply by e-mail.")
    assert about_cv(bare, ()) is None
    assert about_job(bare, ()) is None


@pytest.mark.parametrize("kind", ["technical", "behavioural", "mixed", "hr_screen"])
def test_a_plan_has_both_where_there_is_room(kind: Kind) -> None:
    scenario = Scenario(role="Data engineer", kind=kind, questions=5, background=BACKGROUND)
    plan = make_plan(scenario, Catalogue(), seed=1)
    found = [each.competency for each in plan.questions]
    assert len(found) == 5
    assert (found.count(CV), found.count(JOB)) == (1, 1)
    short = make_plan(Scenario(kind=kind, questions=2, background=BACKGROUND), Catalogue(), seed=1)
    assert not {CV, JOB} & {each.competency for each in short.questions}
