"""What the guides' files hold is sound, and the checker finds what is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from backend.domain.follow_up import Reason
from backend.domain.recommendation import GAP_TAGS, GAP_TOLD
from backend.recommendations.checking import LEAST, faults, main
from backend.recommendations.guide import Exercise, Guide, reading_minutes
from backend.recommendations.loading import DATA, guide_data, load_guides, read_guide

DATA_OF_OURS = guide_data()
A_GUIDE = next(guide for guide in DATA_OF_OURS.guides if guide.course and guide.step == 1)

FRONT = """+++
slug = "{slug}"
title = "A title that is long enough"
summary = "A summary that says in one sentence what there is to be learnt here."
tags = ["start", "pace"]
minutes = 2
metric = "structure"
{more}
+++
Text.
"""


def test_every_guide_and_course_is_sound() -> None:
    assert faults(DATA_OF_OURS) == []


def test_there_are_as_many_as_were_promised() -> None:
    assert len(DATA_OF_OURS.guides) >= LEAST["guides"]
    assert len(DATA_OF_OURS.courses) >= LEAST["courses"]


def test_whatever_an_answer_can_lack_has_guides() -> None:
    assert set(GAP_TAGS) == set(get_args(Reason)) - {"hearing", "detail"}
    assert set(GAP_TAGS) == set(GAP_TOLD)


def exercise(**changes: Any) -> Exercise:
    assert A_GUIDE.exercise
    return A_GUIDE.exercise.model_copy(update=changes)


WRONG: list[tuple[Callable[[Guide], dict[str, Any]], str]] = [
    (lambda _: {"body": "Too short."}, "2 words"),
    (lambda _: {"minutes": 9}, "minutes to read, not 9"),
    (lambda _: {"tags": ("start", "unheard-of")}, "unheard-of is no tag"),
    (lambda _: {"tags": ("start", "start")}, "a tag is there twice"),
    (lambda old: {"body": f"{old.body}\n\nSee https://example.org."}, "is a link"),
    (lambda old: {"body": f"{old.body}\n\n[more](there)"}, "is a link"),
    (lambda old: {"body": f"{old.body}\n\n<b>bold</b>"}, "HTML"),
    (lambda old: {"body": f"{old.body}\n\n# Loud"}, "only heading of its level"),
    (lambda _: {"exercise": exercise(question="Tell me about it.")}, "not one question"),
    (lambda _: {"exercise": exercise(question="Why (really) do you want this?")}, ""),
    (lambda _: {"exercise": exercise(question="Why *do* you want this?")}, "can't be spoken"),
    (lambda _: {"exercise": exercise(question="Why " + "so " * 40 + "?")}, "more than 35"),
    (lambda _: {"step": 2}, "has the steps"),
    (lambda _: {"course": "nowhere"}, "course nowhere is not known"),
    (lambda _: {"slug": "another"}, "say the same"),
]


@pytest.mark.parametrize(("change", "told"), WRONG)
def test_what_is_wrong_is_found(change: Callable[[Guide], dict[str, Any]], told: str) -> None:
    values = change(A_GUIDE)
    changed = A_GUIDE.model_copy(update=values)
    others = [each for each in DATA_OF_OURS.guides if each is not A_GUIDE]
    kept = [A_GUIDE, changed] if "slug" in values else [changed]
    found = faults(replace(DATA_OF_OURS, guides=(*others, *kept)))
    if told:
        assert any(told in each for each in found), found
    else:
        assert found == [], "brackets can be spoken"


def test_a_shelf_that_is_nearly_empty_is_found() -> None:
    found = faults(replace(DATA_OF_OURS, guides=(A_GUIDE,)))
    assert "1 guides, and 32 are wanted" in found
    assert "no guide helps delivery" in found
    assert "no guide has the tag salary" in found
    assert f"course {A_GUIDE.course} has the steps [1]" in found


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (238, 1), (239, 2), (476, 2), (477, 3)])
def test_reading_time(words: int, minutes: int) -> None:
    assert reading_minutes(words) == minutes


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Text alone.", "no front matter"),
        ("+++\nslug = \n+++\nText.", "not TOML"),
        (FRONT.format(slug="other", more=""), "its slug is other"),
        (FRONT.format(slug="odd", more='course = "sounding-clear"'), "a step has a course"),
        (FRONT.format(slug="odd", more='course = "x"\nstep = 1'), "ends in an exercise"),
        (FRONT.format(slug="odd", more="url = 'x'"), "url"),
    ],
)
def test_a_fault_in_a_file_is_told_with_its_name(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "odd.md"
    file.write_text(text)
    with pytest.raises(ValueError, match=told) as raised:
        read_guide(file)
    assert "odd.md" in str(raised.value)


def test_the_checker_can_be_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["checking"])
    assert main() == 0
    assert f"{len(DATA_OF_OURS.guides)} guides" in capsys.readouterr().out
    for name in ("courses.toml", "tags.toml"):
        (tmp_path / name).write_text((DATA / name).read_text())
    (tmp_path / "odd.md").write_text(FRONT.format(slug="odd", more=""))
    assert len(load_guides(tmp_path).guides) == 1
    monkeypatch.setattr("sys.argv", ["checking", str(tmp_path)])
    assert main() == 1
    assert "odd: 1 words" in capsys.readouterr().out
    (tmp_path / "odd.md").write_text("nothing")
    assert main() == 1
