"""What an interview was judged to be worth, and how that changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Row, UtcDateTime


class Feedback(Row):
    """The scorecard of one interview. It is a job as well: `pending` until somebody has worked
    it out, `basic` when the rules have, `ready` when all that was asked for is there; `steps_done`
    of `steps` say how far it is. `due_at` is when somebody may take it up: while it is being
    worked on, the time at which whoever does so is given up; None where there is nothing to do.
    `epoch` counts how often it has been taken up or asked for: who holds an older one may no
    longer write. `attempts` counts the tries at what is to be done now. `body` is what the scores
    can't hold: strengths, next steps, notes. `engine` and `version` made it. `error` is a
    sentence for the person."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint(
            "status IN ('pending', 'running', 'basic', 'ready', 'failed')", name="status_known"
        ),
        Index(None, "status", "due_at"),
    )

    interview_id: Mapped[UUID] = mapped_column(
        ForeignKey("interview.id", ondelete="CASCADE"), unique=True
    )
    status: Mapped[str] = mapped_column(String(16), default="pending")
    engine: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[str] = mapped_column(String(32), default="")
    overall: Mapped[float | None] = mapped_column(Float)
    body: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    steps: Mapped[int] = mapped_column(Integer, default=0)
    steps_done: Mapped[int] = mapped_column(Integer, default=0)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str] = mapped_column(Text, default="")

    scores: Mapped[list[Score]] = relationship(
        lazy="raise", order_by="Score.metric", passive_deletes=True
    )


class Score(Row):
    """One metric, of one answer or, without a turn, of the whole interview. The value is on the
    scale of 1 to 5 with its interval; `evidence` lists quotes with their seconds."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("feedback_id", "turn_id", "metric"),
        CheckConstraint("low <= value AND value <= high", name="within_interval"),
    )

    feedback_id: Mapped[UUID] = mapped_column(ForeignKey("feedback.id", ondelete="CASCADE"))
    turn_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("turn.id", ondelete="CASCADE"), index=True
    )
    metric: Mapped[str] = mapped_column(String(32))
    value: Mapped[float] = mapped_column(Float)
    low: Mapped[float] = mapped_column(Float)
    high: Mapped[float] = mapped_column(Float)
    basis: Mapped[str] = mapped_column(String(16))
    evidence: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class UserProgress(Row):
    """One point of the curve: an interview's scores on the day it was held, with what makes it
    comparable with others. It is a copy, so that a dashboard reads one narrow table. `intervals`
    holds [low, high] by metric, and of "overall"; `features` the means of how it was delivered,
    empty for a typed interview; `answers` what each answer to a main question was worth."""

    __tablename__ = "user_progress"
    __table_args__ = (Index(None, "user_id", "interview_date"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    interview_id: Mapped[UUID] = mapped_column(
        ForeignKey("interview.id", ondelete="CASCADE"), unique=True
    )
    interview_date: Mapped[datetime] = mapped_column(UtcDateTime)
    role: Mapped[str] = mapped_column(String(120))
    industry: Mapped[str] = mapped_column(String(120))
    difficulty: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(16))
    mode: Mapped[str] = mapped_column(String(16))
    engine: Mapped[str] = mapped_column(String(64), default="")
    score: Mapped[float] = mapped_column(Float)
    metrics: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    intervals: Mapped[dict[str, list[float]]] = mapped_column(JSON, default=dict)
    features: Mapped[dict[str, float]] = mapped_column(JSON, default=dict)
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    feedback: Mapped[str] = mapped_column(Text, default="")
