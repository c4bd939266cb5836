"""Interviews that were held before the pages are opened, as rows: with sound, words and scores."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import soundfile
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from audio_pipeline.pauses import PAUSE_S, Pause
from audio_pipeline.speech_features import Fillers, Pauses, Pitch, SpeechFeatures
from backend.domain.interview import InterviewFlow
from backend.domain.plan import Competency, InterviewPlan, PlannedQuestion
from backend.domain.scenario import Scenario
from backend.domain.scorecard import Evidence, Judged, Metric, Scorecard, Scored
from backend.feedback import repository
from backend.interviews.state import plan_to_json, to_state
from models import Turn, TurnAudio, User
from tests.backend.feedback.rows import a_card, add_interview

CLIPS = Path(__file__).resolve().parent.parent / "audio"
T = TypeVar("T")
QUOTED = slice(6, 11)
"""The words of each answer that its scores quote."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A recording of tests/audio, and when each of its words is said, near enough."""

    name: str
    text: str
    words: tuple[dict[str, Any], ...]
    voiced_s: tuple[tuple[float, float], ...]
    duration_s: float

    @property
    def quote(self) -> tuple[str, float, float]:
        part = self.words[QUOTED]
        return " ".join(word["text"] for word in part), part[0]["start_s"], part[-1]["end_s"]


@dataclass(frozen=True, slots=True)
class Past:
    """`quote_s` is where the first answer's evidence begins and ends, in its own sound."""

    interview_id: str
    turns: tuple[str, ...]
    quote: str
    quote_s: tuple[float, float]


def clip(name: str) -> Clip:
    told = json.loads((CLIPS / "clips.json").read_text())[name]
    said = told["text"].split()
    spans = told["voiced_s"]
    voiced = sum(end - start for start, end in spans)
    step = voiced / len(said)

    def at(spoken_s: float) -> float:
        left = spoken_s
        for start, end in spans:
            if left <= end - start + 1e-6:
                return float(start + left)
            left -= end - start
        return float(spans[-1][1])

    words = tuple(
        {
            "text": word,
            "start_s": round(at(index * step), 3),
            "end_s": round(at((index + 1) * step), 3),
            "probability": 0.2 if index % 17 == 12 else 0.95,
        }
        for index, word in enumerate(said)
    )
    voiced_s = tuple((start, end) for start, end in spans)
    return Clip(
        name, told["text"], words, voiced_s, soundfile.info(CLIPS / f"{name}.flac").duration
    )


def hold(
    home: Path,
    username: str,
    *,
    clips: Sequence[str] = ("spacewalk", "sick_corpus"),
    values: dict[Metric, float] | None = None,
    days_ago: int = 1,
    mode: str = "real",
    role: str = "Nurse",
    status: str | None = None,
) -> Past:
    """An interview of that person's, with one answer for each clip. `status` is what its feedback
    says instead of being ready."""
    answers = [clip(name) for name in clips]

    async def write(db: AsyncSession) -> Past:
        user_id = (await db.execute(select(User.id).where(User.username == username))).scalar_one()
        interview, turns = await add_interview(
            db,
            user_id,
            ended_at=datetime.now(UTC) - timedelta(days=days_ago),
            mode=mode,
            role=role,
            answers=len(answers),
        )
        flow = _flow(len(answers))
        interview.plan, interview.state = plan_to_json(flow.plan), to_state(flow)
        for turn, said in zip(turns, answers, strict=True):
            _speak(db, turn, said)
        card = _quoting(a_card(turns, values, pressed=mode == "stress"), turns, answers)
        feedback = await repository.keep(db, interview.id, card)
        if status:
            feedback.status, feedback.error = status, "The model that judges can't be reached."
        quote, start_s, end_s = answers[0].quote
        return Past(
            str(interview.id), tuple(str(turn.id) for turn in turns), quote, (start_s, end_s)
        )

    return _in_database(home, write)


def set_status(home: Path, interview_id: str, status: str) -> None:
    """Where the making of that interview's feedback stands."""

    async def write(db: AsyncSession) -> None:
        feedback, _scores = await repository.feedback_of(db, UUID(interview_id))
        feedback.status = status

    _in_database(home, write)


def _in_database(home: Path, write: Callable[[AsyncSession], Awaitable[T]]) -> T:
    """Beside the running server, in a thread of its own: Playwright's loop runs in this one."""

    async def work() -> T:
        engine = create_async_engine(f"sqlite+aiosqlite:///{home / 'ihr.db'}")
        try:
            async with async_sessionmaker(engine, expire_on_commit=False).begin() as db:
                return await write(db)
        finally:
            await engine.dispose()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work()).result()


def _flow(questions: int) -> InterviewFlow:
    """What feedback is made from again; without it, the rows would be none that iHR has stored."""
    asked = "Tell me about a time when something went wrong at work."
    question = PlannedQuestion("question", Competency("ownership", "Ownership"), asked)
    return InterviewFlow(InterviewPlan(Scenario(), (question,) * questions))


def _speak(db: AsyncSession, turn: Turn, said: Clip) -> None:
    turn.text, turn.words = said.text, list(said.words)
    turn.confidence = 0.87
    turn.end_s = turn.start_s + said.duration_s
    turn.features = _features(said).to_json()
    flac = (CLIPS / f"{said.name}.flac").read_bytes()
    db.add(TurnAudio(turn_id=turn.id, chunk=0, flac=flac, duration_s=said.duration_s))


def _features(said: Clip) -> SpeechFeatures:
    gaps = [
        Pause(before[1], after[0], "between")
        for before, after in pairwise(said.voiced_s)
        if after[0] - before[1] >= PAUSE_S
    ]
    total = sum(gap.length_s for gap in gaps)
    speaking = said.words[-1]["end_s"] - said.words[0]["start_s"]
    return SpeechFeatures(
        duration_s=said.duration_s,
        onset_s=said.words[0]["start_s"],
        speaking_s=speaking,
        phonation_s=speaking - total,
        words=len(said.words),
        words_per_minute=60 * len(said.words) / speaking,
        articulation_rate=4.4,
        pauses=Pauses(
            count=len(gaps),
            mean_s=total / len(gaps) if gaps else None,
            share=total / speaking,
            longest_s=max((gap.length_s for gap in gaps), default=0.0),
            within=0,
            between=len(gaps),
            all=tuple(gaps),
        ),
        response_latency_s=1.2,
        fillers=Fillers(um=said.text.split().count("uh"), like=0, you_know=0, likes=0),
        pitch=Pitch(median_hz=182.0, range_st=6.2, ends=3, rises=1, falls=2),
        variation_db=5.1,
        snr_db=31.0,
    )


def _quoting(card: Scorecard, turns: Sequence[Turn], answers: Sequence[Clip]) -> Scorecard:
    """With evidence that really is in each answer."""

    def fitted(metrics: Any, turn: Turn, said: Clip) -> dict[Metric, Judged]:
        quote, start_s, end_s = said.quote
        evidence = (Evidence(str(turn.id), quote, "What you did yourself.", start_s, end_s),)
        return {
            name: replace(each, evidence=evidence) if isinstance(each, Scored) else each
            for name, each in metrics.items()
        }

    return replace(
        card,
        metrics=fitted(card.metrics, turns[0], answers[0]),
        answers=tuple(
            replace(each, metrics=fitted(each.metrics, turn, said), notes=())
            for each, turn, said in zip(card.answers, turns, answers, strict=True)
        ),
    )
