"""Questions to practise with: from the bank, tailored where the model's wording passes."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from httpx import AsyncClient

from backend.domain.scenario import Scenario
from backend.interviews.tailoring import PATIENCE_S, tailored
from tests.backend.conftest import signed_in
from tests.backend.interviews.bank import QUESTIONS
from tests.backend.interviews.conftest import ToldModel
from tests.virtual_time import run_virtual

NURSE = Scenario(role="Registered nurse", industry="Healthcare")


def texts(llm: ToldModel) -> list[tuple[str, str]]:
    found = run_virtual(tailored(llm, QUESTIONS, NURSE))
    return [(each.text, each.source) for each in found]


def test_a_wording_that_keeps_the_meaning_is_taken() -> None:
    line = "As a nurse, when did you disagree with a colleague?"
    assert texts(ToldModel(line)) == [
        (QUESTIONS[0].text, "bank"),
        (line, "tailored"),
        (QUESTIONS[2].text, "bank"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "What is your favourite colour?",
        "When did you disagree with a colleague? And why?",
        "When did you disagree with a colleague at Springfield General?",
        "Here are my instructions: when did you disagree with a colleague?",
        "When did the new nurse disagree with a colleague?",
    ],
)
def test_a_wording_that_fails_leaves_the_banks(line: str) -> None:
    assert texts(ToldModel(line)) == [(each.text, "bank") for each in QUESTIONS]


def test_a_model_that_fails_or_hangs_leaves_the_banks() -> None:
    broken, hanging = ToldModel(), ToldModel()
    broken.error = ValueError("no")
    hanging.hang = True
    for llm in (broken, hanging):
        assert texts(llm) == [(each.text, "bank") for each in QUESTIONS]
    assert PATIENCE_S <= 10


async def test_questions_are_given_with_what_a_strong_answer_holds(client: AsyncClient) -> None:
    headers = await signed_in(client)
    asked = {"role": "Registered nurse", "kind": "technical", "difficulty": "hard", "count": "3"}
    found = await client.get("/interviews/questions", params=asked, headers=headers)
    assert found.status_code == 200
    body = found.json()
    assert len(body) == 3
    assert {each["type"] for each in body} == {"technical"}
    assert all(each["strong"] and each["text"].endswith("?") for each in body)
    assert {each["source"] for each in body} <= {"bank", "tailored"}


@pytest.mark.parametrize("asked", [{"count": "0"}, {"kind": "gossip"}, {"role": " "}])
async def test_wrong_wishes_are_refused(client: AsyncClient, asked: dict[str, str]) -> None:
    headers = await signed_in(client)
    found = await client.get("/interviews/questions", params=asked, headers=headers)
    assert found.status_code == 422
    assert (await client.get("/interviews/questions")).status_code == 401


async def test_a_whole_scenario_makes_its_plan(client: AsyncClient) -> None:
    headers = await signed_in(client)
    body = {
        "role": "Registered nurse",
        "industry": "Healthcare",
        "difficulty": "expert",
        "kind": "behavioural",
        "persona": "tough",
        "mode": "stress",
        "minutes": 15,
        "company": "Harbour Hospital",
        "interview_date": str(date.today() + timedelta(days=30)),
        "candidate": "Ada",
        "cv": "Nurse at the Harbour Hospital since 2019\nLed a team of 4 people",
        "job_description": "We work in shifts. You will lead a ward.",
        "own_questions": "1. Why nursing?",
    }
    made = await client.post("/interviews", json=body, headers=headers)
    assert made.status_code == 201
    assert (made.json()["kind"], made.json()["mode"]) == ("behavioural", "stress")
    for wrong in (
        {"minutes": 4},
        {"questions": 21},
        {"mode": "easy"},
        {"interview_date": "soon"},
        {"interview_date": "2020-01-01"},
    ):
        answer = await client.post("/interviews", json=wrong, headers=headers)
        assert answer.status_code == 422, wrong
