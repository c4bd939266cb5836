"""From the command line's words to answers and a scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.rehearse.answers import paragraphs, recorded, scenario_of, written
from backend.rehearse.api import addresses
from backend.rehearse.connection import RehearsalError


def test_blank_lines_part_the_answers() -> None:
    lines = ["", "I led it", "  and it shipped. ", "", " \t", "It was mine.", ""]
    assert list(paragraphs(lines)) == ["I led it and it shipped.", "It was mine."]


def test_a_scenario_is_a_list_of_pairs_or_a_file(tmp_path: Path) -> None:
    assert scenario_of("") == {}
    wanted = {"role": "Data Engineer", "difficulty": "hard"}
    assert scenario_of("role=Data Engineer, difficulty=hard") == wanted
    assert scenario_of("questions=5,seed=7,company=42") == {
        "questions": 5,
        "seed": 7,
        "company": "42",
    }
    path = tmp_path / "scenario.json"
    path.write_text('{"role": "Data Engineer", "difficulty": "hard"}')
    assert scenario_of(str(path)) == wanted


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("role=Nurse,salary=1", "A scenario may say role, industry, difficulty"),
        ("nowhere.json", "neither a file nor like"),
    ],
)
def test_a_wrong_scenario_is_explained(text: str, said: str) -> None:
    with pytest.raises(RehearsalError, match=said):
        scenario_of(text)


@pytest.mark.parametrize("content", ["[1]", '{"role": 3}', "role"])
def test_a_scenario_file_of_another_shape_is_explained(tmp_path: Path, content: str) -> None:
    path = tmp_path / "scenario.json"
    path.write_text(content)
    with pytest.raises(RehearsalError):
        scenario_of(str(path))


def test_every_paragraph_of_every_file_is_an_answer(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One.\n\nTwo.")
    (tmp_path / "b.txt").write_text("Three.")
    answers = written([tmp_path / "a.txt", tmp_path / "b.txt"])
    assert [answer.text for answer in answers] == ["One.", "Two.", "Three."]


def test_a_file_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    empty, binary = tmp_path / "empty.txt", tmp_path / "answer.flac"
    empty.write_text(" \n")
    binary.write_bytes(b"\xff\xfe\xff")
    for read, path, said in (
        (written, empty, "holds no text"),
        (written, binary, "can't be read as text"),
        (recorded, binary, "can't be read as a sound file"),
        (recorded, tmp_path, "is a folder"),
        (recorded, tmp_path / "none.wav", "There is no file"),
    ):
        with pytest.raises(RehearsalError, match=said):
            read([path])


@pytest.mark.parametrize(
    ("url", "http", "socket"),
    [
        ("ws://h:1", "http://h:1", "ws://h:1/interviews/simulate"),
        ("https://h/", "https://h", "wss://h/interviews/simulate"),
        ("wss://h/v1/realtime", "https://h", "wss://h/v1/realtime"),
    ],
)
def test_an_address_serves_both_sides(url: str, http: str, socket: str) -> None:
    assert addresses(url) == (http, socket, "")
    assert addresses(f"{url}?interview_id=i")[2] == "i"


@pytest.mark.parametrize("url", ["127.0.0.1:8000", "ftp://h", "ws://", ""])
def test_no_address_is_explained(url: str) -> None:
    with pytest.raises(RehearsalError, match="is not an address like"):
        addresses(url)
