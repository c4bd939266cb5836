"""`ihr rehearse` as a person types it, with a server of scripted engines."""

from __future__ import annotations

import json
import re
import shutil
import socket
from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner, Result

from audio_pipeline.engines import tones
from audio_pipeline.engines.protocols import ENGINE_RATE_HZ
from backend.cli import app

PACE = "10"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("IHR_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IHR_ENGINES", "scripted")
    monkeypatch.chdir(tmp_path)
    for name in ("a.wav", "b.wav"):
        soundfile.write(tmp_path / name, tones.speech(2.0), ENGINE_RATE_HZ)
    return tmp_path


def ihr(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(app, ["rehearse", *arguments], input=text)


def test_several_recordings_are_given_in_order(home: Path) -> None:
    said = ihr("--pace", PACE, "--answers", "a.wav", "b.wav", "--json", "--out", "out")
    assert said.exit_code == 0, said.stderr
    found = json.loads(said.stdout)
    assert found["errors"] == []
    answers = [turn for turn in found["turns"] if turn["role"] == "candidate"]
    assert [answer["audio"] for answer in answers] == ["a.wav", "b.wav"]
    assert "Starting a server" in said.stderr
    card = found["scorecard"]
    assert (card["status"], card["interview"]["id"]) == ("ready", found["interview_id"])
    assert json.loads((home / "out" / "conversation.json").read_text()) == found
    for turn in found["turns"]:
        assert Path(turn["audio"]).exists()
    assert not (home / "home").exists(), "the person's own home stays as it was"


def test_what_is_typed_is_answered_and_told_and_kept(home: Path) -> None:
    said = ihr("--text", "--keep", text="I led it.\n\nIt shipped in March.\n")
    assert said.exit_code == 0, said.stderr
    assert said.stdout.startswith("\nInterviewer (main): Hello, and welcome.")
    assert "\nCandidate: It shipped in March.\n" in said.stdout
    assert "\nScorecard: Your feedback is complete. Made by rules (basic), version " in said.stdout
    assert re.search(r"  Structure +\d\.\d of 5, between \d\.\d and \d\.\d\n", said.stdout)
    assert "A typed interview" in said.stdout or "in writing" in said.stdout
    assert "\nTo practise first: " in said.stdout
    kept = Path(said.stderr.rpartition("IHR_HOME=")[2].split()[0])
    assert (kept / "ihr.db").exists()
    assert (kept / "account.json").stat().st_mode & 0o077 == 0
    assert not list(home.glob("rehearsal-*")), "a written interview leaves no sound"
    shutil.rmtree(kept)


@pytest.mark.usefixtures("home")
def test_more_answers_than_questions_are_left_over() -> None:
    text = "".join(f"I led part {number} of it.\n\n" for number in range(1, 25))
    said = ihr("--text", text=text)
    assert said.exit_code == 0, said.stderr
    assert re.search(
        r"The interview is over; paragraph \d+ and what follows it are not given.", said.stderr
    )


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Name recordings with --answers, or write with --text.\n"),
        (("--answers", "none.wav"), "There is no file none.wav.\n"),
        (("--answers", "a.wav", "--url", "ws://127.0.0.1:1"), "The server of --url wants to know"),
        (("--answers", "a.wav", "--scenario", "x=1"), "A scenario may say role"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: tuple[str, ...], said: str) -> None:
    result = ihr(*arguments)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.usefixtures("home")
def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = ihr("--answers", "a.wav", "--url", f"ws://127.0.0.1:{port}", "--token", "t")
    assert said.exit_code == 1
    assert f"http://127.0.0.1:{port} can't be reached" in said.stderr


@pytest.mark.usefixtures("home")
def test_missing_weights_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_ENGINES", "real")
    said = ihr("--answers", "a.wav")
    assert said.exit_code == 1
    assert "Fetch them with `ihr models pull`." in said.stderr


@pytest.mark.usefixtures("home")
def test_a_server_that_cannot_start_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IHR_ENGINES", "real")
    for kind in ("STT", "TTS", "LLM"):
        monkeypatch.setenv(f"IHR_{kind}_BASE_URL", "not an address")
    monkeypatch.setattr("backend.cli_checks.check_weights", lambda _: None)
    said = ihr("--answers", "a.wav")
    assert said.exit_code == 1
    assert "The server could not start" in said.stderr
    assert "IHR_STT_BASE_URL" in said.stderr
