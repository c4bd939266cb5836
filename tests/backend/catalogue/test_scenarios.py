"""The ready-made interviews are ones that the bank can hold, and the checker finds what is not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from backend.bank.catalogue import Catalogue
from backend.bank.loading import bank_data
from backend.catalogue.scenarios import ScenarioEntry, faults, load_scenarios
from backend.domain.planning import make_plan
from backend.domain.scenario import Scenario

BANK = bank_data()
SCENARIOS = load_scenarios()


def scenario_of(entry: ScenarioEntry) -> Scenario:
    """As it is planned once somebody has chosen it."""
    names = {each.id: each.name for each in BANK.roles}
    names |= {each.id: each.name for each in BANK.industries}
    options = entry.options | {"minutes": entry.minutes or 0}
    return Scenario(
        role=names[entry.role],
        industry=names[entry.industry],
        difficulty=entry.difficulty,
        **options,
    )


def test_they_are_sound_and_many_sided() -> None:
    assert list(faults(SCENARIOS, BANK)) == []
    assert len(SCENARIOS) >= 24
    assert {each.industry for each in SCENARIOS} == {each.id for each in BANK.industries}
    for name, least in (("kind", 3), ("difficulty", 4), ("mode", 4), ("persona", 5)):
        counted = Counter(getattr(each, name) for each in SCENARIOS)
        assert min(counted.values()) >= least, (name, counted)
    assert {each.format for each in SCENARIOS} == {"live", "one_way"}


@pytest.mark.parametrize("entry", SCENARIOS, ids=lambda entry: entry.slug)
def test_each_can_be_planned_as_it_says(entry: ScenarioEntry) -> None:
    plan = make_plan(scenario_of(entry), Catalogue(), seed=1)
    assert len(plan.questions) >= min(entry.length, 4)
    types = {question.type for question in plan.questions}
    if entry.kind != "mixed":
        assert types == {entry.kind}
    else:
        assert len(types) > 1
    assert not entry.about.isspace()
    assert entry.name != entry.about


def test_the_checker_finds_what_the_bank_does_not_have() -> None:
    good = next(each for each in SCENARIOS if each.kind == "technical" and not each.minutes)
    for changes, told in (
        ({"role": "astronaut"}, "is not in the bank"),
        ({"industry": "space"}, "is not in the bank"),
        ({"industry": "hospitality"}, "is not in the bank"),
        ({"questions": 20}, "too few technical questions"),
    ):
        found = list(faults((good.model_copy(update=changes),), BANK))
        assert len(found) == 1
        assert told in found[0]
    assert any("several" in each for each in faults((good, good), BANK))


def test_a_file_with_a_fault_names_the_entry(tmp_path: Path) -> None:
    file = tmp_path / "scenarios.toml"
    file.write_text('[[scenarios]]\nslug = "x"\nname = "A name"\n')
    with pytest.raises(ValueError, match=r"scenarios.toml: .*about"):
        load_scenarios(file)
