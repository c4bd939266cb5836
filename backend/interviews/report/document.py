"""An interview as JSON: every row of it, for programs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from backend.interviews.history import with_turns
from backend.interviews.history_schemas import InterviewWithTurns
from backend.interviews.report.content import Sources


class ScoreRow(BaseModel):
    """A score from 1 to 5 and its interval; of the whole interview where `turn_id` is null."""

    model_config = ConfigDict(from_attributes=True)

    metric: str
    turn_id: UUID | None
    value: float
    low: float
    high: float
    basis: str
    evidence: list[dict[str, Any]]


class Scorecard(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    status: str
    engine: str
    version: str
    overall: float | None
    body: dict[str, Any]
    scores: list[ScoreRow] = []


class InterviewDocument(InterviewWithTurns):
    candidate: str
    company: str
    persona: str
    scorecard: Scorecard | None


def to_json(sources: Sources) -> bytes:
    """Work for a thread: the times of all words of an hour are megabytes."""
    scorecard = None
    if sources.feedback is not None:
        rows = [ScoreRow.model_validate(each) for each in sources.scores]
        feedback = sources.feedback
        scorecard = Scorecard(
            status=feedback.status,
            engine=feedback.engine,
            version=feedback.version,
            overall=feedback.overall,
            body=feedback.body,
            scores=rows,
        )
    document = InterviewDocument(
        **with_turns(sources.transcript).model_dump(), **sources.scenario, scorecard=scorecard
    )
    return document.model_dump_json(indent=2).encode()
