"""What the bank's files hold is sound, and the checker finds what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from backend.bank.checking import LEAST, faults, value
from backend.bank.loading import bank_data, load_data

BANK = bank_data()


def test_everything_in_the_bank_is_sound() -> None:
    assert faults(BANK) == []


def test_industries_and_roles_are_complete() -> None:
    assert len(BANK.industries) >= LEAST["industries"]
    assert len(BANK.roles) >= LEAST["roles"]


def test_faults_of_the_whole_are_found() -> None:
    question = next(each for each in BANK.questions if each.kind == "behavioural")
    for changed, told in (
        ({"text": "No question."}, "not one question"),
        ({"text": "Why (really)?"}, "can't be spoken"),
        ({"text": "Why " + "so " * 40 + "?"}, "more than 35"),
        ({"roles": ("nobody",)}, "nobody is not known"),
        ({"competency": "nothing"}, "nothing is not known"),
        ({"id": "another"}, "ask the same"),
    ):
        other = question.model_copy(update=changed)
        rest = tuple(each for each in BANK.questions if each.id != question.id)
        kept = (question, other) if "id" in changed else (other,)
        found = faults(replace(BANK, questions=(*rest, *kept)))
        assert any(told in each for each in found), told


def test_sums_are_worked_out_again() -> None:
    case = BANK.cases[0]
    steps = tuple(
        step.model_copy(update={"sum": step.sum.model_copy(update={"answer": -1.0})})
        if step.sum
        else step
        for step in case.steps
    )
    broken = case.model_copy(update={"steps": steps})
    found = faults(replace(BANK, cases=(broken,)))
    assert any(case.id in each and "not -1" in each for each in found)


@pytest.mark.parametrize(("formula", "result"), [("2 * (3 + 4) / 7", 2), ("-3 + 10", 7)])
def test_formulas(formula: str, result: float) -> None:
    assert value(formula) == result


@pytest.mark.parametrize("formula", ["__import__('os')", "2 **", "1 / 0", "x"])
def test_only_arithmetic_is_worked_out(formula: str) -> None:
    with pytest.raises(ValueError, match=r"worked out|not arithmetic"):
        value(formula)


def test_a_fault_names_its_file_and_entry(tmp_path: Path) -> None:
    for name in ("competencies.toml", "roles.toml"):
        (tmp_path / name).write_text(
            "[x]\nname = 'Name'\nabout = 'about it'\n" if "comp" in name else ""
        )
    (tmp_path / "roles.toml").write_text("industries = []\nroles = []\n")
    (tmp_path / "questions").mkdir()
    (tmp_path / "questions" / "odd.toml").write_text('[[questions]]\nid = "lost"\n')
    with pytest.raises(ValueError, match=r"odd.toml: .*lost"):
        load_data(tmp_path)
