"""`ihr rehearse` with the real engines: recorded answers in, an audible interviewer out."""

from __future__ import annotations

import json
import re
import wave
from pathlib import Path
from typing import Any

import pytest
from faster_whisper import WhisperModel

from backend.rehearse.api import Api
from tests.e2e.serving import PACE, Served, environment, ihr

pytestmark = [pytest.mark.e2e, pytest.mark.engines]

CLIPS = Path(__file__).resolve().parent.parent / "audio"
LATENCIES = {
    "endpoint",
    "stt_final",
    "llm_first_token",
    "llm_first_sentence",
    "tts_first_audio",
    "voice_to_voice",
}
COMMON = frozenset(
    """a about all am an and any are as at be but by can could did do does for from had has have
    how i in is it its just many me more my not of on or our said see so some tell that the their
    them they think this to us was we were what when where which who why will with would you
    your""".split()
)


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower().replace("'", "").replace("’", ""))


def said_words_heard(text: str, heard: str) -> float:
    """The share of a text's words that occur in a transcript of it."""
    spoken, found = words(text), set(words(heard))
    return sum(word in found for word in spoken) / len(spoken)


@pytest.fixture(scope="module")
def rehearsed(e2e_home: Path, weights_dir: Path) -> dict[str, Any]:
    printed = ihr(
        *("rehearse", "--json", "--pace", str(PACE)),
        *("--answers", str(CLIPS / "spacewalk.flac")),
        *("--scenario", "role=Pilot,industry=Space,difficulty=hard"),
        *("--out", str(e2e_home / "out")),
        env=environment(e2e_home),
        cwd=e2e_home,
    )
    found: dict[str, Any] = json.loads(printed)
    return found


def test_the_conversation_is_one_json_object(rehearsed: dict[str, Any]) -> None:
    assert rehearsed["errors"] == []
    assert {engine["kind"]: engine["where"] for engine in rehearsed["engines"]} == dict.fromkeys(
        ("stt", "tts", "vad", "turn", "llm", "text"), "this machine"
    )
    turns = rehearsed["turns"]
    kinds = [turn["kind"] for turn in turns if turn["role"] == "interviewer"]
    assert kinds[0] == "opening"
    assert kinds[-1] == "close"
    assert "pilot" in turns[0]["text"]
    for turn in turns:
        assert set(turn["latency_ms"]) == LATENCIES
        assert turn["start_s"] < turn["end_s"]
        assert not turn["cut"]


def test_the_answer_is_followed_up_on_something_it_said(rehearsed: dict[str, Any]) -> None:
    turns = rehearsed["turns"]
    at = next(n for n, turn in enumerate(turns) if turn["kind"] == "follow_up")
    follow_up, answer = turns[at], turns[at - 1]
    assert follow_up["role"] == "interviewer"
    assert follow_up["why"]
    assert answer["role"] == "candidate"
    assert answer["audio"].endswith("spacewalk.flac")
    assert said_words_heard("celebrating the first space walk", answer["text"]) >= 0.6
    shared = set(words(follow_up["text"])) & set(words(answer["text"])) - COMMON
    assert shared, follow_up["text"]
    assert follow_up["latency_ms"]["voice_to_voice"] > 0


def test_the_scorecard_points_at_the_seconds_that_caused_it(rehearsed: dict[str, Any]) -> None:
    card = rehearsed["scorecard"]
    assert (card["status"], card["from_text"]) == ("ready", False)
    assert card["overall"]["interval"]["low"] <= card["overall"]["value"] <= 5
    answers = [turn for turn in rehearsed["turns"] if turn["role"] == "candidate"]
    said = " ".join(words(" ".join(turn["text"] for turn in answers)))
    longest_s = max(turn["end_s"] - turn["start_s"] for turn in answers)
    evidence = [
        each
        for answer in card["answers"]
        for score in answer["scores"]
        if score["state"] == "scored"
        for each in score["evidence"]
    ]
    quoted = [each for each in evidence if each["quote"]]
    assert quoted
    for each in quoted:
        assert " ".join(words(each["quote"])) in said
        assert 0 <= each["start_s"] < each["end_s"] <= longest_s + 1
    # One answer is too little to be rated, and is measured all the same.
    assert card["confidence"]["band"] is None
    assert card["confidence"]["speech_s"] > 10
    pace = next(each for each in card["confidence"]["contributions"] if each["feature"] == "pace")
    assert 60 < pace["value"] < 300


def test_the_interviewer_can_be_heard_in_the_saved_sound(
    rehearsed: dict[str, Any], weights_dir: Path
) -> None:
    ear = WhisperModel(str(weights_dir / "whisper-tiny.en"), device="cpu", compute_type="int8")
    asked = [turn for turn in rehearsed["turns"] if turn["kind"] in {"opening", "follow_up"}]
    for turn in (turn for turn in asked if turn["role"] == "interviewer"):
        segments, _ = ear.transcribe(turn["audio"], language="en", beam_size=5)
        heard = " ".join(segment.text for segment in segments)
        assert said_words_heard(turn["text"], heard) >= 0.8, (turn["text"], heard)


def test_the_whole_conversation_has_a_side_for_each(rehearsed: dict[str, Any]) -> None:
    with wave.open(rehearsed["audio"]) as file:
        assert file.getnchannels() == 2
        length_s = file.getnframes() / file.getframerate()
    assert rehearsed["turns"][-1]["end_s"] <= length_s


async def test_an_interview_can_be_held_in_writing(server: Served) -> None:
    async with Api(server.url) as api:
        await api.sign_up("writer")
    answers = (
        "Last year our checkout failed on busy days. I rewrote the queue behind it\n"
        "and our pages were faster.\n\n"
        "I measured it myself.\n"
    )
    printed = ihr(
        *("rehearse", "--text", "--json", "--url", server.url.replace("http", "ws")),
        env=environment(server.home) | {"IHR_TOKEN": api.token},
        cwd=server.home,
        text=answers,
    )
    found = json.loads(printed)
    assert found["errors"] == []
    assert found["audio"] is None
    said = [turn["text"] for turn in found["turns"] if turn["role"] == "candidate"]
    assert said[0].endswith("behind it and our pages were faster.")
    assert said[1] == "I measured it myself."
    asked = [turn for turn in found["turns"] if turn["role"] == "interviewer"]
    assert [turn["kind"] for turn in asked][:2] == ["opening", "follow_up"]
    assert set(words(asked[1]["text"])) & set(words(said[0])) - COMMON
    assert all(turn["audio"] is None for turn in found["turns"])
    assert all(turn["latency_ms"]["voice_to_voice"] is None for turn in found["turns"])
