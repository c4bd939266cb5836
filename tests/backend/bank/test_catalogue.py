"""The bank as the planning of an interview sees it."""

from __future__ import annotations

import pytest

from backend.bank.catalogue import Catalogue
from backend.domain.scenario import Scenario


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("software-engineer", "software-engineer"),
        ("Registered Nurse", "registered-nurse"),
        ("Senior Backend Engineer, Payments", "software-engineer"),
        ("Staff software engineer (platform)", "software-engineer"),
        ("Head chef", "chef"),
        ("Architect", "architect"),
        ("Solution architect", "software-engineer"),
        ("Underwater welder", None),
    ],
)
def test_a_role_is_known_by_what_people_call_it(title: str, role: str | None) -> None:
    found = Catalogue().role(title)
    assert (found.id if found else None) == role


def test_a_title_of_ones_own_still_gets_questions_about_the_work() -> None:
    scenario = Scenario(role="Senior backend engineer", kind="technical")
    assert Catalogue().questions_for(scenario, "technical")
