"""Interviews that were held, written straight into the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy as np
from httpx import AsyncClient
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from audio_pipeline.sound_files import flac_chunks
from backend.database import SessionMaker, transaction
from models import Feedback, Interview, Question, Score, Turn, TurnAudio

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
RATE_HZ = 16_000
Headers = dict[str, str]


async def id_of(client: AsyncClient, headers: Headers) -> UUID:
    return UUID((await client.get("/auth/me", headers=headers)).json()["id"])


def timed(text: str) -> list[dict[str, Any]]:
    """The words of a text, half a second each."""
    return [
        {"text": word, "start_s": number / 2, "end_s": number / 2 + 0.4, "probability": 0.9}
        for number, word in enumerate(text.split())
    ]


async def keep_interview(
    sessions: SessionMaker, user_id: UUID, *answers: str, at: int = 0, **values: Any
) -> UUID:
    """Completed `at` hours after noon, with a question for each of the answers."""
    began = NOON + timedelta(hours=at)
    defaults: dict[str, Any] = {
        "role": "Nurse",
        "industry": "Health care",
        "difficulty": "medium",
        "status": "completed",
        "length": max(len(answers), 1),
        "started_at": began,
        "ended_at": began + timedelta(minutes=20),
        "state": {"elapsed_s": 600.0},
        "plan": {"scenario": {"candidate": "Ada", "company": "", "persona": "neutral"}},
    }
    async with transaction(sessions) as db:
        interview = Interview(user_id=user_id, created_at=began, **(defaults | values))
        db.add(interview)
        await db.flush()
        for number, answer in enumerate(answers):
            await _keep_answer(db, interview.id, number, answer)
    return interview.id


async def _keep_answer(db: AsyncSession, interview_id: UUID, number: int, answer: str) -> None:
    asked = f"Question {number + 1}, please?"
    question = Question(
        interview_id=interview_id,
        position=number,
        bank_id=f"q{number}",
        competency="Teamwork",
        text=asked,
    )
    db.add(question)
    await db.flush()
    shared: dict[str, Any] = {"interview_id": interview_id, "question_id": question.id}
    db.add(
        Turn(
            **shared,
            sequence=2 * number + 1,
            item_id=f"asked-{number}",
            speaker="interviewer",
            kind="main" if number == 0 else "follow_up",
            why="" if number == 0 else "You said nothing of the result.",
            text=asked,
        )
    )
    db.add(
        Turn(
            **shared,
            sequence=2 * number + 2,
            item_id=f"answer-{number}",
            speaker="candidate",
            kind="main",
            text=answer,
            words=timed(answer),
            start_s=10.0,
            end_s=50.0,
            features={"words_per_minute": 140.0},
        )
    )


async def turn_of(sessions: SessionMaker, interview_id: UUID, item_id: str = "answer-0") -> UUID:
    async with transaction(sessions) as db:
        query = select(Turn.id).where(Turn.interview_id == interview_id, Turn.item_id == item_id)
        return (await db.execute(query)).scalar_one()


def noise(seconds: float) -> np.ndarray[Any, np.dtype[np.int16]]:
    samples = np.random.default_rng(7).normal(0, 3000, round(seconds * RATE_HZ))
    return np.clip(samples, -32768, 32767).astype(np.int16)


async def keep_audio(
    sessions: SessionMaker, turn_id: UUID, samples: np.ndarray[Any, np.dtype[np.int16]]
) -> list[bytes]:
    """The chunks, as a session makes them."""
    chunks = flac_chunks(samples, RATE_HZ)
    async with transaction(sessions) as db:
        left = len(samples) / RATE_HZ
        for number, flac in enumerate(chunks):
            length = min(left, 30.0)
            db.add(TurnAudio(turn_id=turn_id, chunk=number, flac=flac, duration_s=length))
            left -= length
    return chunks


async def keep_scorecard(
    sessions: SessionMaker,
    interview_id: UUID,
    turn_id: UUID,
    metrics: Sequence[str] = ("structure",),
) -> None:
    card = {
        "practise": {"structure": "Begin with the result."},
        "answers": [{"turn_id": str(turn_id), "strength": "You named the ward.", "next_step": ""}],
    }
    async with transaction(sessions) as db:
        feedback = Feedback(
            interview_id=interview_id,
            status="ready",
            engine="rules",
            version="1",
            overall=3.5,
            body={"version": 1, "card": card},
        )
        db.add(feedback)
        await db.flush()
        for metric in metrics:
            for turn in (None, turn_id):
                db.add(
                    Score(
                        feedback_id=feedback.id,
                        turn_id=turn,
                        metric=metric,
                        value=3.4,
                        low=3.0,
                        high=4.0,
                        basis="rules",
                        evidence=[{"quote": "the night shift", "why": "", "turn_id": str(turn_id)}],
                    )
                )
